"""Meetings and the updates collected before them."""

from datetime import date, datetime, time

from sqlmodel import Field

from planning.meetings import MeetingDraft, MeetingState, UpdateDraft, UpdateKind
from storage.columns import Words


class Meeting(MeetingDraft, table=True):
    """A meeting; `on` and `at` are the wall time, `starts_at` the instant derived from them."""

    id: int | None = Field(default=None, primary_key=True)
    on: date = Field(index=True)
    at: time
    starts_at: datetime = Field(index=True)
    state: MeetingState = Field(default=MeetingState.PLANNED, sa_type=Words(MeetingState))
    revision: int = 0
    reason: str | None = Field(default=None, max_length=1000)
    digest_at: datetime | None = None
    """When the digest was planned for delivery; None before."""
    published_at: datetime | None = None
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime


class Update(UpdateDraft, table=True):
    """What a member wrote for a meeting; None as meeting = none was planned yet."""

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    intention_id: int | None = Field(default=None, foreign_key="intention.id")
    kind: UpdateKind = Field(default=UpdateKind.TEXT, sa_type=Words(UpdateKind))
    person_id: int = Field(foreign_key="person.id", index=True)
    office: str | None = Field(default=None, max_length=60)
    written_at: datetime
    answer: str | None = Field(default=None, max_length=1000)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
