"""When a day can become a closing day of the city."""

from datetime import date, timedelta

from planning.calendar import WorkingCalendar
from planning.errors import Conflict, InThePast, Invalid, TooFarAhead

NAME_LENGTH = 80
LONGEST = timedelta(days=3 * 366)
"""Further ahead nobody plans; a later day is a slip of the year."""


def check_closing_day(day: date, today: date, calendar: WorkingCalendar) -> None:
    """Raise Invalid for a day that is over, far away, or no working day anyway."""
    if day < today:
        raise Invalid(InThePast("day", day))
    if day > today + LONGEST:
        raise Invalid(TooFarAhead("day", today + LONGEST))
    if not calendar.is_working_day(day):
        raise Invalid(Conflict("day", "closed_anyway"))
