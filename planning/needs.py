"""Need requests, an office's inquiry in them, and what offices report."""

from collections.abc import Collection
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
    NotAllowed,
    NotAWorkingDay,
    Outdated,
    Problem,
    Required,
    TooFarAhead,
)
from planning.people import Act, PersonDraft
from planning.policy import Policy
from planning.quantities import MOST, Manner

WHY_LENGTH = 1000
REASON_LENGTH = 500
LONGEST_DEADLINE = 130
"""Working days (half a year): a later deadline is a slip of the year, not a wish."""


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


class Asking(StrEnum):
    """How an office of the distribution is reached."""

    CONTACT = "contact"
    SECRETARIAT = "secretariat"
    """It has no contact: the secretariat asks on its behalf."""
    NOT_ASKED = "not_asked"
    """It takes part only once it has named a contact, and has none."""


class Priority(StrEnum):
    """A indispensable, B important, C desirable."""

    A = "A"
    B = "B"
    C = "C"


class NeedDraft(SQLModel):
    """One need or concern in an office's report.

    What, how much and why suffice. `quantity` is the target in `unit` (a catalogue unit id), `quantity_to` the upper
    end where it is a range: whatever is added up counts the lower one. `minimum` and `minimum_reason` are the
    negotiating floor: reporting office, secretariat and project lead only.
    """

    kind: NeedKind = NeedKind.NEED
    what: str = Field(min_length=1, max_length=200)
    facility_type: str | None = Field(default=None, max_length=60)
    quantity: Decimal | None = Field(default=None, gt=0, le=MOST, decimal_places=2, max_digits=12)
    quantity_to: Decimal | None = Field(default=None, gt=0, le=MOST, decimal_places=2, max_digits=12)
    manner: Manner | None = None
    """How the quantity is meant where it is not meant exactly ("ca.", "mind.")."""
    unit: str | None = Field(default=None, max_length=60)
    quantity_reason: str | None = Field(default=None, max_length=REASON_LENGTH)
    """Why just as much, where `why` does not say it."""
    replaces: Decimal | None = Field(default=None, gt=0, le=MOST, decimal_places=2, max_digits=12)
    """How many existing ones, in the same unit, it stands in for; the rest is the net gain."""
    minimum: Decimal | None = Field(default=None, ge=0, le=MOST, decimal_places=2, max_digits=12)
    minimum_reason: str | None = Field(default=None, max_length=REASON_LENGTH)
    figure: str | None = Field(default=None, max_length=60)
    """The calculation of the sheet the quantity was suggested by."""
    figure_quantity: Decimal | None = Field(default=None, ge=0, le=MOST, decimal_places=2, max_digits=12)
    """What it suggested then."""
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
        if self.kind is NeedKind.CONCERN:
            given = [name for name in ("quantity", "minimum", "replaces") if getattr(self, name) is not None]
            problems += [Conflict(name, "concern_has_no_quantity") for name in given]
        if self.quantity is not None and self.quantity_to is not None and self.quantity_to <= self.quantity:
            problems.append(Conflict("quantity", "quantity_is_upside_down"))
        if self.minimum_reason and self.minimum is None:
            problems.append(Conflict("minimum_reason", "reason_without_minimum"))
        if self.minimum is not None and self.quantity is not None and self.minimum > self.quantity:
            problems.append(MinimumAboveTarget("minimum"))
        if problems:
            raise Invalid(*problems)


def net_gain(need: NeedDraft) -> Decimal | None:
    """Give what a need adds to what there is; None where it replaces nothing, and then it is all of it."""
    return need.quantity - need.replaces if need.quantity is not None and need.replaces is not None else None


def asking(
    *, asked: str, office_districts: Collection[str], districts: Collection[str], reachable: bool
) -> Asking | None:
    """Say how an office is asked about an intention in `districts`; None when it is not in the distribution.

    `asked` is the office's "always", "with_contact" or "never"; an office bound to districts is asked for these only.
    """
    outside = bool(office_districts) and not set(office_districts) & set(districts)
    if asked == "never" or outside:
        return None
    if reachable:
        return Asking.CONTACT
    return Asking.SECRETARIAT if asked == "always" else Asking.NOT_ASKED


def due_day(started: date, calendar: WorkingCalendar, policy: Policy) -> date:
    """Give the last day of a request; day 0 is the day it starts."""
    return calendar.add(started, policy.deadline_days)


def check_deadline(due: date, today: date, calendar: WorkingCalendar, field: str = "due") -> None:
    """Raise Invalid for a deadline that is over, absurdly late or falls on a day when nobody works."""
    if due <= today:
        raise Invalid(InThePast(field, due))
    last = calendar.add(today, LONGEST_DEADLINE)
    if due > last:
        raise Invalid(TooFarAhead(field, last))
    if not calendar.is_working_day(due):
        raise Invalid(NotAWorkingDay(field, due))


def check_extension(wanted: date, present: date, today: date, calendar: WorkingCalendar) -> None:
    """Raise Invalid for a new deadline that cannot be, or is not later than the present one."""
    check_deadline(wanted, today, calendar)
    if wanted <= present:
        raise Invalid(Conflict("due", "extension_is_not_later"))


def is_free_extension(
    *, present: date, wanted: date, extended_before: bool, calendar: WorkingCalendar, policy: Policy
) -> bool:
    """Say whether a later deadline is granted at once: the first one, up to the policy's working days."""
    return not extended_before and wanted <= calendar.add(present, policy.free_extension_days)


def check_can_answer(*, intention_is_abandoned: bool) -> None:
    """Refuse answers to what is abandoned; a closed round still takes late answers."""
    if intention_is_abandoned:
        raise Outdated("intention", "abandoned")


def check_speaks_for(person: PersonDraft, office: str, *, was_asked: bool = False) -> None:
    """Refuse whoever is neither of the office, nor asked for it, nor of the secretariat, which may answer for all."""
    speaks = person.office == office or was_asked or person.is_secretariat
    if not (speaks and person.may(Act.ANSWER_REQUEST)):
        raise NotAllowed(Act.ANSWER_REQUEST)


def sees_minimum(viewer: PersonDraft | None, viewer_id: int | None, *, office: str, lead_id: int | None) -> bool:
    """Say whether a viewer sees the negotiating floor of an office's needs; None as viewer is a channel."""
    if viewer is None:
        return False
    return viewer.is_secretariat or viewer.office == office or (viewer_id is not None and viewer_id == lead_id)
