"""The heartbeat: asks the database at short intervals what is due; it knows no business time of its own.

APScheduler runs a few UTC intervals from memory. One task delivers: woken by each commit of this
process, each second by the heartbeat, and by a monotonic watchdog when the heartbeat fails, because
a wall clock that is set back stalls APScheduler (measured).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from planning.calendar import Clock
from reminders.delivery import Delivery
from storage.database import Database
from storage.form_drafts import forget_drafts
from storage.inbox import forget_received
from storage.installation import installation, ticked
from storage.presence import Presence
from storage.rates import forget_open_scopes

INBOX_KEPT = timedelta(days=7)
"""Slack repeats an event for five minutes at most; the rest is for looking things up."""

GRACE = 1.0
"""Seconds in which what was cut off may end."""

Tick = Callable[[datetime], Awaitable[object]]
"""Plans what the clock causes; may run twice, late, or on two machines at once."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Intervals:
    """Seconds of real time between two beats."""

    delivery: float = 1.0
    ticks: float = 5.0
    peers: float = 1.0
    housekeeping: float = 3600.0
    watchdog: float = 5.0
    """The delivery goes on by itself when nothing has woken it for so long."""
    stop: float = 15.0
    """So long what is in flight may take when we are told to stop; a call of the chat takes ten seconds at most."""


class Timetable:
    """Runs the delivery and the ticks until it is stopped."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        delivery: Delivery,
        ticks: Sequence[Tick],
        intervals: Intervals | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.delivery = delivery
        self.ticks = ticks
        self.intervals = intervals or Intervals()
        self._wake = asyncio.Event()
        self._stopping = False
        self._recorded_at: float | None = None
        self._delivering: asyncio.Task[None] | None = None
        self._busy: set[asyncio.Task[Any]] = set()
        self._presence = Presence(database)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_listener(_note_trouble, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tick and deliver as long as the context lasts, then finish what is in flight."""
        await self.start()
        try:
            yield
        finally:
            await self.stop()

    async def start(self) -> None:
        """Begin to tick and deliver, at once."""
        async with self.database.write(wake=False) as session:
            await installation(session, await self.clock.now())
        await self._presence.enter()  # before we take anything ourselves
        self.delivery.holder = self._presence.number
        self._every(self.intervals.peers, partial(self._tick, self._look_after_the_dead), "peers")
        self._every(self.intervals.delivery, self._beat, "delivery")
        for number, tick in enumerate(self.ticks, start=1):
            self._every(self.intervals.ticks, partial(self._tick, tick), f"tick {number}")
        self._every(self.intervals.housekeeping, partial(self._tick, self.keep_house), "housekeeping")
        self.database.on_commit(self._wake.set)
        self._delivering = asyncio.create_task(self._deliver(), name="delivery")
        self._scheduler.start()

    async def stop(self) -> None:
        """Claim nothing more, finish what is in flight, give back the rest."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.pause()
        self.delivery.stop()
        self._wake.set()
        await self._finish([task for task in (*self._busy, self._delivering) if task is not None])
        if self._scheduler.running:
            # It cancels what still runs, so it comes last.
            self._scheduler.shutdown(wait=False)
        await self._presence.leave()

    async def _finish(self, in_flight: Collection[asyncio.Task[Any]]) -> None:
        """Wait for what is in flight, but not for ever: what hangs is named, cut off, and taken over by others."""
        if not in_flight:
            return
        _, hanging = await asyncio.wait(in_flight, timeout=self.intervals.stop)
        for task in hanging:
            log.error("stop cut off", task=task.get_name(), seconds=self.intervals.stop, hangs_at=_whereabouts(task))
            task.cancel()
        if hanging:
            await asyncio.wait(hanging, timeout=GRACE)

    async def keep_house(self, now: datetime) -> None:
        """Delete what nobody asks for any more."""
        async with self.database.write(wake=False) as session:
            await forget_received(session, now - INBOX_KEPT)
            await forget_drafts(session, now)
            await forget_open_scopes(session)

    def _every(self, seconds: float, job: Callable[[], Awaitable[object]], name: str) -> None:
        self._scheduler.add_job(job, "interval", seconds=seconds, next_run_time=datetime.now(UTC), id=name, name=name)

    async def _beat(self) -> None:
        self._wake.set()

    async def _deliver(self) -> None:
        while True:
            await self._woken()
            if self._stopping:
                return
            if await self.delivery.run_or_log(self.clock):
                await self._record_or_log()

    async def _woken(self) -> None:
        try:
            # Measured on the monotonic clock, whatever becomes of the scheduler's.
            await asyncio.wait_for(self._wake.wait(), self.intervals.watchdog)
        except TimeoutError:
            log.warning("heartbeat missing", seconds=self.intervals.watchdog)
        self._wake.clear()

    async def _record_or_log(self) -> None:
        """Record the heartbeat; the loop goes on when the database went away after the delivery."""
        try:
            await self._record()
        except Exception:  # an end of this task would be silent, and nobody would deliver any more
            log.exception("heartbeat not recorded", reference=token_hex(3))

    async def _record(self) -> None:
        """Note in the database that this worker lives, as often as it ticks."""
        now = asyncio.get_running_loop().time()
        if self._recorded_at is None or now - self._recorded_at >= self.intervals.ticks:
            self._recorded_at = now
            async with self.database.write(wake=False) as session:
                await ticked(session)

    async def _look_after_the_dead(self, _now: datetime) -> None:
        if await self._presence.end_leases_of_the_dead():
            self._wake.set()

    async def _tick(self, tick: Tick) -> None:
        """Run one tick to its end, also when we are told to stop meanwhile."""
        task = asyncio.current_task()
        assert task is not None, "APScheduler runs each job in a task"
        if self._stopping:
            return  # submitted before the stop, begun after it: the shutdown would cancel it in the middle of a read
        self._busy.add(task)
        try:
            await tick(await self.clock.now())
        finally:
            self._busy.discard(task)


def _whereabouts(task: asyncio.Task[Any]) -> list[str]:
    """Name the lines of code at which a task waits, the outermost first, and what it waits for."""
    places: list[str] = []
    inner: object = task.get_coro()
    while (frame := getattr(inner, "cr_frame", None)) is not None:
        places.append(f"{frame.f_code.co_filename}:{frame.f_lineno}")
        inner = getattr(inner, "cr_await", None)
    return [*places, repr(inner)]


def _note_trouble(event: JobEvent) -> None:
    """Log what APScheduler noticed; a failing tick comes again at its next beat."""
    match event.code:
        case code if code == EVENT_JOB_ERROR:
            log.error("tick failed", job=event.job_id, reference=token_hex(3), exc_info=event.exception)
        case code if code == EVENT_JOB_MISSED:
            log.warning("tick missed", job=event.job_id)
        case _:
            log.warning("tick still running", job=event.job_id)
