"""An old backup was put back: whoever heard a message before hears it no second time."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel, select

from planning.messages import SurfaceKind
from storage.changes import change
from storage.installation import Installation
from storage.outbox import OutboxState
from storage.recovering import recover
from storage.undelivered import retry
from tests.reminders.desk import MEHMET, NOW, SABINE, Desk, desk_at

MANY = 40
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """One worker at its desk."""
    async with desk_at(database_url) as found:
        yield found


def tables() -> list[Table]:
    """Give every table but the audit, from which nothing can be deleted."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name != "audit"]


async def back_up(desk: Desk) -> Rows:
    """Keep all rows, whatever the engine."""
    async with desk.database.read() as session:
        connection = await session.connection()
        return {t.name: [dict(row._mapping) for row in await connection.execute(t.select())] for t in tables()}


async def put_back(desk: Desk, kept: Rows) -> None:
    """Forget everything that happened since."""
    async with desk.database.write() as session:
        connection = await session.connection()
        for table in reversed(tables()):
            await connection.execute(table.delete())
        for table in tables():
            if kept[table.name]:
                await connection.execute(table.insert(), kept[table.name])


async def recovered(desk: Desk, now: datetime = NOW) -> int:
    """Do what `python -m bot recover` does."""
    async with change(desk.database, now=now) as c:
        return (await recover(c)).doubted


async def settle(desk: Desk) -> None:
    """Let the delivery work until the time of doubt is over."""
    for _ in range(5):
        await desk.let_pauses_end()
        await desk.delivery().run_once(NOW)


async def tell_many_then_restore(desk: Desk) -> None:
    """Promise many messages, keep a backup, let people hear them, and put the backup back."""
    await desk.promise("report:99")
    await settle(desk)  # an installation that has never spoken has nothing to restore
    desk.slack.seen.clear()
    for number in range(MANY):
        await desk.promise(f"report:{number}", person_id=SABINE if number % 2 else MEHMET)
    async with desk.change() as c:
        await c.show(SurfaceKind.DIGEST, 7, person_id=SABINE)
    kept = await back_up(desk)
    await settle(desk)
    await put_back(desk, kept)


async def test_after_recover_nobody_hears_anything_twice(desk: Desk) -> None:
    await tell_many_then_restore(desk)
    before = sorted(desk.slack.texts())
    assert len(before) == MANY + 1
    assert await recovered(desk) == MANY + 1
    await settle(desk)
    assert sorted(desk.slack.texts()) == before
    assert {row.state for row in await desk.rows()} == {OutboxState.SENT}


async def test_without_recover_everybody_hears_everything_twice(desk: Desk) -> None:
    """Else the test above would prove nothing."""
    await tell_many_then_restore(desk)
    await settle(desk)
    assert len(desk.slack.texts()) == 2 * (MANY + 1)


async def test_what_is_planned_later_but_was_due_before_is_looked_for_too(desk: Desk) -> None:
    """The clock plans a note once more that the backup knows nothing of."""
    await desk.promise("report:1")
    await settle(desk)
    kept = await back_up(desk)
    await desk.promise("report:2")
    await settle(desk)
    await put_back(desk, kept)
    await recovered(desk, NOW + timedelta(hours=2))
    await desk.promise("report:3", due_at=NOW + timedelta(hours=3))
    await desk.promise("report:2")
    await settle(desk)
    assert desk.slack.texts() == ["report_received 1 1", "report_received 2 1"]
    await desk.delivery().run_once(NOW + timedelta(hours=3))
    assert desk.slack.texts()[2:] == ["report_received 3 1"]


async def test_a_living_message_shows_the_restored_state_although_it_showed_a_later_one(desk: Desk) -> None:
    async with desk.change() as c:
        await c.show(SurfaceKind.DIGEST, 7, person_id=SABINE)
    await settle(desk)
    kept = await back_up(desk)
    async with desk.change() as c:
        await c.redraw(SurfaceKind.DIGEST, 7)
        await c.redraw(SurfaceKind.DIGEST, 7)
    await settle(desk)
    assert desk.slack.texts() == ["digest 7 rev 3"]
    await put_back(desk, kept)
    await settle(desk)
    assert desk.slack.texts() == ["digest 7 rev 3"], "without `recover` nobody knows that it is from the future"
    await recovered(desk)
    await settle(desk)
    assert desk.slack.texts() == ["digest 7 rev 2"]


async def test_what_stood_twice_when_the_backup_was_put_back_stands_once_afterwards(desk: Desk) -> None:
    """A worker that was frozen may have posted it again; the note to take it back is gone with the database."""
    await desk.promise("report:1")
    await settle(desk)  # an installation that has never spoken has no marks to find messages by
    await desk.promise("report:2")
    kept = await back_up(desk)
    await settle(desk)
    once, twice = desk.slack.seen
    desk.slack.seen.append(replace(twice, ts="1772438499.000001"))
    await put_back(desk, kept)
    await recovered(desk)
    await settle(desk)
    assert desk.slack.seen == [once, twice]


async def test_what_nobody_heard_before_the_crash_is_said_once(desk: Desk) -> None:
    await desk.promise("report:1")
    await settle(desk)
    await desk.promise("report:2")
    await put_back(desk, await back_up(desk))
    assert await recovered(desk) == 1
    await settle(desk)
    assert desk.slack.texts() == ["report_received 1 1", "report_received 2 1"]
    assert await recovered(desk) == 0


async def test_what_cannot_be_looked_for_waits_for_a_person_to_decide(desk: Desk) -> None:
    await desk.promise("report:1", channel_id="C1")
    await recovered(desk)
    desk.slack.faults["conversations.history"].extend(["error:missing_scope"] * 20)
    await settle(desk)
    assert (await desk.row()).state is OutboxState.UNCERTAIN
    assert desk.slack.texts() == []
    async with desk.change() as c:
        assert await retry(c.session, (await desk.row()).key)
    await settle(desk)
    assert desk.slack.texts() == ["report_received 1 1"]


async def test_a_worker_that_had_taken_a_message_may_not_say_it_after_the_recovery(desk: Desk) -> None:
    await desk.promise("report:1")

    async def in_between(message: Any, session: Any) -> None:
        desk.voice.before = None
        await recovered(desk)

    desk.voice.before = in_between
    await desk.delivery(quiet=60.0).run_once(NOW)
    assert desk.slack.texts() == []
    assert (await desk.row()).state is OutboxState.UNCERTAIN


async def test_recovering_leaves_what_is_not_due_alone_and_notes_when_it_was(desk: Desk) -> None:
    await desk.promise("report:1", due_at=NOW + timedelta(days=1))
    async with desk.change() as c:
        done = await recover(c)
    assert (done.doubted, done.later, done.watermark) == (0, 1, NOW)
    assert (await desk.row()).state is OutboxState.PENDING
    async with desk.database.read() as session:
        found = (await session.exec(select(Installation))).one()
    assert found.watermark == NOW
    assert found.recovered_at is not None
