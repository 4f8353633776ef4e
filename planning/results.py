"""Results of meetings: one responsible office, a date or a trigger stage, until they are done."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from planning.errors import Conflict, InThePast, Invalid, Problem, Required


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


class ResultDraft(SQLModel):
    """A result: exactly one office, and a due date or a trigger stage unless it only informs.

    `office` and `trigger_stage` are catalogue ids; a trigger stage needs an intention.
    """

    text: str = Field(min_length=1, max_length=1000)
    kind: ResultKind
    meeting_id: int | None = None
    intention_id: int | None = None
    office: str = Field(min_length=1, max_length=60)
    due: date | None = None
    trigger_stage: str | None = Field(default=None, max_length=60)

    def check(self, today: date, *, stage_is_ahead: bool = True) -> None:
        """Raise Invalid for a missing or doubled date, a past date or a stage that is already reached."""
        problems: list[Problem] = []
        if not self.text.strip():
            problems.append(Required("text"))
        if self.kind is ResultKind.INFORMATION:
            if self.due is not None or self.trigger_stage is not None:
                problems.append(Conflict("due", "information_has_no_date"))
        elif self.due is None and self.trigger_stage is None:
            problems.append(Conflict("due", "date_or_stage"))
        elif self.due is not None and self.trigger_stage is not None:
            problems.append(Conflict("trigger_stage", "date_and_stage"))
        if self.due is not None and self.due < today:
            problems.append(InThePast("due", self.due))
        if self.trigger_stage is not None and self.intention_id is None:
            problems.append(Conflict("trigger_stage", "stage_needs_intention"))
        elif self.trigger_stage is not None and not stage_is_ahead:
            problems.append(Conflict("trigger_stage", "stage_is_reached"))
        if problems:
            raise Invalid(*problems)


def check_delay(*, reason: str | None, present: date | None, wanted: date | None, today: date) -> None:
    """Refuse a delay without a reason or with a new date that is not later."""
    problems: list[Problem] = []
    if not (reason or "").strip():
        problems.append(Required("reason"))
    if wanted is None:
        problems.append(Required("due"))
    elif wanted <= today:
        problems.append(InThePast("due", wanted))
    elif present is not None and wanted <= present:
        problems.append(Conflict("due", "delay_is_not_later"))
    if problems:
        raise Invalid(*problems)
