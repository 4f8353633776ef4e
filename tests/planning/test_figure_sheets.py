"""The sheet of an intention: the cases of the domain paper to two decimals, and what holds for all sites."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.calculators import private_playground
from planning.catalogue.figures import rules, seeded
from planning.figure_sheets import Line, compute
from planning.figures import Housing, Override, Rules, Site
from tests import shipped

CATALOGUE = shipped.catalogue()
TEST_SET_A: Rules = rules(
    {seed.id: seeded(seed) for seed in CATALOGUE.figures.values()}, CATALOGUE.calculations.values()
)


def site(dwellings: int, **more: object) -> Site:
    """A site of family dwellings."""
    return replace(Site(dwellings={Housing.FAMILY: dwellings}), **more)  # type: ignore[arg-type]  # fields by name


def sheet(*sites: Site, rules: Rules = TEST_SET_A) -> Mapping[str, Line]:
    """The lines by their ids."""
    return {line.calculation.id: line for line in compute(sites, rules)}


def two(value: Decimal) -> str:
    """A value as the domain paper writes it."""
    return f"{value:.2f}"


@pytest.mark.parametrize(
    ("dwellings", "expected"),
    [
        # residents, under three, three to six, both, primary school, public play, private play, GF, SIM
        (180, ["378.00", "8.20", "13.23", "21.43", "17.01", "567.00", "215.00", "4860.00"]),  # case 1
        (24, ["50.40", "1.09", "1.76", "2.86", "2.27", "75.60", "56.00", "648.00"]),  # case 3
        (420, ["882.00", "19.14", "30.87", "50.01", "39.69", "1323.00", "455.00", "11340.00"]),  # case 4
        (480, ["1008.00", "21.87", "35.28", "57.15", "45.36", "1512.00", "515.00", "12960.00"]),  # case 4, changed
        (100, ["210.00", "4.56", "7.35", "11.91", "9.45", "315.00", "135.00", "2700.00"]),  # test set A itself
    ],
)
def test_the_cases_come_out_to_two_decimals(dwellings: int, expected: list[str]) -> None:
    lines = sheet(site(dwellings))
    shown = (
        "residents", "kita-under-three", "kita-three-to-six", "kita", "primary-school", "public-play-area",
        "private-play-area", "subsidised-floor-area",
    )  # fmt: skip
    assert [two(lines[line].unrounded) for line in shown] == expected


@pytest.mark.parametrize(
    ("dwellings", "groups", "places", "spare"),
    [(420, (2, 2), 60, ("0.86", "9.13")), (480, (3, 2), 70, ("8.13", "4.72")), (180, (1, 1), 30, ("1.80", "6.77"))],
)
def test_places_are_built_in_groups_and_what_is_spare_is_said(
    dwellings: int, groups: tuple[int, int], places: int, spare: tuple[str, str]
) -> None:
    lines = sheet(site(dwellings))
    younger, older = lines["kita-under-three"], lines["kita-three-to-six"]
    assert (younger.units, older.units) == groups
    assert (two(younger.spare), two(older.spare)) == spare
    assert lines["kita"].rounded == places
    assert lines["kita-outdoor-area"].unrounded == places * 10


def test_fifty_point_nought_one_is_not_fifty() -> None:
    assert sheet(site(420))["kita"].rounded == 60


def test_below_one_group_the_alternatives_are_offered() -> None:
    lines = sheet(site(24))
    assert lines["kita-under-three"].below_one_unit
    assert lines["kita-under-three"].calculation.built is not None
    assert lines["kita-under-three"].calculation.built.below == ("grosstagespflege",)
    assert not sheet(site(420))["kita-under-three"].below_one_unit


@pytest.mark.parametrize(
    ("dwellings", "area"),
    [(0, "0"), (2, "0"), (3, "30"), (10, "30"), (11, "32"), (20, "50"), (30, "65"), (31, "66"), (120, "155")],
)
def test_the_private_playground_follows_the_law(dwellings: int, area: str) -> None:
    assert private_playground(Decimal(dwellings)) == Decimal(area)


@pytest.mark.parametrize(
    ("given_site", "area", "note"),
    [
        (Site(floor_area=Decimal(449)), "0", "sim-below-threshold"),
        (Site(floor_area=Decimal(450)), "135", "sim-without-social"),
        (Site(floor_area=Decimal(900)), "270", "sim-with-social"),
        (Site(floor_area=Decimal(900), municipal_land=True), "450", "sim-with-social"),
        (Site(floor_area=Decimal(900), infill=True), "0", "no-sim-infill"),
    ],
)
def test_the_subsidised_share_has_thresholds_and_does_not_apply_to_infill(
    given_site: Site, area: str, note: str
) -> None:
    line = sheet(given_site)["subsidised-floor-area"]
    assert (line.unrounded, line.note) == (Decimal(area), note)


def test_floor_area_stands_in_where_dwellings_are_unknown() -> None:
    by_area, by_dwellings = sheet(Site(floor_area=Decimal(16200))), sheet(site(180))
    assert by_area["residents"].unrounded == by_dwellings["residents"].unrounded == Decimal("378.0")


def test_nothing_known_makes_no_sheet() -> None:
    assert compute([Site()], TEST_SET_A) == ()


def test_removed_dwellings_are_taken_off_and_the_gross_stays_beside() -> None:
    line = sheet(site(100, removed=40))["residents"]
    assert (line.unrounded, line.gross) == (Decimal("126.0"), Decimal("210.0"))
    assert sheet(site(100, removed=40))["private-play-area"].unrounded == 135


def test_more_removed_than_built_needs_nothing() -> None:
    lines = sheet(site(10, removed=30))
    assert {line.unrounded for line in lines.values() if line.calculation.size == "net"} == {Decimal(0)}


def test_micro_flats_have_fewer_residents() -> None:
    assert sheet(Site(dwellings={Housing.MICRO: 300}))["residents"].unrounded == Decimal("360.0")


def test_an_override_counts_and_the_original_stays() -> None:
    students = Rules(
        TEST_SET_A.figures, TEST_SET_A.calculations,
        {"residents-per-dwelling": Override(value=Decimal("1.0"), reason="Studierende")},
    )  # fmt: skip
    assert sheet(site(300), rules=students)["residents"].unrounded == 300
    assert students.figures["residents-per-dwelling"].value == Decimal("2.1")


def test_a_line_says_its_numbers_and_the_versions_used() -> None:
    line = sheet(site(180))["public-play-area"]
    assert line.used == {"residents": Decimal("378.0"), "public_playground": Decimal("1.5")}
    assert line.versions == {"public-playground": 1}


def test_a_private_playground_is_owed_by_each_plot_and_the_rest_is_pooled() -> None:
    together = sheet(site(100), site(20))
    assert together["private-play-area"].unrounded == 135 + 50
    assert together["residents"].unrounded == Decimal("252.0")


COUNTS = st.integers(0, 3000)
BUILT = ("kita-under-three", "kita-three-to-six", "primary-school")


@given(st.lists(COUNTS, min_size=1, max_size=4))
def test_pooling_before_rounding_never_yields_more_groups_than_rounding_apart(counts: list[int]) -> None:
    pooled, apart = sheet(*map(site, counts)), [sheet(site(count)) for count in counts]
    for line in BUILT:
        assert (pooled[line].units or 0) <= sum(lines[line].units or 0 for lines in apart)


@given(COUNTS, st.integers(1, 500))
def test_more_dwellings_never_mean_fewer_places(count: int, more: int) -> None:
    before, after = sheet(site(count)), sheet(site(count + more))
    assert all(before[line].rounded <= after[line].rounded for line in before)


@given(COUNTS, st.integers(0, 4000))
def test_net_is_never_more_than_gross(count: int, removed: int) -> None:
    assert all(line.unrounded <= line.gross for line in sheet(site(count, removed=removed)).values())
