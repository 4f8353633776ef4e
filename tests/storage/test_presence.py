"""What a worker had taken is free as soon as it has died, and not before: each holds a lock that goes with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from planning.messages import ReportReceived, SurfaceKind
from storage import doubts, outbox, surfaces
from storage.changes import change
from storage.database import Database
from storage.outbox import Outgoing
from storage.presence import Presence
from storage.surfaces import Surface

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = 30.0
ON_POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with one message to each of three conversations, and a card."""
    opened = Database(database_url)
    async with change(opened, now=NOW) as c:
        for number in (1, 2, 3):
            message = ReportReceived(report_id=number, version=1)
            c.tell(message, f"report:{number}", channel_id=f"C{number}")
        await c.show(SurfaceKind.CARD, 1, channel_id="C9")
    yield opened
    await opened.close()


@asynccontextmanager
async def present(database: Database) -> AsyncIterator[Presence]:
    """Let a worker be there."""
    presence = Presence(database)
    await presence.end_leases_of_the_dead()
    try:
        yield presence
    finally:
        await presence.leave()


async def take(database: Database, presence: Presence, batch: int = 20) -> list[Outgoing]:
    """Let a worker take messages."""
    async with database.write() as session:
        return await outbox.claim(session, NOW, batch=batch, lease=LEASE, holder=presence.number)


async def freed(living: Presence) -> int:
    """What a look frees; the server ends a session a moment after its connection is gone, so look again until then."""
    for _ in range(1000):
        if number := await living.end_leases_of_the_dead():
            return number
        await asyncio.sleep(0.01)
    return 0


@ON_POSTGRES
async def test_what_a_dead_worker_had_taken_is_taken_by_the_others_at_once(database: Database) -> None:
    async with present(database) as living:
        async with present(database) as dying:
            assert len(await take(database, dying)) == 4
            assert await living.end_leases_of_the_dead() == 0
            assert await take(database, living) == [], "it still works on them"
        assert await freed(living) == 4
        assert len(await take(database, living)) == 4


@ON_POSTGRES
async def test_what_a_dead_worker_was_posting_is_looked_for_at_once(database: Database) -> None:
    async with present(database) as living:
        async with present(database) as dying:
            (row,) = await take(database, dying, batch=1)
            async with database.write() as session:
                await outbox.intend(session, row, lease=LEASE)
        assert await freed(living) == 1
        async with database.write() as session:
            assert await doubts.doubt_abandoned(session) == 1
            (doubt,) = await doubts.claim_doubts(session, batch=20, lease=LEASE, quiet=75.0, holder=living.number)
        assert not doubt.settled, "the chat may still accept it: it is only looked for, not posted again"


@ON_POSTGRES
async def test_a_card_that_a_dead_worker_was_drawing_is_drawn_by_the_others_at_once(database: Database) -> None:
    async with database.write() as session:
        (card,) = (await session.exec(select(Surface))).all()
        await surfaces.posted(session, card.id or 0, "C9", "1.1", 0)
    async with present(database) as living:
        async with present(database) as dying, database.write() as session:
            (_,) = await surfaces.claim_stale(session, batch=20, lease=LEASE, holder=dying.number)
        assert await freed(living) == 1
        async with database.write() as session:
            assert len(await surfaces.claim_stale(session, batch=20, lease=LEASE, holder=living.number)) == 1


@ON_POSTGRES
async def test_who_has_lost_the_connection_is_there_again_with_the_next_look(database: Database) -> None:
    async with present(database) as living, present(database) as cut_off:
        await take(database, cut_off, batch=2)
        await end_sessions_that_hold(database, cut_off)
        with pytest.raises(SQLAlchemyError):
            await cut_off.end_leases_of_the_dead()
        assert await freed(living) == 2, "nobody can know that it lives"
        assert await cut_off.end_leases_of_the_dead() == 0
        await take(database, cut_off)
        assert await living.end_leases_of_the_dead() == 0


@ON_POSTGRES
async def test_what_was_taken_without_being_present_waits_for_the_lease(database: Database) -> None:
    async with database.write() as session:
        assert len(await outbox.claim(session, NOW, batch=20, lease=LEASE)) == 4
    async with present(database) as living:
        assert await living.end_leases_of_the_dead() == 0


@ON_SQLITE
async def test_on_sqlite_there_is_the_lease_and_nothing_else(database: Database) -> None:
    async with present(database) as dying:
        assert len(await take(database, dying)) == 4
    async with present(database) as living:
        assert await living.end_leases_of_the_dead() == 0


async def end_sessions_that_hold(database: Database, presence: Presence) -> None:
    """Cut the connection on which a worker is present, as a firewall may."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s::oid",
            [str(presence.number)],
        )
