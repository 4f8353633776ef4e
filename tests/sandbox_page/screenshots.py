"""Pictures of the sandbox's main screens: `python -m tests.sandbox_page.screenshots FOLDER [SCREEN …]`.

Each screen is taken in light and dark and on a phone; the names of the files say which. `--documented` takes those
that docs/sandbox.md shows.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from tests import chromium
from tests.sandbox_page.screens import scene

Scheme = Literal["light", "dark"]
LOOKS: Final[dict[str, tuple[int, int, Scheme]]] = {
    "light": (1280, 800, "light"),
    "dark": (1280, 800, "dark"),
    "mobile": (360, 740, "light"),
    "mobile-dark": (360, 740, "dark"),
}
DOCUMENTED: Final[dict[str, frozenset[str]]] = {
    "light": frozenset({"choose", "thread", "modal", "home", "inspector", "faults"}),
    "dark": frozenset({"thread", "modal", "home"}),
    "mobile": frozenset({"channel", "modal", "home"}),
    "mobile-dark": frozenset(),
}


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description="Take pictures of the sandbox's main screens.")
    parser.add_argument("--documented", action="store_true", help="only those that docs/sandbox.md shows")
    parser.add_argument("folder", type=Path)
    parser.add_argument("screens", nargs="*", help="only these; all when none is named")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ["LANGUAGE"] = "de"  # Chromium asks it for the language of date fields; a page cannot say
    named = frozenset(options.screens)
    take(options.folder, DOCUMENTED if options.documented else dict.fromkeys(LOOKS, named) if named else None)


def take(folder: Path, wanted: Mapping[str, frozenset[str]] | None) -> None:
    """Take the pictures of the wanted screens in each look (None: of all in every one)."""
    with chromium.running() as browser, scene() as (_, screens):
        for look, (width, height, scheme) in LOOKS.items():
            if wanted is not None and not wanted[look]:
                continue
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale="de-DE",
                timezone_id="Europe/Berlin",
                reduced_motion="reduce",
            )
            for name, show in screens.items():
                if wanted is None or name in wanted[look]:
                    show(page)
                    page.screenshot(path=folder / f"{name}-{look}.png", animations="disabled", caret="hide")
            page.close()


if __name__ == "__main__":
    main()
