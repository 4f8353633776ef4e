"""A document before it has a format: title, facts and parts with paragraphs and a table each, all plain text."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

LINE = 95
"""Characters of a table's small print that fit beside each other on the page."""


@dataclass(frozen=True)
class Table:
    """Rows under column headings; every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """Share the width among the columns: who has little to say gets what it needs, the rest is for the others."""
        columns = list(zip(self.columns, *self.rows, strict=True))
        needs = {place: _needed(column) for place, column in enumerate(columns)}
        widths = dict.fromkeys(needs, 0)
        left = LINE
        for others, place in zip(range(len(needs), 0, -1), sorted(needs, key=needs.__getitem__), strict=True):
            widths[place] = max(min(needs[place], left // others), 5)
            left -= widths[place]
        return tuple(width / sum(widths.values()) for width in widths.values())


def _needed(column: Sequence[str]) -> int:
    """Count the characters that a column needs not to break a line; very long ones are broken anyway."""
    return min(max(len(line) for cell in column for line in cell.split("\n")) + 4, LINE)


@dataclass(frozen=True)
class Part:
    """One chapter. `name` is what a template may call it by ("antworten"); `lines` stand above the table."""

    name: str
    heading: str
    lines: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Paper:
    """A whole document; `warning` stands on top of one that holds minimum values, `made` says when and for whom."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    made: str
    warning: str = ""
    language: str = "de"

    def plain(self) -> dict[str, Any]:
        """Give everything as lists and strings, as the layout reads it, with the shares of each table's columns."""
        found = asdict(self)
        for part, kept in zip(found["parts"], self.parts, strict=True):
            if kept.table is not None:
                part["table"]["shares"] = kept.table.shares
        return found


SAMPLE = Paper(
    title="V-2026-001 · Beispiel",
    subtitle="Vorhaben",
    facts=(("Stadtbezirk", "Bad Cannstatt"),),
    parts=(
        Part(
            "abfrage1",
            "Bedarfsabfrage 1",
            ("Gefragt am 2. März.",),
            Table(("Amt", "Antwort"), (("Amt & Co.", "<offen>"),)),
        ),
        Part("ergebnisse", "Ergebnisse", ("Es gibt noch kein Ergebnis.",)),
    ),
    made="Erstellt am 2. März 2026",
    warning="Vertraulich",
)
"""What a doctor fills templates with."""
