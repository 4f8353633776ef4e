"""Needs seen together: areas, doubles, the same ground promised twice, what goes well and what does not."""

from decimal import Decimal

import pytest

from planning.bundles import Claim, Sorting, Space, areas, duplicates, meetings, ordered, same_ground
from planning.catalogue import load
from planning.needs import NeedKind, Priority

CATALOGUE = load()


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
