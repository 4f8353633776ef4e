"""What the crash tests share: a way to start processes in milliseconds, and a database of one's own."""

from collections.abc import Iterator
from multiprocessing.context import ForkServerContext

import pytest

from tests.crash.databases import postgres_copy
from tests.processes.parts import forking


@pytest.fixture(scope="session")
def context() -> ForkServerContext:
    """Processes fork from a server that has loaded the bot once: each is real, and none waits for imports."""
    return forking()


@pytest.fixture
def own_postgres(postgres_server: str, postgres_migrated: str) -> Iterator[str]:
    """URL of a migrated PostgreSQL database that nobody else uses: who was killed may hold its locks for a moment."""
    with postgres_copy(postgres_server, postgres_migrated) as url:
        yield url
