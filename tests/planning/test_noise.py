"""When the one message of a day may come, and how often a reminder may be put off."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from planning.calendar import WorkingCalendar
from planning.errors import Invalid, Outdated
from planning.noise import note_time_from, snooze_until, times_offered

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))


def test_the_message_comes_between_seven_and_five() -> None:
    offered = times_offered()
    assert (offered[0], offered[-1], len(offered)) == (time(7), time(17), 21)


@pytest.mark.parametrize("typed", ["06:30", "17:30", "08:15", "", None, "morgens"])
def test_no_other_time_is_taken(typed: str | None) -> None:
    with pytest.raises(Invalid):
        note_time_from(typed)


@pytest.mark.parametrize(
    ("put_off", "today", "until"),
    [
        (0, date(2026, 3, 11), date(2026, 3, 12)),
        (1, date(2026, 3, 13), date(2026, 3, 16)),  # over the weekend
        (0, date(2026, 4, 2), date(2026, 4, 7)),  # over Easter
    ],
)
def test_a_reminder_comes_again_on_the_next_working_day(put_off: int, today: date, until: date) -> None:
    assert snooze_until(put_off, today, CALENDAR) == until


def test_a_reminder_is_put_off_twice_and_then_stays() -> None:
    with pytest.raises(Outdated):
        snooze_until(2, date(2026, 3, 11), CALENDAR)
