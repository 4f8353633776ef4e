"""Facts about this installation: its secret, its team, its heartbeat."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import update
from sqlmodel import Field, SQLModel, col

from storage.changes import insert_once
from storage.clock import real_time
from storage.database import Session


class Installation(SQLModel, table=True):
    """One row, id 1. `secret` keys the marks in message metadata and never leaves the database."""

    id: int = Field(default=1, primary_key=True)
    secret: str = Field(max_length=64)
    team_id: str | None = Field(default=None, max_length=32)
    last_tick_at: datetime | None = None
    """Real time of the last finished tick."""
    watermark: datetime | None = None
    """Business time of the last `recover`: what was due by then may have been said although no row says so."""
    recovered_at: datetime | None = None
    """Real time of the last `recover`."""
    backed_up_at: datetime | None = None
    """Real time of the last backup that somebody finished."""
    trouble: str = Field(default="", max_length=64)
    """Digest of the messages in trouble that the secretariat's home tabs show; empty when there are none."""
    created_at: datetime


async def installation(session: Session, now: datetime) -> Installation:
    """Give this installation's facts; the first to ask makes them, with a new secret."""
    await insert_once(session, Installation(id=1, secret=token_hex(32), created_at=now))
    found = await session.get(Installation, 1)
    assert found is not None
    return found


async def backed_up(session: Session) -> None:
    """Record that somebody has just finished a backup."""
    await session.exec(update(Installation).where(col(Installation.id) == 1).values(backed_up_at=real_time()))


async def ticked(session: Session) -> None:
    """Record that the clock ticks."""
    await session.exec(update(Installation).where(col(Installation.id) == 1).values(last_tick_at=real_time()))
