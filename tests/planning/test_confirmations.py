"""When an office is asked whether its report still holds, and which change of a key figure concerns it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planning.catalogue.figures import rules, seeded
from planning.confirmations import Cause, Facts, cause_of, facts_from, is_old, other_units, percent, size_changed
from planning.figure_sheets import compute
from planning.figures import Housing, Site
from planning.kept_sheets import KeptSheet, keep
from tests import shipped

CATALOGUE = shipped.catalogue()
FIGURES = {seed.id: seeded(seed) for seed in CATALOGUE.figures.values()}
KINDS = {line.id: line.facility_type for line in CATALOGUE.calculations.values()}


def facts(dwellings: int | None = None, floor_area: int | None = None, stage: str = "one") -> Facts:
    """What is known of an intention."""
    return Facts(stage=stage, dwellings=dwellings, floor_area=floor_area)


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        (facts(420), facts(480), True),  # case 4: +14.3 %
        (facts(420), facts(462), False),  # exactly 10 %
        (facts(420), facts(463), True),
        (facts(420), facts(378), False),  # exactly 10 % less
        (facts(420), facts(377), True),
        (facts(3), facts(3), False),
        (facts(0), facts(1), True),  # the percentage is undefined; growth it is all the same
        (facts(0), facts(0), False),
        (facts(5), facts(0), True),
        (facts(None), facts(40), True),  # nobody knew
        (facts(40), facts(None), False),  # nobody knows any more
        (facts(None), facts(0), False),
        (facts(None, 9000), facts(100, 9000), False),  # the same size, known better
        (facts(None, 9000), facts(100, 9901), True),
        (facts(100, 9000), facts(100, 10_000), True),
        (facts(100, 10_000), facts(105, 10_500), False),
    ],
)
def test_more_than_ten_percent_asks_and_exactly_ten_does_not(before: Facts, after: Facts, asked: bool) -> None:
    assert size_changed(before, after) is asked


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(420, 480, "14.3"), (480, 420, "-12.5"), (0, 5, None), (None, 5, None), (5, None, None), (8, 8, "0.0")],
)
def test_the_percentage_is_said_where_there_is_one(before: int | None, after: int | None, change: str | None) -> None:
    assert percent(before, after) == (None if change is None else Decimal(change))


def test_the_stage_asks_too_and_the_size_says_more() -> None:
    assert cause_of(facts(10), facts(10, stage="two")) is Cause.STAGE
    assert cause_of(facts(10), facts(20, stage="two")) is Cause.SIZE
    assert cause_of(facts(10), facts(11)) is None


def test_facts_come_back_as_they_were_kept() -> None:
    kept = Facts(stage="one", dwellings=420, floor_area=None, sheet=3)
    assert facts_from(kept.to_json()) == kept


@pytest.mark.parametrize(
    ("since", "today", "old"),
    [
        (date(2026, 3, 16), date(2026, 9, 15), False),
        (date(2026, 3, 16), date(2026, 9, 16), True),
        (date(2026, 8, 31), date(2027, 2, 28), False),  # there is no 31 February: March then
        (date(2026, 8, 31), date(2027, 3, 1), True),
        (date(2026, 12, 5), date(2027, 6, 5), True),
    ],
)
def test_a_report_is_old_after_six_months(since: date, today: date, old: bool) -> None:
    assert is_old(since, today) is old


def sheet(figure: str | None = None, value: str = "") -> KeptSheet:
    """The sheet of 420 dwellings, with a newer version of a key figure if one is named."""
    figures = dict(FIGURES)
    if figure is not None:
        figures[figure] = replace(figures[figure], value=Decimal(value), version=2)
    site, in_force = Site(dwellings={Housing.FAMILY: 420}), rules(figures, CATALOGUE.calculations.values())
    return keep(site, in_force, compute([site], in_force))


@pytest.mark.parametrize(
    ("figure", "value", "asked_for", "lines"),
    [
        ("coverage-under-three", "0.63", {"kita-u3"}, []),  # 19.45 places are two groups as before
        ("coverage-under-three", "0.70", {"kita-u3"}, ["kita-under-three"]),  # 21.61 are three
        ("coverage-under-three", "0.70", {"kita-altersgemischt"}, ["kita", "kita-outdoor-area"]),
        ("coverage-under-three", "0.70", {"pflegeheim"}, []),
        ("coverage-under-three", "0.70", set(), ["kita-under-three", "kita", "kita-outdoor-area"]),
        ("public-playground", "2", {"spielplatz-oeffentlich"}, ["public-play-area"]),
        ("share-primary", "0.06", {"grundschule"}, []),  # one stream before and after
    ],
)
def test_only_an_office_whose_built_units_change_is_asked_about_a_key_figure(
    figure: str, value: str, asked_for: set[str], lines: list[str]
) -> None:
    assert [change.id for change in other_units(sheet(), sheet(figure, value), KINDS, asked_for)] == lines
