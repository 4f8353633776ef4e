"""Needs seen together: areas, doubles, the same ground promised twice, what goes well and what does not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from planning.bundles import Claim, Sorting, Space, Total, areas, duplicates, meetings, ordered, same_ground, totals
from planning.needs import NeedKind, Priority
from tests import shipped

CATALOGUE = shipped.catalogue()


def claim(
    claim_id: int, office: str, what: str, facility: str | None, amount: str = "",
    *, place: str | None = None, priority: Priority | None = None,
) -> Claim:  # fmt: skip
    """A need of an amount like "4 gruppe"; without one a concern."""
    quantity, _, unit = amount.partition(" ")
    return Claim(
        id=claim_id, office=office, kind=NeedKind.NEED if amount else NeedKind.CONCERN, what=what,
        facility_type=facility, quantity=Decimal(quantity) if amount else None, unit=unit or None, priority=priority,
        place=place,
    )  # fmt: skip


ZOLLHOF = [
    claim(1, "Jugendamt", "Kita", "kita-altersgemischt", "4 gruppe", priority=Priority.A),
    claim(2, "Jugendamt", "Außenfläche der Kita", "kita-altersgemischt", "600 m2-aussen", place="Hof", priority=Priority.A),
    claim(3, "Jugendamt", "Jugendraum", "konsumfreier-jugendraum", "180 m2-innen", priority=Priority.B),
    claim(4, "Sozialamt", "Pflege-WG", "pflege-wg", "10 person", priority=Priority.B),
    claim(5, "Garten/Forst", "Spielplatz", "spielplatz-oeffentlich", "570 m2-aussen", place="im Hof", priority=Priority.A),
    claim(6, "Schulverwaltung", "Sichere Querung", "schulweg-querung"),
]  # fmt: skip


def test_the_areas_of_case_one_do_not_fit() -> None:
    sums = areas(ZOLLHOF, None, Decimal(1150))
    assert (sums.claimed[Space.OUTDOOR], sums.claimed[Space.INDOOR]) == (Decimal(1170), Decimal(180))
    assert (sums.outdoor_left, sums.indoor_left) == (Decimal(-20), None)


def test_the_same_ground_promised_twice_is_found_under_different_words() -> None:
    assert [(one.id, other.id) for one, other in same_ground(ZOLLHOF)] == [(2, 5)]


@pytest.mark.parametrize(
    ("one", "other", "double"),
    [
        (("Schule", "Zweifeldhalle", "schulsporthalle"), ("Sport", "Sporthalle, 2 Felder", "schulsporthalle"), True),
        (("Schule", "Sporthalle mit zwei Feldern", None), ("Sport", "Sporthalle", None), True),
        (("Schule", "Sporthalle", "schulsporthalle"), ("Schule", "Sporthalle", "schulsporthalle"), False),
        (("Schule", "Mensa", "mensa"), ("Sport", "Sporthalle", "schulsporthalle"), False),
    ],
)
def test_two_offices_that_ask_for_the_same_are_noticed(
    one: tuple[str, str, str | None], other: tuple[str, str, str | None], double: bool
) -> None:
    pair = [claim(1, *one, "1 feld"), claim(2, *other, "2 feld")]
    assert bool(duplicates(pair)) is double


def test_a_concern_is_no_duplicate_of_a_need() -> None:
    assert duplicates([claim(1, "A", "Spielplatz", None), claim(2, "B", "Spielplatz", None, "1 m2")]) == []


def test_the_rules_of_the_catalogue_name_what_meets() -> None:
    found = {meeting.pairing.id: meeting.pairing.kind for meeting in meetings(ZOLLHOF, CATALOGUE.pairings.values())}
    assert found == {
        "kita-pflege": "combination", "kita-spielplatz-flaeche": "conflict", "kita-schulweg": "conflict",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sorting", "ids"),
    [
        (Sorting.FACILITY, [1, 2, 3, 5, 4, 6]),
        (Sorting.OFFICE, [5, 1, 2, 3, 6, 4]),
        (Sorting.PRIORITY, [1, 2, 5, 3, 4, 6]),
    ],
)
def test_needs_are_looked_through_in_three_orders(sorting: Sorting, ids: list[int]) -> None:
    assert [one.id for one in ordered(ZOLLHOF, sorting, list(CATALOGUE.facility_types))] == ids


def test_nothing_reported_makes_nothing() -> None:
    assert (duplicates([]), same_ground([]), meetings([], CATALOGUE.pairings.values())) == ([], [], [])
    assert areas([], None, None).claimed[Space.OUTDOOR] == 0


WERK_NORD = [
    claim(1, "Jugendamt", "Kita", "kita-altersgemischt", "4 gruppe"),
    claim(2, "Jugendamt", "Jugendhaus", "jugendhaus", "400 m2"),
    claim(3, "Schulverwaltung", "Ein Zug mehr", "grundschule", "1 zug"),
    claim(4, "Schulverwaltung", "Zweifeldhalle", "schulsporthalle", "2 feld"),
    claim(5, "Sport", "Sporthalle mit zwei Feldern", "schulsporthalle", "2 feld"),
    claim(6, "Sport", "Sportfeld", "sportflaeche", "800 m2", place="Dach der Halle"),
    claim(7, "Jugendamt", "Spielfeld am Abend", "streetball-skate", "800 m2", place="Hallendach / Dach der Halle"),
    claim(8, "Sozialamt", "Pflegeheim", "pflegeheim", "90 platz"),
    claim(9, "Integration", "Teilbarer Gebetsraum", "gebetsraum", "150 m2"),
    claim(10, "Gesundheit", "Hausarztpraxis", "hausarztpraxis", "2 sitz"),
]


def test_case_four_finds_the_hall_of_two_offices_and_the_roof_promised_twice() -> None:
    assert [(one.id, other.id) for one, other in duplicates(WERK_NORD)] == [(4, 5)]
    assert [(one.id, other.id) for one, other in same_ground(WERK_NORD)] == [(6, 7)]


def test_what_else_is_planned_there_meets_needs_by_its_words() -> None:
    def found(uses: str | None) -> set[str]:
        return {meeting.pairing.id for meeting in meetings(WERK_NORD, CATALOGUE.pairings.values(), uses)}

    alone = {
        "schule-sport", "jugend-sport", "gebet-stadtteil", "arzt-pflegestuetzpunkt", "bolzplatz-wohnen",
        "gebet-kita-freitag", "kita-schulweg",
    }  # fmt: skip
    assert found(None) == alone
    assert found("Umbau, 30 % Gewerbe") == alone | {"jugend-gewerbesockel", "gewerbe-laerm-ruhe", "erdgeschoss-miete"}
    assert "kita-supermarkt-dach" in found("Lebensmittelmarkt mit Wohnungen")
    assert found("Es wird verhandelt") == alone


@pytest.mark.parametrize(
    ("what", "kind", "place", "rule"),
    [
        ("Krippe", "kita-u3", "1. OG", "u3-obergeschoss"),
        ("Befristeter Treffpunkt", "begegnungsraum-gefluechtete", None, "gefluechtete-befristet"),
    ],
)
def test_what_a_need_says_of_itself_is_heard(what: str, kind: str, place: str | None, rule: str) -> None:
    [met] = meetings([claim(1, "A", what, kind, "1 gruppe", place=place)], CATALOGUE.pairings.values())
    assert (met.pairing.id, met.pairing.kind, met.second) == (rule, "conflict", None)


def test_sums_count_the_lower_end_of_ranges_and_name_the_net_gain() -> None:
    hall = replace(claim(1, "Schule", "Halle", None, "2 feld"), quantity_to=Decimal(3))
    court = replace(claim(2, "Sport", "Platz", None, "1 feld"), replaces=Decimal(1))
    again = claim(2, "Sport", "Platz", None, "7 feld")
    assert totals([hall, again, court]) == [Total("feld", Decimal(3), Decimal(4), Decimal(1))]
    roof = replace(claim(3, "Sport", "Dach", None, "600 m2-aussen"), quantity_to=Decimal(800), replaces=Decimal(200))
    sums = areas([roof, *ZOLLHOF], None, Decimal(1150))
    assert sums.claimed[Space.OUTDOOR] == Decimal(1770)
    assert (sums.up_to, sums.replaced) == ({Space.OUTDOOR: Decimal(1970)}, {Space.OUTDOOR: Decimal(200)})
