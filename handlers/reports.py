"""An office's report in chat: its present answer, its history, "no need" in its place."""

from itertools import pairwise
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.views import fields
from handlers.views import reports as views
from handlers.views.confirmation_standings import asked_line
from handlers.visit import Visit
from planning.errors import NotAllowed
from planning.needs import InquiryState, check_speaks_for, sees_minimum
from planning.people import Act
from planning.reports import differences
from storage import confirmations, intentions, reports
from storage.database import Session
from storage.people import names
from storage.reports import Dossier, Written


async def open_report(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show what an office says at present, with everything that can be changed."""
    async with visit.read() as session:
        found = await reports.dossier(session, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, overview(visit, found))
    await ack()


def overview(visit: Visit, found: Dossier, *, may_change: bool = False) -> dict[str, Any]:
    """Give the present answer as this visitor may see it; `may_change` where that is known already."""
    present = views.Present(
        report_id=found.report.key,
        face=intentions.face(found.intention, visit.person),
        office=found.office.name,
        answer=found.answer,
        needs=[(n.key, n) for n in found.needs],
        minimum=_minimum(visit, found),
        may_change=may_change or _may_change(visit, found),
        inquiry_id=found.inquiry.key if found.inquiry is not None else None,
    )
    return views.overview(visit.speech, need_forms.words(visit), present)


def _may_change(visit: Visit, found: Dossier) -> bool:
    was_asked = found.inquiry is not None and found.inquiry.contact_id == visit.person.key
    try:
        check_speaks_for(visit.person, found.office.today, was_asked=was_asked)
    except NotAllowed:
        return False
    return True


def _minimum(visit: Visit, found: Dossier) -> bool:
    return sees_minimum(visit.person, visit.person.key, office=found.office.today, lead_id=found.intention.lead_id)


async def open_history(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show who changed what, when and why."""
    visit.require(Act.LOOK)
    async with visit.read() as session:
        view = await history(session, visit, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, view)
    await ack()


async def history(session: Session, visit: Visit, report_id: int) -> dict[str, Any]:
    """Give the history of a report as this visitor may see it."""
    found = await reports.dossier(session, report_id)
    written = await reports.versions(session, report_id)
    known = await names(session)
    asked = [
        asked_line(visit.speech, one.request.asked_at, one.confirmation, known.get(one.confirmation.answered_by or 0))
        for one in reversed(await confirmations.of_report(session, report_id))
    ]
    return views.history(
        visit.speech, need_forms.words(visit), intentions.face(found.intention, visit.person), found.office.name,
        _past(written), minimum=_minimum(visit, found), report_id=report_id, asked=asked,
    )  # fmt: skip


async def compare(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show what differs between the newest version and an earlier one."""
    visit.require(Act.LOOK)
    report_id, _, number = body["actions"][0]["selected_option"]["value"].partition(":")
    async with visit.read() as session:
        found = await reports.dossier(session, int(report_id))
        older = await reports.version(session, int(report_id), int(number))
        newer = (await reports.versions(session, int(report_id)))[0]
    first, *_, last = _past([newer, older])
    two = views.Two(last, first, differences(older.version.needs, newer.version.needs))
    face = intentions.face(found.intention, visit.person)
    view = views.comparison(
        visit.speech, need_forms.words(visit), face, found.office.name, two, minimum=_minimum(visit, found)
    )
    await answers.show_in_place(client, body, view)
    await ack()


def _past(written: list[Written]) -> list[views.Past]:
    contents = [w.version.needs for w in written] + [[]]
    return [
        views.Past(
            version=w.version.version,
            at=w.version.written_at,
            author=w.author.name,
            answer=w.version.answer,
            reason=w.version.reason,
            differences=differences(before, after),
            arrival=w.version.arrival,
        )
        for w, (after, before) in zip(written, pairwise(contents), strict=True)
    ]


async def open_no_need(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask before "no need" takes the place of what was answered."""
    async with visit.change() as change:
        found = await reports.dossier(change.session, int(body["actions"][0]["value"]))
        await need_forms.allowed(change, visit, found.intention.key, found.office.id)
    await answers.show_in_place(client, body, ask_first(visit, found))
    await ack()


def ask_first(visit: Visit, found: Dossier) -> dict[str, Any]:
    """Give the question that comes before a report is withdrawn as a whole."""
    face = intentions.face(found.intention, visit.person)
    return views.no_need_form(visit.speech, face, found.office.name, found.report.key, len(found.needs))


async def no_need(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Let "no need" take the place of what was answered; the versions before stay."""
    async with visit.change() as change:
        found = await reports.dossier(change.session, int(view["private_metadata"]))
        await need_forms.allowed(change, visit, found.intention.key, found.office.id)
        held = await reports.take(change, found.intention.key, found.office.id)
        await reports.withdraw(change, held.needs)
        reason = fields.read_words("reason", fields.read_form(view), 1000, optional=True) or None
        await reports.conclude(change, held, InquiryState.NO_NEED, complete=True, reason=reason)
        text = views.no_need_noted(visit.speech, intentions.face(held.intention, visit.person), held.office.name)
        change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("No need"), text))
    await ack(**change.answer)


async def complete(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Let a report count as complete after which more was to follow."""
    async with visit.change() as change:
        found = await reports.dossier(change.session, int(body["actions"][0]["value"]))
        await need_forms.allowed(change, visit, found.intention.key, found.office.id)
        held = await reports.take(change, found.intention.key, found.office.id)
        if held.answer is InquiryState.REPORTED and not held.report.complete:
            await reports.conclude(change, held, InquiryState.REPORTED, complete=True)
    title = intentions.face(found.intention, visit.person).title
    text = visit.speech.rich("The answer of {office} on *{title}* is complete.", office=found.office.name, title=title)
    await answers.tell(client, body, visit.speech, text)
    await ack()


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.action(views.OPEN)(open_report)
    app.action(views.HISTORY)(open_history)
    app.action(views.COMPARE)(compare)
    app.action(views.NO_NEED)(open_no_need)
    app.action(views.COMPLETE)(complete)
    app.view(views.NO_NEED_FORM)(no_need)
