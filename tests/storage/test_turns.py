"""All workers share one pace: a turn that one has taken is nobody else's."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from reminders.courier import Patience
from storage.database import Database
from storage.rates import Turns, hold_turns, pace_scope, spend_turns

SCOPE = pace_scope("chat.postMessage")
MISSED = 1_000.0
"""Long enough that no test comes near its end."""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def test_what_one_worker_has_taken_the_next_one_finds_taken(database: Database) -> None:
    async with database.write() as session:
        first = await hold_turns(session, SCOPE, missed=MISSED)
        await spend_turns(session, first, MISSED + 300.0)
    async with database.write() as session:
        second = await hold_turns(session, SCOPE, missed=MISSED)
    assert first.wait == pytest.approx(-MISSED, abs=60)
    assert second.wait == pytest.approx(300.0, abs=60)


async def test_turns_that_were_missed_long_ago_are_lost(database: Database) -> None:
    async with database.write() as session:
        await hold_turns(session, SCOPE, missed=MISSED)
    async with database.write() as session:
        assert (await hold_turns(session, SCOPE, missed=10.0)).wait == -10.0


@pytest.mark.parametrize(
    ("wait", "turns"),
    [(-10.0, 61), (0.0, 11), (1.0, 6), (2.0, 1), (2.1, 0)],
    ids=["missed", "now", "soon", "last", "late"],
)
def test_a_worker_takes_no_more_turns_than_there_are(wait: float, turns: int) -> None:
    held = Turns(SCOPE, datetime(2026, 3, 2, tzinfo=UTC), wait)
    assert held.within(2.0, Patience(per_minute=300.0).pause) == turns
