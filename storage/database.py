"""The database behind one URL: short write transactions, reads beside them, SQLite or PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Executable, event
from sqlalchemy.engine import URL, Row, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session as SyncSession
from sqlalchemy.util import greenlet_spawn
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.sqlite_thread import connecting

Session = AsyncSession
"""What upper floors name when they hold an open session; they never build statements."""

BUSY_MILLISECONDS = 10_000
FRESH_SECONDS = 1.0
"""After so long in the pool a connection is asked whether it is still there before it is used."""


def async_url(url: str) -> URL:
    """Normalise a SQLAlchemy or Heroku style URL to the asynchronous driver; postgres:// is accepted."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"DATABASE_URL names {backend}; only SQLite and PostgreSQL are supported")


class Database:
    """Engines for one database and the transactions on it.

    On SQLite all writes of a process go through one connection with BEGIN IMMEDIATE; other
    processes wait on the file. On PostgreSQL the engine coordinates, reads and writes share a pool.
    """

    idle_seconds = 10.0
    """After so long without a word within a transaction PostgreSQL ends it: a frozen process holds up nobody."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._commit_listeners: list[Callable[[], None]] = []
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._reader = _sqlite_engine(self.url, "BEGIN", pool_size=4)
            self._writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE", pool_size=1)
            self._glancer = _sqlite_engine(self.url, None, pool_size=1)
        else:
            self._reader = self._writer = _postgres_engine(self.url, self.idle_seconds, pool_size=10)
            self._glancer = _postgres_engine(
                self.url, self.idle_seconds, pool_size=3, max_overflow=0, isolation_level="AUTOCOMMIT"
            )
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give a session for reading; whatever is written in it is rolled back."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    async def glance(self, question: Executable, values: Mapping[str, Any]) -> Row[Any] | None:
        """Give the first row of an answer; no transaction is begun and ended for this one question."""
        return await greenlet_spawn(self._glanced, question, values)

    def _glanced(self, question: Executable, values: Mapping[str, Any]) -> Row[Any] | None:
        with self._glancer.sync_engine.connect() as connection:
            return connection.execute(question, values).first()

    @asynccontextmanager
    async def write(self, *, wake: bool = True) -> AsyncIterator[AsyncSession]:
        """Give a session in one transaction: committed at the end, rolled back on any error.

        No network call may be awaited inside. Without `wake` nobody is told of the commit: so the
        delivery's own book-keeping does not wake it again.
        """
        if self.is_sqlite:
            async with self._one_writer, self._transaction() as session:
                yield session
        else:
            async with self._transaction() as session:
                yield session
        if wake:
            for listener in self._commit_listeners:
                listener()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncSession]:
        session = AsyncSession(self._writer, expire_on_commit=False)
        try:
            yield session
            await session.run_sync(_commit)
        except BaseException:
            async with session:  # rolled back and closed, also when we are cancelled once more meanwhile
                raise

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each committed write of this process, to wake the delivery."""
        self._commit_listeners.append(listener)

    async def close(self) -> None:
        """Give back all connections."""
        for engine in (self._glancer, self._reader, self._writer):
            await engine.dispose()


def _commit(session: SyncSession) -> None:
    """Commit and give the connection back, in one step."""
    session.commit()
    session.close()


def _postgres_engine(url: URL, idle_seconds: float, **options: Any) -> AsyncEngine:
    engine = create_async_engine(url, **options)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET idle_in_transaction_session_timeout = {idle_seconds * 1000:.0f}")
        cursor.close()
        connection.commit()

    @event.listens_for(engine.sync_engine, "checkin")
    def given_back(_connection: Any, record: Any) -> None:
        record.info["used"] = monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def still_there(connection: Any, record: Any, _proxy: Any) -> None:
        # Not each time, as the engine's own question would: it costs as much as a statement.
        if monotonic() - record.info.get("used", monotonic()) < FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the engine makes another connection

    return engine


def _sqlite_engine(url: URL, begin: str | None, pool_size: int) -> AsyncEngine:
    """Make an engine whose transactions begin so; with None each statement stands for itself."""
    arguments, options = url.get_dialect()().create_connect_args(url)
    connect = partial(connecting, *arguments, **options)
    engine = create_async_engine(url, async_creator=connect, pool_size=pool_size, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, else the driver delays it
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.driver_connection.opening = begin

    return engine
