"""Bring in a list of 10,000 intentions: how long, how much memory, and that a second time changes nothing.

    python -m benchmarks.importing [LINES …]

On a SQLite file of its own; the spreadsheet is made first and does not count.
"""

import asyncio
import io
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from bot.assembly import Base, open_base
from bot.lists import import_list
from bot.settings import Settings
from storage.changes import change
from storage.seeds import enter_secretariat

HEADING = (
    "Kennung", "Titel", "Stadtbezirk", "Stadtteil", "Straße oder Lage", "Wohnungen", "Geschossfläche in m²",
    "Geplante Nutzung", "Stufe", "Eigentümer oder Investor", "Vertraulich", "Erstmals bekannt am", "Bezugsjahr",
)  # fmt: skip
MEGABYTE = 1024 * 1024


def spreadsheet(lines: int, districts: list[str]) -> bytes:
    """Make a list with so many lines."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Liste")
    sheet.append([WriteOnlyCell(sheet, title) for title in HEADING])
    for n in range(lines):
        sheet.append([
            f"K-{n:05d}", f"Wohnquartier Nummer {n}", districts[n % len(districts)], f"Quartier {n % 150}", f"Weg {n}",
            n % 900, 90 * (n % 900), "Wohnen, Gewerbe im Erdgeschoss, Kita", str(n % 15), f"Gesellschaft {n % 70}",
            "ja" if n % 20 == 0 else "nein", f"{1 + n % 28:02d}.01.2024", 2028 + n % 10,
        ])  # fmt: skip
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


async def measure(lines: int) -> None:
    """Import once dry, once really, once more; print what each took."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate({"DATABASE_URL": f"sqlite:///{Path(folder) / 'agsp.db'}"})
        async with open_base(settings) as base:
            async with change(base.database, now=await base.clock.now()) as c:
                await enter_secretariat(c, "U0KESSLER", "Miriam Kessler")
            content = spreadsheet(lines, [one.name.de for one in base.catalogue.districts.values()])
            print(f"{lines:,} lines, {len(content) / MEGABYTE:.1f} MB")  # noqa: T201  # a benchmark prints
            for what, dry_run in (("dry run", True), ("import", False), ("the same again", False)):
                await _once(base, content, what, dry_run=dry_run)


async def _once(base: Base, content: bytes, what: str, *, dry_run: bool) -> None:
    heard: list[str] = []
    before = _resident()
    begin, worked = perf_counter(), process_time()
    done = await import_list(base, content, "intentions", name="liste.xlsx", dry_run=dry_run, tell=heard.append)
    seconds, worked = perf_counter() - begin, process_time() - worked
    counted = next(line for line in reversed(done.lines) if line.startswith("Neu:"))
    print(  # noqa: T201  # a benchmark prints
        f"  {what:<15} {seconds:6.1f} s ({worked:5.1f} s of the processor)  process {before:4.0f} → {_resident():4.0f} MB at most"
        f"  progress told {len(heard)} times  {counted}"
    )


def _resident() -> float:
    """Give the most memory this process has had so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    for number in [int(one) for one in sys.argv[1:]] or [1_000, 10_000]:
        asyncio.run(measure(number))
