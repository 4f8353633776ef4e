"""Working days, local wall-clock times and the instants they stand for."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

ONE_DAY = timedelta(days=1)
CLOSED_EVERY_YEAR = frozenset({(12, 24), (12, 31)})
"""24 and 31 December: no public holidays, but no deadline falls there (issue of the main job)."""


class Clock(Protocol):
    """The business clock: decides what is due and what texts say; it only moves forward."""

    async def now(self) -> datetime:
        """Give the present instant, aware and in UTC."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The city's working days: its holiday region plus its own closing days.

    `region` is a country with subdivision as in ISO 3166-2, e.g. "DE-BW".
    Holidays come from the `holidays` package and load lazily per year.
    """

    zone: ZoneInfo
    region: str = "DE-BW"
    closing_days: frozenset[date] = frozenset()
    public_holidays: holidays.HolidayBase = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        country, _, subdivision = self.region.partition("-")
        own = holidays.country_holidays(country, subdiv=subdivision or None).default_language
        known = holidays.country_holidays(country, subdiv=subdivision or None, language=own)  # not the host's
        object.__setattr__(self, "public_holidays", known)

    def closed_on(self, days: Iterable[date]) -> "WorkingCalendar":
        """Give the same calendar with these closing days and no others; holidays already loaded stay so."""
        other = copy(self)
        object.__setattr__(other, "closing_days", frozenset(days))
        return other

    def holidays_between(self, first: date, last: date) -> list[tuple[date, str]]:
        """List the public holidays from `first` to `last`, with their names, for people to check."""
        found, day = [], first
        while day <= last:
            if day in self.public_holidays:
                found.append((day, str(self.public_holidays.get(day))))
            day += ONE_DAY
        return found

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on this day."""
        if day.weekday() >= 5 or (day.month, day.day) in CLOSED_EVERY_YEAR:
            return False
        return day not in self.closing_days and day not in self.public_holidays

    def working_day_from(self, day: date) -> date:
        """Return `day` itself when it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """Move by working days; day 0 is `day` itself, negative numbers go back."""
        step = ONE_DAY if working_days >= 0 else -ONE_DAY
        for _ in range(abs(working_days)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def instant(self, day: date, at: time) -> datetime:
        """Give the UTC instant of a local wall-clock time.

        A time in the spring gap moves forward by the gap, in the autumn overlap the first one counts.
        """
        local = datetime.combine(day, at, tzinfo=self.zone)  # fold=0: first of an overlap, forward in a gap
        return local.astimezone(UTC)

    def local(self, instant: datetime) -> datetime:
        """Give the city's wall-clock time of an aware instant."""
        return instant.astimezone(self.zone)

    def today(self, now: datetime) -> date:
        """Give the city's date at an aware instant."""
        return self.local(now).date()


def closing_days(texts: Iterable[str]) -> frozenset[date]:
    """Read the city's own closing days from ISO dates."""
    return frozenset(date.fromisoformat(text.strip()) for text in texts if text.strip())
