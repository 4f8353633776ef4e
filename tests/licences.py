"""Lists the licences of everything the bot is delivered with: `make licences` writes docs/licences.md.

Names and versions come from the lock, licences from what the packages themselves say.
"""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.txt"
PAGE = ROOT / "docs" / "licences.md"

ONLY_ELSEWHERE = {"colorama": "BSD-3-Clause"}
"""Needed on other systems only, so not installed here; read in the package."""
SPOKEN = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""How packages call a licence, and how the SPDX list does."""
COPYLEFT = ("LGPL", "MPL", "GPL", "EUPL")
HEAD = """# Licences of the dependencies

Made by `make licences` from [requirements.txt](../requirements.txt); a test says when it is out of date. The bot itself is
under the [EUPL-1.2](../LICENSE). Nothing of a dependency is copied into this repository: each is installed unchanged.

Those marked *copyleft* ask that changes to themselves are published under the same licence; using them unchanged, as here,
asks for nothing more. Fonts and data of packages have notices of their own inside them.

| package | version | licence | |
|---|---|---|---|
"""


def page() -> str:
    """Write the whole page."""
    return HEAD + "".join(_row(name, version) for name, version in locked())


def locked() -> Iterator[tuple[str, str]]:
    """Give name and version of everything in the lock."""
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    yield from pinned


def licence(name: str) -> str:
    """Give the licence of an installed package as an SPDX expression; raises LookupError where it says none."""
    try:
        said: dict[str, Any] = metadata(name).json
    except PackageNotFoundError:
        if name in ONLY_ELSEWHERE:
            return ONLY_ELSEWHERE[name]
        raise LookupError(f"{name} is in the lock but not installed: run make test, or name its licence here") from None
    classifiers = [one.rsplit(" :: ", 1)[-1] for one in said.get("classifier") or () if one.startswith("License ::")]
    short = next((one for one in str(said.get("license") or "").splitlines()[:1] if len(one) < 60), "")
    for candidate in (said.get("license_expression"), short, *classifiers):
        if candidate:
            return SPOKEN.get(str(candidate), str(candidate))
    raise LookupError(f"{name} does not say under which licence it is")


def _row(name: str, version: str) -> str:
    found = licence(name)
    mark = "copyleft" if any(word in found for word in COPYLEFT) else ""
    return f"| {name} | {version} | {found} | {mark} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
