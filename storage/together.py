"""Small writes of many at a time in one transaction, so that all of them wait for the disk once.

On SQLite one connection writes, and each commit waits until the disk has it: whoever comes while the last one waits is
written in the next, together with all the others. On PostgreSQL, which does the same by itself, each has its own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from storage.database import Database, Session

MOST = 50
"""Writes in one transaction: others want the connection, too."""

T = TypeVar("T")
Work = Callable[[Session], Awaitable[T]]
"""Statements and nothing else; when somebody else in the transaction fails it is done a second time."""


@dataclass(frozen=True)
class _Waiting:
    work: Work[Any]
    outcome: asyncio.Future[Any]


class Together:
    """Writes what comes at the same time in one transaction; each caller waits until its own is committed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, work: Work[T]) -> T:
        """Do the work in a transaction, alone or with others; its errors come back to its caller only."""
        if not self.database.is_sqlite:
            return await self._alone(work)
        one = _Waiting(work, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all(), name="writing together")
        result: T = await one.outcome
        return result

    async def _write_all(self) -> None:
        while self._waiting:
            taken: list[_Waiting] = []
            written = asyncio.create_task(self._all_of(taken))
            await asyncio.wait([written])
            if not written.cancelled() and written.exception() is None:
                for one, result in zip(taken, written.result(), strict=True):
                    if not one.outcome.done():  # its caller may have gone
                        one.outcome.set_result(result)
                continue
            if not taken:  # not even begun: each asks for itself, and hears why not
                taken, self._waiting = self._waiting, []
            for one in taken:
                await self._settle(one)
        self._writing = None

    async def _all_of(self, taken: list[_Waiting]) -> list[Any]:
        results = []
        async with self.database.write(wake=False) as session:
            # Who comes while others are written is taken along.
            while self._waiting and len(taken) < MOST:
                taken.append(self._waiting.pop(0))
                results.append(await taken[-1].work(session))
        return results

    async def _settle(self, one: _Waiting) -> None:
        """Write one by itself after a transaction of many has failed: only who is at fault hears of it."""
        alone = asyncio.create_task(self._alone(one.work))
        await asyncio.wait([alone])
        if one.outcome.done():
            return
        if alone.cancelled():
            one.outcome.cancel()
        elif (error := alone.exception()) is not None:
            one.outcome.set_exception(error)
        else:
            one.outcome.set_result(alone.result())

    async def _alone(self, work: Work[T]) -> T:
        async with self.database.write(wake=False) as session:
            return await work(session)
