"""`backup`: a copy of a SQLite database beside its running writers; for PostgreSQL its own tools do it better."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

BUSY_SECONDS = 30.0
POSTGRES = """PostgreSQL has its own tools for this:

  pg_dump --format=custom --file={target} "$DATABASE_URL" && python -m bot backup --record

The second command notes the time, so that doctor and /metrics know how old the backup is."""


class BackupError(Exception):
    """No backup was made; the message says why in a sentence."""


@dataclass(frozen=True)
class Backup:
    """A finished and checked copy; `size` in bytes."""

    file: Path
    size: int


def copy_sqlite(source: URL, target: Path) -> Backup:
    """Copy a SQLite database in one piece while others go on writing; raises BackupError.

    Readable for its owner only. Nothing is overwritten, and a copy that is not whole gets no name.
    """
    if not source.database or not Path(source.database).is_file():
        raise BackupError("There is no database file yet, so there is nothing to copy.")
    if target.exists():
        raise BackupError(f"{target} exists already and is not overwritten; choose another name.")
    partial = target.with_name(f"{target.name}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise BackupError(f"{partial} cannot be written ({error.strerror}).") from None
    try:
        _copy(source.database, partial)
        os.link(partial, target)  # unlike a rename it never replaces what somebody put there meanwhile
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"The copy failed ({error}).") from None
    finally:
        partial.unlink()
    return Backup(target, target.stat().st_size)


def _copy(source: str, partial: Path) -> None:
    with closing(sqlite3.connect(source, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        # One read transaction from beginning to end: a copy page by page never ends beside a steady writer.
        connection.execute("VACUUM INTO ?", (str(partial),))
    with closing(sqlite3.connect(partial)) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise BackupError(f"The copy is damaged ({verdict}); look at the disk and at the database itself.")
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
