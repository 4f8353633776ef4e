"""A list read twice: first to say what would happen by line, then, in one transaction, to do it – all or nothing.

Lines are read and judged in pieces, so that memory does not grow with the list, and the reading of
spreadsheets happens beside the event loop, so that nobody else waits for it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from planning.list_import import Judged, Outcome
from planning.table_columns import Column, Heading, Reason, Record, Remark, read_records
from planning.tables import TableRefused, read_lines
from storage.changes import Change
from storage.database import Database, Session
from storage.list_import import ListImport, Verdict

PIECE = 250
"""Lines that are read, judged and written at once."""
SHOWN = 10
"""Lines of each outcome that a summary shows; the preview sheet has all."""

Opening = Callable[[Session], Awaitable[ListImport[Any]]]
Progress = Callable[[int], Awaitable[None]]
Sink = Callable[[Sequence[Judged]], None]


class Wrong(Exception):
    """The list cannot be taken as it is; everything is rolled back."""


@dataclass
class Tally:
    """What a reading found: numbers of all lines, and the first few of each outcome."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    shown: dict[Outcome, list[Judged]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    """About the heading, or the file."""
    refused: TableRefused | None = None
    numbers: Sequence[str] = ()
    """The first and the last number given out."""
    done: bool = False

    @property
    def lines(self) -> int:
        """Count the lines of the list."""
        return sum(self.counts.values())

    @property
    def good(self) -> bool:
        """Say whether the list can be taken."""
        blocking = any(one.reason is not Reason.COLUMN_IGNORED for one in self.remarks)
        return self.refused is None and not blocking and not self.counts[Outcome.WRONG]

    @property
    def changes(self) -> bool:
        """Say whether taking it changes anything."""
        return bool(self.counts[Outcome.NEW] or self.counts[Outcome.CHANGED])

    def add(self, judged: Sequence[Judged]) -> None:
        """Count some lines."""
        for one in judged:
            self.counts[one.outcome] += 1
            wanted = one.outcome is not Outcome.SAME or one.remarks
            if wanted and len(shown := self.shown.setdefault(one.outcome, [])) < SHOWN:
                shown.append(one)


async def nobody(_: int) -> None:
    """Tell nobody how far it is."""


def nowhere(_: Sequence[Judged]) -> None:
    """Keep no line."""


async def examine(
    content: bytes, database: Database, opening: Opening, *, progress: Progress = nobody, sink: Sink = nowhere
) -> Tally:
    """Say what a list would change; nothing is written."""
    tally = Tally()
    async with database.read() as session:
        importer = await opening(session)
        async for verdicts in _verdicts(content, session, importer, tally):
            judged = [one.judged for one in verdicts]
            sink(judged)
            await progress(tally.lines)
    return tally


async def take(
    content: bytes,
    changing: AbstractAsyncContextManager[Change],
    opening: Opening,
    *,
    reason: str,
    claim: Callable[[Change], Awaitable[None]] | None = None,
    progress: Progress = nobody,
) -> Tally:
    """Bring a list in: all of it or, when a line is wrong, nothing. One note in the audit says what it was.

    `claim` is done first in the same transaction. What it or `changing` raises (it was done before) comes through.
    """
    tally = Tally()
    try:
        async with changing as change:
            if claim is not None:
                await claim(change)
            importer = await opening(change.session)
            async for verdicts in _verdicts(content, change.session, importer, tally):
                entries = [one.entry for one in verdicts if one.entry is not None]
                if tally.good:
                    await importer.write(change, entries, reason)
                await progress(tally.lines)
            if not tally.good:
                raise Wrong
            await importer.finish(change)
            numbers = {outcome.value: tally.counts[outcome] for outcome in Outcome if outcome is not Outcome.WRONG}
            change.note("imported", "list", importer.noun, reason, **numbers)
    except Wrong:
        return tally
    tally.numbers, tally.done = importer.numbers, True
    return tally


async def _verdicts(
    content: bytes, session: Session, importer: ListImport[Any], tally: Tally
) -> AsyncIterator[list[Verdict[Any]]]:
    try:
        heading, records = await asyncio.to_thread(_opened, content, importer.columns)
        tally.remarks += [*heading.problems, *heading.ignored]
        if heading.problems:
            return
        while piece := await asyncio.to_thread(_piece, records):
            verdicts = await importer.judge(session, piece)
            tally.add([one.judged for one in verdicts])
            yield verdicts
    except TableRefused as refused:
        tally.refused = refused
        return
    if not tally.lines:
        tally.remarks.append(Remark(0, Reason.NO_ROWS))


def _piece(records: Iterator[Record]) -> list[Record]:
    return list(islice(records, PIECE))


def _opened(content: bytes, columns: Sequence[Column]) -> tuple[Heading, Iterator[Record]]:
    return read_records(read_lines(content), columns)
