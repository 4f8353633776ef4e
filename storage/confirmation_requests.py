"""Who is asked whether a report still holds: at once after a change, once a month in a list, after a merger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.confirmations import AT_ONCE, Cause, ConfirmationState, Facts
from planning.errors import Missing
from planning.intentions import IntentionState
from planning.messages import SurfaceKind
from planning.people import Act, Candidate, choose_contact
from storage.changes import Change
from storage.confirmations import (
    OPEN,
    Confirmation,
    ConfirmationRequest,
    Standing,
    facts_of,
    of_intention,
    open_about,
    settle,
    would_ask,
)
from storage.intentions import Intention
from storage.people import former_offices, members, secretariat
from storage.surfaces import Surface


@dataclass(frozen=True)
class OpenRequest:
    """A message whose questions are not all answered; `since` is when it asked what it asks now."""

    id: int
    office: str
    contact_id: int
    due: date
    since: datetime


async def follow(c: Change, row: Intention, *, today: date, due: date) -> int:
    """Ask every office whose report is built on something else than what is known now; return their number.

    An open question is changed, never asked twice; one without a reason any more is overtaken.
    """
    await c.session.flush()
    after = await facts_of(c.session, row)
    concerned = await would_ask(c.session, row, after)
    asked = {one.report.key for one, _ in concerned}
    for found in await of_intention(c.session, row.key):
        present = found.confirmation
        if present.state is ConfirmationState.OPEN and present.cause in AT_ONCE and present.report_id not in asked:
            await settle(c, present, ConfirmationState.OVERTAKEN)
    for one, cause in concerned:
        await _ask(c, one, cause, after, today=today, due=due)
    return len(concerned)


async def _ask(c: Change, one: Standing, cause: Cause, after: Facts, *, today: date, due: date) -> None:
    present = await open_about(c.session, one.report.key)
    if present is not None and present.cause in AT_ONCE:
        await _ask_anew(c, present, cause, after, today=today, due=due)
        return
    if present is not None:
        await settle(c, present, ConfirmationState.OVERTAKEN)
    request = await request_to(c, one.report.office, today=today, due=due)
    await add_question(c, request, one, cause, after)
    await c.show(SurfaceKind.CONFIRMATION, request.key, person_id=request.contact_id)


async def _ask_anew(c: Change, row: Confirmation, cause: Cause, after: Facts, *, today: date, due: date) -> None:
    if row.after == after.to_json() and row.cause is cause:
        return
    row.cause, row.after, row.revision = cause, after.to_json(), row.revision + 1
    request = await c.session.get(ConfirmationRequest, row.request_id, populate_existing=True)
    assert request is not None, "the foreign key holds it"
    request.asked_at, request.asked_on, request.due = c.now, today, due
    c.session.add_all((row, request))
    await c.session.flush()
    await c.redraw(SurfaceKind.CONFIRMATION, request.key)
    c.note("asked", "confirmation", row.key, cause=cause.value, before=row.before, after=row.after)


async def request_to(
    c: Change, office: str, *, today: date, due: date, month: str | None = None
) -> ConfirmationRequest:
    """Open a message to whoever answers for an office today: its contact, else the secretariat. Raises Missing."""
    answering = (await successors(c.session)).get(office, office)
    contact = await _contact(c.session, answering, today)
    request = ConfirmationRequest(
        office=answering, contact_id=contact, month=month, asked_at=c.now, asked_on=today, due=due
    )
    c.session.add(request)
    await c.session.flush()
    return request


async def successors(session: AsyncSession) -> dict[str, str]:
    """Give the office that answers today by the id of each former one."""
    return {former.id: now for former, now in await former_offices(session)}


async def _contact(session: AsyncSession, office: str, today: date) -> int:
    people = [one for one in await members(session) if one.may(Act.ANSWER_REQUEST)]
    candidates = {p.key: Candidate(p.key, p.lead_contact, p.is_absent(today), p.deputy_id) for p in people}
    chosen = choose_contact([candidates[p.key] for p in people if p.office == office], candidates)
    if chosen is not None:
        return chosen.person_id
    behalf = sorted(await secretariat(session), key=lambda person: (person.is_absent(today), person.key))
    if not behalf:
        raise Missing("person")
    return behalf[0].key


async def add_question(c: Change, request: ConfirmationRequest, one: Standing, cause: Cause, after: Facts) -> None:
    """Ask about one report in a message."""
    row = Confirmation(
        request_id=request.key, report_id=one.report.key, intention_id=one.report.intention_id, cause=cause,
        before=one.facts.to_json(), after=after.to_json(),
    )  # fmt: skip
    c.session.add(row)
    await c.session.flush()
    c.note("asked", "confirmation", row.key, cause=cause.value, before=row.before, after=row.after)


async def give_up(c: Change, intention_id: int) -> None:
    """Overtake the open questions about an intention that is given up."""
    for found in await of_intention(c.session, intention_id):
        if found.confirmation.state is ConfirmationState.OPEN:
            await settle(c, found.confirmation, ConfirmationState.OVERTAKEN)


async def hand_on(c: Change, office: str, into: str, today: date) -> int:
    """Let another office answer what an office is asked that becomes part of it; return the number of messages."""
    moved = await _open_requests(c.session, office)
    for request in moved:
        request.office, request.month = into, None  # the other office may have a list of the month itself
        own = {one.key for one in await members(c.session, into)}
        if request.contact_id not in own:
            request.contact_id = await _contact(c.session, into, today)
        c.session.add(request)
        await c.session.flush()
        await c.show(SurfaceKind.CONFIRMATION, request.key, person_id=request.contact_id)
        await c.redraw(SurfaceKind.CONFIRMATION, request.key)
    return len(moved)


async def _open_requests(session: AsyncSession, office: str) -> Sequence[ConfirmationRequest]:
    waiting = select(Confirmation.id).where(col(Confirmation.request_id) == col(ConfirmationRequest.id), OPEN).exists()
    query = select(ConfirmationRequest).where(ConfirmationRequest.office == office, waiting)
    return (await session.exec(query.order_by(col(ConfirmationRequest.id)))).all()


async def open_requests(session: AsyncSession, until: date) -> list[OpenRequest]:
    """List messages with open questions due by `until`, about intentions the group works on."""
    waiting = (
        select(Confirmation.id)
        .join(Intention, col(Intention.id) == col(Confirmation.intention_id))
        .where(col(Confirmation.request_id) == col(ConfirmationRequest.id), OPEN)
        .where(Intention.state == IntentionState.ACTIVE)
        .exists()
    )
    query = select(ConfirmationRequest).where(waiting, col(ConfirmationRequest.due) <= until)
    rows = (await session.exec(query.order_by(col(ConfirmationRequest.due), col(ConfirmationRequest.id)))).all()
    return [OpenRequest(row.key, row.office, row.contact_id, row.due, row.asked_at) for row in rows]


async def messages_to(session: AsyncSession, person_id: int) -> set[str]:
    """Give the timestamps of the messages in which a person is asked: they show by themselves what was answered."""
    query = select(Surface.ts).where(Surface.kind == SurfaceKind.CONFIRMATION, Surface.person_id == person_id)
    return {ts for ts in (await session.exec(query)).all() if ts is not None}
