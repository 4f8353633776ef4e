"""What takes longer than Slack waits for an answer: done beside the answers, awaited before the process ends."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

Sorry = Callable[[str], Awaitable[None]]
"""Tells the person that it failed; the argument is the number that is in the log."""


class Errands:
    """The errands of one process. One that a crash cuts off is gone: its person asks for it again."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None], sorry: Sorry) -> None:
        """Begin an errand; what it does not catch itself is logged, and `sorry` tells the person."""
        task = asyncio.create_task(_watched(work, sorry))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def done(self) -> None:
        """Return when no errand is under way any more."""
        while self._running:
            await asyncio.wait(list(self._running))


async def _watched(work: Coroutine[Any, Any, None], sorry: Sorry) -> None:
    task = asyncio.ensure_future(work)
    await asyncio.wait([task])
    if (error := task.exception()) is not None:
        reference = secrets.token_hex(3)
        log.error("errand failed", reference=reference, exc_info=error)
        await sorry(reference)
