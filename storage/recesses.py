"""Times in which no deadline ends by itself: the summer recess, entered by the secretariat."""

from datetime import date

from sqlmodel import Field, col, select

from planning.rounds import RecessDraft
from storage.changes import Change
from storage.database import Session


class Recess(RecessDraft, table=True):
    """A recess; one taken back keeps its row."""

    id: int | None = Field(default=None, primary_key=True)
    withdrawn: bool = False

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


async def recesses(session: Session, today: date) -> list[Recess]:
    """List the recesses that hold and are not over, the earliest first."""
    query = select(Recess).where(col(Recess.withdrawn).is_(False), col(Recess.last) >= today)
    return list((await session.exec(query.order_by(col(Recess.first), col(Recess.id)))).all())


async def enter(c: Change, draft: RecessDraft) -> Recess:
    """Enter a recess."""
    row = Recess(**draft.model_dump())
    c.session.add(row)
    await c.session.flush()
    c.note("entered", "recess", row.key, first=row.first.isoformat(), last=row.last.isoformat())
    return row


async def withdraw(c: Change, recess_id: int) -> Recess | None:
    """Take a recess back; None when it is none any more. Deadlines that were set stay."""
    row = await c.session.get(Recess, recess_id, with_for_update=True)
    if row is None or row.withdrawn:
        return None
    row.withdrawn = True
    c.session.add(row)
    c.note("withdrawn", "recess", recess_id)
    return row
