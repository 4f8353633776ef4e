"""Backing up and putting back as docs/operating.md says, with the tools that it names."""

import subprocess
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bot.backup import copy_sqlite
from storage.database import async_url
from tests import postgres


def keep(url: str, target: Path) -> None:
    """Back up as the documentation says."""
    if url.startswith("sqlite"):
        copy_sqlite(async_url(url), target)
    else:
        run("pg_dump", "--format=custom", f"--file={target}", url)


def put_back(url: str, kept: Path) -> None:
    """Restore as the documentation says."""
    if url.startswith("sqlite"):
        file = Path(str(make_url(url).database))
        for part in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            part.unlink(missing_ok=True)
        file.write_bytes(kept.read_bytes())
    else:
        with psycopg.connect(url) as connection:  # who still reads would stop the tables from being replaced
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        run("pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={url}", str(kept))


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, of the server's own version."""
    folder = postgres.system_programs() or postgres.wheel_programs()
    assert folder is not None, postgres.MISSING
    subprocess.run([str(folder / program), *arguments], check=True)
