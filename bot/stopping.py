"""Told to stop, a process ends: by itself as a rule, and by force when something hangs – but never without a word.

A platform kills what has not ended after half a minute, and nobody learns what it hung at.
"""

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIGHUP, SIGINT, SIGTERM

import structlog

ENDINGS = (SIGTERM, SIGINT, SIGHUP)
MOST_SECONDS = 27.0
"""From the signal to the end of the process, whatever hangs; platforms and our systemd unit kill after 30."""
HUNG = 70
"""Exit code of a process that had to be ended by force."""

log = structlog.get_logger(__name__)


@contextmanager
def stopping(stop: asyncio.Event, *, seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Set the event at a signal that asks us to end, and see to it that the whole process ends in so many seconds."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if not stop.is_set():
            _end_by_force_after(seconds, loop)
        stop.set()

    for number in ENDINGS:
        loop.add_signal_handler(number, asked)
    try:
        yield
    finally:
        for number in ENDINGS:
            loop.remove_signal_handler(number)


def _end_by_force_after(seconds: float, loop: asyncio.AbstractEventLoop) -> None:
    """Leave a thread behind that outlives the event loop: what hangs may be what comes after it."""
    forced = threading.Timer(seconds, _end_by_force, (seconds, loop))
    forced.daemon = True  # it goes with a process that ends by itself
    forced.start()


def _end_by_force(seconds: float, loop: asyncio.AbstractEventLoop, leave: Callable[[int], object] = os._exit) -> None:
    """Say what hangs, and end: others take over what was in flight, as after any death."""
    log.critical("stop hangs, ended by force", seconds=seconds, tasks=_tasks(loop), threads=_threads())
    sys.stderr.flush()
    sys.stdout.flush()
    leave(HUNG)


def _tasks(loop: asyncio.AbstractEventLoop) -> list[str]:
    """Name the tasks that have not ended, and the line at which each waits."""
    try:
        tasks = asyncio.all_tasks(loop)
    except RuntimeError:  # the loop has just changed them; the threads tell the rest
        return []
    return [f"{task.get_name()}: {task.get_coro()!r}" for task in tasks]


def _threads() -> dict[str, list[str]]:
    """Give the innermost lines of code at which each thread stands."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    return {
        names.get(ident, str(ident)): [f"{line.filename}:{line.lineno}" for line in traceback.extract_stack(frame)[-8:]]
        for ident, frame in sys._current_frames().items()
    }
