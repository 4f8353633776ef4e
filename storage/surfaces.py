"""Living messages: a card, an inquiry, a digest, a home tab – redrawn from the newest state."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from planning.messages import SurfaceKind
from storage.columns import Words


class Surface(SQLModel, table=True):
    """One living message. Facts raise `wanted_rev` in their transaction; delivery alone draws it.

    `recipient` is "person:7" or "channel:C123"; `posts` counts first posts (again after a deletion).
    """

    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "recipient"),
        Index(
            "surface_stale",
            "id",
            sqlite_where=text("wanted_rev > shown_rev"),
            postgresql_where=text("wanted_rev > shown_rev"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: SurfaceKind = Field(sa_type=Words(SurfaceKind))
    subject_id: int
    recipient: str = Field(max_length=60)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    channel_id: str | None = Field(default=None, max_length=32)
    channel: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    posts: int = 0
    wanted_rev: int = 1
    shown_rev: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    not_before: datetime | None = None
    reason: str | None = Field(default=None, max_length=300)
