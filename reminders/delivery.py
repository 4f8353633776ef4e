"""From the outbox to the chat platform: nothing lost, nothing twice, nobody held up by anybody else.

A run claims what is due, brings each message out (`telling`), looks for those it lost sight of
(`reconciling`), takes back what stands twice (`retracting`) and redraws what no longer shows the newest state
(`redrawing`).
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial
from operator import itemgetter
from secrets import token_hex
from time import monotonic

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from planning.calendar import Clock
from reminders.courier import Courier, Meter, Patience, Report, Unmetered, Voice
from reminders.reconciling import reconcile
from reminders.redrawing import redraw
from reminders.retracting import retract
from reminders.telling import tell
from storage import echoes, outbox, rates, surfaces
from storage.database import Database
from storage.doubts import doubt_restored
from storage.installation import installation
from storage.outbox import Outgoing
from storage.reminders import release_note
from storage.surfaces import Surface

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 600.0
"""Seconds before another try at what our own code stumbled over; doubled each time."""
MOST_TRIES = 3
"""How often one run brings out the same message before it leaves the rest to the next."""

AHEAD = 2.0
"""Seconds of turns that a worker takes at once, where the pace of the workspace is limited."""

log = structlog.get_logger(__name__)

__all__ = ["Delivery", "Meter", "Patience", "Report", "Voice"]


class Delivery:
    """One worker; any number may share a PostgreSQL database, and a few processes one SQLite file.

    `client` must have no retry handlers: a repeated post is a second message.
    """

    def __init__(
        self,
        database: Database,
        client: AsyncWebClient,
        voice: Voice,
        patience: Patience | None = None,
        meter: Meter | None = None,
    ) -> None:
        if client.retry_handlers:
            raise ValueError("the delivery's client must be built with retry_handlers=[]: it posts again by itself")
        self.database = database
        self.client = client
        self.voice = voice
        self.patience = patience or Patience()
        self.meter = meter or Unmetered()
        self.holder: int | None = None
        """What stands in our leases while we are present (`storage.presence`)."""
        self._began = 0.0
        self._courier: Courier | None = None
        self._stopping = False

    def stop(self) -> None:
        """Claim nothing more; what is in flight is finished, what is claimed is given back."""
        self._stopping = True

    async def run_once(self, now: datetime) -> Report:
        """Bring out everything that is due at `now`, with all that follows from it, until nothing is left to do.

        What has to wait in real time (parked, uncertain, stumbled over) is left to a later run.
        """
        self._began = monotonic()
        courier = await self._means(now)
        total = Report()
        tries = 0
        while not self._stopping and await self._is_anything_due(now):
            report = await self._round(courier, now)
            total += report
            tries += report.again
            if not report.settled and not report.paced and not (report.again and tries <= MOST_TRIES):
                break
        return total

    async def run_or_log(self, clock: Clock) -> bool:
        """Run once at the clock's time; False when that failed as a whole, which is logged and tried again later."""
        try:
            await self.run_once(await clock.now())
        except Exception:  # the database or the clock is away: the heartbeat goes on and tries again
            log.exception("delivery failed", reference=token_hex(3))
            return False
        return True

    async def _is_anything_due(self, now: datetime) -> bool:
        """Ask cheaply, and without a write lock: an idle worker does so every second."""
        async with self.database.read() as session:
            due = await outbox.is_due(session, now) or await surfaces.is_stale(session)
            return due or await echoes.is_due(session)

    async def _means(self, now: datetime) -> Courier:
        if self._courier is None:
            async with self.database.write(wake=False) as session:
                secret = (await installation(session, now)).secret
            self._courier = Courier(
                self.database, self.client, self.voice, self.patience, secret, self.meter, self.holder
            )
        return self._courier

    async def _round(self, courier: Courier, now: datetime) -> Report:
        report = await self._expire(now)
        rows, wait = await self._claim(now)
        begin = monotonic() + wait
        conversations: dict[str, list[Outgoing]] = defaultdict(list)
        turns: dict[str, float] = {}
        for number, row in enumerate(rows):
            conversations[row.destination].append(row)
            # The turn of its last message: rather late than too fast.
            turns[row.destination] = begin + number * self.patience.pause
        works = (
            self._at(turn, partial(self._converse, courier, conversations[destination], now))
            for destination, turn in sorted(turns.items(), key=itemgetter(1))
        )
        for told in await self._side_by_side(works):
            report += told
        if not rows and wait > 0 and not self._stopping:
            await asyncio.sleep(min(wait, AHEAD))
            report.paced += 1
        report += await reconcile(courier)
        await retract(courier)
        if not self._stopping:
            async with self.database.write(wake=False) as session:
                stale = await surfaces.claim_stale(
                    session, batch=self.patience.batch, lease=self.patience.lease, holder=self.holder
                )
            for drawn in await self._side_by_side(self._draw(courier, surface, now) for surface in stale):
                report += drawn
        return report

    async def _claim(self, now: datetime) -> tuple[list[Outgoing], float]:
        """Take messages, at most as many as there are turns; gives the seconds until the first turn, too."""
        pause, batch, lease = self.patience.pause, self.patience.batch, self.patience.lease
        async with self.database.write(wake=False) as session:
            if not pause:
                return await outbox.claim(session, now, batch=batch, lease=lease, holder=self.holder), 0.0
            turns = await rates.hold_turns(session, rates.pace_scope(outbox.POST), missed=self.patience.missed)
            free = min(batch, turns.within(AHEAD, pause))
            if not free:
                return [], turns.wait - AHEAD / 2
            rows = await outbox.claim(session, now, batch=free, lease=lease, holder=self.holder)
            if rows:
                await rates.spend_turns(session, turns, len(rows) * pause)
        return rows, turns.wait if rows else 0.0

    async def _expire(self, now: datetime) -> Report:
        async with self.database.write(wake=False) as session:
            doubted = await doubt_restored(session, now)
            expired = await outbox.expire(session, now)
            for message in expired:
                # What a morning note did not say is said by the next one.
                await release_note(session, message.key)
        if doubted:
            log.warning("messages doubted since the database was restored", number=doubted)
        for message in expired:
            log.warning("message expired", key=message.key, kind=message.kind)
        return Report(expired=len(expired))

    async def _side_by_side(self, works: Iterable[Awaitable[Report]]) -> list[Report]:
        places = asyncio.Semaphore(self.patience.at_once)

        async def in_its_place(work: Awaitable[Report]) -> Report:
            async with places:
                return await work

        ended = await asyncio.gather(*(in_its_place(work) for work in works), return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return [one for one in ended if isinstance(one, Report)]

    async def _at(self, turn: float, work: Callable[[], Awaitable[Report]]) -> Report:
        if not self._stopping and turn > monotonic():
            await asyncio.sleep(turn - monotonic())
        return await work()

    async def _converse(self, courier: Courier, rows: list[Outgoing], now: datetime) -> Report:
        """Bring out the messages of one conversation, in their order; give back what must wait."""
        report = Report()
        for row in rows:
            if self._stopping or report.postponed:
                async with self.database.write(wake=False) as session:
                    await outbox.postpone(session, row, 0, row.reason)
            else:
                told = await self._isolated(partial(tell, courier, row, now), partial(self._put_back, row))
                if told.sent:
                    waited = now - max(row.due_at, row.created_at)
                    self.meter.said(max(0.0, waited.total_seconds()) + monotonic() - self._began)
                report += told
        return report

    async def _draw(self, courier: Courier, surface: Surface, now: datetime) -> Report:
        if self._stopping:
            async with self.database.write(wake=False) as session:
                await surfaces.draw_later(session, surface, 0, surface.reason)
            return Report()
        return await self._isolated(partial(redraw, courier, surface, now), partial(self._draw_later, surface))

    async def _isolated(
        self, work: Callable[[], Awaitable[Report]], stumble: Callable[[str], Awaitable[None]]
    ) -> Report:
        """Do one recipient's work; when our own code fails, note it, and stop nobody else."""
        try:
            return await work()
        except Exception:  # one poisoned row must not hold up the others
            reference = token_hex(3)
            log.exception("delivery stumbled", reference=reference)
            await stumble(reference)
            return Report(failed=1)

    async def _put_back(self, row: Outgoing, reference: str) -> None:
        """Try again what failed before the post; what failed after it is uncertain."""
        log.error("message failed", key=row.key, kind=row.kind, reference=reference)
        pause = min(FIRST_PAUSE * 2**row.attempts, LONGEST_PAUSE)
        async with self.database.write(wake=False) as session:
            if not await outbox.stumble(session, row, pause, f"error {reference}"):
                await outbox.doubt(session, row, f"error {reference}")

    async def _draw_later(self, surface: Surface, reference: str) -> None:
        log.error("surface failed", surface=surface.id, kind=surface.kind, reference=reference)
        async with self.database.write(wake=False) as session:
            await surfaces.draw_later(session, surface, LONGEST_PAUSE, f"error {reference}")
