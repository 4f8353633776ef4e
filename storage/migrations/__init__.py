"""The way the tables came about, one revision after the other, and the one call that brings a database there.

Nothing is configured on disk: `python -m storage.migrations` is what developers use instead of `alembic`.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, column, create_engine, event, inspect, select, table, text
from sqlalchemy.pool import NullPool

from planning.later import Later
from storage.database import BUSY_MILLISECONDS, async_url

if TYPE_CHECKING:
    from alembic import command, config, script
else:
    command = Later("alembic.command")
    config = Later("alembic.config")
    script = Later("alembic.script")

NEWEST = "0001_main_job"
"""The newest revision, known without loading Alembic; a test compares it with the scripts."""
FOLDER = Path(__file__).parent
VERSIONS = table("alembic_version", column("version_num"))
LOCK_NUMBER = 4_711_2026
"""PostgreSQL's advisory lock that all our migrations ask for."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; several processes may ask at once, one works and the others wait.

    A database that is at the newest revision is left alone, and Alembic is not even loaded.
    """
    if revision == "head" and _exists(url) and is_current(url):
        return
    with _migrating(url) as connection:
        command.upgrade(configuration(connection), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Take revisions back, with the data in their tables."""
    with _migrating(url) as connection:
        command.downgrade(configuration(connection), revision)


def is_current(url: str) -> bool:
    """Say whether the database is at the newest revision; opens a connection of its own, for a moment."""
    with sync_engine(url).connect() as connection:
        if not inspect(connection).has_table(VERSIONS.name):
            return False
        return connection.execute(select(VERSIONS.c.version_num)).scalars().all() == [NEWEST]


async def is_current_now(url: str) -> bool:
    """Say the same without holding up the event loop."""
    return await asyncio.to_thread(is_current, url)


def head() -> str | None:
    """Name the newest revision; raises CommandError when there are two."""
    return script.ScriptDirectory.from_config(configuration()).get_current_head()


def configuration(connection: Connection | None = None) -> "config.Config":
    """Describe our revisions to Alembic; `connection` is the one the migration runs on."""
    ours = config.Config()
    ours.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    ours.set_main_option("path_separator", "newline")
    ours.set_main_option("file_template", "%%(rev)s")
    ours.attributes["connection"] = connection
    return ours


def sync_engine(url: str, begin: str = "BEGIN") -> Engine:
    """Make an engine with the synchronous driver of the same database; `begin` is for SQLite alone."""
    parsed = async_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, poolclass=NullPool)
    engine = create_engine(parsed.set(drivername="sqlite"), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver leaves DDL outside transactions
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _exists(url: str) -> bool:
    parsed = async_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()


@contextmanager
def _migrating(url: str) -> Iterator[Connection]:
    engine = sync_engine(url, begin="BEGIN IMMEDIATE")
    if engine.dialect.name == "sqlite":
        with _file_lock(engine.url.database), engine.connect() as connection:
            yield connection
        return
    with engine.connect() as connection:
        # The lock belongs to the session: it outlives the migration's own transactions and ends with a crash.
        connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": LOCK_NUMBER})
        connection.commit()
        yield connection


@contextmanager
def _file_lock(path: str | None) -> Iterator[None]:
    if not path or path == ":memory:":
        yield
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.migrating"):
        yield
