"""Key figures as a table: which columns there are, and what a line would add – a new version, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from planning.catalogue.wording import fold
from planning.errors import Conflict, Invalid, OutOfRange
from planning.figures import REASON_LENGTH, SOURCE_LENGTH, Figure, FigureDraft, FigureStatus, figure_from
from planning.list_import import Difference, Judged, Outcome
from planning.table_cells import SHOWN, Cells, headings
from planning.table_columns import Column, Reason, Record, Remark

COLUMNS = (
    Column("figure", "Kennung", "Pflicht, siehe Ausgabe.", required=True, others=("ID", "Kennwert")),
    Column("name", "Bezeichnung", "Nur zum Lesen.", others=("Name",)),
    Column("version", "Fassung", "Nur zum Lesen.", others=("Version",)),
    Column("value", "Wert", "Pflicht, zum Beispiel 2,1 oder 3,5 %.", required=True, others=("Kennzahl",)),
    Column("low", "Spanne von", "Zahl.", others=("von", "Minimum")),
    Column("high", "Spanne bis", "Zahl.", others=("bis", "Maximum")),
    Column("unit", "Einheit", "Nur zum Lesen."),
    Column("binding", "Verbindlichkeit", "Pflicht.", required=True, others=("Status",)),
    Column("source", "Quelle", "Pflicht, mit Datum.", required=True, others=("Fundstelle",)),
    Column("valid_from", "Gültig ab", "Pflicht, Datum.", required=True, others=("Gilt ab", "ab")),
    Column("reason", "Grund", "Warum geändert wird.", others=("Begründung", "Änderungsgrund")),
)
HEADINGS = headings(COLUMNS)

BINDINGS: Mapping[FigureStatus, str] = {
    FigureStatus.LAW: "Gesetz",
    FigureStatus.COUNCIL: "Gemeinderatsbeschluss",
    FigureStatus.AGREED: "in der AGSP vereinbart",
    FigureStatus.ORIENTATION: "Orientierungswert",
}
COMPARED = ("value", "low", "high", "binding", "source", "valid_from")
"""What makes a version; the reason of a change is not part of it."""


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """One line as meant; the draft has no reason where the line gives none."""

    line: int
    figure: str
    version: str
    draft: FigureDraft


@dataclass(frozen=True)
class FigureEntry:
    """A version to add."""

    figure: str
    draft: FigureDraft


def read_row(record: Record, known: Mapping[str, Figure]) -> tuple[FigureRow | None, list[Remark]]:
    """Understand one line; None with at least one problem. `known` are the key figures by id."""
    cells = Cells(record, HEADINGS)
    spellings = {fold(word): one.id for one in known.values() for word in (one.name, one.id)}
    names = [word for one in known.values() for word in (one.id, one.name)]
    figure = cells.chosen("figure", lambda typed: spellings.get(fold(typed)), names, required=True)
    words = {fold(word): status for status, name in BINDINGS.items() for word in (name, status.value)}
    binding = cells.chosen("binding", lambda typed: words.get(fold(typed)), list(BINDINGS.values()), required=True)
    cells.words("value", longest=SHOWN, required=True)
    value, low, high = (_number(cells, name) for name in ("value", "low", "high"))
    source = cells.words("source", longest=SOURCE_LENGTH, required=True)
    cells.words("valid_from", longest=SHOWN, required=True)
    valid_from = None if cells.problems else cells.day("valid_from")
    reason = cells.words("reason", longest=REASON_LENGTH)
    if cells.problems:
        return None, cells.problems
    assert figure is not None, "it is required"
    fields: dict[str, Any] = {"value": value, "source": source, "valid_from": valid_from}
    draft = FigureDraft.model_construct(
        **fields, low=low, high=high, binding=FigureStatus(binding or ""), reason=reason or ""
    )
    try:
        draft.check()
    except Invalid as invalid:
        for problem in invalid.problems:
            upside_down = isinstance(problem, Conflict) and problem.code == "range_is_upside_down"
            why = Reason.RANGE_UPSIDE_DOWN if upside_down else Reason.OUTSIDE_OF_RANGE
            cells.wrong(problem.field, why, record[problem.field])
        return None, cells.problems
    return FigureRow(line=record.line, figure=figure, version=record["version"], draft=draft), []


def _number(cells: Cells, name: str) -> Decimal | None:
    typed = cells.record[name]
    try:
        value = figure_from(name, typed)
    except Invalid as invalid:
        far = any(isinstance(problem, OutOfRange) for problem in invalid.problems)
        cells.wrong(name, Reason.OUT_OF_RANGE if far else Reason.NO_FIGURE, typed, "0 bis 1.000.000" if far else "")
        return None
    if name == "value" and value == 0:
        cells.wrong(name, Reason.ZERO, typed)
    return value


@dataclass
class FigureRegister:
    """The versions there are, oldest first, and which lines of the table were seen."""

    figures: Mapping[str, Figure]
    versions: dict[str, list[Figure]] = field(default_factory=dict)
    _seen: dict[object, int] = field(default_factory=dict)

    def judge(self, row: FigureRow) -> tuple[Judged, FigureEntry | None]:
        """Say what a line adds: a version that is there, in force or not, stays as it is."""
        name = self.figures[row.figure].name
        for mark in self._marks(row):
            if (earlier := self._seen.setdefault(mark, row.line)) != row.line:
                twice = Remark(row.line, Reason.TWICE, typed=name, known=str(earlier))
                return Judged(line=row.line, outcome=Outcome.WRONG, label=name, remarks=(twice,)), None
        of_figure = self.versions[row.figure]
        if any(same(known, row.draft) for known in of_figure):
            return Judged(line=row.line, outcome=Outcome.SAME, label=name), None
        latest = of_figure[-1]
        judged = Judged(
            line=row.line, outcome=Outcome.NEW, label=f"{name} (Fassung {latest.version + 1})",
            differences=differences(latest, row.draft),
        )  # fmt: skip
        of_figure.append(replace(latest, version=latest.version + 1, **values(row.draft)))
        return judged, FigureEntry(row.figure, row.draft)

    def _marks(self, row: FigureRow) -> list[object]:
        """Two lines are one and the same, or contradict each other, where they share one of these."""
        if row.version:
            return [("version", row.figure, row.version)]
        return [("day", row.figure, row.draft.valid_from)]


def values(draft: FigureDraft) -> dict[str, Any]:
    """Give a draft's values as a version of a figure has them."""
    shown = {name: getattr(draft, name) for name in COMPARED if name != "binding"}
    return shown | {"status": draft.binding}


def same(known: Figure, draft: FigureDraft) -> bool:
    """Say whether a version says just this."""
    return all(getattr(known, name) == value for name, value in values(draft).items())


def differences(known: Figure, draft: FigureDraft) -> Sequence[Difference]:
    """List what a new version changes against the newest one."""
    found = []
    for name in COMPARED:
        before = known.status if name == "binding" else getattr(known, name)
        if before != getattr(draft, name):
            found.append(Difference(name, before, getattr(draft, name)))
    return found
