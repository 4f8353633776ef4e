"""Kept sheets: an old one comes back to the digit, and what differs between two is said line by line."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from planning.catalogue.figures import rules, seeded
from planning.figure_sheets import compute
from planning.figures import Housing, Override, Rules, Site
from planning.kept_sheets import KeptSheet, figure_changes, from_json, keep, line_changes, to_json
from tests import shipped

CATALOGUE = shipped.catalogue()
FIGURES = {seed.id: seeded(seed) for seed in CATALOGUE.figures.values()}
CALCULATIONS = CATALOGUE.calculations.values()
TEST_SET_A: Rules = rules(FIGURES, CALCULATIONS)


def sheet(dwellings: int, rules: Rules = TEST_SET_A) -> KeptSheet:
    """The kept sheet of so many family dwellings."""
    site = Site(dwellings={Housing.FAMILY: dwellings})
    return keep(site, rules, compute([site], rules))


def revised(figure: str, value: Decimal) -> Rules:
    """Test set A with a newer version of one key figure."""
    newer = replace(FIGURES[figure], value=value, version=2)
    return rules({**FIGURES, figure: newer}, CALCULATIONS)


def test_case_four_differs_exactly_in_what_the_domain_paper_says() -> None:
    changes = {change.id: change for change in line_changes(sheet(420), sheet(480))}
    assert {name: (f"{change.unrounded:.2f}", int(change.built)) for name, change in changes.items()} == {
        "residents": ("126.00", 126),
        "kita-under-three": ("2.73", 1),
        "kita-three-to-six": ("4.41", 0),
        "kita": ("7.14", 1),
        "kita-outdoor-area": ("100.00", 100),
        "primary-school": ("5.67", 0),
        "public-play-area": ("189.00", 189),
        "private-play-area": ("60.00", 60),
        "subsidised-floor-area": ("1620.00", 1620),
    }
    kita = changes["kita"]
    assert kita.before is not None
    assert kita.after is not None
    assert (kita.before.units, kita.after.units, kita.after.unit) == (4, 5, "gruppe")


def test_equal_sheets_do_not_differ_and_a_first_one_differs_in_every_line() -> None:
    assert line_changes(sheet(420), sheet(420)) == []
    assert len(line_changes(None, sheet(420))) == len(CATALOGUE.calculations)


def test_a_line_that_is_gone_is_named() -> None:
    later = replace(sheet(420), lines=[line for line in sheet(420).lines if line.id != "kita"])
    [gone] = line_changes(sheet(420), later)
    assert (gone.id, gone.after, f"{gone.unrounded:.2f}") == ("kita", None, "-50.01")


def test_a_new_version_and_an_own_value_are_named_with_their_values() -> None:
    own = replace(TEST_SET_A, overrides={"share-primary": Override(value=Decimal("0.06"), reason="Ganztag")})
    [change] = figure_changes(sheet(420), sheet(420, own))
    assert change.after is not None
    assert (change.id, change.after.value, change.after.own_reason) == ("share-primary", Decimal("0.06"), "Ganztag")
    [version] = figure_changes(sheet(420), sheet(420, revised("public-playground", Decimal(2))))
    assert version.after is not None
    assert (version.id, version.after.value, version.after.version) == ("public-playground", Decimal(2), 2)


@given(
    st.integers(0, 50_000),
    st.integers(0, 50_000),
    st.sampled_from(sorted(FIGURES)),
    st.decimals("0.01", "999", places=4),
)
def test_a_kept_sheet_comes_back_to_the_digit_whatever_changes_later(
    dwellings: int, removed: int, figure: str, value: Decimal
) -> None:
    site = Site(dwellings={Housing.FAMILY: dwellings, Housing.MICRO: dwellings // 3}, removed=removed)
    kept = keep(site, TEST_SET_A, compute([site], TEST_SET_A))
    stored = from_json(json.loads(json.dumps(to_json(kept))))
    assert stored == kept
    then = stored.rules(revised(figure, value))  # as if the newer version had never come
    assert keep(stored.site, then, compute([stored.site], then)) == kept
