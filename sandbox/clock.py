"""The workspace's clock: real time plus the jumps that somebody ordered, never backwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
START_OF_WORK = time_of_day(8, 30)
SATURDAY = 5


class ClockRefused(ValueError):
    """The clock was asked to go backwards or was given a time without a zone."""


class SandboxClock:
    """Start instant + real elapsed time + jumps; `frozen` leaves out the real elapsed time."""

    def __init__(
        self,
        start: datetime | None = None,
        *,
        frozen: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        start = start or datetime.now(UTC)
        _require_zone(start)
        self.frozen = frozen
        self._monotonic = monotonic
        self._listeners: list[Callable[[], None]] = []
        self.restart(start)

    def restart(self, start: datetime | None = None) -> None:
        """Begin again at `start` (None: at the first start); the only way back in time."""
        if start is not None:
            self._start = start.astimezone(UTC)
        self._begun = self._monotonic()
        self._jumps = timedelta()

    def now(self) -> datetime:
        """Return the workspace's time as an aware UTC datetime."""
        elapsed = timedelta() if self.frozen else timedelta(seconds=self._monotonic() - self._begun)
        return self._start + elapsed + self._jumps

    def advance(self, step: timedelta) -> datetime:
        """Move forward by `step` and return the new time."""
        if step < timedelta():
            raise ClockRefused("Die Uhr geht nur vorwärts.")
        self._jumps += step
        for listener in self._listeners:
            listener()
        return self.now()

    def jump(self, target: datetime) -> datetime:
        """Move forward to `target`; refuse a time that has passed."""
        _require_zone(target)
        now = self.now()
        if target < now:
            local = now.astimezone(BERLIN)
            raise ClockRefused(f"Die Uhr geht nur vorwärts; es ist bereits {local:%d.%m.%Y, %H:%M} Uhr.")
        return self.advance(target - now)

    def when_moved(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every move forward that somebody orders."""
        self._listeners.append(listener)

    def next_working_morning(self, zone: ZoneInfo = BERLIN) -> datetime:
        """Return 08:30 of the next Monday to Friday after today (public holidays count)."""
        day = self.now().astimezone(zone).date() + timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return datetime.combine(day, START_OF_WORK, tzinfo=zone)


def _require_zone(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ClockRefused("Eine Zeit ohne Zeitzone ist mehrdeutig.")
