"""What came in: each delivery is answered once, its repetition like the first time."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.columns import JSON_VALUE


class Incoming(SQLModel, table=True):
    """One delivery from chat: `key` is "event:Ev…" or "trigger:…"; `answer` what was acknowledged."""

    __tablename__ = "inbox"

    key: str = Field(max_length=200, primary_key=True)
    answer: dict[str, Any] | None = Field(default=None, sa_type=JSON_VALUE)
    received_at: datetime = Field(index=True)
