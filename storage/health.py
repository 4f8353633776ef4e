"""What an operator asks the database: is it there, does the clock tick, what waits too long?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import col, select

from storage.clock import real_time
from storage.database import Session
from storage.installation import Installation
from storage.outbox import OPEN, TROUBLED, Outgoing

COUNTED = ("pending", "claimed", "sending", "uncertain", "dead", "expired")


@dataclass(frozen=True)
class Health:
    """`oldest_due_at` is business time, of the longest waiting message that is due; all else is real time."""

    present: datetime
    """The database's present time."""
    last_tick_at: datetime | None
    backed_up_at: datetime | None
    oldest_due_at: datetime | None
    uncertain_since: datetime | None
    """When the message that nobody knows about for the longest time was posted, or not."""


async def health(session: Session, now: datetime) -> Health:
    """Look at heartbeat and outbox; `now` is business time."""
    installation = await session.get(Installation, 1)
    query = select(Outgoing.due_at).where(text(OPEN), col(Outgoing.due_at) <= now)
    oldest = (await session.exec(query.order_by(col(Outgoing.due_at), col(Outgoing.id)).limit(1))).first()
    doubted = select(func.min(col(Outgoing.sending_since))).where(text(TROUBLED), text("state = 'uncertain'"))
    return Health(
        present=await database_time(session),
        last_tick_at=installation.last_tick_at if installation is not None else None,
        backed_up_at=installation.backed_up_at if installation is not None else None,
        oldest_due_at=oldest,
        uncertain_since=(await session.exec(doubted)).one(),
    )


async def database_time(session: Session) -> datetime:
    """Give the database's present time."""
    return (await session.exec(select(real_time()))).one()


async def outbox_counts(session: Session) -> Mapping[str, int]:
    """Count the messages that wait or are in trouble by state; what is settled may be millions and is not counted."""
    counts = dict.fromkeys(COUNTED, 0)
    for rows in (text(OPEN), text(f"{TROUBLED} AND state <> 'uncertain'")):
        query = select(Outgoing.state, func.count()).where(rows).group_by(col(Outgoing.state))
        counts |= {str(state): count for state, count in (await session.exec(query)).all()}
    return counts
