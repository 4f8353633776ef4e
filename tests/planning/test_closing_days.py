"""Closing days: only days on which the city would otherwise work, and the calendar follows."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from planning.calendar import WorkingCalendar
from planning.closing_days import check_closing_day
from planning.errors import Conflict, InThePast, Invalid, Problem, TooFarAhead

TODAY = date(2026, 3, 2)
CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
BRIDGE = date(2026, 5, 15)


@pytest.mark.parametrize(("day", "problem"), [
    (BRIDGE, None),
    (TODAY, None),
    (date(2026, 2, 27), InThePast("day", date(2026, 2, 27))),
    (date(2062, 5, 15), TooFarAhead("day", date(2029, 3, 4))),
    (date(2026, 5, 14), Conflict("day", "closed_anyway")),
    (date(2026, 5, 16), Conflict("day", "closed_anyway")),
    (date(2026, 12, 24), Conflict("day", "closed_anyway")),
])  # fmt: skip
def test_a_closing_day_is_a_working_day_to_come(day: date, problem: Problem | None) -> None:
    if problem is None:
        check_closing_day(day, TODAY, CALENDAR)
        return
    with pytest.raises(Invalid) as refused:
        check_closing_day(day, TODAY, CALENDAR)
    assert refused.value.problems == (problem,)


def test_the_calendar_closes_on_these_days_and_no_others() -> None:
    closed = CALENDAR.closed_on([BRIDGE])
    assert not closed.is_working_day(BRIDGE)
    assert CALENDAR.is_working_day(BRIDGE)
    assert closed.closed_on([]).is_working_day(BRIDGE)
    assert not closed.is_working_day(date(2026, 5, 14))


def test_holidays_are_listed_by_name() -> None:
    assert CALENDAR.holidays_between(date(2026, 5, 1), date(2026, 5, 31)) == [
        (date(2026, 5, 1), "Erster Mai"), (date(2026, 5, 14), "Christi Himmelfahrt"),
        (date(2026, 5, 25), "Pfingstmontag"),
    ]  # fmt: skip
