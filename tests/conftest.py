"""Infrastructure that tests ask for by name: databases and a browser. No facts of the domain."""

import gc
import pkgutil
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from playwright.sync_api import Browser

from tests import chromium, compiling, postgres

# How long one example takes says nothing on a busy machine.
settings.register_profile("claims", deadline=None)
settings.load_profile("claims")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over modules and collected tests, which stay: a tenth of the time is its."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whoever plays with a chat over HTTP as a story: nobody has to remember it, the fast tests leave them out."""
    for item in items:
        if any(hasattr(getattr(item, "module", None), name) for name in PLAYED):
            item.add_marker(pytest.mark.story)


PLAYED = ("city", "Desk", "Sandbox")
"""What a test module imports that plays over HTTP: a whole city, the delivery's desk, the sandbox by itself."""
PLAIN_LOG: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
]
ENGINES = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(autouse=True)
def plain_log() -> None:
    """Write tracebacks plainly: the pretty ones take seconds each."""
    structlog.configure(processors=list(PLAIN_LOG))


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    """Compile each statement once, not once per test."""
    with compiling.once():
        yield


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a migrated database without rows, once on each engine."""
    if request.param == "sqlite":
        # A plain copy: SQLite's own backup waits for the disk each time.
        copy = shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "agsp.db")
        yield sqlite_url(copy)
        return
    url: str = request.getfixturevalue("postgres_migrated")
    yield url
    postgres.empty(url)


@pytest.fixture(params=ENGINES)
def blank_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database with nothing in it, not even tables, once on each engine: for the migrations."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "blank.db")
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture(scope="session")
def upgrade() -> Callable[[str], None]:
    """The real migrations; looked up when asked for, so the rules can be tested while storage is broken."""
    found: Callable[[str], None] = pkgutil.resolve_name("storage.migrations:upgrade")
    return found


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, upgrade: Callable[[str], None]) -> Path:
    """A migrated SQLite file that every test copies."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(sqlite_url(path))
    with closing(sqlite3.connect(path)) as connection:
        # Copies take the file alone, so nothing may wait in the journal beside it.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server, running as long as the tests."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: str, upgrade: Callable[[str], None]) -> Iterator[str]:
    """URL of a migrated PostgreSQL database that the tests share and empty."""
    with postgres.database(postgres_server) as url:
        upgrade(url)
        # Rows that a migration leaves would be there for the first test only.
        assert postgres.filled_tables(url) == [], "a migration inserts rows; insert them at start instead"
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, driven by synchronous tests; ends with the module, since its event loop blocks any other."""
    with chromium.running() as running:
        yield running


def sqlite_url(path: Path) -> str:
    """Write the path of a SQLite file as an address."""
    return f"sqlite:///{path}"
