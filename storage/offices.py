"""Offices as the secretariat keeps them: looked through, added, changed, made one of two."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, update
from sqlmodel import col, select

from planning.catalogue.wording import fold
from planning.errors import Missing
from planning.messages import SurfaceKind
from planning.needs import Asking, InquiryState, RequestState, asking
from planning.offices import OfficeDraft, Taken, new_id
from planning.people import Act, Candidate, choose_contact
from planning.results import ResultChangeKind, ResultState
from storage import confirmation_requests, supports, topics
from storage.changes import Change
from storage.database import Session
from storage.meetings import Update, digest_touched
from storage.needs import WAITING, Inquiry, NeedRequest, finish_round_if_done
from storage.people import Office, Person, members, offices
from storage.results import Result, ResultChange

WRITTEN = ("name", "short", "remit", "asked", "districts")


@dataclass(frozen=True)
class Seat:
    """An office, how many people are entered for it, whom a request would reach today, and how it is asked.

    `asking` is None when the office is not in the distribution, `contact` when nobody of it can be asked.
    """

    office: Office
    people: int
    contact: Person | None
    stands_in: bool
    asking: Asking | None


@dataclass(frozen=True)
class Merged:
    """What moved to another office with a merger."""

    people: int = 0
    inquiries: int = 0
    results: int = 0


async def seats(session: Session, today: date, search: str = "") -> list[Seat]:
    """List the offices that exist, in the catalogue's order; with `search` those whose words contain it."""
    people = {one.key: one for one in await members(session)}
    candidates = _candidates(people, today)
    wanted = fold(search)
    return [
        _seat(office, people, candidates)
        for office in await offices(session)
        if wanted in fold(f"{office.name} {office.short} {office.remit or ''}")
    ]


def _candidates(people: Mapping[int, Person], today: date) -> dict[int, Candidate]:
    return {
        p.key: Candidate(p.key, p.lead_contact, p.is_absent(today), p.deputy_id)
        for p in people.values()
        if p.may(Act.ANSWER_REQUEST)
    }


def _seat(office: Office, people: Mapping[int, Person], candidates: Mapping[int, Candidate]) -> Seat:
    own = [candidates[p.key] for p in people.values() if p.office == office.id and p.key in candidates]
    chosen = choose_contact(own, candidates)
    how = asking(asked=office.asked, office_districts=(), districts=(), reachable=chosen is not None)
    return Seat(
        office=office,
        people=sum(one.office == office.id for one in people.values()),
        contact=people[chosen.person_id] if chosen is not None else None,
        stands_in=chosen is not None and chosen.stands_in_for is not None,
        asking=how,
    )


async def without_contact(session: Session, asked: Collection[Office]) -> list[Office]:
    """Give those of some offices for which nobody is entered who could answer; the secretariat is asked for them."""
    able = {one.office for one in await members(session) if one.may(Act.ANSWER_REQUEST)}
    return [office for office in asked if office.today not in able]


async def existing(session: Session, office_id: str) -> Office:
    """Find an office that exists; held until the end of the transaction. Raises Missing."""
    found = await session.get(Office, office_id, with_for_update=True, populate_existing=True)
    if found is None or found.until is not None:
        raise Missing("office_entry")
    return found


async def taken(session: Session, besides: str | None = None) -> list[Taken]:
    """List the words by which the other offices are known."""
    return [Taken(o.id, o.name, o.short) for o in await offices(session) if o.id != besides]


async def add(c: Change, draft: OfficeDraft) -> Office:
    """Enter a new office behind all others."""
    used = set((await c.session.exec(select(col(Office.id)))).all())
    last = (await c.session.exec(select(func.max(Office.position)))).one()
    office = Office(id=new_id(draft.name, used), name=draft.name, short=draft.short, position=(last or 0) + 1)
    _write(office, draft)
    c.session.add(office)
    await c.session.flush()
    c.note("entered", "office", office.id, asked=office.asked)
    await c.redraw_homes()
    return office


async def edit(c: Change, office: Office, draft: OfficeDraft) -> None:
    """Change an office; what it reported stays with it, under its new name."""
    before = {name: getattr(office, name) for name in WRITTEN}
    _write(office, draft)
    c.session.add(office)
    await c.session.flush()
    changed = [name for name in WRITTEN if before[name] != getattr(office, name)]
    c.note("changed", "office", office.id, fields=changed)
    if changed:
        await _redraw(c, {office.id})


def _write(office: Office, draft: OfficeDraft) -> None:
    office.name, office.short = draft.name, draft.short
    office.remit, office.asked, office.districts = draft.remit, str(draft.asked), list(draft.districts)


async def name_contact(c: Change, office: Office, person_id: int | None) -> None:
    """Let this person of the office be its first contact; nobody else of it is one any more."""
    for one in await members(c.session, office.id):
        leads = one.key == person_id
        if one.lead_contact != leads:
            one.lead_contact = leads
            c.session.add(one)
            c.note("named_contact" if leads else "relieved", "person", one.key, office=office.id)
    await c.session.flush()
    await c.redraw_homes()


async def merge(c: Change, office: Office, into: Office, *, today: date, reason: str) -> Merged:
    """Let an office become part of another: people and open tasks move, everything past keeps the old name.

    `reason` is what the history says. Reports, answers and settled results stay with the former office;
    the other one may change them (`Office.today`). What it says to the needs of others is the other one's to stand by.
    """
    people = await _move_people(c, office, into)
    asked = await _move_inquiries(c, office, into, today, reason)
    owed = await _move_results(c, office, into, reason)
    await confirmation_requests.hand_on(c, office.id, into.id, today)
    await topics.merge(c, office.id, into.id)
    said = await supports.hand_on(c, office.id, into.id)
    await c.session.exec(
        update(Update)
        .where(col(Update.question_office) == office.id, col(Update.answer).is_(None))
        .values(question_office=into.id)
    )
    # Whoever was merged before stands for it no more: one step always leads to the office of today.
    await c.session.exec(update(Office).where(col(Office.merged_into) == office.id).values(merged_into=into.id))
    office.until, office.merged_into = today, into.id
    c.session.add(office)
    await c.session.flush()
    c.note(
        "merged", "office", office.id, reason, into=into.id, people=people, inquiries=asked, results=owed, supports=said
    )
    await digest_touched(c)
    await _redraw(c, {office.id, into.id})
    return Merged(people, asked, owed)


async def _move_people(c: Change, office: Office, into: Office) -> int:
    has_contact = any(one.lead_contact for one in await members(c.session, into.id))
    query = select(Person).where(Person.office == office.id, col(Person.left_at).is_(None)).order_by(col(Person.id))
    moved = (await c.session.exec(query)).all()
    for one in moved:
        one.office = into.id
        one.lead_contact = one.lead_contact and not has_contact
        c.session.add(one)
        c.note("moved", "person", one.key, before=office.id, after=into.id)
    await c.session.flush()
    return len(moved)


async def _move_inquiries(c: Change, office: Office, into: Office, today: date, reason: str) -> int:
    """Hand what waits to the other office; where that one is asked itself, it answers for both."""
    query = (
        select(Inquiry)
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .where(Inquiry.office == office.id, col(Inquiry.state).in_(WAITING), NeedRequest.state == RequestState.OPEN)
        .order_by(col(Inquiry.id))
        .with_for_update(of=Inquiry)
    )
    waiting = (await c.session.exec(query)).all()
    both = select(Inquiry.request_id).where(Inquiry.office == into.id)
    asked_itself = set((await c.session.exec(both)).all())
    people = {one.key: one for one in await members(c.session)}
    contact = _seat(into, people, _candidates(people, today)).contact
    for inquiry in waiting:
        if inquiry.request_id in asked_itself:
            inquiry.state, inquiry.reason, inquiry.better_office = InquiryState.NOT_COMPETENT, reason, into.id
            inquiry.answered_by, inquiry.answered_at = c.person_id, c.now
        else:
            inquiry.office = into.id
            await _reach(c, inquiry, people, contact)
        c.session.add(inquiry)
        await c.session.flush()
        await c.redraw(SurfaceKind.INQUIRY, inquiry.key)
        await c.redraw(SurfaceKind.CARD, inquiry.intention_id)
        await finish_round_if_done(c, inquiry.request_id, c.now)
        c.note("moved", "inquiry", inquiry.key, reason, before=office.id, after=into.id)
    return len(waiting)


async def _reach(c: Change, inquiry: Inquiry, people: Mapping[int, Person], contact: Person | None) -> None:
    """Let somebody of the office be asked where so far the secretariat was."""
    asked = people.get(inquiry.contact_id)
    if contact is None or (asked is not None and asked.office == inquiry.office):
        return
    inquiry.contact_id, inquiry.stands_in_for = contact.key, None
    c.session.add(inquiry)
    await c.session.flush()
    await c.show(SurfaceKind.INQUIRY, inquiry.key, person_id=contact.key)


async def _move_results(c: Change, office: Office, into: Office, reason: str) -> int:
    query = select(Result).where(Result.office == office.id, Result.state == ResultState.OPEN).with_for_update()
    owed = (await c.session.exec(query)).all()
    for result in owed:
        result.office = into.id
        c.session.add(result)
        c.session.add(
            ResultChange(
                result_id=result.key, what=ResultChangeKind.HANDED_OVER, before=office.id, after=into.id,
                reason=reason, changed_by=c.person_id, changed_at=c.now,
            )
        )  # fmt: skip
        await c.session.flush()
        await c.redraw(SurfaceKind.RESULT, result.key)
        c.note("moved", "result", result.key, reason, before=office.id, after=into.id)
    return len(owed)


async def _redraw(c: Change, office_ids: Collection[str]) -> None:
    """Let what people work with show the present names: cards and requests of open rounds, home tabs."""
    query = (
        select(col(Inquiry.id), col(Inquiry.intention_id))
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .where(col(Inquiry.office).in_(office_ids), NeedRequest.state == RequestState.OPEN)
    )
    for inquiry_id, intention_id in (await c.session.exec(query)).all():
        await c.redraw(SurfaceKind.INQUIRY, inquiry_id or 0)
        await c.redraw(SurfaceKind.CARD, intention_id)
    await c.redraw_homes()
