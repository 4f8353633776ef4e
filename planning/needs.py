"""Need requests, an office's inquiry in them, and what offices report."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Field, SQLModel

from planning.calendar import WorkingCalendar
from planning.errors import (
    Conflict,
    InThePast,
    Invalid,
    MinimumAboveTarget,
    NotANumber,
    NotAWorkingDay,
    Outdated,
    OutOfRange,
    Problem,
    Required,
)
from planning.policy import Policy

MOST = 1_000_000
WHY_LENGTH = 1000


class InquiryState(StrEnum):
    """One office's answer (domain 1.11); silence is NO_ANSWER, never NO_NEED."""

    ASKED = "asked"
    SEEN = "seen"
    REPORTED = "reported"
    NO_NEED = "no_need"
    NOT_COMPETENT = "not_competent"
    NO_ANSWER = "no_answer"


ANSWERED = frozenset({InquiryState.REPORTED, InquiryState.NO_NEED, InquiryState.NOT_COMPETENT})


class RequestState(StrEnum):
    """A round is open until it is closed; late answers still count."""

    OPEN = "open"
    CLOSED = "closed"


class NeedKind(StrEnum):
    """Countable need or concern without a quantity."""

    NEED = "need"
    CONCERN = "concern"


class Priority(StrEnum):
    """A indispensable, B important, C desirable."""

    A = "A"
    B = "B"
    C = "C"


class NeedDraft(SQLModel):
    """One need or concern in an office's report.

    What, how much and why suffice. `quantity` is the target in `unit` (a catalogue unit id),
    `minimum` the negotiating floor: reporting office, secretariat and project lead only.
    """

    kind: NeedKind = NeedKind.NEED
    what: str = Field(min_length=1, max_length=200)
    facility_type: str | None = Field(default=None, max_length=60)
    quantity: Decimal | None = Field(default=None, gt=0, le=MOST, decimal_places=2, max_digits=12)
    unit: str | None = Field(default=None, max_length=60)
    minimum: Decimal | None = Field(default=None, ge=0, le=MOST, decimal_places=2, max_digits=12)
    why: str = Field(min_length=1, max_length=WHY_LENGTH)
    target_groups: list[str] = Field(default_factory=list)
    priority: Priority | None = None
    place: str | None = Field(default=None, max_length=200)

    def check(self) -> None:
        """Raise Invalid for fields that contradict each other."""
        problems: list[Problem] = []
        if not self.what.strip():
            problems.append(Required("what"))
        if not self.why.strip():
            problems.append(Required("why"))
        if self.kind is NeedKind.NEED and self.quantity is None:
            problems.append(Required("quantity"))
        if self.kind is NeedKind.CONCERN and self.minimum is not None:
            problems.append(Conflict("minimum", "concern_has_no_quantity"))
        if self.minimum is not None and self.quantity is not None and self.minimum > self.quantity:
            problems.append(MinimumAboveTarget("minimum"))
        if problems:
            raise Invalid(*problems)


def quantity_from(field: str, typed: str | None) -> Decimal | None:
    """Read a quantity as Germans write it ("1.150", "2,5", "600 m²" is refused); None for empty.

    Raises Invalid at `field`.
    """
    text = (typed or "").strip().replace("\u202f", "").replace(" ", "")
    if not text:
        return None
    if not re.fullmatch(r"-?(\d+|\d{1,3}(\.\d{3})+)(,\d{1,2})?", text):
        raise Invalid(NotANumber(field, typed=(typed or "").strip()[:40]))
    value = Decimal(text.replace(".", "").replace(",", "."))
    if value < 0 or value > MOST:
        raise Invalid(OutOfRange(field, low="0", high=f"{MOST:,}".replace(",", ".")))
    return value


def due_day(started: date, calendar: WorkingCalendar, policy: Policy) -> date:
    """Give the last day of a request; day 0 is the day it starts."""
    return calendar.add(started, policy.deadline_days)


def check_deadline(due: date, today: date, calendar: WorkingCalendar) -> None:
    """Raise Invalid for a deadline that is over or falls on a day when nobody works."""
    if due <= today:
        raise Invalid(InThePast("due", due))
    if not calendar.is_working_day(due):
        raise Invalid(NotAWorkingDay("due", due))


def is_free_extension(
    *, present: date, wanted: date, extended_before: bool, calendar: WorkingCalendar, policy: Policy
) -> bool:
    """Say whether a later deadline is granted at once: the first one, up to the policy's working days."""
    return not extended_before and wanted <= calendar.add(present, policy.free_extension_days)


def check_can_answer(*, intention_is_abandoned: bool) -> None:
    """Refuse answers to what is abandoned; a closed round still takes late answers."""
    if intention_is_abandoned:
        raise Outdated("intention", "abandoned")
