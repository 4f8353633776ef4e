"""What an operator asks the database: is it there, does the clock tick, what waits too long?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import col, select

from storage.database import Session
from storage.installation import Installation
from storage.outbox import Outgoing

WAITING = text("state IN ('pending', 'claimed', 'sending', 'uncertain')")
"""Inlined, so that the partial index is used."""


@dataclass(frozen=True)
class Health:
    """`last_tick_at` is real time; `oldest_due_at` business time of the longest waiting message that is due."""

    last_tick_at: datetime | None
    oldest_due_at: datetime | None


async def health(session: Session, now: datetime) -> Health:
    """Look at heartbeat and outbox; `now` is business time."""
    installation = await session.get(Installation, 1)
    query = select(Outgoing.due_at).where(WAITING, col(Outgoing.due_at) <= now)
    oldest = (await session.exec(query.order_by(col(Outgoing.due_at), col(Outgoing.id)).limit(1))).first()
    return Health(installation.last_tick_at if installation is not None else None, oldest)


async def outbox_counts(session: Session) -> Mapping[str, int]:
    """Count the messages in each state."""
    query = select(Outgoing.state, func.count()).group_by(col(Outgoing.state))
    return {str(state): count for state, count in (await session.exec(query)).all()}
