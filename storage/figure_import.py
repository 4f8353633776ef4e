"""Write a table of key figures: a new version for what is new, nothing for what is there."""

from collections.abc import Sequence
from typing import Self

from planning.figure_import import COLUMNS, FigureEntry, FigureRegister, read_row
from planning.list_import import Surroundings
from planning.table_columns import Column, Record
from storage.changes import Change
from storage.database import Session
from storage.figures import all_versions, revise
from storage.list_import import Verdict, wrong


class FigureImport:
    """Key figures from a table; see `ListImport`. Versions are only added, so the same table again adds nothing."""

    noun = "figure"
    columns: Sequence[Column] = COLUMNS

    def __init__(self, around: Surroundings, register: FigureRegister) -> None:
        self.around = around
        self.register = register
        self.numbers: list[str] = []
        self._wrote = False

    @classmethod
    async def open(cls, session: Session, around: Surroundings) -> Self:
        """Look up which versions are there."""
        every = await all_versions(session, around.catalogue)
        return cls(around, FigureRegister({figure: of[-1] for figure, of in every.items()}, every))

    async def judge(self, session: Session, records: Sequence[Record]) -> list[Verdict[FigureEntry]]:
        """Work out what these lines would add."""
        verdicts = []
        for record in records:
            row, problems = read_row(record, self.register.figures)
            if row is None:
                verdicts.append(Verdict[FigureEntry](wrong(record, record["figure"], problems)))
            else:
                verdicts.append(Verdict(*self.register.judge(row)))
        return verdicts

    async def write(self, change: Change, entries: Sequence[FigureEntry], reason: str) -> None:
        """Add the versions; `reason` stands where the table gives none."""
        for entry in entries:
            draft = entry.draft.model_copy(update={"reason": entry.draft.reason or reason})
            await revise(change, self.around.catalogue, entry.figure, draft)

    async def finish(self, change: Change) -> None:
        """Nothing shows key figures before it is opened."""
