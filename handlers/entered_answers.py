"""Answers that came by telephone, by mail or orally: the secretariat enters them, the office gets a copy."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.phrasing.requests import round_of
from handlers.views import entered_answers as views
from handlers.views import fields, mail_copies
from handlers.visit import Visit
from planning.arrivals import Arrival, Source, check_entered
from planning.errors import Invalid, Missing, UnknownChoice
from planning.needs import InquiryState
from planning.people import Act
from storage import form_drafts, inquiries, intentions, reports, requests
from storage.changes import Change
from storage.database import Session
from storage.inquiries import Case
from storage.reports import Dossier

KIND = "entered_answer"
Entry = tuple[InquiryState, Arrival, str]
"""The answer, how it came, and its reason."""


async def open_for_office(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask what one office answered."""
    visit.require(Act.ENTER_ANSWER)
    async with visit.read() as session:
        found = await inquiries.case(session, int(body["actions"][0]["value"]))
        form = await _form(session, visit, found.request.key, str(found.inquiry.key))
    await answers.show_in_place(client, body, form)
    await ack()


async def open_for_any(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask which office of a round answered what."""
    visit.require(Act.ENTER_ANSWER)
    async with visit.read() as session:
        form = await _form(session, visit, int(body["actions"][0]["value"]), None)
    await answers.show_in_place(client, body, form)
    await ack()


async def _form(session: Session, visit: Visit, request_id: int, chosen: str | None) -> dict[str, Any]:
    found = await round_of(session, request_id)
    if found is None:
        raise Missing("request")
    lines = await requests.answers(session, request_id)
    # Who has not answered yet comes first: Slack lists a hundred at most.
    ranked = sorted(lines, key=lambda one: one.inquiry.answered_at is not None)
    offices = [(str(one.inquiry.key), one.office.name) for one in ranked][:100]
    face = intentions.face(found[1], visit.person)
    return views.form(visit.speech, face, request_id, offices, chosen=chosen, today=visit.today)


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Note the answer; a need gets its form, and what would withdraw needs is asked once more."""
    visit.require(Act.ENTER_ANSWER)
    values = fields.read_form(view)
    async with visit.change() as change:
        found = await _case(change, visit, values)
        answer, arrival, reason = _read(visit, found, values)
        if answer is InquiryState.REPORTED:
            form = await need_forms.begin(change, visit, found.intention.key, found.office.id, entered=arrival)
            change.answer = answers.updated(form)
        else:
            change.answer = answers.updated(await _settle(change, visit, found, values, (answer, arrival, reason)))
    await ack(**change.answer)


async def _case(change: Change, visit: Visit, values: dict[str, Any]) -> Case:
    chosen = str(values.get("office") or "")
    if not chosen.isdecimal():
        raise Invalid(UnknownChoice("office", typed=chosen[:40]))
    found = await inquiries.case(change.session, int(chosen), lock=True)
    await need_forms.allowed(change, visit, found.intention.key, found.office.id)
    return found


def _read(visit: Visit, found: Case, values: dict[str, Any]) -> Entry:
    answer = InquiryState(values["answer"]) if values.get("answer") else None
    received_on = fields.read_day("received_on", values)
    reason = fields.read_words("reason", values, 1000, optional=True)
    check_entered(answer, received_on, reason, asked_on=found.request.started_on, today=visit.today)
    assert answer is not None, "the rule refused none"
    return answer, Arrival(Source(values.get("source") or Source.PHONE), received_on), reason


async def _settle(change: Change, visit: Visit, found: Case, values: dict[str, Any], entry: Entry) -> dict[str, Any]:
    held = await reports.take(change, found.intention.key, found.office.id)
    if held.needs:
        face = intentions.face(found.intention, visit.person)
        draft_id = await form_drafts.keep(change, KIND, context={}, values=values)
        return views.sure_form(visit.speech, face, found.office.name, draft_id, len(held.needs))
    return await _enter(change, visit, held, entry)


async def submit_sure(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Note an answer that withdraws what the office had reported."""
    visit.require(Act.ENTER_ANSWER)
    async with visit.change() as change:
        used = await form_drafts.take(change, int(view["private_metadata"]))
        found = await _case(change, visit, used.values)
        entry = _read(visit, found, used.values)
        held = await reports.take(change, found.intention.key, found.office.id)
        change.answer = answers.updated(await _enter(change, visit, held, entry))
    await ack(**change.answer)


async def _enter(change: Change, visit: Visit, held: Dossier, entry: Entry) -> dict[str, Any]:
    answer, arrival, reason = entry
    if answer is InquiryState.NOT_COMPETENT:
        await reports.decline(change, held, reason=reason, better_office=None, entered=arrival)
    else:
        await reports.withdraw(change, held.needs)
        await reports.conclude(change, held, answer, complete=True, reason=reason or None, entered=arrival)
    return await noted(change, visit, held, answer, arrival)


async def noted(change: Change, visit: Visit, held: Dossier, answer: InquiryState, arrival: Arrival) -> dict[str, Any]:
    """Confirm what was entered, and whether the office has somebody who gets the copy."""
    copied = bool(await reports.copy_readers(change, held))
    face = intentions.face(held.intention, visit.person)
    text = views.entered(visit.speech, face, held.office.name, answer, arrival, copied=copied)
    if not copied:
        return mail_copies.offer(visit.speech, text, held.report.key)
    return answers.notice(visit.speech, visit.speech._("Answer noted"), text)


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.action(views.ENTER)(open_for_office)
    app.action(views.ENTER_ANY)(open_for_any)
    app.view(views.FORM)(submit)
    app.view(views.SURE_FORM)(submit_sure)
