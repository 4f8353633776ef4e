"""A hundred thousand settled rows behind the open ones: the questions of every second still use their partial index."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event, text

from storage import doubts, outbox, surfaces, undelivered
from storage.database import Database, Session
from tests.reminders.desk import NOW

pytestmark = pytest.mark.process

ROWS = 100_000
OPEN_EVERY = 200
"""One row in so many is open, the rest is history."""
NUMBERS = {
    True: f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})",
    False: f"WITH n(i) AS (SELECT generate_series(1, {ROWS}))",
}
OUTBOX = """
    INSERT INTO outbox (key, kind, body, channel_id, due_at, state, attempts, fence, created_at, channel, ts, sent_at)
    {numbers}
    SELECT 'report:' || i, 'report_received', '{{}}', 'C' || (i % 50), :past,
           CASE WHEN i % {every} = 0 THEN 'pending' WHEN i % {every} = 1 AND i % 7 = 0 THEN 'uncertain' ELSE 'sent' END,
           1, 1, :past, 'C' || (i % 50), '1772438400.' || i, :past
    FROM n
"""
SURFACES = """
    INSERT INTO surface (kind, subject_id, recipient, channel_id, channel, ts, posts, wanted_rev, shown_rev, fence)
    {numbers}
    SELECT 'card', i, 'channel:C1', 'C1', 'C1', '1772438400.' || i, 0, 2, CASE WHEN i % {every} = 0 THEN 1 ELSE 2 END, 0
    FROM n
"""

Query = Callable[[Session], Awaitable[Any]]

QUERIES: list[tuple[Query, str]] = [
    (lambda session: outbox.is_due(session, NOW), "outbox_open"),
    (lambda session: outbox.claim(session, NOW, batch=20, lease=30.0), "outbox_open"),
    (lambda session: outbox.expire(session, NOW), "outbox_open"),
    (doubts.doubt_abandoned, "outbox_open"),
    (lambda session: doubts.claim_doubts(session, batch=20, lease=30.0, quiet=75.0), "outbox_(open|troubled)"),
    (lambda session: undelivered.waiting(session, NOW), "outbox_open"),
    (undelivered.troubled, "outbox_troubled"),
    (surfaces.is_stale, "surface_stale"),
    (lambda session: surfaces.claim_stale(session, batch=20, lease=30.0), "surface_stale"),
]
IDS = [
    "is due", "claim", "expire", "doubt abandoned", "claim doubts", "waiting", "troubled", "is stale", "claim stale",
]  # fmt: skip


@pytest.fixture
async def grown(database_url: str) -> AsyncIterator[Database]:
    """A database after years of work, with its statistics as both engines keep them."""
    database = Database(database_url)
    past = "2026-03-01 09:00:00.000000" if database.is_sqlite else NOW.replace(day=1)
    async with database.write() as session:
        connection = await session.connection()
        for statement in (OUTBOX, SURFACES):
            filled = statement.format(numbers=NUMBERS[database.is_sqlite], every=OPEN_EVERY)
            await connection.execute(text(filled), {"past": past} if ":past" in filled else {})
        await connection.execute(text("ANALYZE"))
    yield database
    await database.close()


async def plan_of(database: Database, query: Query) -> str:
    """Explain each statement that a query sends, without any nudge to the planner; nothing of it stays."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    said: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.append((statement, parameters))

    async with database.read() as session:
        connection = await session.connection()
        engine = connection.sync_connection
        assert engine is not None
        event.listen(engine, "before_cursor_execute", hear)
        await query(session)
        event.remove(engine, "before_cursor_execute", hear)
        await session.rollback()
        connection = await session.connection()
        lines = (await connection.exec_driver_sql(explain + said[0][0], said[0][1])).all()
    return "\n".join(str(line[-1]) for line in lines)


async def test_the_questions_of_every_second_use_their_partial_index_among_many_rows(grown: Database) -> None:
    for name, (query, index) in zip(IDS, QUERIES, strict=True):
        plan = await plan_of(grown, query)
        assert re.search(index, plan), f"{name}:\n{plan}"
        scans = re.findall(r"Seq Scan on (?:outbox|surface)\b.*|SCAN (?:outbox|surface|due|stale)(?! USING).*", plan)
        assert not scans, f"{name}:\n{plan}"
