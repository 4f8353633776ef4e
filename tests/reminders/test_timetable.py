"""The heartbeat delivers and ticks by itself, survives failures and stops without leaving anything behind."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from planning.messages import ReportReceived
from reminders.timetable import Intervals, Tick, Timetable
from storage.changes import change
from storage.database import Database
from storage.form_drafts import FormDraft
from storage.inbox import Incoming
from storage.installation import Installation
from storage.outbox import OutboxState
from tests.reminders.desk import NOW, SABINE, Desk, desk_at

pytestmark = pytest.mark.process

SELDOM = Intervals(delivery=3600.0, ticks=3600.0, watchdog=3600.0)
OFTEN = Intervals(delivery=0.05, ticks=0.05)
PATIENCE = 10.0


class StandingClock:
    """A business clock that stands at the beginning of the story."""

    async def now(self) -> datetime:
        """Give the present instant."""
        return NOW


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with desk_at(database_url) as desk:
        yield desk


def timetable(desk: Desk, *ticks: Tick, intervals: Intervals = SELDOM) -> Timetable:
    return Timetable(desk.database, StandingClock(), desk.delivery(), ticks, intervals)


async def promise_elsewhere(database_url: str, key: str) -> None:
    """Promise a message through connections of its own, as another process does."""
    database = Database(database_url)
    async with change(database, now=NOW) as c:
        c.tell(ReportReceived(report_id=2, version=1), key, person_id=SABINE)
    await database.close()


async def until_seen(desk: Desk, number: int) -> None:
    """Wait until people see so many messages."""
    async with asyncio.timeout(PATIENCE):
        while len(desk.slack.seen) < number:
            await desk.slack.something_happened.wait()
            desk.slack.something_happened.clear()


async def test_what_was_promised_before_the_start_is_brought_out(desk: Desk) -> None:
    await desk.promise()
    async with timetable(desk).running():
        await until_seen(desk, 1)


async def test_a_commit_wakes_the_delivery(desk: Desk) -> None:
    async with timetable(desk).running():
        await desk.promise("report:1")
        await until_seen(desk, 1)
        await desk.promise("report:2")
        await until_seen(desk, 2)


async def test_the_heartbeat_finds_what_another_process_promised(desk: Desk, database_url: str) -> None:
    async with timetable(desk, intervals=OFTEN).running():
        await promise_elsewhere(database_url, "report:1")
        await until_seen(desk, 1)


async def test_the_watchdog_delivers_when_the_heartbeat_stands_still(desk: Desk, database_url: str) -> None:
    stalled = Intervals(delivery=3600.0, ticks=3600.0, watchdog=0.1)
    async with timetable(desk, intervals=stalled).running():
        await desk.promise("report:1")
        await until_seen(desk, 1)
        await promise_elsewhere(database_url, "report:2")
        await until_seen(desk, 2)


async def test_a_failing_tick_comes_again_and_stops_no_other(desk: Desk) -> None:
    failures, done = [], asyncio.Event()

    async def fails(_now: datetime) -> None:
        failures.append(1)
        raise KeyError("a bug of ours")

    async def works(now: datetime) -> None:
        assert now == NOW
        if len(failures) >= 2:
            done.set()

    async with timetable(desk, fails, works, intervals=OFTEN).running(), asyncio.timeout(PATIENCE):
        await done.wait()


async def test_a_worker_without_its_database_goes_on_when_it_is_back(desk: Desk) -> None:
    await desk.write("ALTER TABLE surface RENAME TO surface_gone")
    async with timetable(desk, intervals=OFTEN).running():
        try:
            await desk.promise()
        finally:
            await desk.write("ALTER TABLE surface_gone RENAME TO surface")
        await until_seen(desk, 1)


async def test_a_heartbeat_that_cannot_be_recorded_stops_no_delivery(desk: Desk) -> None:
    each_time = Intervals(delivery=0.05, ticks=0.0)
    async with timetable(desk, intervals=each_time).running(), asyncio.timeout(PATIENCE):
        await desk.promise("report:1")
        await until_seen(desk, 1)
        await desk.write("ALTER TABLE installation RENAME COLUMN last_tick_at TO gone")
        try:
            while not any(entry["event"] == "heartbeat not recorded" for entry in desk.logs):  # noqa: ASYNC110  # no event to wait for
                await asyncio.sleep(0)
        finally:
            await desk.write("ALTER TABLE installation RENAME COLUMN gone TO last_tick_at")
        await desk.promise("report:2")
        await until_seen(desk, 2)


async def test_stopping_lets_a_tick_finish(desk: Desk) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_now: datetime) -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    running = timetable(desk, slow)
    await running.start()
    await begun.wait()
    stopping = asyncio.create_task(running.stop())
    asyncio.get_running_loop().call_soon(may_end.set)
    async with asyncio.timeout(PATIENCE):
        await stopping
    assert ended.is_set()


async def test_stopping_finishes_the_message_in_flight_and_gives_back_the_rest(desk: Desk) -> None:
    for number in (1, 2, 3):
        await desk.promise(f"report:{number}")
    running = timetable(desk)
    stopping: list[asyncio.Task[None]] = []

    async def stop_once(_message: object, _session: object) -> None:
        if not stopping:
            running.delivery.stop()
            stopping.append(asyncio.create_task(running.stop()))

    desk.voice.before = stop_once
    await running.start()
    await until_seen(desk, 1)
    async with asyncio.timeout(PATIENCE):
        await stopping[0]
    assert [row.state for row in await desk.rows()] == [OutboxState.SENT, OutboxState.PENDING, OutboxState.PENDING]


async def test_stopping_names_what_hangs_and_cuts_it_off(desk: Desk) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def hangs(_now: datetime) -> None:
        begun.set()
        await never.wait()

    running = timetable(desk, hangs, intervals=Intervals(delivery=3600.0, ticks=3600.0, watchdog=3600.0, stop=0.05))
    await running.start()
    await begun.wait()
    async with asyncio.timeout(PATIENCE):
        await running.stop()
    # On a busy machine the housekeeping beside it may be cut off as well.
    cut_off = [entry for entry in desk.logs if entry["event"] == "stop cut off"]
    (said,) = [entry for entry in cut_off if any("test_timetable.py" in line for line in entry["hangs_at"])]
    assert said["log_level"] == "error"
    assert "Event" in said["hangs_at"][-1] or "Future" in said["hangs_at"][-1], said


async def test_the_heartbeat_is_recorded_in_real_time(desk: Desk) -> None:
    async with timetable(desk, intervals=OFTEN).running():
        await desk.promise()
        await until_seen(desk, 1)
    async with desk.database.read() as session:
        installed = await session.get(Installation, 1)
    assert installed is not None
    assert installed.last_tick_at is not None
    assert abs(installed.last_tick_at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_old_deliveries_and_forgotten_forms_are_swept_away(desk: Desk) -> None:
    old, fresh = NOW - timedelta(days=8), NOW - timedelta(days=6)
    async with desk.database.write() as session:
        session.add_all([Incoming(key="event:old", received_at=old), Incoming(key="event:fresh", received_at=fresh)])
        for number, expires_at in ((1, NOW), (2, NOW + timedelta(hours=1))):
            session.add(FormDraft(id=number, person_id=SABINE, kind="need", written_at=old, expires_at=expires_at))
    await timetable(desk).keep_house(NOW)
    async with desk.database.read() as session:
        assert await session.get(Incoming, "event:old") is None
        assert await session.get(Incoming, "event:fresh") is not None
        assert await session.get(FormDraft, 1) is None
        assert await session.get(FormDraft, 2) is not None
