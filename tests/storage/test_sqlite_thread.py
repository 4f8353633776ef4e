"""SQLite in its own thread: transactions that begin with their first statement end as any other, also when cut off."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from storage.database import Database
from storage.inbox import Incoming
from storage.migrations import upgrade
from storage.sqlite_thread import connecting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'agsp.db'}"
    upgrade(url)
    database = Database(url)
    yield database
    await database.close()


async def test_who_is_cut_off_in_the_first_statement_leaves_nothing_open(database: Database) -> None:
    began = asyncio.Event()

    async def write() -> None:
        async with database.write() as session:
            connection = await session.connection()
            began.set()
            await connection.execute(text(LONG))

    writing = asyncio.create_task(write())
    await began.wait()
    await asyncio.sleep(0)  # the statement is on its way
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with asyncio.timeout(5), database.write() as session:
        session.add(Incoming(key="after", received_at=NOW))
    async with database.read() as session:
        assert (await session.exec(select(Incoming.key))).all() == ["after"]


async def test_a_reader_sees_one_moment_from_its_first_statement_on(database: Database) -> None:
    async with database.read() as reading:
        assert (await reading.exec(select(Incoming.key))).all() == []
        async with database.write() as writing:
            writing.add(Incoming(key="meanwhile", received_at=NOW))
        assert (await reading.exec(select(Incoming.key))).all() == []


async def test_a_glance_keeps_no_moment(database: Database) -> None:
    count = text("SELECT count(*) FROM inbox WHERE key != :key")
    assert await database.glance(count, {"key": "other"}) == (0,)
    async with database.write() as writing:
        writing.add(Incoming(key="meanwhile", received_at=NOW))
    assert await database.glance(count, {"key": "other"}) == (1,)


async def test_a_mistake_in_a_statement_is_told_and_the_next_one_works(database: Database) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        async with database.write() as session:
            await (await session.connection()).execute(text("SELECT * FROM missing"))
    async with database.write() as session:
        session.add(Incoming(key="next", received_at=NOW))


async def test_what_nobody_began_is_not_ended(tmp_path: Path) -> None:
    connection = connecting(str(tmp_path / "own.db"), check_same_thread=False)
    await connection
    connection.isolation_level = None
    said: list[str] = []
    await connection.set_trace_callback(said.append)
    connection.opening = "BEGIN IMMEDIATE"
    await connection.rollback()
    await connection.commit()
    assert said == []
    await connection.cursor().execute("CREATE TABLE one (n INTEGER)")
    await connection.commit()
    assert said == ["BEGIN IMMEDIATE", "CREATE TABLE one (n INTEGER)", "COMMIT"]
    await connection.close()
    with sqlite3.connect(tmp_path / "own.db") as there:
        assert there.execute("SELECT count(*) FROM one").fetchone() == (0,)
    there.close()
