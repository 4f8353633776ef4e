"""Write what districts lack: a new version for what is new, nothing for what is there."""

from collections.abc import Sequence
from typing import Self

from planning.deficit_import import COLUMNS, DeficitEntry, DeficitRegister, DeficitRow, read_row
from planning.list_import import Surroundings
from planning.table_columns import EXAMPLE_KEY, Column, Record
from storage.changes import Change
from storage.database import Session
from storage.districts import every_deficit, store_deficit
from storage.list_import import Verdict, wrong


class DeficitImport:
    """Deficits of districts from a list; see `ListImport`. Versions are only added: the same list again adds nothing."""

    noun = "deficit"
    columns: Sequence[Column] = COLUMNS

    def __init__(self, around: Surroundings, register: DeficitRegister) -> None:
        self.around = around
        self.register = register
        self.numbers: list[str] = []

    @classmethod
    async def open(cls, session: Session, around: Surroundings) -> Self:
        """Look up which versions are there."""
        return cls(around, DeficitRegister(await every_deficit(session)))

    async def judge(self, session: Session, records: Sequence[Record]) -> list[Verdict[DeficitEntry]]:
        """Work out what these lines would add."""
        verdicts = []
        for record in records:
            if record["source"] == EXAMPLE_KEY:  # the template's grey line
                continue
            row, problems = read_row(record, self.around)
            if row is None:
                label = f"{record['district']} · {record['facility_type']}"
                verdicts.append(Verdict[DeficitEntry](wrong(record, label, problems)))
            else:
                verdicts.append(Verdict(*self.register.judge(row, self._label(row))))
        return verdicts

    def _label(self, row: DeficitRow) -> str:
        catalogue = self.around.catalogue
        return f"{catalogue.districts[row.district].name.de} · {catalogue.facility_types[row.facility_type].name.de}"

    async def write(self, change: Change, entries: Sequence[DeficitEntry], reason: str) -> None:
        """Add the versions."""
        for entry in entries:
            await store_deficit(change, entry.district, entry.deficit)
        await change.session.flush()

    async def finish(self, change: Change) -> None:
        """Nothing shows deficits before it is opened."""
