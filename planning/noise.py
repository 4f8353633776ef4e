"""How much a person hears from the bot: when the one message of a morning comes, how often it may be put off."""

from datetime import date, time

from planning.calendar import WorkingCalendar
from planning.errors import Invalid, Outdated, UnknownChoice

EARLIEST_NOTE, LATEST_START = time(7, 0), time(17, 0)
"""Between these a person may choose when their message comes."""
STEP = 30
"""Minutes between two times that are offered."""
MOST_SNOOZES = 2
"""How often one reminder may be put off; then it stays."""


def times_offered() -> list[time]:
    """List the times of day that a person may choose."""
    first, last = _minutes(EARLIEST_NOTE), _minutes(LATEST_START)
    return [time(*divmod(minutes, 60)) for minutes in range(first, last + 1, STEP)]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def note_time_from(typed: str | None) -> time:
    """Read a chosen time ("07:30"). Raises Invalid at `note_at` for any other."""
    offered = {f"{at:%H:%M}": at for at in times_offered()}
    if typed not in offered:
        raise Invalid(UnknownChoice("note_at", typed=str(typed)[:40]))
    return offered[typed]


def snooze_until(put_off: int, today: date, calendar: WorkingCalendar) -> date:
    """Give the day on which a reminder comes again that was put off so often before. Raises Outdated at the limit."""
    if put_off >= MOST_SNOOZES:
        raise Outdated("snooze", "often")
    return calendar.add(today, 1)
