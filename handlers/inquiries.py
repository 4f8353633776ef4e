"""An office's request in chat: the two common answers, and everything behind "more"."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.mrkdwn import Mrkdwn
from handlers.phrasing.requests import round_of
from handlers.reports import ask_first
from handlers.requests import answers_of
from handlers.views import fields, inquiry_forms
from handlers.views import inquiries as views
from handlers.views import reports as report_views
from handlers.views import requests as request_views
from handlers.visit import Visit
from planning.errors import Invalid, Missing, UnknownChoice
from planning.intentions import Face
from planning.needs import InquiryState, check_extension, is_free_extension
from storage import inquiries, intentions, questions, reports
from storage.changes import Change
from storage.inquiries import Case
from storage.people import offices, person


async def _mine(change: Change, visit: Visit, inquiry_id: int) -> Case:
    """Hold an inquiry this person may answer now."""
    found = await inquiries.case(change.session, inquiry_id, lock=True)
    await need_forms.allowed(change, visit, found.intention.key, found.office.id)
    return found


async def report(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form of a need; colleagues see who has begun."""
    async with visit.change() as change:
        found = await _mine(change, visit, int(body["actions"][0]["value"]))
        form = await need_forms.begin(change, visit, found.intention.key, found.office.id)
    await answers.show_in_place(client, body, form)
    await ack()


async def no_need(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Note "no need" at one click; where a report exists, ask first."""
    async with visit.change() as change:
        found = await _mine(change, visit, int(body["actions"][0]["value"]))
        held = await reports.take(change, found.intention.key, found.office.id)
        if not held.needs and found.inquiry.state is not InquiryState.NO_NEED:
            await reports.conclude(change, held, InquiryState.NO_NEED, complete=True)
    if held.needs:
        await answers.show_in_place(client, body, ask_first(visit, held))
    else:
        face = intentions.face(found.intention, visit.person)
        await _say(visit, client, body, found, report_views.no_need_noted(visit.speech, face, found.office.name))
    await ack()


async def _say(visit: Visit, client: AsyncWebClient, body: dict[str, Any], found: Case, text: Mrkdwn) -> None:
    """Confirm where the button was; the request's own message says it itself as soon as it is redrawn."""
    if body.get("view"):
        notice = answers.notice(visit.speech, visit.speech._("Answer noted"), text)
        await answers.show_in_place(client, body, notice)
        return
    async with visit.read() as session:
        own = await inquiries.message_of(session, found.inquiry.key, visit.person.key)
    if own is None or own != (body.get("container") or {}).get("message_ts"):
        await answers.tell(client, body, visit.speech, text)


async def more(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open what was chosen behind "more"."""
    what, _, inquiry_id = body["actions"][0]["selected_option"]["value"].partition(":")
    async with visit.change() as change:
        found = await _mine(change, visit, int(inquiry_id))
        form = await _form(change, visit, what, found)
    await answers.show_in_place(client, body, form)
    await ack()


async def open_decline(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask why the office is not competent, although it answered otherwise before."""
    async with visit.change() as change:
        found = await _mine(change, visit, int(body["actions"][0]["value"]))
        form = await _form(change, visit, views.DECLINE, found)
    await answers.show_in_place(client, body, form)
    await ack()


async def _form(change: Change, visit: Visit, what: str, found: Case) -> dict[str, Any]:
    s, face, key = visit.speech, intentions.face(found.intention, visit.person), found.inquiry.key
    match what:
        case views.DECLINE:
            return await _decline_form(change, visit, face, found)
        case views.EXTEND:
            return _extend_form(visit, face, found)
        case views.ASK:
            return inquiry_forms.ask_form(s, face, key)
        case views.HAND:
            people = await inquiries.colleagues(change.session, found)
            if not people:
                raise Missing("colleague")
            return inquiry_forms.hand_form(s, face, key, [(str(p.key), p.name) for p in people][:100])
        case _:
            around = await round_of(change.session, found.request.key)
            assert around is not None, "the inquiry belongs to it"
            return await answers_of(change.session, visit, *around)


async def _decline_form(
    change: Change, visit: Visit, face: Face, found: Case, *, meanwhile: str | None = None, reason: str | None = None
) -> dict[str, Any]:
    others = [(o.id, o.short) for o in await offices(change.session) if o.id != found.office.id]
    present = await reports.report_of(change.session, found.intention.key, found.office.id)
    reported = len(await reports.needs_of(change.session, present.key)) if present is not None else 0
    return inquiry_forms.decline_form(
        visit.speech, face, found.inquiry.key, others[:100], reported, meanwhile=meanwhile, reason=reason
    )


def _extend_form(visit: Visit, face: Face, found: Case) -> dict[str, Any]:
    calendar, inquiry = visit.house.calendar, found.inquiry
    free = calendar.add(inquiry.due, visit.house.policy.free_extension_days)
    return inquiry_forms.extend_form(
        visit.speech, face, inquiry.key, present=inquiry.due_at, proposed=max(free, calendar.add(visit.today, 1)),
        free_until=None if inquiry.extended or free <= visit.today else free,
    )  # fmt: skip


async def decline(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Note that the office is not competent; lead and secretariat are told.

    A need that a colleague has reported since the form was opened is not withdrawn unsaid: the form asks again.
    """
    values = fields.read_form(view)
    reason = fields.read_words("reason", values, 1000)
    inquiry_id, _, shown = view["private_metadata"].partition(":")
    async with visit.change() as change:
        found = await _mine(change, visit, int(inquiry_id))
        held = await reports.take(change, found.intention.key, found.office.id)
        if len(held.needs) > int(shown or 0):
            author = await person(change.session, held.report.changed_by)
            face, name = intentions.face(found.intention, visit.person), author.name if author is not None else ""
            form = await _decline_form(change, visit, face, found, meanwhile=name, reason=reason)
            change.answer = answers.updated(form)
        else:
            await reports.decline(change, held, reason=reason, better_office=values.get("better_office"))
            text = visit.speech.rich("Thank you. Project lead and secretariat are told; you need not do anything else.")
            change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("Not competent"), text))
    await ack(**change.answer)


async def extend(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Give more time at once where the rule allows it, else ask the secretariat."""
    values = fields.read_form(view)
    house = visit.house
    wanted, reason = fields.read_day("due", values), fields.read_words("reason", values, 1000, optional=True)
    async with visit.change() as change:
        found = await _mine(change, visit, int(view["private_metadata"]))
        check_extension(wanted, found.inquiry.due, visit.today, house.calendar)
        at_once = visit.person.is_secretariat or is_free_extension(
            present=found.inquiry.due, wanted=wanted, extended_before=found.inquiry.extended,
            calendar=house.calendar, policy=house.policy,
        )  # fmt: skip
        due_at = house.calendar.instant(wanted, house.policy.deadline_time)
        await inquiries.want_extension(
            change, found, wanted=wanted, due_at=due_at, reason=reason or None, at_once=at_once
        )
        face = intentions.face(found.intention, visit.person)
        text = request_views.extension_decided(
            visit.speech, face, granted=True, wanted=wanted, due_at=due_at, by=None
        ) if at_once else visit.speech.rich("The secretariat decides and tells you. Until then the present deadline holds.")  # fmt: skip
        change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("Extend the deadline"), text))
    await ack(**change.answer)


async def ask(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Bring a question to whoever can answer it."""
    words = fields.read_words("text", fields.read_form(view), 1000)
    async with visit.change() as change:
        found = await _mine(change, visit, int(view["private_metadata"]))
        await questions.ask(change, found, words)
        text = visit.speech.rich("Your question is on its way. The answer goes to all offices that were asked.")
        change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("Ask a question"), text))
    await ack(**change.answer)


async def hand_over(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Let a colleague of the same office look after the request."""
    chosen = fields.read_form(view).get("colleague")
    async with visit.change() as change:
        found = await _mine(change, visit, int(view["private_metadata"]))
        colleague = next((p for p in await inquiries.colleagues(change.session, found) if str(p.key) == chosen), None)
        if colleague is None:
            raise Invalid(UnknownChoice("colleague", typed=str(chosen)))
        await inquiries.hand_over(change, found, colleague)
        text = visit.speech.rich("{name} has got the request and answers for your office.", name=colleague.name)
        change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("Hand to a colleague"), text))
    await ack(**change.answer)


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.action(views.REPORT)(report)
    app.action(views.NO_NEED)(no_need)
    app.action(views.MORE)(more)
    app.action(report_views.DECLINE)(open_decline)
    app.view(inquiry_forms.DECLINE_FORM)(decline)
    app.view(inquiry_forms.EXTEND_FORM)(extend)
    app.view(inquiry_forms.ASK_FORM)(ask)
    app.view(inquiry_forms.HAND_FORM)(hand_over)
