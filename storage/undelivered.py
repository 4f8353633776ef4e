"""What did not reach people: for the secretariat's home tab and the operator's command line."""

from datetime import datetime

from sqlalchemy import text, update
from sqlmodel import col, select

from storage.clock import real_time
from storage.database import Session
from storage.outbox import OPEN, TROUBLED, OutboxState, Outgoing


async def troubled(session: Session, limit: int = 50) -> list[Outgoing]:
    """List uncertain, dead and expired messages with their reasons, the newest first."""
    query = select(Outgoing).where(text(TROUBLED)).order_by(col(Outgoing.id).desc()).limit(limit)
    return list((await session.exec(query)).all())


async def waiting(session: Session, now: datetime, limit: int = 50) -> list[Outgoing]:
    """List messages that are due and not yet sent, the earliest due first."""
    query = select(Outgoing).where(text(OPEN), col(Outgoing.due_at) <= now)
    ordered = query.order_by(col(Outgoing.due_at), col(Outgoing.id)).limit(limit)
    return list((await session.exec(ordered)).all())


async def in_state(session: Session, state: OutboxState, limit: int = 50) -> list[Outgoing]:
    """List the messages of one state, the newest first."""
    query = select(Outgoing).where(col(Outgoing.state) == state).order_by(col(Outgoing.id).desc()).limit(limit)
    return list((await session.exec(query)).all())


async def message(session: Session, key: str) -> Outgoing | None:
    """Find a message by its key."""
    return (await session.exec(select(Outgoing).where(Outgoing.key == key))).first()


async def retry(session: Session, key: str) -> bool:
    """Let a troubled message be sent after all, without an end; False when it is not in trouble.

    One that was uncertain may then be read twice: the person who asks for it has looked.
    """
    result = await session.exec(
        update(Outgoing)
        .where(text(TROUBLED), col(Outgoing.key) == key)
        .values(
            state=OutboxState.PENDING,
            reason=None,
            expires_at=None,
            not_before=None,
            lease_until=None,
            sending_since=None,
            looked_for_at=real_time(),
            fence=Outgoing.fence + 1,
        )
    )
    return result.rowcount == 1


async def give_up(session: Session, key: str, reason: str) -> bool:
    """Cancel a message that waits or is in trouble; False when it is on its way or settled."""
    result = await session.exec(
        update(Outgoing)
        .where(text("state IN ('pending', 'claimed', 'uncertain', 'dead', 'expired')"), col(Outgoing.key) == key)
        .values(state=OutboxState.CANCELLED, reason=reason, lease_until=None, fence=Outgoing.fence + 1)
    )
    return result.rowcount == 1
