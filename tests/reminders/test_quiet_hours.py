"""Five years, half an hour at a time: when the clock may disturb people, and what it does when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from planning.calendar import WorkingCalendar
from planning.policy import Policy
from reminders.due import may_disturb

BRIDGE_DAY = date(2028, 5, 26)
CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"), "DE-BW", frozenset({BRIDGE_DAY}))
POLICY = Policy()
HALF_AN_HOUR = timedelta(minutes=30)

YEARS = {
    2026: ("29.03.", "25.10.", "03.04. 06.04. 14.05. 25.05. 04.06."),
    2027: ("28.03.", "31.10.", "26.03. 29.03. 06.05. 17.05. 27.05."),
    2028: ("26.03.", "29.10.", "14.04. 17.04. 25.05. 05.06. 15.06. 26.05."),
    2029: ("25.03.", "28.10.", "30.03. 02.04. 10.05. 21.05. 31.05."),
    2030: ("31.03.", "27.10.", "19.04. 22.04. 30.05. 10.06. 20.06."),
}
"""Begin and end of summer time; Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi, own closing days.

Written down by hand from calendars: nothing of ours computes them.
"""
EVERY_YEAR = "01.01. 06.01. 01.05. 03.10. 01.11. 24.12. 25.12. 26.12. 31.12."


def day(text: str, year: int) -> date:
    return datetime.strptime(f"{text}{year}", "%d.%m.%Y").replace(tzinfo=UTC).date()


def days(texts: str, year: int) -> set[date]:
    return {day(text, year) for text in texts.split()}


@pytest.mark.parametrize("year", YEARS)
def test_the_clock_disturbs_nobody_at_night_on_weekends_or_on_holidays(year: int) -> None:
    begin, end, moving = YEARS[year]
    summer = datetime.combine(day(begin, year), time(1), UTC), datetime.combine(day(end, year), time(1), UTC)
    free = days(moving, year) | days(EVERY_YEAR, year)
    now, wrong = datetime(year, 1, 1, tzinfo=UTC), []
    while now.year == year:
        local = now + timedelta(hours=2 if summer[0] <= now < summer[1] else 1)
        works = local.weekday() < 5 and local.date() not in free and local.date() != date(year + 1, 1, 1)
        minutes = 60 * local.hour + local.minute
        if may_disturb(now, CALENDAR, POLICY) != (works and 8 * 60 + 30 <= minutes < 18 * 60):
            wrong.append(now)
        now += HALF_AN_HOUR
    assert wrong == []


@pytest.mark.parametrize("year", YEARS)
def test_morning_and_deadline_keep_their_time_of_day_through_both_changes(year: int) -> None:
    for change, before, after in ((YEARS[year][0], 1, 2), (YEARS[year][1], 2, 1)):
        sunday = day(change, year)
        for on, offset in ((sunday - timedelta(days=2), before), (sunday + timedelta(days=1), after)):
            for at in (POLICY.morning_time, POLICY.deadline_time):
                expected = datetime.combine(on, at, UTC) - timedelta(hours=offset)
                assert CALENDAR.instant(on, at) == expected


@pytest.mark.parametrize("year", YEARS)
def test_a_time_in_the_gap_moves_forward_and_of_a_time_that_comes_twice_the_first_counts(year: int) -> None:
    spring, autumn = day(YEARS[year][0], year), day(YEARS[year][1], year)
    assert CALENDAR.instant(spring, time(2, 30)) == datetime.combine(spring, time(1, 30), UTC)
    assert CALENDAR.local(CALENDAR.instant(spring, time(2, 30))).time() == time(3, 30)
    assert CALENDAR.instant(autumn, time(2, 30)) == datetime.combine(autumn, time(0, 30), UTC)


def test_the_last_instant_before_the_evening_and_the_first_of_the_morning() -> None:
    for clock, allowed in (("08:29:59", False), ("08:30:00", True), ("17:59:59", True), ("18:00:00", False)):
        now = CALENDAR.instant(date(2026, 3, 2), time.fromisoformat(clock))
        assert may_disturb(now, CALENDAR, POLICY) is allowed, clock
