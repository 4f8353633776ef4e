"""Facts about this installation: its secret, its team, its heartbeat."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Installation(SQLModel, table=True):
    """One row, id 1. `secret` keys the marks in message metadata and never leaves the database."""

    id: int = Field(default=1, primary_key=True)
    secret: str = Field(max_length=64)
    team_id: str | None = Field(default=None, max_length=32)
    last_tick_at: datetime | None = None
    """Real time of the last finished tick."""
    created_at: datetime
