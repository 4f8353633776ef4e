"""How fast the outbox works beside hand-written SQL on the same tables, in the same run: `python -m benchmarks.delivery`.

Prints, for SQLite and PostgreSQL, rows claimed and marked a second by the bot and by the floor, and the time of an
idle poll over ten thousand and more settled rows. Needs what the tests need.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text

from storage import outbox, surfaces
from storage.database import Database, Session
from storage.migrations import upgrade
from tests import postgres
from tests.crash.test_query_plans import NUMBERS, OUTBOX
from tests.reminders.desk import NOW

ROUNDS = 5
BATCHES = 10
BATCH = 100
SIZES = (10_000, 100_000)
GOAL_OF_FLOOR = 0.7
GOAL_OF_FLATNESS = 2.0
PAST = "2026-03-01 09:00:00.000000"
LATER = {
    True: "strftime('%Y-%m-%d %H:%M:%f000', 'now', '30 seconds')",
    False: "clock_timestamp() + interval '30 seconds'",
}
NOW_IN_SQL = {True: "strftime('%Y-%m-%d %H:%M:%f000', 'now')", False: "clock_timestamp()"}
CLAIM = """
    UPDATE outbox SET state = 'claimed', fence = fence + 1, lease_until = {later} WHERE id IN (
        SELECT id FROM outbox WHERE state IN ('pending', 'claimed', 'sending', 'uncertain') AND due_at <= :now
        AND (expires_at IS NULL OR expires_at > :now)
        AND (state = 'pending' OR (state = 'claimed' AND lease_until <= {present}))
        AND (not_before IS NULL OR not_before <= {present})
        ORDER BY due_at, id LIMIT {batch} {lock}
    ) RETURNING *
"""
MARK = """
    UPDATE outbox SET state = 'sent', channel = 'C1', ts = :ts, sent_at = {present}, lease_until = NULL, fence = fence + 1
    WHERE id = :id AND ts IS NULL
"""


async def by_the_bot(database: Database) -> int:
    """Claim a batch and mark each row, as the delivery does."""
    async with database.write(wake=False) as session:
        rows = await outbox.claim(session, NOW, batch=BATCH, lease=30.0)
    async with database.write(wake=False) as session:
        for row in rows:
            await outbox.mark_sent(session, row, "C1", f"1.{row.id}")
    return len(rows)


async def by_hand(database: Database) -> int:
    """Do the same with statements written for this one purpose."""
    sqlite = database.is_sqlite
    present = NOW_IN_SQL[sqlite]
    lock = "" if sqlite else "FOR UPDATE SKIP LOCKED"
    claim = CLAIM.format(later=LATER[sqlite], present=present, batch=BATCH, lock=lock)
    now = NOW.strftime("%Y-%m-%d %H:%M:%S.%f") if sqlite else NOW
    async with database.write(wake=False) as session:
        rows = (await _run(session, claim, {"now": now})).all()
    async with database.write(wake=False) as session:
        for row in rows:
            await _run(session, MARK.format(present=present), {"ts": f"1.{row.id}", "id": row.id})
    return len(rows)


async def idle(database: Database) -> int:
    """Ask what a worker asks each second."""
    async with database.read() as session:
        return int(await outbox.is_due(session, NOW) or await surfaces.is_stale(session))


async def _run(session: Session, statement: str, values: dict[str, Any]) -> Any:
    return await (await session.connection()).execute(text(statement), values)


async def _fill(database: Database, rows: int, *, every: int) -> None:
    """Write so many rows; one in `every` is pending."""
    numbers = NUMBERS[database.is_sqlite].replace("100000", str(rows))
    past = PAST if database.is_sqlite else NOW.replace(day=1)
    async with database.write(wake=False) as session:
        await _run(session, "DELETE FROM outbox", {})
        await _run(session, OUTBOX.format(numbers=numbers, every=every), {"past": past})
        # What the last round marked must not count as said before.
        await _run(session, "UPDATE outbox SET ts = NULL WHERE state = 'pending'", {})
        await _run(session, "UPDATE outbox SET state = 'sent' WHERE state = 'uncertain'", {})
        await _run(session, "ANALYZE", {})


async def _rate(database: Database, work: Callable[[Database], Awaitable[int]]) -> float:
    await _fill(database, BATCH * (BATCHES + 1), every=1)
    await work(database)  # the first one compiles
    started = time.perf_counter()
    done = sum([await work(database) for _ in range(BATCHES)])
    assert done == BATCH * BATCHES, done
    return done / (time.perf_counter() - started)


async def _poll(database: Database, rows: int) -> float:
    await _fill(database, rows, every=rows + 1)
    times = []
    for _ in range(200):
        started = time.perf_counter()
        assert not await idle(database)
        times.append(time.perf_counter() - started)
    return median(times) * 1000


async def measure(name: str, url: str) -> None:
    """Measure one engine, bot and floor by turns, and print the medians."""
    database = Database(url)
    try:
        rates = [(await _rate(database, by_the_bot), await _rate(database, by_hand)) for _ in range(ROUNDS)]
        bot, floor = median(rate for rate, _ in rates), median(rate for _, rate in rates)
        ratio = median(ours / theirs for ours, theirs in rates)
        _say(f"{name}: claim and mark {bot:,.0f} rows/s, by hand {floor:,.0f} rows/s", ratio, ratio >= GOAL_OF_FLOOR)
        small, large = [await _poll(database, rows) for rows in SIZES]
        flat = large / small
        polls = f"{name}: idle poll {small:.2f} ms at {SIZES[0]:,} rows, {large:.2f} ms at {SIZES[1]:,} rows"
        _say(polls, flat, flat <= GOAL_OF_FLATNESS)
    finally:
        await database.close()


def _say(figures: str, ratio: float, reached: bool) -> None:
    sys.stdout.write(f"{figures}, ratio {ratio:.2f} ({'goal reached' if reached else 'GOAL MISSED'})\n")


def main() -> None:
    """Measure both engines."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'agsp.db'}"
        upgrade(url)
        asyncio.run(measure("SQLite", url))
    with postgres.server() as server, postgres.database(server) as url:
        upgrade(url)
        asyncio.run(measure("PostgreSQL", url))


if __name__ == "__main__":
    main()
