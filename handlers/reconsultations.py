"""Asking chosen offices again, while or after a first round, with a reason (re-consultation)."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.views import fields
from handlers.views import inquiries as inquiry_views
from handlers.views import reconsultations as views
from handlers.visit import Visit
from planning.errors import Invalid, Missing, Outdated, Required, UnknownChoice
from planning.intentions import IntentionState
from planning.kept_sheets import SheetCause
from planning.needs import check_deadline
from planning.people import Act
from planning.rounds import proposed_deadline
from storage import inquiries, intentions, kept_sheets, reports, requests
from storage.database import Session
from storage.intentions import Intention
from storage.needs import waiting_inquiries
from storage.recesses import recesses
from storage.requests import Addressee, Terms
from storage.standings import round_standing


async def open_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask which offices are asked again, and why."""
    visit.require(Act.START_REQUEST)
    house = visit.house
    async with visit.read() as session:
        row = await _askable(session, int(body["actions"][0]["value"]))
        free, waiting = await _parted(session, visit, row)
        around = await recesses(session, visit.today)
    deadline = proposed_deadline(visit.today, house.calendar, house.policy, around, brief=True)
    at = visit.speech.clock(house.calendar.instant(deadline.day, house.policy.deadline_time))
    face = intentions.face(row, visit.person)
    choices = [(one.office.id, one.office.name) for one in free][:100]
    names = [one.office.short for one in waiting]
    shown = views.Again(face, choices, names, deadline, at)
    view = views.form(visit.speech, shown) if choices else views.nobody(visit.speech, face, names)
    await answers.show_in_place(client, body, view)
    await ack()


async def _askable(session: Session, intention_id: int) -> Intention:
    row = await intentions.intention(session, intention_id)
    if row is None:
        raise Missing("intention", str(intention_id))
    if row.state is not IntentionState.ACTIVE:
        raise Outdated("intention", row.state)
    return row


async def _parted(session: Session, visit: Visit, row: Intention) -> tuple[list[Addressee], list[Addressee]]:
    """Part the offices that can be asked again from those that are being asked already."""
    asked = {one.office for one in await waiting_inquiries(session, row.key)}
    reachable = [one for one in await requests.distribution(session, row, visit.today) if one.person is not None]
    return [o for o in reachable if o.office.id not in asked], [o for o in reachable if o.office.id in asked]


async def start(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Ask the chosen offices again in one transaction."""
    visit.require(Act.START_REQUEST)
    values, house = fields.read_form(view), visit.house
    wanted = values.get("offices") or []
    if not wanted:
        raise Invalid(Required("offices"))
    reason, due = fields.read_words("reason", values, 1000), fields.read_day("due", values)
    check_deadline(due, visit.today, house.calendar)
    due_at = house.calendar.instant(due, house.policy.deadline_time)
    async with visit.change() as change:
        row = await _askable(change.session, int(view["private_metadata"]))
        standing = await round_standing(change.session, row.key)
        if standing is None:
            raise Missing("request")
        free, _ = await _parted(change.session, visit, row)
        chosen = [one for one in free if one.office.id in wanted]
        if len(chosen) != len(set(wanted)):
            raise Invalid(UnknownChoice("offices", typed=str(wanted)[:40]))
        terms = Terms(follows=standing.request_id, reason=reason)
        await requests.start(
            change, row.key, chosen, started_on=visit.today, due=due, due_at=due_at, remark=None, terms=terms
        )
        await kept_sheets.keep(change, house.catalogue, row.key, SheetCause.REQUEST, visit.today)
        face, names = intentions.face(row, visit.person), [one.office.short for one in chosen]
        change.answer = answers.updated(views.started(visit.speech, face, names, due_at))
    await ack(**change.answer)


async def still_holds(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Take an office's earlier answer as its answer to being asked again."""
    async with visit.change() as change:
        found = await inquiries.case(change.session, int(body["actions"][0]["value"]), lock=True)
        await need_forms.allowed(change, visit, found.intention.key, found.office.id)
        held = await reports.take(change, found.intention.key, found.office.id)
        if held.answer is None or held.inquiry is None or held.inquiry.key != found.inquiry.key:
            raise Outdated("form")
        reason = visit.speech._("Still holds")
        await reports.conclude(change, held, held.answer, complete=held.report.complete, reason=reason)
    await answers.tell(client, body, visit.speech, visit.speech.rich("Thank you. Your earlier answer still holds."))
    await ack()


def register(app: AsyncApp) -> None:
    """Connect buttons and form."""
    app.action(views.OPEN)(open_form)
    app.view(views.FORM)(start)
    app.action(inquiry_views.STILL_HOLDS)(still_holds)
