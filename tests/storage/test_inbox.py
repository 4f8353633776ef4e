"""The inbox keeps what was answered long enough for every repetition, and no longer."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from storage.database import Database
from storage.inbox import Incoming, forget_received

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_only_old_deliveries_are_forgotten(database_url: str) -> None:
    database = Database(database_url)
    ages = {"event:1": timedelta(days=8), "event:2": timedelta(days=7), "trigger:3": timedelta(0)}
    async with database.write() as session:
        session.add_all(Incoming(key=key, received_at=NOW - age) for key, age in ages.items())
    async with database.write() as session:
        assert await forget_received(session, NOW - timedelta(days=7)) == 1
        left = (await session.exec(select(Incoming.key).order_by(Incoming.key))).all()
    await database.close()
    assert left == ["event:2", "trigger:3"]
