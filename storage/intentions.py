"""Intentions, their stage history and the counter of visible numbers."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from planning.intentions import IntentionDraft, IntentionState
from storage.columns import Words


class Intention(IntentionDraft, table=True):
    """A development intention; never deleted, only paused or abandoned."""

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    alias: str = Field(max_length=120)
    district: str = Field(max_length=60, index=True)
    state: IntentionState = Field(default=IntentionState.ACTIVE, sa_type=Words(IntentionState))
    lead_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime = Field(index=True)
    changed_at: datetime

    @property
    def key(self) -> int:
        """Give the id of a stored intention."""
        assert self.id is not None
        return self.id


class IntentionChange(SQLModel, table=True):
    """A change of stage or state, with who, when and why. `what` is "stage" or "state"."""

    id: int | None = Field(default=None, primary_key=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    what: str = Field(max_length=20)
    before: str = Field(max_length=60)
    after: str = Field(max_length=60)
    reason: str | None = Field(default=None, max_length=1000)
    changed_by: int = Field(foreign_key="person.id")
    changed_at: datetime = Field(index=True)


class Counter(SQLModel, table=True):
    """The last number given out in a series and year ("V" 2026, "alias:bad-cannstatt" 2026)."""

    series: str = Field(max_length=80, primary_key=True)
    year: int = Field(primary_key=True)
    last: int = 0
