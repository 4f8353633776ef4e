"""Knows whether anything is under way between sandbox and app: stories wait without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

# After the app's acknowledgement its next call needs a few turns of the loop to reach us (connect, write, read).
QUIET_TURNS = 25


class Activity:
    """Counts exchanges under way."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count one exchange for as long as it lasts."""
        self._count += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    async def settled(self) -> None:
        """Return when nothing has been under way for some turns of the loop."""
        quiet = 0
        while quiet < QUIET_TURNS:
            if self._idle.is_set():
                quiet += 1
                await asyncio.sleep(0)
            else:
                quiet = 0
                await self._idle.wait()
