"""Who works: each worker holds a lock that goes with its process, so that the others see at once that it died.

Without it what a killed worker had taken waits until the lease is over. A frozen worker keeps its lock, and one whose
machine lost its power may keep it for hours: for those there is the lease. Who loses the lock and lives loses nothing
but its leases, as after a freeze. On SQLite, where as a rule one process works, leases are all there is.
"""

from secrets import randbelow

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import Database
from storage.outbox import OPEN
from storage.surfaces import STALE

LOCKS = 0x41475350
"""Our class of advisory locks, apart from those of anybody else in the same database."""
PRESENT = """
    SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid = :locks
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
ENTER = text("SELECT pg_advisory_lock(:locks, :number)")
END_LEASES = """
    UPDATE {table} SET lease_until = clock_timestamp() WHERE id IN (
        SELECT id FROM {table} WHERE {predicate} AND lease_until > clock_timestamp()
        AND holder NOT IN ({present}) FOR UPDATE SKIP LOCKED
    )
"""
STATEMENTS = tuple(
    text(END_LEASES.format(table=table, predicate=predicate, present=PRESENT))
    for table, predicate in (("outbox", OPEN), ("surface", STALE))
)

log = structlog.get_logger(__name__)


class Presence:
    """One worker's sign of life; its `number` stands in what it takes."""

    def __init__(self, database: Database) -> None:
        self.number = 1 + randbelow(2**31 - 1)
        self._engine: AsyncEngine | None = None
        if not database.is_sqlite:
            # Without a pool, in which the connection would go on to hold the lock when we have left.
            self._engine = create_async_engine(database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: AsyncConnection | None = None

    async def enter(self) -> None:
        """Be present: hold the lock, unless we hold it already."""
        if self._engine is not None and self._connection is None:
            self._connection = await self._engine.connect()
            try:
                await self._connection.execute(ENTER, {"locks": LOCKS, "number": self.number})
            except SQLAlchemyError:
                await self.leave()
                raise

    async def end_leases_of_the_dead(self) -> int:
        """Free what those had taken who are no longer present; gives the number."""
        await self.enter()
        if self._connection is None:
            return 0
        try:
            freed = [(await self._connection.execute(one, {"locks": LOCKS})).rowcount for one in STATEMENTS]
        except SQLAlchemyError:
            await self.leave()
            raise
        if any(freed):
            log.warning("worker lost", messages=freed[0], surfaces=freed[1])
        return sum(freed)

    async def leave(self) -> None:
        """Give the lock back with the connection that holds it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
