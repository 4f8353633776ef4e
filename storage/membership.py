"""Entering, changing and leaving: what happens to a member, and to what waits for somebody who goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, update
from sqlmodel import col, select

from planning.absences import Absence
from planning.errors import Conflict, Invalid, Missing, UnknownChoice
from planning.membership import ChatUser, follow_name
from planning.messages import MemberGone, ResultAssigned, StandInAsked, SurfaceKind
from planning.needs import RequestState
from planning.people import Act, Candidate, PersonDraft, choose_contact
from planning.results import ResultState
from storage import inquiries
from storage.changes import Change
from storage.database import Session
from storage.needs import WAITING, Inquiry, NeedRequest
from storage.people import Person, members, office, secretariat
from storage.results import Result

WRITTEN = (
    "name", "email", "phone", "office", "roles", "lead_contact", "deputy_id", "absent_from", "absent_until",
)  # fmt: skip


@dataclass(frozen=True)
class Handed:
    """Something that waited for a person and now waits for `to`; None = nobody of the group can be asked."""

    office: str
    """Short name."""
    to: str | None


@dataclass(frozen=True)
class Consequences:
    """What a change of one entry changed elsewhere: who is no lead contact any more, and what was handed on."""

    relieved: str | None = None
    inquiries: Sequence[Handed] = ()
    results: Sequence[Handed] = ()
    inquiry_ids: Sequence[int] = ()
    result_ids: Sequence[int] = ()


async def find(session: Session, slack_user_id: str) -> Person | None:
    """Find whoever was ever entered with this chat user id, also who has left."""
    return (await session.exec(select(Person).where(Person.slack_user_id == slack_user_id))).first()


async def member(session: Session, person_id: int) -> Person:
    """Find a member to change; held until the end of the transaction. Raises Missing when there is none."""
    found = await session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if found is None or found.left_at is not None:
        raise Missing("member")
    return found


async def others_in_secretariat(session: Session, person_id: int | None) -> int:
    """Count the other members of the secretariat; they are held, so that two cannot remove each other."""
    held = select(Person).where(col(Person.left_at).is_(None), col(Person.is_deactivated).is_(False))
    rows = (await session.exec(held.order_by(col(Person.id)).with_for_update())).all()
    return sum(person.is_secretariat and person.id != person_id for person in rows)


async def enter(c: Change, draft: PersonDraft, user: ChatUser) -> tuple[Person, Consequences]:
    """Enter a new member, or one who comes back, and show a home tab; raises Invalid when entered already."""
    person = await find(c.session, draft.slack_user_id)
    if person is not None and person.left_at is None:
        raise Invalid(Conflict("name", "already_entered"))
    if person is None:
        person = Person(slack_user_id=draft.slack_user_id, name=draft.name)
    person.left_at = None
    person.is_guest, person.is_external = user.is_guest, user.is_external
    person.is_deactivated = user.is_deactivated
    relieved = await _write(c, person, draft)
    c.note("entered", "person", person.key, office=person.office, roles=list(person.roles))
    await c.redraw_homes(person.key)  # a first home is published when it is first opened
    return person, Consequences(relieved)


async def edit(c: Change, person: Person, draft: PersonDraft, today: date) -> Consequences:
    """Change an entry; what waited for the person in a role they no longer have goes to somebody else."""
    before = {name: getattr(person, name) for name in WRITTEN}
    relieved = await _write(c, person, draft)
    changed = [name for name in WRITTEN if before[name] != getattr(person, name)]
    c.note("changed", "person", person.key, fields=changed)
    moved, silent = before["office"] != person.office, not person.may(Act.ANSWER_REQUEST)
    consequences = Consequences(relieved)
    if moved or silent:
        consequences = await _hand_on(c, person, today, relieved, office_id=None if silent else before["office"])
    if {"absent_from", "absent_until", "deputy_id"} & {*changed} and (person.absent_until or today) >= today:
        await _ask_stand_in(c, person)
    await c.redraw_homes()
    return consequences


async def _write(c: Change, person: Person, draft: PersonDraft) -> str | None:
    """Write what was typed; give the name of who stops being the office's lead contact."""
    if draft.office is not None and await office(c.session, draft.office) is None:
        raise Invalid(UnknownChoice("office", typed=draft.office))
    if draft.deputy_id is not None and await _left(c.session, draft.deputy_id):
        raise Invalid(UnknownChoice("deputy_id", typed=str(draft.deputy_id)))
    for name in WRITTEN:
        setattr(person, name, getattr(draft, name))
    c.session.add(person)
    await c.session.flush()
    if not person.lead_contact:
        return None
    others = select(Person).where(
        Person.office == person.office, col(Person.lead_contact).is_(True), col(Person.id) != person.key
    )
    relieved = (await c.session.exec(others)).all()
    for other in relieved:
        other.lead_contact = False
        c.session.add(other)
        c.note("relieved", "person", other.key, office=other.office)
    await c.session.flush()
    return next((other.name for other in relieved if other.left_at is None), None)


async def _left(session: Session, person_id: int) -> bool:
    found = await session.get(Person, person_id)
    return found is None or found.left_at is not None


async def set_absence(c: Change, person: Person, absence: Absence, deputy_id: int | None) -> None:
    """Note when a member is away and who stands in, and tell the deputy. No reason is asked or kept."""
    before = (person.absent_from, person.absent_until, person.deputy_id)
    person.absent_from, person.absent_until, person.deputy_id = absence.first, absence.last, deputy_id
    if before == (absence.first, absence.last, deputy_id):
        return
    c.session.add(person)
    await c.session.flush()
    c.note("set_absence", "person", person.key)
    await _ask_stand_in(c, person)
    await c.redraw_homes(person.key)


async def _ask_stand_in(c: Change, person: Person) -> None:
    """Tell the deputy from when on they stand in, whoever has entered the absence."""
    if person.absent_from is not None and person.deputy_id is not None:
        message = StandInAsked(person_id=person.key, first=person.absent_from)
        key = f"absence:{person.key}:{person.absent_from.isoformat()}:{person.absent_until}"
        c.tell(message, key, person_id=person.deputy_id)


async def leave(c: Change, person: Person, today: date) -> Consequences:
    """Let a member go: the row and all names on past facts stay, what waits goes to somebody else."""
    person.left_at = c.now
    person.lead_contact = False
    c.session.add(person)
    await c.session.exec(update(Person).where(col(Person.deputy_id) == person.key).values(deputy_id=None))
    await c.session.flush()
    c.note("left", "person", person.key)
    consequences = await _hand_on(c, person, today, None, office_id=None)
    await _tell_gone(c, person, consequences)
    await c.redraw_homes()
    return consequences


async def _tell_gone(c: Change, person: Person, happened: Consequences) -> None:
    """Let the secretariat know where everything went; who let the member go has seen it already."""
    message = MemberGone(
        person_id=person.key, inquiry_ids=tuple(happened.inquiry_ids), result_ids=tuple(happened.result_ids)
    )
    for reader in await secretariat(c.session):
        if reader.key not in (person.key, c.person_id):
            c.tell(message, f"member:{person.key}:gone:{c.now.isoformat()}", person_id=reader.key)


async def follow_chat(c: Change, user: ChatUser, today: date) -> bool:
    """Take over what the chat says about an entered person; False when nothing changes or nobody is entered.

    When the account is closed, what waits goes to somebody else; the entry stays, for it may be opened again.
    """
    person = await find(c.session, user.id)
    if person is None or person.left_at is not None:
        return False
    closed = user.is_deactivated and not person.is_deactivated
    wanted = {
        "name": follow_name(person.name, user.name),
        "is_guest": user.is_guest,
        "is_external": user.is_external,
        "is_deactivated": user.is_deactivated,
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, wanted[name])
    if not changed:
        return False
    c.session.add(person)
    await c.session.flush()
    c.note("followed_chat", "person", person.key, fields=changed)
    if closed:
        await _tell_gone(c, person, await _hand_on(c, person, today, None, office_id=None))
    await c.redraw_homes()
    return True


async def unchecked(session: Session, today: date, most: int) -> list[Person]:
    """List members, closed accounts too, about whom the chat was not asked today; the longest ago first."""
    asked = col(Person.chat_checked_on)
    due = select(Person).where(col(Person.left_at).is_(None), or_(asked.is_(None), asked < today))
    return list((await session.exec(due.order_by(asked.is_not(None), asked, col(Person.id)).limit(most))).all())


async def note_checked(session: Session, person_id: int, today: date) -> None:
    """Remember that the chat was asked about a member today."""
    await session.exec(update(Person).where(col(Person.id) == person_id).values(chat_checked_on=today))


async def _hand_on(
    c: Change, person: Person, today: date, relieved: str | None, *, office_id: str | None
) -> Consequences:
    """Give what waits for this person to somebody else: all of it, or only what belongs to one office."""
    people = {one.key: one for one in await members(c.session)}
    successors = _Successors(person, people, await secretariat(c.session), today)
    waiting, owing = await _waiting(c.session, person, office_id), await _owed(c.session, person, office_id)
    asked = [await _hand_on_inquiry(c, one, successors) for one in waiting]
    owed = [await _hand_on_result(c, one, successors) for one in owing]
    return Consequences(relieved, [h for h in asked if h is not None], owed, waiting, [one.key for one in owing])


async def _waiting(session: Session, person: Person, office_id: str | None) -> list[int]:
    query = (
        select(col(Inquiry.id))
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .where(Inquiry.contact_id == person.key, col(Inquiry.state).in_(WAITING))
        .where(NeedRequest.state == RequestState.OPEN)
    )
    if office_id is not None:
        query = query.where(Inquiry.office == office_id)
    return [found for found in (await session.exec(query.order_by(col(Inquiry.id)))).all() if found is not None]


async def _owed(session: Session, person: Person, office_id: str | None) -> list[Result]:
    query = select(Result).where(Result.responsible_id == person.key, Result.state == ResultState.OPEN)
    if office_id is not None:
        query = query.where(Result.office == office_id)
    return list((await session.exec(query.order_by(col(Result.id)))).all())


@dataclass(frozen=True)
class _Successors:
    """Who can take over from somebody: the deputy, else the office's contact, else the secretariat."""

    gone: Person
    people: Mapping[int, Person]
    secretariat: Sequence[Person]
    today: date

    def of_office(self, office_id: str) -> Person | None:
        """Choose the deputy or somebody of the office."""
        deputy = self.people.get(self.gone.deputy_id or 0)
        if deputy is not None and not deputy.is_absent(self.today) and deputy.may(Act.ANSWER_REQUEST):
            return deputy
        able = [p for p in self.people.values() if p.may(Act.ANSWER_REQUEST)]
        candidates = {p.key: Candidate(p.key, p.lead_contact, p.is_absent(self.today), p.deputy_id) for p in able}
        here = [candidates[p.key] for p in able if p.office == office_id and p.key != self.gone.key]
        chosen = choose_contact(here, candidates)
        return self.people[chosen.person_id] if chosen is not None else None

    def for_request(self, office_id: str) -> Person | None:
        """Choose who is asked instead; somebody of the secretariat at last."""
        ranked = sorted(self.secretariat, key=lambda p: (p.is_absent(self.today), p.key))
        left = [p for p in ranked if p.key != self.gone.key]
        return self.of_office(office_id) or next(iter(left), None)


async def _hand_on_inquiry(c: Change, inquiry_id: int, successors: _Successors) -> Handed | None:
    found = await inquiries.case(c.session, inquiry_id)
    successor = successors.for_request(found.office.id)
    if successor is not None:
        await inquiries.hand_over(c, found, successor)
    return Handed(found.office.short, successor.name if successor is not None else None)


async def _hand_on_result(c: Change, result: Result, successors: _Successors) -> Handed:
    successor = successors.of_office(result.office)
    result.responsible_id = successor.key if successor is not None else None
    result.revision += 1
    c.session.add(result)
    await c.session.flush()
    await c.redraw(SurfaceKind.RESULT, result.key)
    if successor is not None:
        await c.show(SurfaceKind.RESULT, result.key, person_id=successor.key)
    else:
        message = ResultAssigned(result_id=result.key, revision=result.revision)
        for reader in successors.secretariat:
            c.tell(message, f"result:{result.key}:assigned:{result.revision}", person_id=reader.key)
    c.note("passed_on", "result", result.key, before=successors.gone.key, after=result.responsible_id)
    shown = await office(c.session, result.office)
    return Handed(shown.short if shown is not None else result.office, successor.name if successor else None)
