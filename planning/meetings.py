"""Meetings of the group, and the short updates collected before each."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlmodel import Field, SQLModel

from planning.calendar import WorkingCalendar
from planning.errors import InThePast, Invalid, Required
from planning.policy import Policy


class MeetingState(StrEnum):
    """A meeting is planned until it is held or cancelled."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class UpdateKind(StrEnum):
    """What a member answered to the question before a meeting."""

    TEXT = "text"
    NOTHING_NEW = "nothing_new"
    UNCHANGED = "unchanged"
    """A planner: the stages of my intentions have not changed."""


class MeetingDraft(SQLModel):
    """A meeting as the secretariat plans it; `on` and `at` are local wall-clock values."""

    on: date
    at: time = time(14, 0)
    place: str | None = Field(default=None, max_length=300)
    notes: str | None = Field(default=None, max_length=2000)

    def check(self, now: datetime, calendar: WorkingCalendar) -> None:
        """Raise Invalid for a meeting that lies in the past or in the small hours."""
        if calendar.instant(self.on, self.at) <= now:
            raise Invalid(InThePast("on", self.on))


class UpdateDraft(SQLModel):
    """A short update; `question_office` is the catalogue office that `question` goes to."""

    kind: UpdateKind = UpdateKind.TEXT
    text: str | None = Field(default=None, max_length=280)
    intention_id: int | None = None
    question: str | None = Field(default=None, max_length=280)
    question_office: str | None = Field(default=None, max_length=60)

    def check(self) -> None:
        """Raise Invalid for an empty update or half a question."""
        if self.kind is UpdateKind.TEXT and not (self.text or "").strip():
            raise Invalid(Required("text"))
        if (self.question or "").strip() and self.question_office is None:
            raise Invalid(Required("question_office"))
        if self.question_office is not None and not (self.question or "").strip():
            raise Invalid(Required("question"))


def update_days(meeting: date, calendar: WorkingCalendar, policy: Policy) -> tuple[date, date]:
    """Give the days on which updates are asked for, and asked for once more."""
    first = calendar.add(meeting, -policy.update_days_before)
    again = calendar.add(meeting, -policy.update_again_days_before)
    return first, again


def digest_day(meeting: date, calendar: WorkingCalendar, policy: Policy) -> date:
    """Give the working day before the meeting, on which the secretariat gets the digest."""
    return calendar.add(meeting, -policy.digest_days_before)
