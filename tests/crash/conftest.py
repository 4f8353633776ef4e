"""What the crash tests share: a way to start processes in milliseconds, and a database of one's own."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext

import pytest

from tests.crash.databases import postgres_copy


@pytest.fixture(scope="session")
def context() -> ForkServerContext:
    """Processes fork from a server that has loaded the bot once: each is real, and none waits for imports."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.worker", "tests.crash.oracle", "tests.crash.parts"])
    return context


@pytest.fixture
def own_postgres(postgres_server: str, postgres_migrated: str) -> Iterator[str]:
    """URL of a migrated PostgreSQL database that nobody else uses: who was killed may hold its locks for a moment."""
    with postgres_copy(postgres_server, postgres_migrated) as url:
        yield url
