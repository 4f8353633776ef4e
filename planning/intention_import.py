"""Intentions from a city's own list: which columns there are, what a line means, what it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from planning.catalogue import Catalogue, Stage
from planning.catalogue.wording import fold
from planning.intentions import LONG_TEXT, SIMILAR, TITLE_LENGTH, IntentionDraft, IntentionState, LocationQuality
from planning.list_import import CLEARED, KEY_LENGTH, Difference, Judged, Outcome, Surroundings
from planning.table_cells import Cells, headings
from planning.table_columns import EXAMPLE_KEY, Column, Reason, Record, Remark

COLUMNS = (
    Column("key", "Kennung", "Die Nummer in Ihrer eigenen Liste. Sie verhindert Dubletten beim nächsten Import.",
           others=("ID", "Nr.", "Nummer", "Lfd. Nr.", "Aktenzeichen"), example=EXAMPLE_KEY),
    Column("title", "Titel", "Pflicht, höchstens 120 Zeichen.", required=True,
           others=("Vorhaben", "Bezeichnung", "Name", "Projekt"), example="Beispiel: Zollhof-Areal"),
    Column("district", "Stadtbezirk", "Pflicht, siehe Liste.", required=True, others=("Bezirk",), example="Bad Cannstatt"),
    Column("second_district", "Zweiter Stadtbezirk", "Nur bei einer Lage auf der Grenze.", others=("2. Stadtbezirk",)),
    Column("neighbourhood", "Stadtteil", "Höchstens 120 Zeichen.", others=("Quartier",), example="Veielbrunnen"),
    Column("location", "Straße oder Lage", "Höchstens 200 Zeichen.", others=("Straße", "Lage", "Adresse"),
           example="Veielbrunnenweg 7"),
    Column("plot", "Flurstück", "Höchstens 80 Zeichen.", others=("Flurstücke", "Flst.")),
    Column("dwellings", "Wohnungen", "Ganze Zahl, zum Beispiel 1.150.", others=("Wohneinheiten", "WE", "Anzahl Wohnungen", "Wohnungen (Anzahl)"),
           example=570),
    Column("floor_area", "Geschossfläche in m²", "Ganze Zahl ohne Einheit.", others=("Geschossfläche", "GF", "GF in m²", "BGF"),
           example=51300),
    Column("uses", "Geplante Nutzung", "Höchstens 1.000 Zeichen.", others=("Nutzung", "Geplante Nutzungen", "Nutzungen"), example="Wohnen, Gewerbe"),
    Column("route", "Planungsweg", "Siehe Liste; leer bedeutet: noch offen.", others=("Verfahren", "Planverfahren")),
    Column("stage", "Stufe", "Nummer oder Name, siehe Liste; leer bedeutet: die erste.", others=("Planungsstand", "Verfahrensstand"), example="4"),
    Column("owner", "Eigentümer oder Investor", "Sehen alle, außer das Vorhaben ist vertraulich.",
           others=("Eigentümer", "Investor", "Vorhabenträger")),
    Column("confidential", "Vertraulich", "ja oder nein. Bei ja sehen nur Geschäftsstelle und Projektleitung Titel, Lage und Eigentümer.",
           example="nein"),
    Column("municipal_land", "Städtisches Grundstück", "ja, nein oder unbekannt.", others=("Städtisch",), example="unbekannt"),
    Column("existing_public_area", "Gemeinbedarfsfläche vorhanden", "ja, nein oder unbekannt.", others=("Gemeinbedarfsfläche",)),
    Column("source", "Quelle", "Woher das Vorhaben bekannt ist, höchstens 200 Zeichen."),
    Column("first_known_on", "Erstmals bekannt am", "Datum, zum Beispiel 01.03.2026 oder 3/2026.", others=("Bekannt seit",), example="3/2026"),
    Column("move_in_year", "Bezugsjahr", "Jahr mit vier Ziffern.", others=("Voraussichtliches Bezugsjahr", "Bezug", "Einzug"), example=2029),
    Column("quality", "Wohnlage", "gut, mittel oder einfach.", others=("Lagequalität", "Qualität der Lage"), example="mittel"),
    Column("lead", "Projektleitung", "Name oder E-Mail einer eingetragenen Person.", others=("Leitung", "Projektleiter", "Projektleiterin")),
)  # fmt: skip
HEADINGS = headings(COLUMNS)
QUALITIES = {
    **dict.fromkeys(("gut", "gute", "good"), LocationQuality.GOOD),
    **dict.fromkeys(("mittel", "mittlere", "medium"), LocationQuality.MEDIUM),
    **dict.fromkeys(("einfach", "einfache", "simple"), LocationQuality.SIMPLE),
}
TEXTS = {
    "neighbourhood": 120, "location": 200, "plot": 80, "uses": LONG_TEXT, "owner": 200, "source": 200,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class IntentionRow:
    """One line as meant: `values` holds only the fields whose cells are filled, None for a dash."""

    line: int
    key: str | None
    title: str
    district: str
    values: Mapping[str, Any]

    @property
    def same_as(self) -> tuple[str, str]:
        """Give what tells that two lines without a key mean the same."""
        return fold(self.title), self.district


@dataclass(frozen=True)
class Entered:
    """An intention the database has, as far as a list may change it."""

    id: int
    number: str
    key: str | None
    state: IntentionState
    draft: IntentionDraft
    lead_id: int | None


@dataclass(frozen=True)
class IntentionEntry:
    """What to write for one line; for one that is there, draft and lead are what the database has."""

    judged: Judged
    key: str | None
    draft: IntentionDraft
    lead_id: int | None
    intention_id: int | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """Give the changed fields of an intention that is there, without its stage."""
        return {one.field: one.after for one in self.judged.differences if one.field != "stage"}

    @property
    def stage(self) -> str | None:
        """Give the stage it moves to; None when it stays."""
        return next((str(one.after) for one in self.judged.differences if one.field == "stage"), None)


def read_row(record: Record, around: Surroundings) -> tuple[IntentionRow | None, list[Remark]]:
    """Understand one line; None with at least one problem."""
    cells = Cells(record, HEADINGS)
    key = cells.words("key", longest=KEY_LENGTH)
    title = " ".join((cells.words("title", longest=TITLE_LENGTH, required=True) or "").split())
    district = _district(cells, "district", around, required=True)
    values: dict[str, Any] = {}
    for name in HEADINGS:
        if name in ("key", "title", "district") or not record[name]:
            continue
        values[name] = None if record[name] == CLEARED else _value(cells, name, around)
    _check_together(cells, values, around)
    if cells.problems or district is None:
        return None, cells.problems
    values = {"lead_id" if name == "lead" else name: value for name, value in values.items()}
    return IntentionRow(line=record.line, key=key, title=title, district=district, values=values), []


def _value(cells: Cells, name: str, around: Surroundings) -> Any:
    catalogue = around.catalogue
    match name:
        case "second_district":
            return _district(cells, name, around)
        case "dwellings":
            return cells.whole(name, low=0, high=50_000)
        case "floor_area":
            return cells.whole(name, low=0, high=5_000_000)
        case "move_in_year":
            return cells.whole(name, low=2000, high=2100)
        case "route":
            names = {
                fold(word): one.id for one in catalogue.routes.values() for word in (one.id, one.name.de, one.name.en)
            }
            return cells.chosen(
                name, lambda typed: names.get(fold(typed)), [r.name.de for r in catalogue.routes.values()]
            )
        case "stage":
            return cells.chosen(
                name, around.once("stage", lambda typed: stage_of(catalogue, typed)), _stage_names(catalogue)
            )
        case "confidential" | "municipal_land" | "existing_public_area":
            return cells.yes(name)
        case "first_known_on":
            return cells.day(name)
        case "lead":
            return _lead(cells, around)
        case "quality":
            return cells.chosen(
                name,
                lambda typed: QUALITIES.get(fold(typed).removesuffix(" wohnlage").removesuffix(" lage")),
                list(QUALITIES),
            )
        case _:
            return cells.words(name, longest=TEXTS[name])


def _district(cells: Cells, name: str, around: Surroundings, *, required: bool = False) -> str | None:
    def find(typed: str) -> str | None:
        found = around.catalogue.match_district(typed, labelled=True)
        return found.id if found is not None else None

    known = [one.name.de for one in around.catalogue.districts.values()]
    return cells.chosen(name, around.once("district", find), known, required=required)


def _lead(cells: Cells, around: Surroundings) -> int | None:
    typed = cells.words("lead", longest=254)
    if typed is None:
        return None
    if fold(typed) in around.persons.by_words and around.persons.find(typed) is None:
        cells.wrong("lead", Reason.AMBIGUOUS, typed)
        return None
    found = cells.chosen(
        "lead", lambda words: str(around.persons.find(words) or "") or None, list(around.persons.by_words)
    )
    return int(found) if found is not None else None


def _stage_names(catalogue: Catalogue) -> list[str]:
    return [word for stage in catalogue.stages.values() for word in (stage.name.de, stage.short.de)]


def stage_of(catalogue: Catalogue, typed: str) -> str | None:
    """Give the stage that words name: its number, its name, or both as in lists ("4 · Aufstellungsbeschluss")."""
    words = fold(typed)
    number, _, rest = words.partition(" ")
    for stage in catalogue.stages.values():
        if words in _spellings(stage):
            return stage.id
        if number == str(stage.number) and (not rest or rest.strip("· ") in _spellings(stage)):
            return stage.id
    return None


def _spellings(stage: Stage) -> set[str]:
    return {fold(word) for word in (stage.id, stage.name.de, stage.name.en, stage.short.de, stage.short.en)}


def _check_together(cells: Cells, values: dict[str, Any], around: Surroundings) -> None:
    first_known_on = values.get("first_known_on")
    if first_known_on is not None and first_known_on > around.today:
        cells.wrong("first_known_on", Reason.IN_THE_FUTURE, cells.record["first_known_on"])
    route, stage = values.get("route"), values.get("stage")
    if route and stage and stage not in around.catalogue.routes[route].stages:
        cells.wrong("stage", Reason.STAGE_NOT_ON_ROUTE, cells.record["stage"], around.catalogue.routes[route].name.de)


@dataclass
class IntentionRegister:
    """Which intentions are there, and which lines of the list were seen; finds what a line means."""

    by_key: dict[str, int] = field(default_factory=dict)
    by_title: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    keyed: set[int] = field(default_factory=set)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    """Per district the titles there are, by number."""
    _keys_seen: dict[str, int] = field(default_factory=dict)
    _titles_seen: dict[tuple[str, str], int] = field(default_factory=dict)
    _ids_seen: dict[int, int] = field(default_factory=dict)

    def add(self, intention_id: int, number: str, key: str | None, title: str, district: str) -> None:
        """Note an intention that is there."""
        if key is not None:
            self.by_key[fold(key)] = intention_id
            self.keyed.add(intention_id)
        self.by_title.setdefault((fold(title), district), []).append(intention_id)
        self.titles.setdefault(district, {})[number] = fold(title)

    def find(self, row: IntentionRow) -> tuple[int | None, list[Remark]]:
        """Give the id of the intention a line means (None: a new one) and what is wrong with that."""
        if earlier := self._seen_before(row):
            return None, [Remark(row.line, Reason.TWICE, typed=row.key or row.title, known=str(earlier))]
        found, problem = self._meant(row)
        if found is not None:
            if earlier := self._ids_seen.get(found):
                return None, [Remark(row.line, Reason.TWICE, typed=row.key or row.title, known=str(earlier))]
            self._ids_seen[found] = row.line
        return found, [problem] if problem is not None else []

    def _seen_before(self, row: IntentionRow) -> int | None:
        if row.key is not None:
            earlier = self._keys_seen.get(fold(row.key))
            self._keys_seen.setdefault(fold(row.key), row.line)
            return earlier
        earlier = self._titles_seen.get(row.same_as)
        self._titles_seen.setdefault(row.same_as, row.line)
        return earlier

    def _meant(self, row: IntentionRow) -> tuple[int | None, Remark | None]:
        if row.key is not None and (known := self.by_key.get(fold(row.key))) is not None:
            return known, None
        same = self.by_title.get(row.same_as, [])
        if row.key is not None:  # one that was recorded by hand takes the key; one with another key is another one
            same = [one for one in same if one not in self.keyed]
        if len(same) > 1:
            return None, Remark(row.line, Reason.AMBIGUOUS, HEADINGS["title"], row.title)
        return (same[0] if same else None), None

    def similar(self, row: IntentionRow) -> str | None:
        """Give the number of an intention in the same district whose title is nearly the same."""
        titles = self.titles.get(row.district, {})
        found = process.extractOne(fold(row.title), titles, scorer=fuzz.token_sort_ratio, score_cutoff=SIMILAR)
        return found[2] if found is not None else None


def judge(
    row: IntentionRow, entered: Entered | None, register: IntentionRegister, catalogue: Catalogue
) -> IntentionEntry:
    """Work out what a line changes; what the bot knows better stays and is told."""
    if entered is None:
        remarks: Sequence[Remark] = ()
        if (number := register.similar(row)) is not None:
            remarks = [Remark(row.line, Reason.SIMILAR, HEADINGS["title"], row.title, number)]
        return _new(row, catalogue, remarks)
    if entered.state is IntentionState.MISTAKEN:
        told = [Remark(row.line, Reason.SETTLED, known=entered.number)]
        return _entry(row, entered, (), told)
    values = {**row.values, "title": row.title, "district": row.district}
    remarks = _stage_kept(row, entered, values, catalogue)
    lead_id = values.pop("lead_id", entered.lead_id)
    draft = entered.draft.model_copy(update={name: _or_default(name, value) for name, value in values.items()})
    differences = [
        Difference(name, getattr(entered.draft, name), getattr(draft, name))
        for name in values
        if getattr(entered.draft, name) != getattr(draft, name)
    ]
    if lead_id != entered.lead_id:
        differences.append(Difference("lead_id", entered.lead_id, lead_id))
    if row.key is not None and entered.key is None:
        differences.append(Difference("external_key", None, row.key))
    return _entry(row, entered, differences, remarks)


def _stage_kept(row: IntentionRow, entered: Entered, values: dict[str, Any], catalogue: Catalogue) -> list[Remark]:
    """Leave the stage where the bot is further than the list, or the route has no such stage."""
    wanted, present = values.get("stage"), entered.draft.stage
    if wanted is None:
        values.pop("stage", None)
        return []
    route = values.get("route") or entered.draft.route
    if wanted in catalogue.routes[route].stages and not catalogue.is_backwards(route, present, wanted):
        return []
    values.pop("stage")
    return [Remark(row.line, Reason.STAGE_KEPT, HEADINGS["stage"], catalogue.stages[wanted].short.de, catalogue.stages[present].short.de)]  # fmt: skip


def _or_default(name: str, value: Any) -> Any:
    """Give what a cleared field goes back to."""
    if value is None and name in ("confidential", "route"):
        return IntentionDraft.model_fields[name].default
    return value


def _new(row: IntentionRow, catalogue: Catalogue, remarks: Sequence[Remark]) -> IntentionEntry:
    values = {name: value for name, value in row.values.items() if value is not None}
    lead_id = values.pop("lead_id", None)
    route = values.setdefault("route", catalogue.default_route.id)
    values.setdefault("stage", catalogue.stages_of(route)[0].id)
    draft = IntentionDraft(title=row.title, district=row.district, **values)
    judged = Judged(line=row.line, outcome=Outcome.NEW, label=row.title, remarks=remarks)
    return IntentionEntry(judged, row.key, draft, lead_id)


def _entry(
    row: IntentionRow, entered: Entered, differences: Sequence[Difference], remarks: Sequence[Remark]
) -> IntentionEntry:
    outcome = Outcome.CHANGED if differences else Outcome.SAME
    judged = Judged(
        line=row.line, outcome=outcome, label=row.title, number=entered.number, differences=tuple(differences),
        remarks=tuple(remarks),
    )  # fmt: skip
    return IntentionEntry(judged, row.key, entered.draft, entered.lead_id, entered.id)
