"""One URL, two engines: transactions that hold, times that keep their zone, and who hears of a commit."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from storage.clock import passed, real_time
from storage.database import Database, async_url
from storage.inbox import Incoming
from storage.installation import Installation, installation, ticked
from storage.intentions import Counter
from storage.surfaces import Surface

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://a:b@host/db", "postgresql+psycopg://a:b@host/db"),
        ("postgresql://a:b@host/db?sslmode=require", "postgresql+psycopg://a:b@host/db?sslmode=require"),
        ("sqlite:///data/agsp.db", "sqlite+aiosqlite:///data/agsp.db"),
    ],
)
def test_the_urls_of_platforms_are_understood(url: str, expected: str) -> None:
    assert async_url(url).render_as_string(hide_password=False) == expected


def test_another_engine_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="only SQLite and PostgreSQL are supported"):
        async_url("mysql://host/db")


async def test_what_is_written_is_kept_and_what_fails_is_not(database: Database) -> None:
    async with database.write() as session:
        session.add(Incoming(key="kept", received_at=NOW))

    async def fail() -> None:
        async with database.write() as session:
            session.add(Incoming(key="lost", received_at=NOW))
            await session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with database.read() as session:
        assert (await session.exec(select(Incoming.key))).all() == ["kept"]


async def test_what_a_reader_writes_is_gone(database: Database) -> None:
    async with database.read() as session:
        session.add(Incoming(key="lost", received_at=NOW))
        await session.flush()
    async with database.read() as session:
        assert (await session.exec(select(Incoming))).all() == []


async def test_side_by_side_increments_are_all_counted(database: Database) -> None:
    async with database.write() as session:
        session.add(Counter(series="V", year=2026))

    async def increment() -> None:
        async with database.write() as session:
            row = (await session.exec(select(Counter).with_for_update())).one()
            row.last += 1
            session.add(row)

    await asyncio.gather(*(increment() for _ in range(10)))
    async with database.read() as session:
        assert (await session.exec(select(Counter.last))).one() == 10


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    async with asyncio.timeout(5), database.write() as writing:
        writing.add(Incoming(key="not yet", received_at=NOW))
        await writing.flush()
        async with database.read() as reading:
            assert (await reading.exec(select(Incoming))).all() == []


async def test_times_come_back_as_the_same_instant_in_utc(database: Database) -> None:
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    async with database.write() as session:
        session.add_all([Incoming(key="utc", received_at=NOW), Incoming(key="summer", received_at=summer)])
    async with database.read() as session:
        stored = dict((await session.exec(select(Incoming.key, Incoming.received_at))).all())
    assert stored == {"utc": NOW, "summer": summer}
    assert stored["summer"].utcoffset() == timedelta(0)


async def test_a_time_without_its_zone_is_refused(database: Database) -> None:
    async with database.write() as session:
        session.add(Incoming(key="naive", received_at=NOW.replace(tzinfo=None)))
        with pytest.raises(StatementError):
            await session.flush()
        await session.rollback()


async def test_references_to_nothing_are_refused(database: Database) -> None:
    async with database.write() as session:
        session.add(Surface(kind="card", subject_id=1, recipient="person:99", person_id=99))  # type: ignore[arg-type]
        with pytest.raises(IntegrityError):
            await session.flush()
        await session.rollback()


async def test_commits_are_heard_of_unless_they_are_book_keeping(database: Database) -> None:
    heard: list[str] = []
    database.on_commit(lambda: heard.append("commit"))
    async with database.write() as session:
        session.add(Incoming(key="1", received_at=NOW))
    async with database.write(wake=False) as session:
        session.add(Incoming(key="2", received_at=NOW))
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Incoming(key="1", received_at=NOW))
    assert heard == ["commit"]


async def test_the_databases_clock_tells_real_time_in_both_directions(database: Database) -> None:
    async with database.write() as session:
        session.add(Incoming(key="now", received_at=datetime.now(UTC)))
    for seconds, is_over in ((60.0, True), (-60.0, False)):
        async with database.read() as session:
            found = await session.exec(select(Incoming.key).where(passed(Incoming.received_at, seconds)))
            assert (found.first() is not None) is is_over
    async with database.read() as session:
        told = (await session.exec(select(real_time(30.0)))).one()
    assert abs(told - datetime.now(UTC) - timedelta(seconds=30)) < timedelta(seconds=5)


async def test_an_installation_keeps_its_secret_and_its_heartbeat(database: Database) -> None:
    async with database.write() as session:
        first = (await installation(session, NOW)).secret
    async with database.write() as session:
        again = await installation(session, NOW + timedelta(days=1))
        assert (again.secret, again.created_at, again.last_tick_at) == (first, NOW, None)
        await ticked(session)
    async with database.read() as session:
        kept = await session.get_one(Installation, 1)
    assert len(first) == 64
    assert kept.last_tick_at is not None
    assert abs(kept.last_tick_at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_sqlite_survives_a_loss_of_power(tmp_path: object) -> None:
    database = Database(f"sqlite:///{tmp_path}/deep/down/agsp.db")
    async with database.write() as session:
        connection = await session.connection()
        modes = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    await database.close()
    assert modes == ["wal", 2, 1]
