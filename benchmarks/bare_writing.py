"""The bare app with a database: three rows by hand in one transaction, then the acknowledgement.

`python -m benchmarks.bare_writing api-url token secret database-url`
"""

import asyncio
import sys
from typing import Any

from slack_bolt.async_app import AsyncAck
from sqlalchemy import text

from benchmarks.bare import COMMAND, NOTED, bolt, serve
from storage.database import Database
from tests.reminders.desk import NOW

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


async def main() -> None:
    """Serve an app that writes and acknowledges."""
    app, database = bolt(*sys.argv[1:4]), Database(sys.argv[4])
    now = NOW.strftime("%Y-%m-%d %H:%M:%S.%f") if database.is_sqlite else NOW

    async def note(ack: AsyncAck, body: dict[str, Any]) -> None:
        values = {"key": f"bare:{body['trigger_id']}", "now": now}
        async with database.write() as session:
            connection = await session.connection()
            for insert in INSERTS:
                await connection.execute(insert, values)
        await ack(**NOTED)

    app.command(COMMAND)(note)
    await serve(app)


if __name__ == "__main__":
    asyncio.run(main())
