"""What the crash tests share: a way to start processes in milliseconds."""

import multiprocessing
from multiprocessing.context import ForkServerContext

import pytest


@pytest.fixture(scope="session")
def context() -> ForkServerContext:
    """Processes fork from a server that has loaded the bot once: each is real, and none waits for imports."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.worker", "tests.crash.oracle"])
    return context
