"""One office's part of a round: found with its context, taken up, handed on, given more time."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.errors import Missing, Outdated
from planning.intentions import IntentionState
from planning.messages import ExtensionDecided, SurfaceKind
from planning.needs import InquiryState, RequestState
from planning.people import Act
from storage.changes import Change
from storage.intentions import Intention
from storage.needs import WAITING, Extension, Inquiry, NeedRequest
from storage.people import Office, Person, members, secretariat
from storage.surfaces import Surface


@dataclass(frozen=True)
class Case:
    """An inquiry with everything it belongs to."""

    inquiry: Inquiry
    request: NeedRequest
    intention: Intention
    office: Office


@dataclass(frozen=True)
class Wish:
    """A request for more time with the case it concerns."""

    extension: Extension
    case: Case


async def case(session: AsyncSession, inquiry_id: int, *, lock: bool = False) -> Case:
    """Find an inquiry; `lock` holds it until the end of the transaction. Raises Missing."""
    if lock:
        await session.exec(select(Inquiry.id).where(Inquiry.id == inquiry_id).with_for_update())
    inquiry = await session.get(Inquiry, inquiry_id, populate_existing=True)
    if inquiry is None:
        raise Missing("inquiry")
    request = await session.get(NeedRequest, inquiry.request_id, populate_existing=True)
    intention = await session.get(Intention, inquiry.intention_id, populate_existing=True)
    office = await session.get(Office, inquiry.office)
    assert request is not None, "the foreign key holds it"
    assert intention is not None, "the foreign key holds it"
    assert office is not None, "the foreign key holds it"
    return Case(inquiry, request, intention, office)


async def open_cases(session: AsyncSession, person: Person) -> list[Case]:
    """List what the person's office, or the person on behalf of another one, has not answered; earliest due first."""
    query = (
        select(Inquiry, NeedRequest, Intention, Office)
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .join(Intention, col(Intention.id) == col(Inquiry.intention_id))
        .join(Office, col(Office.id) == col(Inquiry.office))
        .where(col(Inquiry.state).in_(WAITING), NeedRequest.state == RequestState.OPEN)
        .where(Intention.state == IntentionState.ACTIVE)
        .where((col(Inquiry.office) == person.office) | (col(Inquiry.contact_id) == person.key))
        .order_by(col(Inquiry.due), col(Inquiry.id))
    )
    return [Case(*row) for row in (await session.exec(query)).all()]


async def latest(session: AsyncSession, intention_id: int, office: str) -> Inquiry | None:
    """Find the office's part of the newest round of an intention; None when it was never asked."""
    query = select(Inquiry).where(Inquiry.intention_id == intention_id, Inquiry.office == office)
    return (await session.exec(query.order_by(col(Inquiry.id).desc()))).first()


async def is_brief(session: AsyncSession, inquiry: Inquiry | None) -> bool:
    """Say whether the office was asked in the short form of a small project."""
    request = await session.get(NeedRequest, inquiry.request_id) if inquiry is not None else None
    return request is not None and request.brief


async def is_asked(session: AsyncSession, inquiry: Inquiry, person_id: int) -> bool:
    """Say whether this person is asked for the office, or is the deputy of who is; reminders go to both."""
    if inquiry.contact_id == person_id:
        return True
    contact = await session.get(Person, inquiry.contact_id)
    return contact is not None and contact.deputy_id == person_id


async def message_of(session: AsyncSession, inquiry_id: int, person_id: int) -> str | None:
    """Give the timestamp of the message in which a person has this inquiry; None before it was posted."""
    query = select(Surface.ts).where(
        Surface.kind == SurfaceKind.INQUIRY, Surface.subject_id == inquiry_id, Surface.person_id == person_id
    )
    return (await session.exec(query)).first()


async def colleagues(session: AsyncSession, found: Case) -> list[Person]:
    """List who of the office could look after the inquiry instead."""
    office = await members(session, found.office.id)
    return [p for p in office if p.may(Act.ANSWER_REQUEST) and p.key != found.inquiry.contact_id]


async def take_up(change: Change, found: Case) -> None:
    """Note who opened the form first, so that colleagues see it; later openings change nothing."""
    taken = await change.session.exec(
        update(Inquiry)
        .where(col(Inquiry.id) == found.inquiry.key, col(Inquiry.state) == InquiryState.ASKED)
        .values(state=InquiryState.SEEN, begun_by=change.person_id, begun_at=change.now)
    )
    if taken.rowcount == 1:
        await change.redraw(SurfaceKind.INQUIRY, found.inquiry.key)
        change.note("seen", "inquiry", found.inquiry.key)


async def hand_over(change: Change, found: Case, colleague: Person) -> None:
    """Let a colleague of the same office be asked; the former contact's message says so."""
    before = found.inquiry.contact_id
    found.inquiry.contact_id = colleague.key
    found.inquiry.stands_in_for = None
    change.session.add(found.inquiry)
    await change.session.flush()
    await change.show(SurfaceKind.INQUIRY, found.inquiry.key, person_id=colleague.key)
    await redraw(change, found)
    change.note("handed_over", "inquiry", found.inquiry.key, before=before, after=colleague.key)


async def pending_extension(session: AsyncSession, inquiry_id: int) -> Extension | None:
    """Find the wish for more time that the secretariat has not decided yet."""
    query = select(Extension).where(Extension.inquiry_id == inquiry_id, col(Extension.granted).is_(None))
    return (await session.exec(query)).first()


async def want_extension(
    change: Change, found: Case, *, wanted: date, due_at: datetime, reason: str | None, at_once: bool
) -> Extension:
    """Note a wish for more time; grant it at once, or ask the secretariat. Raises Outdated when one is waiting."""
    if await pending_extension(change.session, found.inquiry.key) is not None:
        raise Outdated("extension", "asked")
    assert change.person_id is not None, "somebody asks"
    extension = Extension(
        inquiry_id=found.inquiry.key, wanted=wanted, reason=reason, asked_by=change.person_id, asked_at=change.now
    )
    if at_once:
        extension.granted, extension.decided_at = True, change.now
        _prolong(change, found, wanted, due_at)
    change.session.add(extension)
    await change.session.flush()
    if not at_once:
        for reader in await secretariat(change.session):
            await change.show(SurfaceKind.EXTENSION, extension.key, person_id=reader.key)
    await redraw(change, found)
    verb = "extended" if at_once else "extension_wanted"
    change.note(verb, "inquiry", found.inquiry.key, reason, due=wanted.isoformat())
    return extension


async def wish(session: AsyncSession, extension_id: int) -> Wish:
    """Find a wish for more time. Raises Missing."""
    extension = await session.get(Extension, extension_id, populate_existing=True)
    if extension is None:
        raise Missing("extension")
    return Wish(extension, await case(session, extension.inquiry_id))


async def open_wishes(session: AsyncSession) -> list[Wish]:
    """List what the secretariat has to decide, the oldest first."""
    query = select(Extension.id).where(col(Extension.granted).is_(None)).order_by(col(Extension.id))
    return [await wish(session, found) for found in (await session.exec(query)).all() if found is not None]


async def decide_extension(
    change: Change, decided: Wish, *, granted: bool, due_at: datetime, refusal: str | None = None
) -> None:
    """Grant or refuse more time and tell who asked; the first decision counts, later ones raise Outdated.

    The wish in the messages of the whole secretariat then shows what was decided.
    """
    extension_id = decided.extension.key
    taken = await change.session.exec(
        update(Extension)
        .where(col(Extension.id) == extension_id, col(Extension.granted).is_(None))
        .values(granted=granted, refusal=refusal, decided_by=change.person_id, decided_at=change.now)
    )
    if taken.rowcount != 1:
        raise Outdated("extension", "decided")
    if granted:
        _prolong(change, decided.case, decided.extension.wanted, due_at)
        await change.session.flush()
    message = ExtensionDecided(extension_id=extension_id)
    change.tell(message, f"extension:{extension_id}:decided", person_id=decided.extension.asked_by)
    await change.redraw(SurfaceKind.EXTENSION, extension_id)
    await redraw(change, decided.case)
    change.note("granted" if granted else "refused", "extension", extension_id, refusal)


def _prolong(change: Change, found: Case, due: date, due_at: datetime) -> None:
    found.inquiry.due, found.inquiry.due_at, found.inquiry.extended = due, due_at, True
    change.session.add(found.inquiry)


async def redraw(change: Change, found: Case) -> None:
    """Let everything that shows this inquiry show the newest state."""
    await change.redraw(SurfaceKind.INQUIRY, found.inquiry.key)
    await change.redraw(SurfaceKind.CARD, found.intention.key)
    await change.redraw_homes(*await concerned(change.session, found.office.id, found.intention.lead_id))


async def concerned(session: AsyncSession, office: str, lead_id: int | None) -> list[int]:
    """List whose home tab shows an office's inquiry: the office, the secretariat, the project lead."""
    everyone = await members(session)
    return [p.key for p in everyone if p.office == office or p.is_secretariat or p.key == lead_id]
