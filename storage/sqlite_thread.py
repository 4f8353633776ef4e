"""SQLite in its own thread, asked once for each statement.

aiosqlite asks its thread four times for a query – cursor, statement, rows, end of the cursor – and once more to
begin; each time the event loop is woken again, which costs more than the query does (measured).
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Self

from aiosqlite import Connection


class ThreadConnection(Connection):
    """A connection whose transactions begin together with their first statement, as `opening` says.

    Without it each statement stands for itself. What nobody began nobody needs to end.
    """

    opening: str | None = None
    _open = False

    async def commit(self) -> None:
        """Commit what was begun."""
        if self._ends():
            await super().commit()

    async def rollback(self) -> None:
        """Take back what was begun."""
        if self._ends():
            await super().rollback()

    def _ends(self) -> bool:
        was_open, self._open = self._open, False
        return was_open

    def cursor(self) -> "ThreadCursor":  # type: ignore[override]  # SQLAlchemy enters it, which asks no thread
        """Give a cursor; the thread need not know of it."""
        return ThreadCursor(self)

    async def run(self, method: str, statement: str, values: Any) -> tuple[sqlite3.Cursor, list[Any]]:
        """Run a statement and give its cursor with all rows; cancelled or not, it is run to its end."""
        opening = None if self._open else self.opening
        # Noted before it happens: who is cancelled meanwhile rolls back after it.
        self._open = self._open or opening is not None
        return await self._execute(_run, self._conn, opening, method, statement, values)  # type: ignore[no-any-return,no-untyped-call]


def _run(
    connection: sqlite3.Connection, opening: str | None, method: str, statement: str, values: Any
) -> tuple[sqlite3.Cursor, list[Any]]:
    cursor = connection.cursor()
    if opening is not None:
        cursor.execute(opening)
    getattr(cursor, method)(statement, values)
    return cursor, cursor.fetchall() if cursor.description else []


class ThreadCursor:
    """What SQLAlchemy needs of a cursor; the rows of a statement are all there once it has run."""

    arraysize = 1

    def __init__(self, connection: ThreadConnection) -> None:
        self._connection = connection
        self._ran: sqlite3.Cursor | None = None
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        """Begin to use it."""
        return self

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run a statement."""
        self._ran, self._rows = await self._connection.run("execute", statement, values)

    async def executemany(self, statement: str, values: Sequence[Any]) -> None:
        """Run a statement for each set of values."""
        self._ran, self._rows = await self._connection.run("executemany", statement, values)

    async def fetchall(self) -> list[Any]:
        """Give all rows."""
        return self._rows

    async def close(self) -> None:
        """End its use; the thread has nothing to do for it."""

    @property
    def description(self) -> Any:
        """Name the columns; None for a statement without rows."""
        return None if self._ran is None else self._ran.description

    @property
    def rowcount(self) -> int:
        """Count the rows that were changed."""
        return -1 if self._ran is None else self._ran.rowcount

    @property
    def lastrowid(self) -> int | None:
        """Give the id of the row that was written last."""
        return None if self._ran is None else self._ran.lastrowid


def connecting(database: str, **options: Any) -> ThreadConnection:
    """Make a connection for SQLAlchemy to await, with sqlite3's own options."""
    connection = ThreadConnection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy sees to it: a thread that waits must not hold up the end
    return connection
