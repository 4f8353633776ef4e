"""Promised messages: each is a row with a unique key, written with the fact that caused it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.columns import JSON_VALUE, Words


class OutboxState(StrEnum):
    """The states of delivery.md; CANCELLED keeps its reason, DEAD and EXPIRED are shown to people."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    CANCELLED = "cancelled"
    DEAD = "dead"
    EXPIRED = "expired"


class Outgoing(SQLModel, table=True):
    """One message to one recipient. `body` is a planning.messages meaning: ids only.

    Exactly one of `person_id` and `channel_id` is set; `thread_of` is the surface in whose
    thread it belongs. `not_before` and `lease_until` are real (database) time, `due_at` and
    `expires_at` business time.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_open",
            "due_at",
            "id",
            sqlite_where=text("state IN ('pending', 'claimed', 'sending', 'uncertain')"),
            postgresql_where=text("state IN ('pending', 'claimed', 'sending', 'uncertain')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    kind: str = Field(max_length=40)
    body: dict[str, Any] = Field(sa_type=JSON_VALUE)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    channel_id: str | None = Field(default=None, max_length=32)
    thread_of: int | None = Field(default=None, foreign_key="surface.id")
    due_at: datetime
    expires_at: datetime | None = None
    state: OutboxState = Field(default=OutboxState.PENDING, sa_type=Words(OutboxState))
    reason: str | None = Field(default=None, max_length=300)
    attempts: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    not_before: datetime | None = None
    sending_since: datetime | None = None
    channel: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    created_at: datetime
    sent_at: datetime | None = None


class RateLimit(SQLModel, table=True):
    """When the next call is allowed, for all workers; `scope` is "workspace:METHOD" or "channel:C123"."""

    __tablename__ = "rate_limit"

    scope: str = Field(max_length=60, primary_key=True)
    not_before: datetime
