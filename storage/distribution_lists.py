"""The secretariat's own distribution lists, beside the one of all offices."""

from collections.abc import Sequence

from sqlmodel import Field, col, select

from planning.rounds import ListDraft
from storage.changes import Change
from storage.columns import JSON_VALUE
from storage.database import Session


class DistributionList(ListDraft, table=True):
    """A list of offices with a name; one taken away keeps its row, because rounds name it."""

    __tablename__ = "distribution_list"

    id: int | None = Field(default=None, primary_key=True)
    offices: list[str] = Field(default_factory=list, sa_type=JSON_VALUE)
    withdrawn: bool = False

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


async def lists(session: Session) -> list[DistributionList]:
    """List the lists that can be chosen, by name."""
    query = select(DistributionList).where(col(DistributionList.withdrawn).is_(False))
    return sorted((await session.exec(query)).all(), key=lambda one: (one.name.casefold(), one.key))


async def chosen(session: Session, list_id: int | None) -> DistributionList | None:
    """Find a list that can be chosen; None stands for all offices, and so does one taken away meanwhile."""
    found = await session.get(DistributionList, list_id) if list_id is not None else None
    return found if found is not None and not found.withdrawn else None


async def save(c: Change, list_id: int | None, draft: ListDraft) -> DistributionList:
    """Store a new list, or let one say what the draft says."""
    known = await c.session.get(DistributionList, list_id, with_for_update=True) if list_id is not None else None
    row = known or DistributionList(name=draft.name)
    before: Sequence[str] = row.offices
    row.name, row.offices, row.withdrawn = draft.name, list(draft.offices), False
    c.session.add(row)
    await c.session.flush()
    c.note("edited" if known else "entered", "distribution_list", row.key, before=list(before), after=row.offices)
    return row


async def withdraw(c: Change, list_id: int) -> DistributionList | None:
    """Take a list away; rounds that were started with it stay as they are."""
    row = await c.session.get(DistributionList, list_id, with_for_update=True)
    if row is None or row.withdrawn:
        return None
    row.withdrawn = True
    c.session.add(row)
    c.note("withdrawn", "distribution_list", list_id)
    return row
