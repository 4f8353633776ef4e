"""The city's letterhead: what stands above and below every document, from the folder with the city's templates."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEAD, FOOT = "briefkopf.txt", "fusszeile.txt"
LOGOS = ("logo.png", "logo.jpg", "logo.jpeg")
MOST_LINES = 8
MOST_BYTES = 2_000_000
"""A logo goes into every document."""


class TemplateBroken(Exception):
    """A city's template or letterhead cannot be used; `name` is its file, `why` what is wrong with it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


@dataclass(frozen=True)
class Letterhead:
    """Lines above the first page and below every page, and a picture; nothing where the city has none."""

    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    logo: Path | None = None

    def plain(self) -> dict[str, Any]:
        """Give everything as lists and strings, as the layout reads it."""
        return {"head": self.head, "foot": self.foot, "logo": str(self.logo) if self.logo is not None else ""}


def letterhead(folder: Path | None) -> Letterhead:
    """Read the letterhead of a folder. Raises TemplateBroken."""
    if folder is None:
        return Letterhead()
    logo = next((folder / name for name in LOGOS if (folder / name).is_file()), None)
    if logo is not None and logo.stat().st_size > MOST_BYTES:
        raise TemplateBroken(logo.name, f"more than {MOST_BYTES // 1_000_000} MB")
    return Letterhead(_lines(folder / HEAD), _lines(folder / FOOT), logo.resolve() if logo is not None else None)


def _lines(file: Path) -> tuple[str, ...]:
    if not file.is_file():
        return ()
    try:
        lines = [" ".join(line.split()) for line in file.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateBroken(file.name, f"{type(error).__name__}: {error}"[:200]) from error
    if len(lines) > MOST_LINES:
        raise TemplateBroken(file.name, f"more than {MOST_LINES} lines")
    return tuple(lines)
