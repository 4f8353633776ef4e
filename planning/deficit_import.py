"""What districts lack, from the city's own list: which columns there are, what a line means, what it would add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from planning.catalogue import Catalogue
from planning.catalogue.wording import fold
from planning.districts import Deficit
from planning.list_import import Difference, Judged, Outcome, Surroundings
from planning.table_cells import Cells, headings
from planning.table_columns import EXAMPLE_KEY, Column, Reason, Record, Remark

MOST = 1_000_000
SOURCE_LENGTH = 300

COLUMNS = (
    Column("district", "Stadtbezirk", "Pflicht, siehe Liste.", required=True, others=("Bezirk",), example="Degerloch"),
    Column("facility_type", "Einrichtungsart", "Pflicht, siehe Liste.", required=True, others=("Einrichtung", "Art"),
           example="Kita-Gruppe unter 3 Jahren (U3)"),
    Column("amount", "Fehlbedarf", "Pflicht, ganze Zahl; 0 bedeutet: gedeckt.", required=True,
           others=("Fehlbestand", "Defizit", "Fehlende Plätze"), example=30),
    Column("unit", "Einheit", "Leer bedeutet: Plätze, wo die Einrichtungsart Plätze kennt, sonst ihre übliche Einheit.",
           others=("Einheiten",), example="Plätze"),
    Column("as_of", "Stand", "Pflicht, Datum, zum Beispiel 31.12.2025.", required=True, others=("Stichtag", "Datum"),
           example="31.12.2025"),
    Column("source", "Quelle", "Pflicht, höchstens 300 Zeichen.", required=True, others=("Herkunft",),
           example=EXAMPLE_KEY),
)  # fmt: skip
HEADINGS = headings(COLUMNS)


@dataclass(frozen=True, kw_only=True)
class DeficitRow:
    """One line as meant."""

    line: int
    district: str
    facility_type: str
    amount: Decimal
    unit: str
    as_of: date
    source: str


@dataclass(frozen=True)
class DeficitEntry:
    """What to write for one line."""

    district: str
    deficit: Deficit


def read_row(record: Record, around: Surroundings) -> tuple[DeficitRow | None, list[Remark]]:
    """Understand one line; None with at least one problem."""
    catalogue = around.catalogue
    cells = Cells(record, HEADINGS)
    district = cells.chosen(
        "district", around.once("district", lambda typed: _district(catalogue, typed)),
        [one.name.de for one in catalogue.districts.values()], required=True,
    )  # fmt: skip
    facility = cells.chosen(
        "facility_type", around.once("facility", lambda typed: _facility(catalogue, typed)),
        [one.name.de for one in catalogue.facility_types.values()], required=True,
    )  # fmt: skip
    cells.words("amount", longest=60, required=True)
    amount = cells.whole("amount", low=0, high=MOST) if record["amount"] else None
    unit = _unit(cells, catalogue, facility)
    cells.words("as_of", longest=60, required=True)
    as_of = cells.day("as_of") if record["as_of"] else None
    if as_of is not None and as_of > around.today:
        cells.wrong("as_of", Reason.IN_THE_FUTURE, record["as_of"])
    source = cells.words("source", longest=SOURCE_LENGTH, required=True)
    if cells.problems or district is None or facility is None or amount is None:
        return None, list(dict.fromkeys(cells.problems))
    if unit is None or as_of is None or source is None:
        return None, list(dict.fromkeys(cells.problems))
    row = DeficitRow(line=record.line, district=district, facility_type=facility, amount=Decimal(amount), unit=unit,
                     as_of=as_of, source=source)  # fmt: skip
    return row, []


def _district(catalogue: Catalogue, typed: str) -> str | None:
    found = catalogue.match_district(typed, labelled=True)
    return found.id if found is not None else None


def _facility(catalogue: Catalogue, typed: str) -> str | None:
    for one in catalogue.facility_types.values():
        spellings = (one.id, one.name.de, one.name.en, one.name.de.partition(" (")[0])
        if one.kind == "countable" and fold(typed) in {fold(word) for word in spellings}:
            return one.id
    return None


def _unit(cells: Cells, catalogue: Catalogue, facility: str | None) -> str | None:
    possible = catalogue.facility_types[facility].units if facility is not None else tuple(catalogue.units)
    if not cells.record["unit"]:
        return "platz" if "platz" in possible else possible[0]
    words = {
        fold(word): unit
        for unit in possible
        for word in (unit, catalogue.units[unit].name.de, catalogue.units[unit].plural.de)
    }
    return cells.chosen(
        "unit", lambda typed: words.get(fold(typed)), [catalogue.units[one].plural.de for one in possible]
    )


@dataclass
class DeficitRegister:
    """The versions there are, oldest first, by (district, kind of facility), and which lines were seen."""

    versions: Mapping[tuple[str, str], Sequence[Deficit]]
    _added: dict[tuple[str, str], list[Deficit]] = field(default_factory=dict)
    _seen: dict[object, int] = field(default_factory=dict)

    def judge(self, row: DeficitRow, label: str) -> tuple[Judged, DeficitEntry | None]:
        """Say what a line adds: what the newest version of its day says already stays, all else is a new version."""
        key = (row.district, row.facility_type)
        if (earlier := self._seen.setdefault((*key, row.as_of), row.line)) != row.line:
            twice = Remark(row.line, Reason.TWICE, typed=label, known=str(earlier))
            return Judged(line=row.line, outcome=Outcome.WRONG, label=label, remarks=(twice,)), None
        known = [*self.versions.get(key, ()), *self._added.get(key, ())]
        wanted = Deficit(facility_type=row.facility_type, amount=row.amount, unit=row.unit, as_of=row.as_of,
                         source=row.source, version=max((one.version for one in known), default=0) + 1)  # fmt: skip
        of_day = [one for one in known if one.as_of == row.as_of]
        if of_day and replace(of_day[-1], version=wanted.version) == wanted:
            return Judged(line=row.line, outcome=Outcome.SAME, label=label), None
        self._added.setdefault(key, []).append(wanted)
        outcome = Outcome.CHANGED if known else Outcome.NEW
        judged = Judged(line=row.line, outcome=outcome, label=label, number=str(wanted.version),
                        differences=_differences(known[-1], wanted) if known else ())  # fmt: skip
        return judged, DeficitEntry(row.district, wanted)


def _differences(before: Deficit, after: Deficit) -> list[Difference]:
    names = ("amount", "unit", "as_of", "source")
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    return [Difference(name, old, new) for name, old, new in pairs if old != new]
