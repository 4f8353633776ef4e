"""The outbox: who may take a message when, and what only its holder may do with it."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from planning.messages import IntentionNews, ReportReceived, SurfaceKind
from storage import doubts, outbox, rates, surfaces, undelivered
from storage.changes import change
from storage.database import Database
from storage.outbox import Marked, OutboxState, Outgoing

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def promise(database: Database, number: int = 1, *, channel_id: str = "C1", **options: Any) -> None:
    async with change(database, now=NOW) as c:
        message = ReportReceived(report_id=number, version=1)
        c.tell(message, f"report:{number}", channel_id=channel_id, **options)


async def claim(database: Database, now: datetime = NOW, *, lease: float = 30.0, batch: int = 20) -> list[Outgoing]:
    async with database.write() as session:
        return await outbox.claim(session, now, batch=batch, lease=lease)


async def first(database: Database) -> Outgoing:
    (row,) = await claim(database)
    return row


async def test_the_earliest_due_is_taken_first_and_what_is_not_due_stays(database: Database) -> None:
    await promise(database, 1, due_at=NOW)
    await promise(database, 2, due_at=NOW - HOUR)
    await promise(database, 3, due_at=NOW + HOUR)
    assert [row.body["report_id"] for row in await claim(database)] == [2, 1]


async def test_a_batch_is_not_exceeded(database: Database) -> None:
    for number in range(1, 6):
        await promise(database, number)
    assert [len(await claim(database, batch=3)) for _ in range(3)] == [3, 2, 0]


async def test_what_somebody_holds_is_taken_again_only_after_the_lease(database: Database) -> None:
    await promise(database)
    (held,) = await claim(database, lease=30.0)
    assert await claim(database) == []
    async with database.write() as session:
        await outbox.postpone(session, held, 0, None)
    (lapsed,) = await claim(database, lease=-1.0)
    (again,) = await claim(database)
    assert again.fence == lapsed.fence + 1


async def test_who_has_lost_the_fence_can_do_nothing(database: Database) -> None:
    await promise(database)
    (late,) = await claim(database, lease=-1.0)
    (holder,) = await claim(database)
    async with database.write() as session:
        assert not await outbox.intend(session, late, lease=30.0)
        assert not await outbox.cancel(session, late, "overtaken")
        assert not await outbox.postpone(session, late, 5.0, "reason")
        assert await outbox.intend(session, holder, lease=30.0)
        assert not await outbox.die(session, late, "refused")
        assert not await outbox.doubt(session, late, "unsure")


async def test_a_promise_taken_back_cannot_be_posted_any_more(database: Database) -> None:
    await promise(database)
    row = await first(database)
    async with change(database, now=NOW) as c:
        assert await c.cancel("report:", "withdrawn") == 1
    async with database.write() as session:
        assert not await outbox.intend(session, row, lease=30.0)


@POSTGRES
async def test_two_workers_at_the_same_instant_take_different_messages(database: Database) -> None:
    for number in range(1, 5):
        await promise(database, number)
    async with database.write() as one, database.write() as other:
        mine = await outbox.claim(one, NOW, batch=2, lease=30.0)
        theirs = await outbox.claim(other, NOW, batch=4, lease=30.0)
    assert ([row.id for row in mine], len(theirs)) == ([mine[0].id, (mine[0].id or 0) + 1], 2)
    assert not {row.id for row in mine} & {row.id for row in theirs}


async def test_what_is_parked_stays_for_everybody(database: Database) -> None:
    await promise(database, 1)
    await promise(database, 2, channel_id="C2")
    async with database.write() as session:
        await rates.park(session, rates.destination_scope("C1"), 30.0)
    assert [row.destination for row in await claim(database, lease=-1.0)] == ["C2"]
    async with database.write() as session:
        await rates.park(session, rates.workspace_scope(outbox.POST), 30.0)
    assert await claim(database) == []


async def test_a_turn_is_taken_once_and_a_longer_parking_wins(database: Database) -> None:
    async with database.write() as session:
        assert await rates.take_turn(session, "to:C1", 30.0)
        assert not await rates.take_turn(session, "to:C1", 30.0)
        assert await rates.take_turn(session, "to:C2", -1.0)
        assert await rates.take_turn(session, "to:C2", 30.0)
        await rates.park(session, "to:C3", 60.0)
        await rates.park(session, "to:C3", -60.0)
        assert not await rates.is_open(session, "to:C3")
        await rates.park(session, "to:C4", -60.0)
        assert await rates.is_open(session, "to:C4")
        assert await rates.forget_open_scopes(session) == 1


async def test_a_reply_waits_until_its_card_stands_somewhere(database: Database) -> None:
    async with change(database, now=NOW) as c:
        card = await c.show(SurfaceKind.CARD, 7, channel_id="C1")
        c.tell(IntentionNews(change_id=1), "news:1", channel_id="C1", thread_of=card)
    assert [row.kind for row in await claim(database, lease=-1.0)] == ["surface_shown"]
    async with database.write() as session:
        await surfaces.posted(session, card, "C1", "1.1", 1)
    assert {row.kind for row in await claim(database)} == {"surface_shown", "intention_news"}


async def test_skipping_costs_no_attempt_and_posting_does(database: Database) -> None:
    await promise(database)
    for intended, attempts in ((False, 0), (True, 0)):
        row = await first(database)
        async with database.write() as session:
            if intended:
                await outbox.intend(session, row, lease=30.0)
            assert await outbox.postpone(session, row, 0, "skipped")
        row = await first(database)
        assert (row.attempts, row.reason) == (attempts, "skipped")
        async with database.write() as session:
            await outbox.postpone(session, row, 0, None)
    row = await first(database)
    async with database.write() as session:
        await outbox.intend(session, row, lease=30.0)
        await outbox.doubt(session, row, "unsure")
    async with database.read() as session:
        assert (await session.get_one(Outgoing, row.id)).attempts == 1


async def test_what_comes_too_late_expires_unless_somebody_is_just_posting_it(database: Database) -> None:
    for number in (1, 2, 3):
        await promise(database, number, channel_id=f"C{number}", expires_at=NOW + HOUR)
    _, posting, _ = rows = await claim(database)
    async with database.write() as session:
        await outbox.intend(session, posting, lease=30.0)
        await outbox.postpone(session, rows[0], 0, None)
        assert await outbox.expire(session, NOW) == []
        expired = await outbox.expire(session, NOW + HOUR)
    assert [one.key for one in expired] == ["report:1:channel:C1"], "the third is in somebody's hands"
    async with database.read() as session:
        assert [row.state for row in await undelivered.troubled(session)] == [OutboxState.EXPIRED]


async def test_the_place_of_a_message_is_recorded_even_when_the_lease_was_lost(database: Database) -> None:
    await promise(database)
    (late,) = await claim(database, lease=-1.0)
    (holder,) = await claim(database)
    async with database.write() as session:
        assert await outbox.mark_sent(session, late, "C1", "1.1") is Marked.DONE
        assert not await outbox.intend(session, holder, lease=30.0), "or it would be said twice"
        assert await outbox.mark_sent(session, holder, "C1", "1.1") is Marked.DONE
        assert await outbox.mark_sent(session, holder, "C1", "2.2") is Marked.ELSEWHERE


async def test_a_dead_worker_leaves_a_doubt_that_is_settled_by_quiet(database: Database) -> None:
    await promise(database)
    row = await first(database)
    async with database.write() as session:
        await outbox.intend(session, row, lease=30.0)
        assert await doubts.doubt_abandoned(session) == 0
    async with database.write() as session:
        assert await doubts.claim_doubts(session, batch=20, lease=30.0, quiet=0.0) == []
        await outbox.postpone(session, row, 0, None)
    row = await first(database)
    async with database.write() as session:
        await outbox.intend(session, row, lease=-1.0)
    async with database.write() as session:
        assert await doubts.doubt_abandoned(session) == 1
        (early,) = await doubts.claim_doubts(session, batch=20, lease=-1.0, quiet=75.0)
    async with database.write() as session:
        (late,) = await doubts.claim_doubts(session, batch=20, lease=30.0, quiet=0.0)
        assert (early.settled, late.settled) == (False, True)
        assert not await doubts.post_again(session, early.row, listen=0.0), "somebody else has it now"
        assert await doubts.post_again(session, late.row, listen=0.0)


async def test_an_operator_sends_a_troubled_message_after_all_or_gives_it_up(database: Database) -> None:
    for number in (1, 2):
        await promise(database, number, channel_id=f"C{number}")
    async with database.write() as session:
        for row in await outbox.claim(session, NOW, batch=20, lease=30.0):
            await outbox.intend(session, row, lease=30.0)
            await outbox.die(session, row, "channel_not_found")
    async with database.write() as session:
        assert [row.reason for row in await undelivered.troubled(session)] == ["channel_not_found"] * 2
        assert await undelivered.retry(session, "report:1:channel:C1")
        assert await undelivered.give_up(session, "report:2:channel:C2", "by hand")
        assert not await undelivered.retry(session, "report:2:channel:C2")
        assert [row.key for row in await undelivered.waiting(session, NOW)] == ["report:1:channel:C1"]
        assert await undelivered.troubled(session) == []


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (lambda session: outbox.claim(session, NOW, batch=20, lease=30.0), "outbox_open"),
        (lambda session: outbox.expire(session, NOW), "outbox_open"),
        (doubts.doubt_abandoned, "outbox_open"),
        (lambda session: doubts.claim_doubts(session, batch=20, lease=30.0, quiet=75.0), "outbox_(open|troubled)"),
        (lambda session: undelivered.waiting(session, NOW), "outbox_open"),
        (undelivered.troubled, "outbox_troubled"),
        (lambda session: surfaces.claim_stale(session, batch=20, lease=30.0), "surface_stale"),
    ],
)
async def test_the_frequent_queries_use_their_partial_index(database: Database, query: Any, index: str) -> None:
    async with database.write() as session:
        connection = await session.connection()
        if not database.is_sqlite:
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        said: list[tuple[str, Any]] = []
        engine = connection.sync_connection
        assert engine is not None

        def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            said.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", hear)
        await query(session)
        event.remove(engine, "before_cursor_execute", hear)
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        plan = (await connection.exec_driver_sql(explain + said[0][0], said[0][1])).all()
    assert re.search(index, str(plan)), plan
