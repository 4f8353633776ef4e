"""A document before it has a format: title, facts and parts with paragraphs and a table each, all plain text."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Table:
    """Rows under column headings; every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


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
        """Give everything as lists and strings, as both layouts read it."""
        return asdict(self)


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
