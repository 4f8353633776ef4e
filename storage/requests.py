"""Rounds of need requests: who is in the distribution, how one is started, looked at and closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.errors import Missing, Outdated
from planning.intentions import IntentionState
from planning.messages import SurfaceKind
from planning.needs import Asking, InquiryState, RequestState, asking
from planning.people import Act, Candidate, choose_contact
from storage.changes import Change
from storage.intentions import Intention
from storage.meetings import digest_touched
from storage.needs import WAITING, Inquiry, NeedRequest, open_request, redraw_round
from storage.people import Office, Person, members, offices, secretariat

UNDO = timedelta(minutes=10)


@dataclass(frozen=True)
class Addressee:
    """One office of the distribution: who gets its request (None = not asked), and for which absent contact."""

    office: Office
    asking: Asking
    person: Person | None = None
    stands_in_for: Person | None = None


@dataclass(frozen=True)
class Terms:
    """How a round is asked, beyond its deadline; the defaults are a first round of all offices."""

    distribution: str | None = None
    left_out: tuple[str, ...] = ()
    brief: bool = False
    follows: int | None = None
    reason: str | None = None


ALL_OFFICES = Terms()


@dataclass(frozen=True)
class Answer:
    """What one office of a round answered, for the summary."""

    inquiry: Inquiry
    office: Office


async def distribution(session: AsyncSession, intention: Intention, today: date) -> list[Addressee]:
    """List every office that is asked about an intention, in the catalogue's order, and whom.

    Raises Missing when an office without a contact cannot be asked because nobody is in the secretariat.
    """
    people = {person.key: person for person in await members(session)}
    candidates = {p.key: Candidate(p.key, p.lead_contact, p.is_absent(today), p.deputy_id) for p in people.values()}
    districts = {d for d in (intention.district, intention.second_district) if d}
    on_behalf = await _on_behalf(session, today)
    found: list[Addressee] = []
    for office in await offices(session):
        own = [candidates[p.key] for p in people.values() if p.office == office.id and p.may(Act.ANSWER_REQUEST)]
        contact = choose_contact(own, candidates)
        how = asking(
            asked=office.asked, office_districts=office.districts, districts=districts, reachable=contact is not None
        )
        if how is Asking.CONTACT and contact is not None:
            stands_in_for = people.get(contact.stands_in_for or 0)
            found.append(Addressee(office, how, people[contact.person_id], stands_in_for))
        elif how is Asking.SECRETARIAT:
            if on_behalf is None:
                raise Missing("person")
            found.append(Addressee(office, how, on_behalf))
        elif how is not None:
            found.append(Addressee(office, how))
    return found


async def _on_behalf(session: AsyncSession, today: date) -> Person | None:
    ranked = sorted(await secretariat(session), key=lambda person: (person.is_absent(today), person.key))
    return ranked[0] if ranked else None


async def start(
    change: Change,
    intention_id: int,
    addressees: Sequence[Addressee],
    *,
    started_on: date,
    due: date,
    due_at: datetime,
    remark: str | None,
    terms: Terms = ALL_OFFICES,
) -> NeedRequest:
    """Open a round and ask every office of the distribution, each once.

    Raises Outdated when the group does not work on the intention or another first round is open.
    """
    await _take(change.session, intention_id, first=terms.follows is None)
    assert change.person_id is not None, "somebody starts it"
    request = NeedRequest(
        intention_id=intention_id,
        started_by=change.person_id,
        started_at=change.now,
        started_on=started_on,
        due=due,
        due_at=due_at,
        remark=remark,
        distribution=terms.distribution,
        left_out=list(terms.left_out),
        brief=terms.brief,
        follows=terms.follows,
        reason=terms.reason,
    )
    change.session.add(request)
    await change.session.flush()
    asked = [addressee for addressee in addressees if addressee.person is not None]
    for addressee in asked:
        await _ask(change, request, addressee)
    await change.redraw(SurfaceKind.CARD, intention_id)
    await change.redraw_homes()
    await digest_touched(change)
    change.note(
        "started" if terms.follows is None else "asked_again", "request", request.key, terms.reason,
        intention=intention_id, due=due.isoformat(), offices=len(asked), left_out=list(terms.left_out),
        brief=terms.brief,
    )  # fmt: skip
    return request


async def _take(session: AsyncSession, intention_id: int, *, first: bool) -> None:
    """Hold the intention until the end of the transaction, so that two who start at once start one round.

    Chosen offices can be asked again while the `first` round is open.
    """
    query = select(Intention.state).where(Intention.id == intention_id).with_for_update()
    state = (await session.exec(query)).first()
    if state is None:
        raise Missing("intention", str(intention_id))
    if state is not IntentionState.ACTIVE:
        raise Outdated("intention", state)
    if first and await open_request(session, intention_id) is not None:
        raise Outdated("request", "open")


async def _ask(change: Change, request: NeedRequest, addressee: Addressee) -> None:
    assert addressee.person is not None, "the caller left out who is not asked"
    inquiry = Inquiry(
        request_id=request.key,
        intention_id=request.intention_id,
        office=addressee.office.id,
        contact_id=addressee.person.key,
        stands_in_for=addressee.stands_in_for.key if addressee.stands_in_for is not None else None,
        due=request.due,
        due_at=request.due_at,
    )
    change.session.add(inquiry)
    await change.session.flush()
    await change.show(SurfaceKind.INQUIRY, inquiry.key, person_id=addressee.person.key)


async def request(session: AsyncSession, request_id: int) -> NeedRequest | None:
    """Find a round by id."""
    return await session.get(NeedRequest, request_id, populate_existing=True)


async def answers(session: AsyncSession, request_id: int) -> list[Answer]:
    """List the offices of a round with what they answered, in the catalogue's order."""
    query = (
        select(Inquiry, Office)
        .join(Office, col(Office.id) == col(Inquiry.office))
        .where(Inquiry.request_id == request_id)
        .order_by(col(Office.position), col(Office.id))
    )
    return [Answer(inquiry, office) for inquiry, office in (await session.exec(query)).all()]


async def close(change: Change, request_id: int) -> NeedRequest:
    """Close a round: who was silent stands as "no answer"; late answers still count.

    Raises Missing for an unknown round and Outdated for one that is closed already.
    """
    taken = await change.session.exec(
        update(NeedRequest)
        .where(col(NeedRequest.id) == request_id, col(NeedRequest.state) == RequestState.OPEN)
        .values(state=RequestState.CLOSED, closed_at=change.now)
    )
    found = await request(change.session, request_id)
    if found is None:
        raise Missing("request")
    if taken.rowcount != 1:
        raise Outdated("request", "closed")
    await change.session.exec(
        update(Inquiry)
        .where(col(Inquiry.request_id) == request_id, col(Inquiry.state).in_(WAITING))
        .values(state=InquiryState.NO_ANSWER)
    )
    await _show(change, found)
    change.note("closed", "request", request_id)
    return found


async def undo_closing(change: Change, request_id: int) -> NeedRequest:
    """Open a round again that was closed less than ten minutes ago; nobody has been told of it.

    Raises Missing for an unknown round, Outdated when it is open, too late, or another round has begun.
    """
    found = await change.session.get(NeedRequest, request_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise Missing("request")
    if found.closed_at is None or change.now - found.closed_at > UNDO:
        raise Outdated("undo")
    await _take(change.session, found.intention_id, first=found.follows is None)
    found.state, found.closed_at = RequestState.OPEN, None
    change.session.add(found)
    await change.session.flush()
    silent = (col(Inquiry.request_id) == request_id, col(Inquiry.state) == InquiryState.NO_ANSWER)
    begun = col(Inquiry.begun_at).is_not(None)
    await change.session.exec(update(Inquiry).where(*silent, begun).values(state=InquiryState.SEEN))
    await change.session.exec(update(Inquiry).where(*silent).values(state=InquiryState.ASKED))
    await _show(change, found)
    change.note("reopened", "request", request_id)
    return found


async def _show(change: Change, found: NeedRequest) -> None:
    await redraw_round(change, found.key)
    await change.redraw(SurfaceKind.CARD, found.intention_id)
    await change.redraw_homes()
    await digest_touched(change)
