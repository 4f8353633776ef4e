"""What did not reach people: for the secretariat's home tab and the operator's command line."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import text, update
from sqlmodel import col, select

from storage.changes import Change
from storage.clock import real_time
from storage.database import Session
from storage.installation import Installation, installation
from storage.outbox import OPEN, TROUBLED, OutboxState, Outgoing
from storage.people import secretariat

MOST_TOLD_APART = 1000
"""Messages in trouble that a tick looks at, the newest; a home tab names a few of them."""


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


async def trouble_has_changed(session: Session) -> bool:
    """Say whether other messages are in trouble than the home tabs show: the cheap question of a tick."""
    known = await session.get(Installation, 1)
    return await _trouble(session) != (known.trouble if known is not None else "")


async def show_trouble(c: Change) -> bool:
    """Let the secretariat's home tabs show what is in trouble now; False when another process was first."""
    known = await installation(c.session, c.now)
    before, present = known.trouble, await _trouble(c.session)
    ours = update(Installation).where(col(Installation.id) == 1, col(Installation.trouble) == before)
    if before == present or (await c.session.exec(ours.values(trouble=present))).rowcount == 0:
        return False
    if readers := await secretariat(c.session):
        await c.redraw_homes(*(one.key for one in readers))
    return True


async def _trouble(session: Session) -> str:
    query = select(Outgoing.id, Outgoing.state).where(text(TROUBLED)).order_by(col(Outgoing.id).desc())
    rows = (await session.exec(query.limit(MOST_TOLD_APART))).all()
    told = " ".join(f"{row_id}:{state}" for row_id, state in rows)
    return sha256(told.encode()).hexdigest() if told else ""
