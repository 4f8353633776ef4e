"""A district as a whole: each need once, deficits in their unit, needs per 100 dwellings; and the list they come from."""

from datetime import date
from decimal import Decimal

import pytest

from planning.bundles import Claim
from planning.catalogue.figures import rules, seeded
from planning.deficit_import import COLUMNS, DeficitRegister, read_row
from planning.districts import Deficit, PlaceCounts, Site, by_quality, totals
from planning.figure_sheets import compute
from planning.figures import Housing
from planning.figures import Site as Size
from planning.intentions import LocationQuality
from planning.list_import import Outcome, Persons, Surroundings
from planning.needs import NeedKind
from planning.quantity_checks import Verdict, checks, covers, unlike
from planning.table_columns import Reason, Record, read_records
from planning.tables import read_lines
from tests import shipped

CATALOGUE = shipped.catalogue()
RULES = rules({seed.id: seeded(seed) for seed in CATALOGUE.figures.values()}, CATALOGUE.calculations.values())
KINDS = {one.id: one.facility_type for one in CATALOGUE.calculations.values() if one.facility_type is not None}
PLACES = PlaceCounts.by(RULES, KINDS)
ORDER = list(CATALOGUE.facility_types)
AROUND = Surroundings(CATALOGUE, date(2026, 5, 26), Persons.of([]), {})


def claim(claim_id: int, facility: str | None, amount: str, *sites: int, kind: NeedKind = NeedKind.NEED) -> Claim:
    """A need of an amount like "4 gruppe" at some intentions."""
    quantity, _, unit = amount.partition(" ")
    return Claim(
        id=claim_id, office="Jugendamt", kind=kind, what="Kita", facility_type=facility, quantity=Decimal(quantity),
        unit=unit or None, priority=None, place=None, sites=sites or (1,),
    )  # fmt: skip


def deficit(facility: str, amount: int, unit: str = "platz") -> dict[str, Deficit]:
    """What a district lacks of one kind."""
    one = Deficit(facility_type=facility, amount=Decimal(amount), unit=unit, as_of=date(2025, 12, 31),
                  source="Kitaplanung", version=1)  # fmt: skip
    return {facility: one}


def test_a_pooled_need_counts_once_and_groups_are_held_against_places() -> None:
    pooled = claim(1, "kita-u3", "2 gruppe", 1, 2)
    (one,) = totals([pooled, pooled, claim(2, "kita-u3", "5 platz")], deficit("kita-u3", 30), ORDER, PLACES)
    assert [one.amounts, one.covered, one.missing] == [
        {"gruppe": Decimal(2), "platz": Decimal(5)},
        Decimal(25),
        Decimal(5),
    ]


def test_units_that_cannot_be_compared_are_not_compared() -> None:
    (one,) = totals([claim(1, "kita-u3", "300 m2-innen")], deficit("kita-u3", 30), ORDER, PLACES)
    assert (one.covered, one.missing) == (None, None)


def test_a_deficit_without_any_need_stands_there_and_concerns_do_not() -> None:
    found = totals([claim(1, "kita-u3", "0", kind=NeedKind.CONCERN)], deficit("kita-ue3", 18), ORDER, PLACES)
    assert [(one.facility_type, one.missing) for one in found] == [("kita-ue3", Decimal(18))]


def test_more_reported_than_missing_leaves_nothing_open() -> None:
    (one,) = totals([claim(1, "kita-u3", "9 gruppe")], deficit("kita-u3", 30), ORDER, PLACES)
    assert one.missing == 0


def test_needs_per_hundred_dwellings_count_a_pooled_need_once_and_leave_out_unknown_sizes() -> None:
    good, simple = LocationQuality.GOOD, LocationQuality.SIMPLE
    sites = [Site(1, good, 24), Site(2, simple, 200), Site(3, good, None), Site(4, None, 50), Site(5, simple, 0)]
    found = by_quality(sites, {1: [1, 2], 2: [1], 3: [2], 4: [3], 5: [4], 6: [3, 2], 7: []})
    assert [(one.quality, one.intentions, one.dwellings, one.needs, one.per_hundred) for one in found] == [
        (good, 1, 24, 2, Decimal(200) / 24),
        (simple, 1, 200, 2, Decimal(1)),
        (None, 1, 50, 1, Decimal(2)),
    ]


@pytest.mark.parametrize(
    ("claims", "covered"),
    [
        ([("kita-u3", "2 gruppe")], ["11.80"]),  # 20 places less 8.20 of its own residents
        ([("kita-u3", "3 gruppe")], ["12.00"]),  # never more than is missing
        ([("kita-u3", "5 platz")], ["0.00"]),  # not even its own need
        ([], ["1.80"]),  # one group as the figures build it
        ([("kita-u3", "300 m2-innen")], []),
    ],
)
def test_what_case_one_covers_of_the_deficit_is_what_its_own_residents_leave(
    claims: list[tuple[str, str]], covered: list[str]
) -> None:
    lines = compute([Size(dwellings={Housing.FAMILY: 180})], RULES)
    asked = [claim(number, *one) for number, one in enumerate(claims)]
    found = covers(asked, lines, CATALOGUE.calculations, deficit("kita-u3", 12), PLACES)
    assert [f"{one.covers:.2f}" for one in found] == covered


@pytest.mark.parametrize(
    ("facility", "amount", "verdict"),
    [
        ("kita-u3", "2 gruppe", Verdict.SUPPORTS),  # 14.57 places
        ("kita-u3", "4 gruppe", Verdict.MORE_REPORTED),
        ("kita-u3", "1 gruppe", Verdict.LESS_REPORTED),
        ("kita-u3", "20 platz", Verdict.SUPPORTS),
        ("kita-ue3", "2 gruppe", Verdict.SUPPORTS),  # 23.52 places
        ("grundschule", "1 zug", Verdict.MORE_REPORTED),  # 30.24 pupils are no stream
        ("spielplatz-oeffentlich", "1010 m2-aussen", Verdict.SUPPORTS),  # 1,008 m²
        ("spielplatz-oeffentlich", "1500 m2-aussen", Verdict.MORE_REPORTED),
        ("spielplatz-oeffentlich", "500 m2-aussen", Verdict.LESS_REPORTED),
        ("kita-altersgemischt", "3 gruppe", Verdict.SUPPORTS),  # 1.46 and 1.18 groups: 2 + 2, or 3 of mixed ages
        ("kita-altersgemischt", "4 gruppe", Verdict.SUPPORTS),
        ("kita-altersgemischt", "5 gruppe", Verdict.MORE_REPORTED),
        ("kita-altersgemischt", "2 gruppe", Verdict.LESS_REPORTED),
        ("kita-altersgemischt", "39 platz", Verdict.SUPPORTS),  # 38.09 places
    ],
)
def test_a_key_figure_supports_or_contradicts_a_quantity(facility: str, amount: str, verdict: Verdict) -> None:
    lines = compute([Size(dwellings={Housing.FAMILY: 320})], RULES)
    (found,) = checks([claim(1, facility, amount)], lines, CATALOGUE.calculations)
    assert found.verdict is verdict
    assert unlike([claim(1, facility, amount)], lines, CATALOGUE.calculations) == []


def test_ages_that_fill_no_group_even_together_support_none() -> None:
    lines = compute([Size(dwellings={Housing.FAMILY: 60})], RULES)
    (found,) = checks([claim(1, "kita-altersgemischt", "1 gruppe")], lines, CATALOGUE.calculations)
    assert (found.computed, found.below_one_unit, found.verdict) == (Decimal(1), True, Verdict.MORE_REPORTED)


def test_what_is_reported_in_a_unit_the_sheet_does_not_compute_is_said_to_be_compared_with_nothing() -> None:
    lines = compute([Size(dwellings={Housing.FAMILY: 320})], RULES)
    asked = [claim(1, "kita-u3", "300 m2-innen"), claim(2, "jugendhaus", "200 m2-innen"), claim(3, None, "2 gruppe")]
    assert checks(asked, lines, CATALOGUE.calculations) == []
    (found,) = unlike(asked, lines, CATALOGUE.calculations)
    assert (found.facility_type, found.unit, found.computed_in) == ("kita-u3", "m2-innen", ("gruppe", "platz"))


def record(cells: dict[str, str] | None = None, line: int = 2) -> Record:
    """A good line, but for what is given."""
    good = {
        "district": "Degerloch",
        "facility_type": "kita-u3",
        "amount": "12",
        "as_of": "31.12.2025",
        "source": "Plan",
    }
    return Record(line, {**good, **(cells or {})})


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"district": "Degerlch"}, Reason.UNKNOWN),
        ({"facility_type": "Hüpfburg"}, Reason.UNKNOWN),
        ({"facility_type": "schulweg-querung"}, Reason.UNKNOWN),  # a concern has no deficit
        ({"amount": "ca. 12"}, Reason.NOT_A_NUMBER),
        ({"amount": "-3"}, Reason.NOT_A_NUMBER),
        ({"amount": ""}, Reason.REQUIRED),
        ({"unit": "Felder"}, Reason.UNKNOWN),
        ({"as_of": "31.02.2026"}, Reason.NOT_A_DATE),
        ({"as_of": "01.06.2027"}, Reason.IN_THE_FUTURE),
        ({"source": ""}, Reason.REQUIRED),
        ({"source": "=A1"}, Reason.FORMULA),
    ],
)
def test_a_wrong_cell_of_a_deficit_list_is_named(cells: dict[str, str], reason: Reason) -> None:
    row, remarks = read_row(record(cells), AROUND)
    assert row is None
    assert reason in [one.reason for one in remarks]


def test_the_same_list_adds_nothing_and_another_number_is_a_new_version() -> None:
    def judged(register: DeficitRegister, one: Record) -> tuple[Outcome, int | None]:
        row, _ = read_row(one, AROUND)
        assert row is not None
        said, entry = register.judge(row, "Degerloch · Kita")
        return said.outcome, entry.deficit.version if entry is not None else None

    first = DeficitRegister({})
    assert judged(first, record()) == (Outcome.NEW, 1)
    assert judged(first, record(line=3)) == (Outcome.WRONG, None), "the same kind on the same day twice"
    known = {("degerloch", "kita-u3"): list(deficit("kita-u3", 12).values())}
    assert judged(DeficitRegister(known), record({"source": "Kitaplanung"})) == (Outcome.SAME, None)
    assert judged(DeficitRegister(known), record({"source": "Kitaplanung", "amount": "14"})) == (Outcome.CHANGED, 2)
    assert judged(DeficitRegister(known), record({"source": "Kitaplanung", "as_of": "30.04.2026"})) == (
        Outcome.CHANGED,
        2,
    )


def test_umlauts_in_cp1252_semicolons_and_foreign_columns_are_read() -> None:
    text = "Stadtbezirk;Einrichtungsart;Fehlbedarf;Stand;Quelle;Bemerkung\r\nMöhringen;Kita-Gruppe ab 3 Jahren (Ü3);1.150;31.12.2025;Plan;–\r\n"
    heading, records = read_records(read_lines(text.encode("cp1252")), COLUMNS)
    assert (heading.problems, [one.reason for one in heading.ignored]) == ([], [Reason.COLUMN_IGNORED])
    ((row, remarks),) = [read_row(one, AROUND) for one in records]
    assert remarks == []
    assert row is not None
    assert (row.district, row.facility_type, row.amount, row.unit) == ("moehringen", "kita-ue3", Decimal(1150), "platz")


def test_a_missing_column_is_named() -> None:
    text = "Stadtbezirk;Einrichtungsart;Stand;Quelle\nDegerloch;kita-u3;31.12.2025;Plan\n"
    heading, _ = read_records(read_lines(text.encode()), COLUMNS)
    assert [(one.reason, one.column) for one in heading.problems] == [(Reason.COLUMN_MISSING, "Fehlbedarf")]
