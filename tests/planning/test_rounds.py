"""No deadline ends in a recess, a small project is only ever offered the short form, who is left out is named."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.calendar import WorkingCalendar
from planning.errors import Conflict, InThePast, Invalid
from planning.policy import Policy
from planning.rounds import ListDraft, RecessDraft, is_small, parted, proposed_deadline

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
POLICY = Policy()
SUMMER = RecessDraft(name="Sommerpause", first=date(2026, 7, 30), last=date(2026, 9, 11))


def test_a_deadline_that_would_end_in_the_recess_moves_behind_it() -> None:
    found = proposed_deadline(date(2026, 7, 20), CALENDAR, POLICY, [SUMMER])
    assert (found.day, found.instead_of, found.recess) == (date(2026, 9, 14), date(2026, 8, 3), SUMMER)


def test_a_deadline_before_the_recess_stays() -> None:
    found = proposed_deadline(date(2026, 7, 15), CALENDAR, POLICY, [SUMMER])
    assert (found.day, found.recess) == (date(2026, 7, 29), None)
    brief = proposed_deadline(date(2026, 7, 20), CALENDAR, POLICY, [SUMMER], brief=True)
    assert brief.day == date(2026, 7, 27)


def test_case_three_is_due_on_the_tenth_of_june() -> None:
    assert proposed_deadline(date(2026, 5, 26), CALENDAR, POLICY, []).day == date(2026, 6, 10)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.booleans())
def test_no_proposed_deadline_lies_in_a_recess_or_on_a_day_off(today: date, brief: bool) -> None:
    next_one = RecessDraft(name="Herbst", first=date(2026, 9, 14), last=date(2026, 9, 18))
    found = proposed_deadline(today, CALENDAR, POLICY, [SUMMER, next_one], brief=brief)
    assert CALENDAR.is_working_day(found.day)
    assert not any(one.first <= found.day <= one.last for one in (SUMMER, next_one))
    assert found.day > today


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 8, 10), date(2026, 8, 1), "recess_is_upside_down"),
        (date(2026, 8, 1), date(2026, 11, 1), "recess_is_too_long"),
        (date(2026, 9, 1), date(2026, 9, 20), "recess_overlaps"),
    ],
)
def test_a_recess_that_cannot_be_is_refused(first: date, last: date, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        RecessDraft(name="Pause", first=first, last=last).check(date(2026, 3, 2), [SUMMER])
    [problem] = caught.value.problems
    assert isinstance(problem, Conflict)
    assert problem.code == code


def test_a_recess_that_is_over_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        RecessDraft(name="Pause", first=date(2025, 8, 1), last=date(2025, 9, 1)).check(date(2026, 3, 2))
    assert isinstance(caught.value.problems[0], InThePast)


@pytest.mark.parametrize(("dwellings", "small"), [(None, False), (0, False), (1, True), (29, True), (30, False)])
def test_only_what_is_known_to_be_small_is_offered_the_short_form(dwellings: int | None, small: bool) -> None:
    assert is_small(dwellings, POLICY) is small


def test_a_list_asks_its_offices_and_names_the_others() -> None:
    assert parted(["A", "B", "C"], ["a", "b", "c"], ["a", "c", "gone"]) == (["A", "C"], ["B"])
    assert parted(["A", "B"], ["a", "b"], None) == (["A", "B"], [])


def test_a_list_needs_offices_and_a_name_of_its_own() -> None:
    with pytest.raises(Invalid) as caught:
        ListDraft(name="Kleine Vorhaben", offices=[]).check(["kleine vorhaben"])
    assert [problem.field for problem in caught.value.problems] == ["name", "offices"]
