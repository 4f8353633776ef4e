"""What the crash tests share: a way to start processes in milliseconds, and a database to leave clean."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext

import pytest

from tests import postgres


@pytest.fixture(scope="session")
def context() -> ForkServerContext:
    """Processes fork from a server that has loaded the bot once: each is real, and none waits for imports."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.worker", "tests.crash.oracle", "tests.crash.parts"])
    return context


@pytest.fixture
def empty_postgres(postgres_migrated: str) -> Iterator[str]:
    """URL of the migrated PostgreSQL database, without rows before and after."""
    yield postgres_migrated
    postgres.empty(postgres_migrated)
