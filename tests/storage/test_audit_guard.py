"""The audit only grows: whoever has the database at hand cannot change an entry either, on both engines."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from storage.audit import AuditEntry
from storage.audit_guard import REFUSAL
from storage.changes import change
from storage.database import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database with one entry."""
    opened = Database(database_url)
    async with change(opened, now=NOW) as c:
        c.note("recorded", "intention", "V-2026-001", "Anruf")
    yield opened
    await opened.close()


async def attempt(database: Database, statement: str) -> None:
    async with database.write() as session:
        await (await session.connection()).execute(text(statement))


async def entries(database: Database) -> list[tuple[str, str | None]]:
    async with database.read() as session:
        return [(row.verb, row.reason) for row in (await session.exec(select(AuditEntry))).all()]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET reason = 'nichts gewesen'",
        "UPDATE audit SET person_id = NULL WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)",
    ],
)
async def test_nothing_in_the_audit_can_be_changed_or_deleted(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match=REFUSAL):
        await attempt(database, statement)
    assert await entries(database) == [("recorded", "Anruf")]


async def test_the_back_ways_of_each_engine_are_closed_too(database: Database) -> None:
    statement = "TRUNCATE audit CASCADE"
    if database.is_sqlite:
        columns = "id, at, person_id, verb, noun, subject, details, reason"
        statement = f"INSERT OR REPLACE INTO audit ({columns}) SELECT {columns.replace('reason', 'NULL')} FROM audit"  # words of our own
    with pytest.raises(DBAPIError, match=REFUSAL):
        await attempt(database, statement)
    assert await entries(database) == [("recorded", "Anruf")]


async def test_the_audit_goes_on_growing(database: Database) -> None:
    async with change(database, now=NOW) as c:
        c.note("edited", "intention", "V-2026-001")
    assert await entries(database) == [("recorded", "Anruf"), ("edited", None)]
