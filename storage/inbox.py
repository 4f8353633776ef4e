"""What came in: each delivery is answered once, its repetition like the first time."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Field, SQLModel, col

from storage.columns import JSON_VALUE
from storage.database import Session


class Incoming(SQLModel, table=True):
    """One delivery from chat: `key` is "event:Ev…" or "trigger:…"; `answer` what was acknowledged."""

    __tablename__ = "inbox"

    key: str = Field(max_length=200, primary_key=True)
    answer: dict[str, Any] | None = Field(default=None, sa_type=JSON_VALUE)
    received_at: datetime = Field(index=True)


async def forget_received(session: Session, before: datetime) -> int:
    """Delete deliveries received before a moment: nobody repeats them any more; gives their number."""
    result = await session.exec(delete(Incoming).where(col(Incoming.received_at) < before))
    return result.rowcount
