"""Open results from a city's own list: which columns there are, what a line means, what it would change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from planning.catalogue import Catalogue
from planning.catalogue.wording import fold
from planning.intention_import import stage_of
from planning.list_import import KEY_LENGTH, Difference, Judged, Outcome, Surroundings
from planning.results import LONG_TEXT, YEARS_AHEAD, ResultDraft, ResultKind, ResultState, stage_is_ahead
from planning.table_cells import Cells, headings
from planning.table_columns import EXAMPLE_KEY, Column, Reason, Record, Remark

COLUMNS = (
    Column("key", "Kennung", "Die Nummer in Ihrer eigenen Liste. Sie verhindert Dubletten beim nächsten Import.",
           others=("ID", "Nr.", "Nummer", "Lfd. Nr.", "TOP"), example=EXAMPLE_KEY),
    Column("text", "Ergebnis", "Pflicht, höchstens 1.000 Zeichen.", required=True,
           others=("Text", "Beschlusstext", "Aufgabe", "Wortlaut"), example="Beispiel: Das Jugendamt prüft eine Kita im Bestand."),
    Column("kind", "Art", "Pflicht, siehe Liste.", required=True, others=("Ergebnisart", "Art des Ergebnisses"), example="Prüfauftrag"),
    Column("office", "Zuständiges Amt", "Pflicht, siehe Liste.", required=True, others=("Amt", "Zuständig", "Zuständigkeit"),
           example="Jugendamt"),
    Column("due", "Fällig am", "Datum, zum Beispiel 30.04.2026; 4/2026 bedeutet Ende April. Auch ein vergangenes.",
           others=("Frist", "Termin", "Fällig", "Fälligkeit"), example="30.04.2026"),
    Column("trigger_stage", "Fällig bei Stufe", "Statt eines Datums: die Stufe des Vorhabens, siehe Liste.", others=("Auslöser",)),
    Column("intention", "Vorhaben", "Nummer (V-2026-007), Ihre Kennung oder der genaue Titel.", others=("Projekt",)),
    Column("meeting", "Sitzung am", "Datum der Sitzung, in der es beschlossen wurde.", others=("Sitzung", "Sitzungsdatum", "Beschlossen am"),
           example="12.11.2025"),
)  # fmt: skip
HEADINGS = headings(COLUMNS)

KINDS = {
    "beschluss": ResultKind.DECISION,
    "empfehlung": ResultKind.RECOMMENDATION,
    "pruefauftrag": ResultKind.EXAMINATION,
    "information": ResultKind.INFORMATION,
    "zusage dritter": ResultKind.PLEDGE,
    "zusage": ResultKind.PLEDGE,
    **{kind.value: kind for kind in ResultKind},
}
KIND_NAMES = ("Beschluss", "Empfehlung", "Prüfauftrag", "Information", "Zusage Dritter")


@dataclass(frozen=True)
class Site:
    """The intention a result belongs to, as far as its stages matter."""

    id: int
    route: str
    stage: str


@dataclass(frozen=True)
class Places:
    """What results point at: intentions by folded number, key and title (None: several), meetings by day."""

    intentions: dict[str, Site | None]
    meetings: dict[date, int]


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One line as meant; an empty date or stage leaves what is entered."""

    line: int
    key: str | None
    draft: ResultDraft

    @property
    def same_as(self) -> tuple[str, int | None]:
        """Give what tells that two lines without a key mean the same."""
        return fold(self.draft.text), self.draft.intention_id


@dataclass(frozen=True)
class EnteredResult:
    """A result the database has, as far as a list may change it."""

    id: int
    number: str
    key: str | None
    state: ResultState
    draft: ResultDraft
    triggered: bool


@dataclass(frozen=True)
class ResultEntry:
    """What to write for one line."""

    judged: Judged
    key: str | None
    draft: ResultDraft
    result_id: int | None = None


def read_row(record: Record, around: Surroundings, places: Places) -> tuple[ResultRow | None, list[Remark]]:
    """Understand one line; None with at least one problem."""
    cells = Cells(record, HEADINGS)
    key = cells.words("key", longest=KEY_LENGTH)
    text = " ".join((cells.words("text", longest=LONG_TEXT, required=True) or "").split())
    kind = cells.chosen("kind", lambda typed: KINDS.get(fold(typed)), KIND_NAMES, required=True)
    office = cells.chosen("office", lambda typed: around.offices.get(fold(typed)), around.office_names, required=True)
    due = cells.day("due", end_of_month=True)
    names = [stage.name.de for stage in around.catalogue.stages.values()]
    stage = cells.chosen("trigger_stage", lambda typed: stage_of(around.catalogue, typed), names)
    site = _site(cells, places)
    meeting_id, text = _meeting(cells, places, text)
    if not cells.problems:
        _check_together(cells, ResultKind(kind or ""), due, stage, around.today)
    if cells.problems or kind is None or office is None:
        return None, cells.problems
    draft = ResultDraft(
        text=text, kind=ResultKind(kind), meeting_id=meeting_id, intention_id=site.id if site is not None else None,
        office=office, due=due, trigger_stage=stage,
    )  # fmt: skip
    return ResultRow(line=record.line, key=key, draft=draft), []


def _site(cells: Cells, places: Places) -> Site | None:
    typed = cells.words("intention", longest=200)
    if typed is None:
        return None
    if fold(typed) in places.intentions:
        found = places.intentions[fold(typed)]
        if found is None:
            cells.wrong("intention", Reason.AMBIGUOUS, typed)
        return found
    cells.chosen("intention", lambda _: None, list(places.intentions))
    return None


def _meeting(cells: Cells, places: Places, text: str) -> tuple[int | None, str]:
    """Find the meeting of that day; one from before the bot is kept in the words of the result."""
    on = cells.day("meeting")
    if on is None:
        return None, text
    if on in places.meetings:
        return places.meetings[on], text
    told = f"{text} (Sitzung vom {on:%d.%m.%Y})"
    if len(told) > LONG_TEXT:
        cells.wrong("text", Reason.TOO_LONG, str(len(told)), str(LONG_TEXT))
    return None, told


def _check_together(cells: Cells, kind: ResultKind, due: date | None, stage: str | None, today: date) -> None:
    if kind is ResultKind.INFORMATION:
        if due is not None or stage is not None:
            cells.wrong("due" if due is not None else "trigger_stage", Reason.INFORMATION_HAS_NO_DATE)
        return
    if due is None and stage is None:
        cells.wrong("due", Reason.DATE_OR_STAGE)
    if due is not None and stage is not None:
        cells.wrong("trigger_stage", Reason.DATE_AND_STAGE)
    last = date(today.year + YEARS_AHEAD, 12, 31)
    if due is not None and due > last:
        cells.wrong("due", Reason.TOO_FAR_AHEAD, cells.record["due"], f"{last:%d.%m.%Y}")
    if stage is not None and not cells.record["intention"]:
        cells.wrong("trigger_stage", Reason.STAGE_NEEDS_INTENTION, cells.record["trigger_stage"])


@dataclass
class ResultRegister:
    """Which results are there, and which lines of the list were seen; finds what a line means."""

    by_key: dict[str, int] = field(default_factory=dict)
    by_text: dict[tuple[str, int | None], list[int]] = field(default_factory=dict)
    keyed: set[int] = field(default_factory=set)
    _seen: dict[object, int] = field(default_factory=dict)

    def add(self, result_id: int, key: str | None, text: str, intention_id: int | None) -> None:
        """Note a result that is there."""
        if key is not None:
            self.by_key[fold(key)] = result_id
            self.keyed.add(result_id)
        self.by_text.setdefault((fold(text), intention_id), []).append(result_id)

    def find(self, row: ResultRow) -> tuple[int | None, list[Remark]]:
        """Give the id of the result a line means (None: a new one) and what is wrong with that."""
        found = self._meant(row)
        seen = {fold(row.key) if row.key is not None else row.same_as, ("id", found)} - {("id", None)}
        for one in seen:
            if (earlier := self._seen.setdefault(one, row.line)) != row.line:
                return None, [Remark(row.line, Reason.TWICE, typed=row.key or row.draft.text[:60], known=str(earlier))]
        return found, []

    def _meant(self, row: ResultRow) -> int | None:
        if row.key is not None and (known := self.by_key.get(fold(row.key))) is not None:
            return known
        same = self.by_text.get(row.same_as, [])
        if row.key is not None:
            same = [one for one in same if one not in self.keyed]
        return same[0] if same else None


def judge(
    row: ResultRow, entered: EnteredResult | None, sites: dict[int, Site], catalogue: Catalogue
) -> tuple[ResultEntry, list[Remark]]:
    """Work out what a line changes, and what is wrong with a stage that is reached already.

    The office of a result that is there stays: handing it over is told to both offices, so it has its button.
    """
    if entered is None:
        problems = _stage_problems(row, sites, catalogue)
        return ResultEntry(
            Judged(line=row.line, outcome=Outcome.NEW, label=row.draft.text), row.key, row.draft
        ), problems
    judged = Judged(line=row.line, outcome=Outcome.SAME, label=row.draft.text, number=entered.number)
    if entered.state is not ResultState.OPEN and entered.draft.kind is not ResultKind.INFORMATION:
        told = Remark(row.line, Reason.SETTLED, known=entered.number)
        return ResultEntry(_with(judged, (), [told]), row.key, entered.draft, entered.id), []
    remarks = []
    if row.draft.office != entered.draft.office:
        remarks.append(Remark(row.line, Reason.OFFICE_KEPT, HEADINGS["office"], known=entered.number))
    names = ["text", "kind", "intention_id", "meeting_id"] + ([] if entered.triggered else ["due", "trigger_stage"])
    values = {name: getattr(row.draft, name) for name in names}
    values = {name: value for name, value in values.items() if value is not None or name in ("due", "trigger_stage")}
    draft = entered.draft.model_copy(update=values)
    differences = [
        Difference(name, before, values[name])
        for name in values
        if (before := getattr(entered.draft, name)) != values[name]
    ]
    if row.key is not None and entered.key is None:
        differences.append(Difference("external_key", None, row.key))
    moved = any(one.field == "trigger_stage" for one in differences)
    problems = _stage_problems(row, sites, catalogue) if moved else []
    return ResultEntry(_with(judged, differences, remarks), row.key, draft, entered.id), problems


def _with(judged: Judged, differences: Sequence[Difference], remarks: Sequence[Remark]) -> Judged:
    outcome = Outcome.CHANGED if differences else Outcome.SAME
    values: dict[str, Any] = {"differences": tuple(differences), "remarks": tuple(remarks), "outcome": outcome}
    return Judged(line=judged.line, label=judged.label, number=judged.number, **values)


def _stage_problems(row: ResultRow, sites: dict[int, Site], catalogue: Catalogue) -> list[Remark]:
    wanted, site = row.draft.trigger_stage, sites.get(row.draft.intention_id or 0)
    if wanted is None or site is None or stage_is_ahead(catalogue, site.route, site.stage, wanted):
        return []
    stage = catalogue.stages[wanted].short.de
    return [Remark(row.line, Reason.STAGE_IS_REACHED, HEADINGS["trigger_stage"], stage)]
