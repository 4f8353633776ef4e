"""The bare app with a database: three rows by hand in one transaction, then the acknowledgement.

`python -m benchmarks.bare_writing api-url token secret database-url`

It knows nothing of the bot: SQLAlchemy's engine and drivers as they come, without the ORM, with what a careful
author sets – each commit waits for the disk, SQLite has one writer and begins to write at once.
"""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from benchmarks.bare import COMMAND, NOTED, bolt, serve

INSERTS = tuple(
    text(statement)
    for statement in (
        "INSERT INTO inbox (key, answer, received_at) VALUES (:key, '{}', :now)",
        """INSERT INTO outbox (key, kind, body, person_id, due_at, state, attempts, fence, created_at)
        VALUES (:key, 'report_received', '{}', 1, :now, 'pending', 0, 0, :now)""",
        """INSERT INTO audit (at, person_id, verb, noun, subject, details)
        VALUES (:now, 1, 'noted', 'intention', :key, '{}')""",
    )
)


def engine_of(url: str) -> AsyncEngine:
    """Make an engine as SQLAlchemy's documentation does."""
    if url.startswith("postgresql"):
        return create_async_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), pool_size=10)
    engine = create_async_engine(url.replace("sqlite:", "sqlite+aiosqlite:", 1), pool_size=1, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def answering(app: AsyncApp, engine: AsyncEngine) -> None:
    """Answer the command."""

    async def note(ack: AsyncAck, body: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        told = now if engine.dialect.name == "postgresql" else f"{now:%Y-%m-%d %H:%M:%S.%f}"
        values = {"key": f"bare:{body['trigger_id']}", "now": told}
        async with engine.begin() as connection:
            for insert in INSERTS:
                await connection.execute(insert, values)
        await ack(**NOTED)

    app.command(COMMAND)(note)


async def main() -> None:
    """Serve an app that writes and acknowledges."""
    app = bolt(*sys.argv[1:4])
    answering(app, engine_of(sys.argv[4]))
    await serve(app)


if __name__ == "__main__":
    asyncio.run(main())
