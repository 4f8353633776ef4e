"""Results of meetings: one responsible office, a date or a trigger stage, until they are done."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from planning.catalogue import Catalogue
from planning.errors import (
    Conflict,
    InTheFuture,
    InThePast,
    Invalid,
    NotAllowed,
    Outdated,
    Problem,
    Required,
    TooFarAhead,
    UnknownChoice,
)
from planning.people import Act, Role, may, require

LONG_TEXT = 1000
YEARS_AHEAD = 20
"""From planning law to moving in takes ten to fifteen years; a later date is a slip of the finger."""


class ResultKind(StrEnum):
    """What the meeting said."""

    DECISION = "decision"
    RECOMMENDATION = "recommendation"
    EXAMINATION = "examination"
    INFORMATION = "information"
    PLEDGE = "pledge"
    """A promise of somebody outside the group; the responsible office watches it."""


class ResultState(StrEnum):
    """Open until the office reports it done or somebody withdraws it with a reason."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ResultChangeKind(StrEnum):
    """What happened to a result after it was recorded."""

    DELAYED = "delayed"
    HANDED_OVER = "handed_over"
    CORRECTED = "corrected"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    TRIGGERED = "triggered"
    REOPENED = "reopened"


class ResultDraft(SQLModel):
    """A result: exactly one office, and a due date or a trigger stage unless it only informs.

    `office` and `trigger_stage` are catalogue ids; a trigger stage needs an intention.
    """

    text: str = Field(min_length=1, max_length=LONG_TEXT)
    kind: ResultKind
    meeting_id: int | None = None
    intention_id: int | None = None
    office: str = Field(min_length=1, max_length=60)
    due: date | None = None
    trigger_stage: str | None = Field(default=None, max_length=60)

    def check(self, today: date, *, stage_is_ahead: bool = True) -> None:
        """Raise Invalid for a missing or doubled date, a past date or a stage that is already reached."""
        problems = [*_text_problems(self.text), *_time_problems(self.kind, self.due, self.trigger_stage)]
        problems += _date_problems(self.due, today)
        problems += _stage_problems(self.trigger_stage, self.intention_id, stage_is_ahead)
        if problems:
            raise Invalid(*problems)


class SettlementDraft(SQLModel):
    """The office reports a result done: the evidence, and the day on which it was done."""

    evidence: str = Field(min_length=1, max_length=LONG_TEXT)
    done_on: date

    def check(self, today: date) -> None:
        """Raise Invalid for empty evidence or a day that has not come."""
        problems: list[Problem] = []
        if not self.evidence.strip():
            problems.append(Required("evidence"))
        if self.done_on > today:
            problems.append(InTheFuture("done_on", self.done_on))
        if problems:
            raise Invalid(*problems)


class DelayDraft(SQLModel):
    """The office needs longer: why, and until when."""

    reason: str = Field(min_length=1, max_length=LONG_TEXT)
    due: date | None = None

    def check(self, present: date | None, today: date) -> None:
        """Raise Invalid for a missing reason or a new date that is not later."""
        check_delay(reason=self.reason, present=present, wanted=self.due, today=today)


class HandoverDraft(SQLModel):
    """The result goes to another office, with a reason."""

    office: str = Field(min_length=1, max_length=60)
    reason: str = Field(min_length=1, max_length=LONG_TEXT)

    def check(self, present: str, known: Iterable[str]) -> None:
        """Raise Invalid for an unknown office, the office that has it already, or an empty reason."""
        problems = list(_reason_problems(self.reason))
        if self.office == present:
            problems.append(Conflict("office", "same_office"))
        elif self.office not in known:
            problems.append(UnknownChoice("office", self.office))
        if problems:
            raise Invalid(*problems)


class WithdrawalDraft(SQLModel):
    """The result no longer applies, with a reason."""

    reason: str = Field(min_length=1, max_length=LONG_TEXT)

    def check(self) -> None:
        """Raise Invalid for an empty reason."""
        problems = _reason_problems(self.reason)
        if problems:
            raise Invalid(*problems)


class ReopeningDraft(SQLModel):
    """A settled or withdrawn result is open again, with a reason and perhaps a new date."""

    reason: str = Field(min_length=1, max_length=LONG_TEXT)
    due: date | None = None

    def check(self, present: ResultDraft, today: date, *, waits_for_stage: bool) -> None:
        """Raise Invalid for an empty reason or an impossible new date; the present one may stay although it is over."""
        problems = [*_reason_problems(self.reason)]
        informs = present.kind is ResultKind.INFORMATION
        if (self.due or present.due) is None and not waits_for_stage and not informs:
            problems.append(Required("due"))
        if self.due != present.due:
            problems += _date_problems(self.due, today)
        if problems:
            raise Invalid(*problems)


class CorrectionDraft(SQLModel):
    """What was recorded wrongly, as it should be; a trigger stage that was reached is not touched."""

    text: str = Field(min_length=1, max_length=LONG_TEXT)
    kind: ResultKind
    due: date | None = None
    trigger_stage: str | None = Field(default=None, max_length=60)
    reason: str = Field(min_length=1, max_length=LONG_TEXT)

    def check(self, present: ResultDraft, today: date, *, stage_is_ahead: bool = True) -> None:
        """Raise Invalid as for a new result; the present date may stay although it is over."""
        problems = [*_text_problems(self.text), *_reason_problems(self.reason)]
        problems += _time_problems(self.kind, self.due, self.trigger_stage)
        if self.due != present.due:
            problems += _date_problems(self.due, today)
        problems += _stage_problems(self.trigger_stage, present.intention_id, stage_is_ahead)
        if problems:
            raise Invalid(*problems)


def check_delay(*, reason: str | None, present: date | None, wanted: date | None, today: date) -> None:
    """Refuse a delay without a reason or with a new date that is not later."""
    problems = list(_reason_problems(reason))
    if wanted is None:
        problems.append(Required("due"))
    elif wanted <= today:
        problems.append(InThePast("due", wanted))
    elif present is not None and wanted <= present:
        problems.append(Conflict("due", "delay_is_not_later"))
    else:
        problems += _date_problems(wanted, today)
    if problems:
        raise Invalid(*problems)


def number(year: int, sequence: int) -> str:
    """Give the visible number, "E-2026-001"."""
    return f"E-{year}-{sequence:03d}"


def stage_is_ahead(catalogue: Catalogue, route: str, present: str, wanted: str) -> bool:
    """Say whether an intention on this route has yet to reach the wanted stage."""
    if wanted not in catalogue.routes[route].stages or wanted == present:
        return False
    return not catalogue.is_backwards(route, present, wanted)


def may_settle(roles: Iterable[Role], office: str | None, responsible_office: str) -> bool:
    """Say whether a person reports on a result: anyone of the responsible office, or the secretariat."""
    known = list(roles)
    if not may(known, Act.SETTLE_RESULT):
        return False
    return Role.SECRETARIAT in known or (office is not None and office == responsible_office)


def may_hand_over(roles: Iterable[Role], office: str | None, responsible_office: str) -> bool:
    """Say whether a person gives a result to another office: the office itself, or who records results."""
    known = list(roles)
    return may_settle(known, office, responsible_office) or may(known, Act.CORRECT_RESULT)


def require_settling(roles: Iterable[Role], office: str | None, responsible_office: str) -> None:
    """Raise NotAllowed without the role, Outdated when the result is with another office."""
    known = list(roles)
    require(known, Act.SETTLE_RESULT)
    if not may_settle(known, office, responsible_office):
        raise Outdated("result", "elsewhere")


def require_handover(roles: Iterable[Role], office: str | None, responsible_office: str) -> None:
    """Raise NotAllowed without the role, Outdated when the result is with another office."""
    known = list(roles)
    if may_hand_over(known, office, responsible_office):
        return
    if not may(known, Act.SETTLE_RESULT):
        raise NotAllowed(Act.SETTLE_RESULT)
    raise Outdated("result", "elsewhere")


def _text_problems(text: str) -> list[Problem]:
    return [] if text.strip() else [Required("text")]


def _reason_problems(reason: str | None) -> list[Problem]:
    return [] if (reason or "").strip() else [Required("reason")]


def _time_problems(kind: ResultKind, due: date | None, trigger_stage: str | None) -> list[Problem]:
    """A date or a stage, never both; an information has neither."""
    if kind is ResultKind.INFORMATION:
        field = "due" if due is not None else "trigger_stage"
        has_none = due is None and trigger_stage is None
        return [] if has_none else [Conflict(field, "information_has_no_date")]
    if due is None and trigger_stage is None:
        return [Conflict("due", "date_or_stage")]
    if due is not None and trigger_stage is not None:
        return [Conflict("trigger_stage", "date_and_stage")]
    return []


def _date_problems(due: date | None, today: date) -> list[Problem]:
    if due is None:
        return []
    if due < today:
        return [InThePast("due", due)]
    last = date(today.year + YEARS_AHEAD, 12, 31)
    return [TooFarAhead("due", last)] if due > last else []


def _stage_problems(trigger_stage: str | None, intention_id: int | None, ahead: bool) -> list[Problem]:
    if trigger_stage is None:
        return []
    if intention_id is None:
        return [Conflict("trigger_stage", "stage_needs_intention")]
    return [] if ahead else [Conflict("trigger_stage", "stage_is_reached")]
