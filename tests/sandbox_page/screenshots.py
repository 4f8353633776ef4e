"""Pictures of the sandbox's main screens: `python -m tests.sandbox_page.screenshots FOLDER [SCREEN …]`.

Each screen is taken in light and dark and on a phone; the names of the files say which.
"""

from __future__ import annotations

import argparse
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


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description="Take pictures of the sandbox's main screens.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("screens", nargs="*", help="only these; all when none is named")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    take(options.folder, options.screens)


def take(folder: Path, wanted: list[str]) -> None:
    """Take the pictures of the wanted screens (none: of all) in every look."""
    with chromium.running() as browser, scene() as (_, screens):
        for look, (width, height, scheme) in LOOKS.items():
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale="de-DE",
                timezone_id="Europe/Berlin",
                reduced_motion="reduce",
            )
            for name, show in screens.items():
                if not wanted or name in wanted:
                    show(page)
                    page.screenshot(path=folder / f"{name}-{look}.png")
            page.close()


if __name__ == "__main__":
    main()
