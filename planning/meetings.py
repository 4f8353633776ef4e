"""Meetings of the group, and the short updates collected before each."""

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum

from sqlmodel import Field, SQLModel

from planning.calendar import WorkingCalendar
from planning.errors import Conflict, InThePast, Invalid, Outdated, Problem, Required, TooFarAhead
from planning.policy import Policy

EARLIEST = time(6, 0)
LATEST = time(22, 0)
YEARS_AHEAD = 3
ANSWER_LENGTH = 1000
REASON_LENGTH = 1000


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


class Doubt(StrEnum):
    """What makes a permitted date questionable; the secretariat confirms it."""

    NOT_A_WORKING_DAY = "not_a_working_day"
    SECOND_THAT_DAY = "second_that_day"
    CHANGED_MEANWHILE = "changed_meanwhile"
    """A colleague moved the meeting while the form was open."""


class MeetingDraft(SQLModel):
    """A meeting as the secretariat plans it; `on` and `at` are local wall-clock values."""

    on: date
    at: time = time(14, 0)
    place: str | None = Field(default=None, max_length=300)
    notes: str | None = Field(default=None, max_length=2000)

    def check(self, now: datetime, calendar: WorkingCalendar) -> None:
        """Raise Invalid for a meeting that lies in the past, far ahead or in the night."""
        problems: list[Problem] = []
        today = calendar.today(now)
        last = date(today.year + YEARS_AHEAD, 12, 31)
        if self.on < today:
            problems.append(InThePast("on", self.on))
        elif self.on > last:
            problems.append(TooFarAhead("on", last))
        if not EARLIEST <= self.at <= LATEST:
            problems.append(Conflict("at", "meeting_in_the_night"))
        elif self.on == today and calendar.instant(self.on, self.at) <= now:
            problems.append(Conflict("at", "meeting_time_is_over"))
        if problems:
            raise Invalid(*problems)


class UpdateDraft(SQLModel):
    """A short update; `question_office` is the catalogue office that `question` goes to."""

    kind: UpdateKind = UpdateKind.TEXT
    text: str | None = Field(default=None, max_length=280)
    intention_id: int | None = None
    question: str | None = Field(default=None, max_length=280)
    question_office: str | None = Field(default=None, max_length=60)

    def check(self, own_office: str | None = None) -> None:
        """Raise Invalid for an empty update, half a question or a question to one's own office."""
        problems: list[Problem] = []
        if self.kind is UpdateKind.TEXT and not (self.text or "").strip():
            problems.append(Required("text"))
        asks = bool((self.question or "").strip())
        if asks and self.question_office is None:
            problems.append(Required("question_office"))
        if self.question_office is not None and not asks:
            problems.append(Required("question"))
        if asks and self.question_office is not None and self.question_office == own_office:
            problems.append(Conflict("question_office", "question_to_own_office"))
        if problems:
            raise Invalid(*problems)


def doubts(on: date, calendar: WorkingCalendar, others: Iterable[date]) -> list[Doubt]:
    """List what the secretariat should confirm; `others` are the days of the other planned meetings."""
    found = []
    if not calendar.is_working_day(on):
        found.append(Doubt.NOT_A_WORKING_DAY)
    if on in set(others):
        found.append(Doubt.SECOND_THAT_DAY)
    return found


def check_reason(reason: str | None) -> str:
    """Give the reason of a move or cancellation; raises Invalid where there is none."""
    given = (reason or "").strip()
    if not given:
        raise Invalid(Required("reason"))
    return given


def check_ahead(state: MeetingState, starts_at: datetime, now: datetime) -> None:
    """Raise Outdated for a meeting that is cancelled, held or has begun."""
    if state is not MeetingState.PLANNED:
        raise Outdated("meeting", state)
    if starts_at <= now:
        raise Outdated("meeting", MeetingState.HELD)


def check_answer(answer: str | None, *, answered_before: bool) -> str:
    """Give the answer to an office's question; raises Invalid for an empty or a second one."""
    given = (answer or "").strip()
    if not given:
        raise Invalid(Required("answer"))
    if answered_before:
        raise Invalid(Conflict("answer", "question_is_answered"))
    return given


def needs_digest_again(digest_at: datetime, moved_to: date, calendar: WorkingCalendar, policy: Policy) -> bool:
    """Say whether a digest that has gone out must go out again because the meeting moved to a later day."""
    return digest_day(moved_to, calendar, policy) > calendar.today(digest_at)


def update_days(meeting: date, calendar: WorkingCalendar, policy: Policy) -> tuple[date, date]:
    """Give the days on which updates are asked for, and asked for once more."""
    first = calendar.add(meeting, -policy.update_days_before)
    again = calendar.add(meeting, -policy.update_again_days_before)
    return first, again


def digest_day(meeting: date, calendar: WorkingCalendar, policy: Policy) -> date:
    """Give the working day before the meeting, on which the secretariat gets the digest."""
    return calendar.add(meeting, -policy.digest_days_before)
