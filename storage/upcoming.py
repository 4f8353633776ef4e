"""The next instants that stand in the tables: messages promised for later, meetings that begin, rounds that end."""

from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import col, select

from planning.intentions import IntentionState
from planning.meetings import MeetingState
from storage.database import Session
from storage.intentions import Intention
from storage.meetings import Meeting
from storage.needs import Inquiry, NeedRequest
from storage.outbox import OPEN, Outgoing
from storage.reminders import OPEN_INQUIRY


async def instants_after(session: Session, now: datetime) -> list[datetime]:
    """Give the earliest instant of each kind after `now`, at most three, in no order."""
    promised = select(func.min(Outgoing.due_at)).where(text(OPEN), col(Outgoing.due_at) > now)
    begins = select(func.min(Meeting.starts_at)).where(Meeting.state == MeetingState.PLANNED, Meeting.starts_at > now)
    ends = (
        select(func.max(Inquiry.due_at))
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .join(Intention, col(Intention.id) == col(NeedRequest.intention_id))
        .where(text("needrequest.state = 'open' AND needrequest.finished_at IS NULL"), OPEN_INQUIRY)
        .where(Intention.state == IntentionState.ACTIVE)
        .group_by(col(Inquiry.request_id))
        .having(func.max(Inquiry.due_at) > now)
    )
    # The lowest of none is None, whatever the types say.
    lowest: list[datetime | None] = [(await session.exec(promised)).one(), (await session.exec(begins)).one()]
    earliest_end = min((await session.exec(ends)).all(), default=None)
    return [instant for instant in (*lowest, earliest_end) if instant is not None]
