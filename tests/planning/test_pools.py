"""Several intentions as one area: what is saved, what stays per plot, and what holds for all sites."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.catalogue.figures import rules, seeded
from planning.errors import Invalid
from planning.figures import Housing, Override, Rules, Site
from planning.pools import Hint, Member, PoolDraft, PooledLine, hints, pooled_sheet
from tests import shipped

CATALOGUE = shipped.catalogue()
TEST_SET_A: Rules = rules(
    {seed.id: seeded(seed) for seed in CATALOGUE.figures.values()}, CATALOGUE.calculations.values()
)
STUDENTS = Override(value=Decimal("1.2"), reason="Studierende")


def member(number: int, site: Site, **overrides: Override) -> Member:
    """An intention with its own sheet's own values."""
    own = {figure.replace("_", "-"): value for figure, value in overrides.items()}
    return Member(number, site, replace(TEST_SET_A, overrides=own))


def flats(number: int, dwellings: int, **overrides: Override) -> Member:
    """An intention of family dwellings."""
    return member(number, Site(dwellings={Housing.FAMILY: dwellings}), **overrides)


def lines(*members: Member) -> dict[str, PooledLine]:
    """The pooled lines by their ids."""
    return {one.line.calculation.id: one for one in pooled_sheet(members, TEST_SET_A).lines}


def test_three_groups_apart_are_two_together() -> None:
    younger = lines(flats(1, 120), flats(2, 150), flats(3, 100))["kita-under-three"]
    assert (younger.units_apart, younger.line.units, younger.units_saved) == (3, 2, 1)
    assert f"{younger.line.unrounded:.2f}" == "16.86"


def test_what_each_plot_owes_is_computed_apart_and_added() -> None:
    together = lines(flats(1, 100), flats(2, 20))
    assert together["private-play-area"].line.unrounded == 135 + 50
    infill = member(3, Site(dwellings={Housing.FAMILY: 100}, infill=True))
    share = lines(flats(1, 100), infill)["subsidised-floor-area"].line
    assert share.unrounded == 2700, "the SIM does not apply to the plot in the inner zone"


def test_an_own_value_counts_where_all_have_it_and_is_named_where_they_differ() -> None:
    alike = pooled_sheet([flats(n, 100, residents_per_dwelling=STUDENTS) for n in (1, 2)], TEST_SET_A)
    assert (alike.lines[0].line.unrounded, alike.own_values) == (Decimal("240.0"), [])
    mixed = pooled_sheet([flats(1, 100, residents_per_dwelling=STUDENTS), flats(2, 100)], TEST_SET_A)
    assert (mixed.lines[0].line.unrounded, mixed.own_values) == (Decimal("420.0"), ["residents-per-dwelling"])


def test_whose_size_is_unknown_is_left_out_and_said() -> None:
    assert pooled_sheet([flats(1, 100), member(2, Site())], TEST_SET_A).left_out == [2]
    assert pooled_sheet([member(2, Site())], TEST_SET_A).lines == []


@pytest.mark.parametrize(
    ("sizes", "found"),
    [
        ((150, 120), [Hint((1, 2), ("kita-under-three",))]),  # 6.84 + 5.47 ≥ 10
        ((24, 24), []),  # together still below one group
        ((24, 400), []),  # the second one fills groups by itself
        ((24,), []),
        ((180, 180, 180), [Hint((1, 2, 3), ("kita-under-three", "kita-three-to-six"))]),
    ],
)
def test_small_intentions_that_reach_a_group_only_together_are_noticed(
    sizes: tuple[int, ...], found: list[Hint]
) -> None:
    assert hints([flats(number, size) for number, size in enumerate(sizes, start=1)]) == found


@pytest.mark.parametrize("draft", [("", [1, 2]), ("Area", [1]), ("Area", [1, 1]), ("Area", list(range(30)))])
def test_an_area_has_a_name_and_at_least_two_members(draft: tuple[str, list[int]]) -> None:
    with pytest.raises(Invalid):
        PoolDraft.model_construct(name=draft[0], members=draft[1]).check()


COUNTS = st.integers(0, 3000)
SITES = st.builds(
    Site,
    dwellings=st.none() | st.dictionaries(st.sampled_from(list(Housing)), COUNTS),
    removed=st.integers(0, 300),
    floor_area=st.none() | st.integers(0, 200_000).map(Decimal),
    municipal_land=st.booleans(),
    infill=st.booleans(),
)


@given(st.lists(SITES, min_size=1, max_size=4))
def test_an_area_never_builds_more_units_than_its_intentions_apart(sites: list[Site]) -> None:
    for one in lines(*(member(number, site) for number, site in enumerate(sites))).values():
        assert (one.line.units or 0) <= (one.units_apart or 0)


@given(st.lists(SITES, min_size=1, max_size=3), COUNTS)
def test_one_more_intention_never_means_fewer_places(sites: list[Site], more: int) -> None:
    members = [member(number, site) for number, site in enumerate(sites)]
    before, after = lines(*members), lines(*members, flats(99, more))
    assert all(before[line].line.rounded <= after[line].line.rounded for line in before)


@given(st.lists(SITES, min_size=1, max_size=4))
def test_net_is_never_more_than_gross_in_an_area(sites: list[Site]) -> None:
    pooled = lines(*(member(number, site) for number, site in enumerate(sites)))
    assert all(one.line.unrounded <= one.line.gross for one in pooled.values())
