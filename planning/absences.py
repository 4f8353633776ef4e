"""When somebody is away and who stands in: dates as people type them, and deputies who can."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from planning.errors import Conflict, DeputyAway, InThePast, Invalid, Problem
from planning.membership import absence_problems

TYPED_DAY = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?(?:\s?(?P<year>\d{4}|\d{2})\b)?")
BACK = frozenset({"zurück", "zurueck", "wieder da", "ende", "back"})
LONG_AGO = timedelta(days=31)
"""A day without a year that lies further back means the next year's."""


@dataclass(frozen=True)
class Absence:
    """Both days inclusive; without a last day it lasts until somebody ends it."""

    first: date | None = None
    last: date | None = None

    def meets(self, other: "Absence") -> bool:
        """Say whether both fall on a common day."""
        if self.first is None or other.first is None:
            return False
        mine, theirs = self.last or date.max, other.last or date.max
        return self.first <= theirs and other.first <= mine


@dataclass(frozen=True)
class Colleague:
    """Who could stand in, in the order in which an office's contacts are chosen."""

    id: int
    name: str
    office: str | None
    away: Absence = Absence()
    deputy_id: int | None = None
    answers: bool = True


def read_absence(typed: str, today: date) -> Absence:
    """Read "10.08. bis 21.08.", "bis 21.8.", "10.08.2026" or nothing. Raises Invalid when it is something else."""
    words = " ".join(typed.split())
    if not words or words.casefold() in BACK:
        return Absence()
    days = [_day(found, today) for found in TYPED_DAY.finditer(words)]
    rest = TYPED_DAY.sub(" ", words).casefold().replace("–", " ").replace("-", " ").split()
    if not 1 <= len(days) <= 2 or not set(rest) <= {"von", "vom", "ab", "bis", "zum", "am", "from", "to", "until"}:
        raise Invalid(Conflict("absent_from", "absence_not_understood"))
    if len(days) == 2:
        return Absence(days[0], days[1])
    return Absence(today, days[0]) if {"bis", "until"} & set(rest) else Absence(days[0])


def _day(found: re.Match[str], today: date) -> date:
    year = found["year"]
    try:
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(found["month"]), int(found["day"]))
        day = date(today.year, int(found["month"]), int(found["day"]))
        return day if day >= today - LONG_AGO else day.replace(year=today.year + 1)
    except ValueError as error:
        raise Invalid(Conflict("absent_from", "absence_not_understood")) from error


def check_absence(absence: Absence, today: date, person_id: int, deputy: Colleague | None) -> None:
    """Raise Invalid with every reason why this cannot be noted; the deputy must be there meanwhile."""
    problems: list[Problem] = absence_problems(absence.first, absence.last)
    if not problems and absence.last is not None and absence.last < today:
        problems.append(InThePast("absent_until", absence.last))
    if deputy is not None and deputy.id == person_id:
        problems.append(Conflict("deputy_id", "own_deputy"))
    elif deputy is not None and not problems and deputy.away.first is not None and absence.meets(deputy.away):
        circle = deputy.deputy_id == person_id
        problems.append(DeputyAway("deputy_id", deputy.name, deputy.away.first, deputy.away.last, circle))
    if problems:
        raise Invalid(*problems)


def stand_in(absence: Absence, deputy: Colleague | None, colleagues: Iterable[Colleague]) -> Colleague | None:
    """Say who is asked meanwhile: the deputy, else the first colleague who is there; None means the secretariat."""
    if deputy is not None and not absence.meets(deputy.away):
        return deputy
    return next((one for one in colleagues if one.answers and not absence.meets(one.away)), None)


def ended(before: Absence, today: date) -> Absence:
    """Give what is noted when somebody is back: an absence under way ended yesterday, any other is gone."""
    if before.first is None or before.first >= today:
        return Absence()
    yesterday = today - timedelta(days=1)
    return Absence(before.first, min(before.last or yesterday, yesterday))


def shown(absence: Absence, today: date) -> Absence:
    """Give what a form starts with: an absence that is over is none."""
    return Absence() if absence.last is not None and absence.last < today else absence
