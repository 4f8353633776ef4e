"""Claiming and marking beside hand-written SQL, and the whole way of a message without the network.

The floor sends the same number of statements in the same transactions through the same driver and connection: what
is measured is what the bot's own code costs. Both wait for the disk as often.
"""

import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from benchmarks import filling
from benchmarks.figures import Figure, Goal
from benchmarks.filling import run
from reminders.delivery import Delivery, Patience
from storage import outbox
from storage.database import Database
from tests.reminders.desk import NOW, PlainVoice

BATCH, BATCH_SHORT = 100, 5
GOAL = Goal(bound="at least", value=0.7)
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
INTEND = """
    UPDATE outbox SET state = 'sending', sending_since = {present}, lease_until = {later}, attempts = attempts + 1
    WHERE id = :id AND fence = :fence AND state = 'claimed'
"""
MARK = """
    UPDATE outbox SET state = 'sent', channel = 'C1', ts = :ts, sent_at = {present}, lease_until = NULL, fence = fence + 1
    WHERE id = :id AND ts IS NULL
"""
READER = "SELECT * FROM person WHERE id = :id"
OPEN = "SELECT scope FROM rate_limit WHERE scope = 'workspace:chat.postMessage' AND not_before > {present}"


class Deaf(AsyncWebClient):
    """A client whose platform answers at once, without a network."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-none", retry_handlers=[])  # noqa: S106  # nobody is called
        self.answered = 0

    async def api_call(self, api_method: str, **options: Any) -> Any:
        """Answer as the platform would."""
        self.answered += 1
        return Answer({"ok": True, "channel": "D1", "ts": f"1772438400.{self.answered:06d}"})


class Answer:
    """What the delivery reads of an answer."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data


async def by_the_bot(database: Database, batch: int) -> int:
    """Claim a batch and mark it."""
    async with database.write(wake=False) as session:
        rows = await outbox.claim(session, NOW, batch=batch, lease=30.0)
    async with database.write(wake=False) as session:
        for row in rows:
            await outbox.mark_sent(session, row, "C1", f"1.{row.id}")
    return len(rows)


async def by_hand(database: Database, batch: int) -> int:
    """Do the same with statements written for this one purpose."""
    rows = await _claimed_by_hand(database, batch)
    mark = MARK.format(present=NOW_IN_SQL[database.is_sqlite])
    async with database.write(wake=False) as session:
        for row in rows:
            await run(session, mark, {"ts": f"1.{row.id}", "id": row.id})
    return len(rows)


async def wholly_by_the_bot(database: Database, batch: int) -> int:
    """Bring a batch out as a worker does, one message after the other, to a platform that answers at once."""
    client = Deaf()
    patience = Patience(per_channel=0.0, batch=batch, at_once=1)
    delivery = Delivery(database, client, PlainVoice(), patience)
    await delivery.run_once(NOW)
    return client.answered


async def wholly_by_hand(database: Database, batch: int) -> int:
    """Do the same by hand until nothing is left: read the reader, mean it, post nothing, mark it."""
    done = 0
    present, later = NOW_IN_SQL[database.is_sqlite], LATER[database.is_sqlite]
    while rows := await _claimed_by_hand(database, batch):
        for row in rows:
            async with database.read() as session:
                (await run(session, READER, {"id": row.person_id})).one()
            async with database.write(wake=False) as session:
                await run(session, INTEND.format(present=present, later=later), {"id": row.id, "fence": row.fence})
                (await run(session, OPEN.format(present=present))).all()
            async with database.write(wake=False) as session:
                await run(session, MARK.format(present=present), {"ts": f"1.{row.id}", "id": row.id})
        done += len(rows)
    return done


async def _claimed_by_hand(database: Database, batch: int) -> list[Any]:
    sqlite = database.is_sqlite
    lock = "" if sqlite else "FOR UPDATE SKIP LOCKED"
    claim = CLAIM.format(later=LATER[sqlite], present=NOW_IN_SQL[sqlite], batch=batch, lock=lock)
    now = NOW.strftime("%Y-%m-%d %H:%M:%S.%f") if sqlite else NOW
    async with database.write(wake=False) as session:
        return list((await run(session, claim, {"now": now})).all())


async def _rate(
    database: Database, work: Callable[[Database, int], Awaitable[int]], batches: int, turns: int, batch: int
) -> float:
    """Fill the outbox and give the messages brought out in a second; the first batch only warms up."""
    await filling.forget(database, "outbox")
    await filling.fill_outbox(database, 1, batch, state="pending")
    await work(database, batch)
    await filling.fill_outbox(database, batch + 1, batch * (batches + 1), state="pending")
    started = time.perf_counter()
    done = sum([await work(database, batch) for _ in range(turns)])
    assert done == batch * batches, done
    return done / (time.perf_counter() - started)


async def measure(engine: str, url: str, *, short: bool) -> list[Figure]:
    """Measure bot and floor by turns and give the medians."""
    database = Database(url)
    rounds, batches, batch = (1, 1, BATCH_SHORT) if short else (5, 10, BATCH)
    figures = []
    works = (
        ("claim and mark, batch of 100", by_the_bot, by_hand, batches, batches, GOAL),
        ("whole way of a message, without network", wholly_by_the_bot, wholly_by_hand, max(1, batches // 2), 1, None),
    )
    try:
        await filling.enter_cast(database)
        for what, ours, theirs, size, turns, goal in works:
            rates = [
                (await _rate(database, ours, size, turns, batch), await _rate(database, theirs, size, turns, batch))
                for _ in range(rounds)
            ]
            bot, floor = median(rate for rate, _ in rates), median(rate for _, rate in rates)
            ratio = median(one / other for one, other in rates)
            figures.append(
                Figure(
                    what=what, engine=engine, ours=f"{bot:,.0f} messages/s", floor=f"{floor:,.0f} messages/s",
                    found=ratio, goal=goal,
                )
            )  # fmt: skip
    finally:
        await database.close()
    return figures
