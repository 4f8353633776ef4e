"""Where figures are kept: a table for each measure in docs/performance.md, with the machine they were taken on."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.engines import POSTGRES, SQLITE, version_of
from benchmarks.figures import Figure, table

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
LIBRARIES = ("slack-bolt", "sqlalchemy", "sqlmodel", "uvicorn")


def record(name: str, figures: Sequence[Figure]) -> None:
    """Put the figures in place of those that stand between the marks of this measure."""
    begin, end = f"<!-- figures: {name} -->", "<!-- end -->"
    page = PAGE.read_text(encoding="utf-8")
    told = f"{begin}\n{table(figures)}\n\n{machine()}\n{end}"
    changed, places = re.subn(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: told, page, flags=re.DOTALL)
    if places != 1:
        raise LookupError(f"docs/performance.md has {places} places for the figures of {name}, not one")
    PAGE.write_text(changed, encoding="utf-8")


def machine() -> str:
    """Say on what the figures were taken, and when."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Taken on {datetime.now(UTC):%Y-%m-%d} with {os.cpu_count()} cores ({_processor()}), {platform.system()}, "
        f"Python {platform.python_version()}, {version_of(SQLITE)}, {version_of(POSTGRES)}; {libraries}."
    )


def _processor() -> str:
    """Name the processor where the system tells it."""
    told = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", told.read_text(), re.MULTILINE) if told.exists() else None
    return found[1].strip() if found else platform.machine()
