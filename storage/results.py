"""Results of meetings and what happened to them."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from planning.results import ResultChangeKind, ResultDraft, ResultKind, ResultState
from storage.columns import Words


class Result(ResultDraft, table=True):
    """A result with one responsible office; `responsible_id` is that office's person."""

    __table_args__ = (
        Index(
            "result_open_due",
            "due",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    kind: ResultKind = Field(sa_type=Words(ResultKind))
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    intention_id: int | None = Field(default=None, foreign_key="intention.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id", index=True)
    responsible_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    state: ResultState = Field(default=ResultState.OPEN, sa_type=Words(ResultState))
    triggered_on: date | None = None
    revision: int = 0
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime
    evidence: str | None = Field(default=None, max_length=1000)
    settled_by: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = None


class ResultChange(SQLModel, table=True):
    """A delay, handover, correction, completion or withdrawal, with who, when and why."""

    id: int | None = Field(default=None, primary_key=True)
    result_id: int = Field(foreign_key="result.id", index=True)
    what: ResultChangeKind = Field(sa_type=Words(ResultChangeKind))
    before: str | None = Field(default=None, max_length=1000)
    after: str | None = Field(default=None, max_length=1000)
    reason: str | None = Field(default=None, max_length=1000)
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime
