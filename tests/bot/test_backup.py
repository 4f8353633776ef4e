"""A backup is whole, overwrites nothing and finds its way back, ending with `recover`."""

import asyncio
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.backup import BackupError, copy_sqlite
from storage.changes import change
from storage.database import Database, async_url
from storage.installation import installation
from storage.migrations import is_current
from storage.recovering import recover
from tests.backups import keep, put_back
from tests.processes.parts import Part
from tests.reminders.desk import NOW, Desk, desk_at


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Path:
    """A migrated file."""
    path = tmp_path / "agsp.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


async def hear(desk: Desk) -> None:
    """Let the delivery work until the time of doubt is over."""
    for _ in range(3):
        await desk.let_pauses_end()
        await desk.delivery().run_once(NOW)


def rows_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count: int = connection.execute("SELECT count(*) FROM inbox").fetchone()[0]
        return count


def test_a_copy_is_whole_while_somebody_goes_on_writing(sqlite_database: Path, tmp_path: Path) -> None:
    stop, started = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(sqlite_database, isolation_level=None, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            number = 0
            while not stop.is_set():
                connection.execute("BEGIN IMMEDIATE")
                for _ in range(2):  # two in each transaction: half of one would show
                    number += 1
                    connection.execute(
                        "INSERT INTO inbox (key, received_at) VALUES (?, '2026-03-02 09:00:00')", (str(number),)
                    )
                connection.execute("COMMIT")
                started.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert started.wait(30)
        copies = [copy_sqlite(async_url(f"sqlite:///{sqlite_database}"), tmp_path / f"copy{n}.db") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    counts = [rows_in(copy.file) for copy in copies]
    assert all(count % 2 == 0 for count in counts)
    assert 0 < counts[0] <= counts[1] <= counts[2]
    assert copies[0].size == copies[0].file.stat().st_size


def test_a_copy_is_for_its_owner_only_and_overwrites_nothing(sqlite_database: Path, tmp_path: Path) -> None:
    source, target = async_url(f"sqlite:///{sqlite_database}"), tmp_path / "copy.db"
    copy_sqlite(source, target)
    before = target.read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(BackupError, match="not overwritten"):
        copy_sqlite(source, target)
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


def test_a_copy_that_cannot_be_made_says_why_and_leaves_nothing(sqlite_database: Path, tmp_path: Path) -> None:
    source = async_url(f"sqlite:///{sqlite_database}")
    with pytest.raises(BackupError, match="cannot be written"):
        copy_sqlite(source, tmp_path / "missing" / "copy.db")
    with pytest.raises(BackupError, match="no database file yet"):
        copy_sqlite(async_url(f"sqlite:///{tmp_path / 'none.db'}"), tmp_path / "copy.db")
    broken = bytearray(sqlite_database.read_bytes())
    broken[4096:] = b"\xff" * len(broken[4096:])
    sqlite_database.write_bytes(broken)
    with pytest.raises(BackupError):
        copy_sqlite(source, tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []


async def test_the_way_back_as_documented_lets_nobody_hear_anything_twice(database_url: str, tmp_path: Path) -> None:
    """docs/operating.md, "Restoring": the copy back in place, then `recover`, then the bot."""
    kept = tmp_path / "kept"
    async with desk_at(database_url) as desk:
        async with change(desk.database, now=NOW) as c:
            await installation(c.session, NOW)
        for number in range(10):
            await desk.promise(f"report:{number}")
        await asyncio.to_thread(keep, database_url, kept)
        await hear(desk)
        before = sorted(desk.slack.texts())
        assert len(before) == 10
        await desk.database.close()
        await asyncio.to_thread(put_back, database_url, kept)
        assert is_current(database_url)
        desk.database = Database(database_url)
        async with change(desk.database, now=NOW) as c:
            assert (await recover(c)).doubted == 10
        await hear(desk)
        assert sorted(desk.slack.texts()) == before
        await desk.database.close()


async def bot(url: str, command: str, folder: Path) -> tuple[int, str]:
    """Run `python -m bot …` without any chat; gives exit code and everything it said."""
    part = Part(command, {"DATABASE_URL": url}, folder / "said")
    part.start()
    return await part.end_by_itself(), part.said


@pytest.mark.process
async def test_the_commands_back_up_recover_and_list(sqlite_database: Path, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{sqlite_database}", tmp_path / "copy.db"
    done = await bot(url, f"backup {copy}", tmp_path)
    assert done == (0, f"{copy}: {copy.stat().st_size} bytes, integrity check: ok.\n")
    code, said = await bot(url, "recover", tmp_path)
    assert (code, "looked for first: 0. Due later: 0." in said) == (0, True), said
    assert await bot(url, "outbox list", tmp_path) == (0, "Nothing waits, nothing is in trouble.\n")
    code, said = await bot(url, "outbox retry report:1:person:1", tmp_path)
    assert (code, "was left alone" in said) == (1, True), said


@pytest.mark.process
@pytest.mark.postgres
async def test_for_postgres_the_command_names_its_tools_and_never_the_password(
    postgres_migrated: str, tmp_path: Path
) -> None:
    code, said = await bot(postgres_migrated, "backup agsp.dump", tmp_path)
    assert code == 1
    assert 'pg_dump --format=custom --file=agsp.dump "$DATABASE_URL"' in said
    assert postgres_migrated not in said
    assert (await bot(postgres_migrated, "backup --record", tmp_path))[0] == 0
