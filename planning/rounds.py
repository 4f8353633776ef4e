"""Rules of a request round: who is left out, what makes a project small, where a deadline cannot end."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlmodel import Field, SQLModel

from planning.calendar import WorkingCalendar
from planning.errors import Conflict, InThePast, Invalid, Problem, Required, TooFarAhead
from planning.policy import Policy

NAME_LENGTH = 80
LONGEST_RECESS = timedelta(days=70)
"""The summer holidays have six weeks; ten are a slip of the month."""
FARTHEST = timedelta(days=3 * 366)

T = TypeVar("T")


class RecessDraft(SQLModel):
    """A time in which no deadline ends by itself, as the council's summer recess."""

    first: date
    last: date
    name: str = Field(min_length=1, max_length=NAME_LENGTH)

    def check(self, today: date, known: Iterable["RecessDraft"] = ()) -> None:
        """Raise Invalid for a time that is over, upside down, too long, far away or overlaps another one."""
        problems: list[Problem] = []
        if self.last < self.first:
            problems.append(Conflict("last", "recess_is_upside_down"))
        elif self.last < today:
            problems.append(InThePast("last", self.last))
        elif self.last - self.first > LONGEST_RECESS:
            problems.append(Conflict("last", "recess_is_too_long"))
        elif self.first > today + FARTHEST:
            problems.append(TooFarAhead("first", today + FARTHEST))
        elif any(other.first <= self.last and self.first <= other.last for other in known):
            problems.append(Conflict("first", "recess_overlaps"))
        if problems:
            raise Invalid(*problems)


@dataclass(frozen=True)
class Deadline:
    """A proposed deadline; `instead_of` is where it would have ended but for `recess`."""

    day: date
    instead_of: date | None = None
    recess: RecessDraft | None = None


def proposed_deadline(
    today: date, calendar: WorkingCalendar, policy: Policy, recesses: Sequence[RecessDraft], *, brief: bool = False
) -> Deadline:
    """Count the working days; a deadline that would end in a recess moves to the first working day after it."""
    days = policy.brief_deadline_days if brief else policy.deadline_days
    counted = calendar.add(calendar.working_day_from(today), days)
    day, recess = counted, None
    while (around := next((one for one in recesses if one.first <= day <= one.last), None)) is not None:
        day, recess = calendar.working_day_from(around.last + timedelta(days=1)), around
    return Deadline(day) if recess is None else Deadline(day, counted, recess)


def is_small(dwellings: int | None, policy: Policy) -> bool:
    """Say whether the short form is offered: known to have few dwellings. It is never more than an offer."""
    return dwellings is not None and 0 < dwellings < policy.brief_below_dwellings


class ListDraft(SQLModel):
    """A distribution list as the secretariat keeps it; `offices` are ids."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    offices: list[str]

    def check(self, names: Collection[str]) -> None:
        """Raise Invalid for a list without offices, or a name that another one has."""
        problems: list[Problem] = []
        if self.name.casefold() in {name.casefold() for name in names}:
            problems.append(Conflict("name", "list_name_taken"))
        if not self.offices:
            problems.append(Required("offices"))
        if problems:
            raise Invalid(*problems)


def parted(candidates: Sequence[T], ids: Sequence[str], wanted: Collection[str] | None) -> tuple[list[T], list[T]]:
    """Part who is asked from who is left out; None as `wanted` asks everybody. `ids` are the candidates' offices."""
    pairs = list(zip(candidates, ids, strict=True))
    if wanted is None:
        return list(candidates), []
    return [one for one, office in pairs if office in wanted], [one for one, office in pairs if office not in wanted]
