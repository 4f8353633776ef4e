"""A worker as a process of its own: the real delivery on the real timetable, and a place where it is killed.

It plans the same messages again and again under the same keys, as the clock's ticks do, and it dies by
SIGKILL – `kill -9` – at the point it was told, so that nothing is tidied up.
"""

import asyncio
import faulthandler
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import Engine, event, text, update
from sqlmodel import col, func, select

from planning.messages import MESSAGE, ReportReceived, SurfaceKind, Wording
from reminders import posting
from reminders.courier import Courier, Report
from reminders.delivery import Delivery, Patience
from reminders.posting import Done
from reminders.timetable import Intervals, Timetable
from storage import outbox
from storage.changes import change
from storage.database import Database, Session
from storage.echoes import Echo
from storage.outbox import OPEN, Outgoing
from storage.people import Person, person
from storage.surfaces import Surface
from tests.reminders.desk import NOW, PlainVoice

PEOPLE = 3
IMPATIENT = Patience(timeout=0.8, lease=1.0, quiet=1.2, per_channel=0.0, batch=3, listened=1.0)
INTERVALS = Intervals(delivery=0.1, ticks=0.5, peers=0.3, watchdog=2.0, stop=8.0)


class Point(StrEnum):
    """Where a worker dies: before and after the commit of each step, and around the post."""

    PLAN = "plan, before the commit"
    PLANNED = "plan, after the commit"
    CLAIM = "claim, before the commit"
    CLAIMED = "claim, after the commit"
    PHRASE = "phrase"
    INTENT = "intent, before the commit"
    INTENDED = "intent, after the commit"
    POSTING = "post, on the wire"
    POSTED = "post, accepted"
    MARK = "mark, before the commit"
    MARKED = "mark, after the commit"


class Variant(StrEnum):
    """What the worker does; two of them are wrong."""

    PRODUCT = "outbox, intent, reconcile"
    MARK_FIRST = "mark, then send"
    SEND_FIRST = "send, then mark, never look"


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What a worker is to do; it ends by itself when all is said, if it does not die before."""

    database_url: str
    slack_url: str
    log: Path
    messages: int
    dies_at: Point | None = None
    """It dies when it comes there for the second time, so that some work is done and some is not."""
    freezes: bool = False
    """It does not die there but stands still, until somebody lets it go on."""
    then_dies_at: Point | None = None
    """It goes on from where it stood still, but not further than here."""
    orders: Path | None = None
    """A file that says what is to be promised and shown; it is read again and again, and nobody ends by himself."""
    variant: Variant = Variant.PRODUCT
    patience: Patience = IMPATIENT


@dataclass(frozen=True)
class Orders:
    """What is to be promised, and what all surfaces are to show."""

    messages: int
    names: str = ""

    @classmethod
    def read(cls, errand: Errand) -> "Orders":
        """Read the present orders; without a file they never change."""
        if errand.orders is None:
            return cls(errand.messages)
        return cls(**json.loads(errand.orders.read_text()))

    def give(self, orders: Path) -> None:
        """Write the orders in one piece: workers read them all the time."""
        fresh = orders.with_suffix(".new")
        fresh.write_text(json.dumps(vars(self)))
        fresh.replace(orders)


class NamingVoice(PlainVoice):
    """Words for surfaces that show a fact: the present name of the person they are about."""

    async def draw(self, surface: Surface, reader: Person | None, session: Session, now: datetime) -> Wording:
        """Word a surface."""
        about = await session.get(Person, surface.subject_id)
        assert about is not None
        return Wording(f"{surface.kind.value} {about.name}", [])


def expected(messages: int) -> set[str]:
    """Give the texts that people are to see once each."""
    return {f"report_received {number} 1" for number in range(1, messages + 1)}


class Fate:
    """Kills or freezes the process when it comes to its point."""

    def __init__(self, errand: Errand) -> None:
        self.ends = [(errand.dies_at, signal.SIGSTOP if errand.freezes else signal.SIGKILL)]
        if errand.then_dies_at is not None:
            self.ends.append((errand.then_dies_at, signal.SIGKILL))
        self.left = 2

    def at(self, point: Point) -> None:
        """Come to a point, and perhaps not further."""
        if not self.ends or point is not self.ends[0][0]:
            return
        self.left -= 1
        if self.left <= 0:
            _, how = self.ends.pop(0)
            os.kill(os.getpid(), how)


STEPS = {
    "claimed": (Point.CLAIM, Point.CLAIMED),
    "sending": (Point.INTENT, Point.INTENDED),
    "sent": (Point.MARK, Point.MARKED),
}
"""Points before and after the commit of a transaction that brought a message into a state."""


def _note_state(connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
    if "UPDATE outbox" in statement:
        connection.info.setdefault("states", []).append(context.compiled_parameters[0].get("state"))


class FragileDatabase(Database):
    """The real database; its process may die around a commit."""

    idle_seconds = 1.0
    fate: Fate

    @asynccontextmanager
    async def write(self, *, wake: bool = True) -> AsyncIterator[Session]:
        """Write, and perhaps die before or after the commit."""
        async with super().write(wake=wake) as session:
            yield session
            states = (await session.connection()).info.pop("states", [])
            steps = [STEPS[state] for state in states if state in STEPS]
            for before, _ in steps:
                self.fate.at(before)
        for _, after in steps:
            self.fate.at(after)


class FragileClient(AsyncWebClient):
    """The real client; its process may die when the platform has accepted a post."""

    fate: Fate

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """Call, and perhaps die with the answer in hand."""
        answer = await super().api_call(api_method, **options)
        if api_method == "chat.postMessage":
            self.fate.at(Point.POSTED)
        return answer


class MarkFirst(Delivery):
    """Wrong: a message counts as sent before it is sent."""

    async def _converse(self, courier: Courier, rows: list[Outgoing], now: datetime) -> Report:
        for row in rows:
            wording, to = await _worded(courier, row, now)
            async with courier.database.write(wake=False) as session:
                await outbox.mark_sent(session, row, "unknown", f"unknown {row.id}")
            await _post(courier, row, wording, to)
        return Report(sent=len(rows))


class SendFirst(Delivery):
    """Wrong: a message is sent without a word to anybody, and nobody looks for it."""

    async def _converse(self, courier: Courier, rows: list[Outgoing], now: datetime) -> Report:
        sent = 0
        for row in rows:
            wording, to = await _worded(courier, row, now)
            outcome = await _post(courier, row, wording, to)
            if isinstance(outcome, Done):
                async with courier.database.write(wake=False) as session:
                    await outbox.mark_sent(session, row, outcome.channel, outcome.ts)
                sent += 1
        return Report(sent=sent)


async def _worded(courier: Courier, row: Outgoing, now: datetime) -> tuple[Wording, str]:
    async with courier.database.read() as session:
        reader = await person(session, row.person_id)
        assert reader is not None
        wording = await courier.voice.phrase(MESSAGE.validate_python(row.body), reader, session, now)
    assert isinstance(wording, Wording)
    return wording, reader.slack_user_id


async def _post(courier: Courier, row: Outgoing, wording: Wording, to: str) -> posting.Outcome:
    mark = posting.mark_of(courier.secret, row.key)
    return await posting.post(courier.client, to, wording, mark=mark, thread_ts=None, wait=courier.patience.timeout)


DELIVERIES: dict[Variant, type[Delivery]] = {
    Variant.PRODUCT: Delivery,
    Variant.MARK_FIRST: MarkFirst,
    Variant.SEND_FIRST: SendFirst,
}


class StandingClock:
    """Business time stands still: all is due at once."""

    async def now(self) -> datetime:
        """Give the one instant."""
        return NOW


@dataclass
class Worker:
    """One worker within its process."""

    errand: Errand
    database: FragileDatabase
    fate: Fate
    done: asyncio.Event
    planned: int = 0

    async def plan(self, now: datetime) -> None:
        """Promise all messages, each with its own fact; who comes second finds them promised."""
        orders = Orders.read(self.errand)
        while self.planned < orders.messages:
            number = self.planned + 1
            async with change(self.database, now=now) as c:
                message = ReportReceived(report_id=number, version=1)
                c.tell(message, f"report:{number}", person_id=1 + number % PEOPLE)
                self.fate.at(Point.PLAN)
            self.fate.at(Point.PLANNED)
            self.planned = number
        if orders.names:
            await self._rename(orders.names, now)

    async def _rename(self, names: str, now: datetime) -> None:
        """Change what cards and requests show, where nobody else has."""
        for number in range(1, PEOPLE + 1):
            name = f"{names} {number}"
            async with self.database.read() as session:
                known = await session.get(Person, number)
            if known is not None and known.name != name:
                async with change(self.database, now=now) as c:
                    again = update(Person).where(col(Person.id) == number, col(Person.name) != name)
                    if (await c.session.exec(again.values(name=name))).rowcount:
                        await c.show(SurfaceKind.CARD, number, channel_id=f"C{number}")
                        await c.show(SurfaceKind.INQUIRY, number, person_id=number)

    async def look_whether_all_is_said(self, _now: datetime) -> None:
        """End when nothing is open any more, and nothing can stand twice."""
        if self.errand.orders is not None or self.planned < self.errand.messages:
            return
        async with self.database.read() as session:
            left = (await session.exec(select(func.count(col(Outgoing.id))).where(text(OPEN)))).one()
            echoes = (await session.exec(select(func.count(col(Echo.outbox_id))))).one()
        if not left and not echoes:
            self.done.set()

    async def phrased(self, _subject: Any, _session: Session) -> None:
        """Die while words are looked for."""
        self.fate.at(Point.PHRASE)


def work(errand: Errand) -> None:
    """Work until all is said, until SIGTERM, or until death."""
    with _logging_to(errand.log):
        event.listen(Engine, "before_cursor_execute", _note_state)
        asyncio.run(_work(errand))


async def _work(errand: Errand) -> None:
    done, fate = asyncio.Event(), Fate(errand)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, done.set)
    database = FragileDatabase(errand.database_url)
    database.fate = fate
    worker = Worker(errand, database, fate, done)
    async with aiohttp.ClientSession(trace_configs=[_wire(fate)]) as http:
        client = FragileClient(token="xoxb-sandbox", base_url=errand.slack_url, session=http, retry_handlers=[])
        client.fate = fate
        voice = NamingVoice(before=worker.phrased)
        delivery = DELIVERIES[errand.variant](database, client, voice, errand.patience)
        ticks = [worker.plan, worker.look_whether_all_is_said]
        async with Timetable(database, StandingClock(), delivery, ticks, INTERVALS).running():
            await done.wait()
    await database.close()


def _wire(fate: Fate) -> aiohttp.TraceConfig:
    """Die when the last byte of a post has been handed to the system, which still delivers it."""

    async def sent(_session: Any, _context: Any, chunk: aiohttp.TraceRequestChunkSentParams) -> None:
        if chunk.url.path.endswith("chat.postMessage"):
            fate.at(Point.POSTING)

    trace = aiohttp.TraceConfig()
    trace.on_request_chunk_sent.append(sent)
    return trace


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    with path.open("a", buffering=1) as log:
        sys.stderr = log
        faulthandler.register(signal.SIGUSR1, file=log, all_threads=True)
        stamp: Callable[..., Any] = structlog.processors.TimeStamper(fmt="%H:%M:%S.%f")
        structlog.configure(
            processors=[stamp, structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
            logger_factory=structlog.PrintLoggerFactory(log),
        )
        yield
