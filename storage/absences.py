"""Who can stand in for somebody, what is open while they are away, and what came in meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from planning.absences import Absence, Colleague
from planning.needs import InquiryState, RequestState
from planning.people import Act
from planning.results import ResultState
from storage.database import Session
from storage.intentions import Intention
from storage.meetings import Meeting
from storage.needs import WAITING, Inquiry, NeedRequest
from storage.people import Person, members
from storage.results import Result

MOST = 8
"""Requests and results that a summary names; more are counted."""


@dataclass(frozen=True)
class Open:
    """What waits for a person at the moment."""

    inquiries: int = 0
    results: int = 0


@dataclass(frozen=True)
class Asked:
    """A request that came in meanwhile: the intention, how the office's part stands, who was asked."""

    intention: Intention
    state: InquiryState
    contact: str


@dataclass(frozen=True)
class Meanwhile:
    """What came in while somebody was away; the numbers count everything, the lists are cut."""

    requests: int
    asked: Sequence[Asked]
    results: int
    recorded: Sequence[Result]
    intentions: int
    meetings: int


def as_colleague(person: Person) -> Colleague:
    """See a member as somebody who could stand in."""
    away = Absence(person.absent_from, person.absent_until)
    able = person.may(Act.ANSWER_REQUEST)
    return Colleague(person.key, person.name, person.office, away, person.deputy_id, able)


async def others(session: Session, person: Person) -> list[Colleague]:
    """List the other members; of the person's office first, in the order in which they would be asked."""
    found = [one for one in await members(session) if one.key != person.key]
    found.sort(key=lambda one: (one.office != person.office, not one.lead_contact, one.name, one.key))
    return [as_colleague(one) for one in found]


async def open_for(session: Session, person: Person) -> Open:
    """Count what waits for a person."""
    asked = (
        select(func.count(col(Inquiry.id)))
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .where(Inquiry.contact_id == person.key, col(Inquiry.state).in_(WAITING))
        .where(NeedRequest.state == RequestState.OPEN)
    )
    owed = select(func.count(col(Result.id))).where(
        Result.responsible_id == person.key, Result.state == ResultState.OPEN
    )
    return Open((await session.exec(asked)).one(), (await session.exec(owed)).one())


async def meanwhile(session: Session, person: Person, begin: datetime, end: datetime) -> Meanwhile:
    """Gather what came in for the person's office between two instants, and what happened in the group."""
    asked = (
        select(Intention, col(Inquiry.state), col(Person.name))
        .join(Inquiry, col(Inquiry.intention_id) == col(Intention.id))
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .join(Person, col(Person.id) == col(Inquiry.contact_id))
        .where(Inquiry.office == person.office, NeedRequest.started_at >= begin, NeedRequest.started_at < end)
        .order_by(col(Inquiry.id))
    )
    recorded = select(Result).where(
        Result.office == person.office, Result.recorded_at >= begin, Result.recorded_at < end
    )
    new = select(func.count(col(Intention.id))).where(Intention.recorded_at >= begin, Intention.recorded_at < end)
    held = select(func.count(col(Meeting.id))).where(Meeting.starts_at >= begin, Meeting.starts_at < end)
    requests = [Asked(*row) for row in (await session.exec(asked)).all()]
    results = (await session.exec(recorded.order_by(col(Result.id)))).all()
    return Meanwhile(
        requests=len(requests),
        asked=requests[:MOST],
        results=len(results),
        recorded=results[:MOST],
        intentions=(await session.exec(new)).one(),
        meetings=(await session.exec(held)).one(),
    )
