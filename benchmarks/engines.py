"""Migrated databases to measure on: a SQLite file, and PostgreSQL that waits for the disk as in production."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from storage.migrations import upgrade
from tests import postgres

SQLITE, POSTGRES = "SQLite", "PostgreSQL"


@contextmanager
def migrated(engine: str) -> Iterator[str]:
    """Make an empty migrated database; yields its URL."""
    if engine == SQLITE:
        with tempfile.TemporaryDirectory(prefix="agsp-bench-") as folder:
            url = f"sqlite:///{Path(folder) / 'agsp.db'}"
            upgrade(url)
            yield url
        return
    with server() as address, postgres.database(address) as url:
        upgrade(url)
        yield url


@contextmanager
def server() -> Iterator[str]:
    """Start a server that keeps what it has committed; the tests' own forgets it when the machine fails."""
    with postgres.own_server(durable=True) as own:
        yield own.url


def version_of(engine: str) -> str:
    """Name the engine with its version."""
    if engine == SQLITE:
        return f"{engine} {sqlite3.sqlite_version}"
    with server() as address, psycopg.connect(address) as connection:
        found = connection.info.server_version
    return f"{engine} {found // 10000}.{found % 10000}"
