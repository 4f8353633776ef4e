"""What both imports of lists share: what words are compared with, and one judged line with what to write for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from planning.catalogue import Catalogue
from planning.catalogue.wording import fold
from planning.list_import import Judged, Outcome, Persons, Surroundings
from planning.table_columns import Column, Record, Remark
from storage.changes import Change
from storage.database import Session
from storage.people import members, offices

E = TypeVar("E")


@dataclass(frozen=True)
class Verdict(Generic[E]):
    """One line and what to write for it; None for a wrong one."""

    judged: Judged
    entry: E | None = None


class ListImport(Protocol[E]):
    """One kind of list; made anew for each reading, because it remembers which lines it has seen."""

    noun: str
    columns: Sequence[Column]
    numbers: list[str]
    """The first and the last number given out, once something was written."""

    async def judge(self, session: Session, records: Sequence[Record]) -> list[Verdict[E]]:
        """Work out what these lines would change."""

    async def write(self, change: Change, entries: Sequence[E], reason: str) -> None:
        """Write what changes; nobody is told. `reason` goes into the histories."""

    async def finish(self, change: Change) -> None:
        """Let what shows the changed things show their newest state."""


def wrong(record: Record, label: str, remarks: Sequence[Remark]) -> Judged:
    """Judge a line that cannot be taken."""
    return Judged(line=record.line, outcome=Outcome.WRONG, label=label, remarks=tuple(remarks))


async def surroundings(session: Session, catalogue: Catalogue, today: date) -> Surroundings:
    """Collect what the words of a list are compared with; the offices as the database names them go first."""
    people = [(one.key, one.name, one.email) for one in await members(session)]
    spellings: dict[str, str] = {}
    existing = await offices(session)
    for office in existing:
        seed = catalogue.offices.get(office.id)
        for spelling in seed.spellings() if seed is not None else ():
            spellings[spelling] = office.id
    for office in existing:
        spellings |= {fold(words): office.id for words in (office.id, office.name, office.short)}
    return Surroundings(catalogue, today, Persons.of(people), spellings, [office.name for office in existing])
