"""Need reports in chat: /bedarf, the form, editing and withdrawing a need."""

import html
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.entered_answers import noted
from handlers.mrkdwn import Mrkdwn
from handlers.need_drafts import drafts_from
from handlers.phrasing.inquiries import case_blocks
from handlers.phrasing.needs import receipt_of
from handlers.views import fields, layout
from handlers.views import need_forms as form_views
from handlers.views import needs as views
from handlers.views import reports as report_views
from handlers.views.further_needs import FURTHER
from handlers.views.meanwhile import beside
from handlers.views.suggestions import ADJUST
from handlers.visit import Visit
from handlers.voice import Told
from planning.arrivals import arrival_from
from planning.errors import Invalid, Missing, Required
from planning.intentions import IntentionState
from planning.kept_sheets import SheetCause
from planning.needs import InquiryState
from planning.people import Act
from storage import form_drafts, inquiries, intentions, kept_sheets, reports
from storage.changes import Change
from storage.form_drafts import FormDraft
from storage.people import offices, person
from storage.reports import Dossier

PAGE = 10
PAGE_TO = "need_page"


async def command(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """/bedarf – my office's open requests; anything else is answered with a line of help."""
    visit.require(Act.REPORT_NEED)
    if html.unescape(body.get("text", "")).strip():
        s = visit.speech
        await ack(**answers.ephemeral(s.rich(
            "/bedarf shows the open requests of your office; there you can answer them or report a need without a"
            " request. Nothing needs to be typed after it."
        )))  # fmt: skip
        return
    await answers.open_form(client, body, await _page(visit, 0))
    await ack()


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open my office's requests and answers from a button."""
    visit.require(Act.REPORT_NEED)
    await answers.open_form(client, body, await _page(visit, 0))
    await ack()


async def turn_page(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page of open requests."""
    visit.require(Act.REPORT_NEED)
    await answers.show_in_place(client, body, await _page(visit, int(body["actions"][0]["value"])))
    await ack()


async def _page(visit: Visit, offset: int) -> dict[str, Any]:
    s = visit.speech
    async with visit.read() as session:
        told = Told(visit.person, s, session, visit.house, visit.now)
        cases = await inquiries.open_cases(session, visit.person)
        office = visit.person.office
        given = await reports.reports_by(session, office, PAGE) if office is not None and not offset else []
    blocks = [block for found in cases[offset : offset + PAGE] for block in case_blocks(found, told)]
    if not cases:
        blocks.append(layout.section(s.rich("No request is waiting for your office.")))
    ahead = [layout.button(s._("Back"), f"{PAGE_TO}_back", max(0, offset - PAGE))] if offset else []
    if len(cases) > offset + PAGE:
        ahead.append(layout.button(s._("Next"), f"{PAGE_TO}_next", offset + PAGE))
    without = layout.button(s._("Report a need without a request"), report_views.WITHOUT_REQUEST)
    blocks.append(layout.actions(*ahead, without))
    if given:
        blocks += [layout.line(), layout.header(s._("Our answers")), *(_given(visit, found) for found in given)]
    return layout.modal(s._("Open need requests"), blocks, close=s._("Close"))


def _given(visit: Visit, found: Dossier) -> Block:
    face = intentions.face(found.intention, visit.person)
    text = report_views.line(visit.speech, face, found.answer, found.report.version, found.report.changed_at)
    return layout.section(text, layout.button(visit.speech._("Change answer"), report_views.OPEN, found.report.key))


async def without_request(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask which intention a need without a request is for."""
    visit.require(Act.REPORT_NEED)
    if visit.person.office is None and not visit.person.is_secretariat:
        raise Missing("office")
    choices: list[fields.Choice] = []
    if visit.person.is_secretariat:
        async with visit.read() as session:
            choices = [(office.id, office.short) for office in await offices(session)][:100]
    await answers.show_in_place(client, body, report_views.choose(visit.speech, choices))
    await ack()


async def look_up(ack: AsyncAck, visit: Visit, body: dict[str, Any]) -> None:
    """Offer active intentions while their name is typed; titles as this person may see them."""
    visit.require(Act.LOOK)
    typed = [word for word in (body.get("value") or "")[:200].split() if any(c.isalnum() for c in word)]
    wanted = intentions.Filter(state=IntentionState.ACTIVE, words=" ".join(typed))
    async with visit.read() as session:
        rows, _ = await intentions.page(session, wanted, visit.person, offset=0, limit=50)
    faces = [intentions.face(row, visit.person) for row in rows]
    choices = [fields.option((str(face.id), f"{face.number} · {face.title}")).to_dict() for face in faces]
    await ack(options=choices)


async def choose(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Open the form for the intention chosen."""
    values = fields.read_form(view)
    chosen, office = report_views.chosen_intention(view), values.get("office") or visit.person.office
    if chosen is None:
        raise Invalid(Required(report_views.INTENTION))
    if not office:
        raise Missing("office")
    async with visit.change() as change:
        change.answer = answers.updated(await need_forms.begin(change, visit, chosen, office))
    await ack(**change.answer)


async def add(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form for another need of a report."""
    async with visit.change() as change:
        held = await reports.dossier(change.session, int(body["actions"][0]["value"]))
        form = await need_forms.begin(change, visit, held.intention.key, held.office.id)
    await answers.show_in_place(client, body, form)
    await ack()


async def edit(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form with what a need says."""
    async with visit.change() as change:
        form = await need_forms.begin_edit(change, visit, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, form)
    await ack()


async def refine(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the form with all its fields; what was typed stays."""
    typed = fields.read_form(body["view"])
    async with visit.change() as change:
        form = await need_forms.refined(change, visit, int(body["actions"][0]["value"]), typed)
    await client.views_update(view_id=body["view"]["id"], view=form)
    await ack()


async def ask_further(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the form with fields for one more need; what was typed stays."""
    typed = fields.read_form(body["view"])
    async with visit.change() as change:
        form = await need_forms.with_further(change, visit, int(body["actions"][0]["value"]), typed)
    await client.views_update(view_id=body["view"]["id"], view=form)
    await ack()


async def adjust(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Put a suggestion of the sheet into the form, to be changed there."""
    typed, chosen = fields.read_form(body["view"]), body["actions"][0]["selected_option"]["value"]
    async with visit.change() as change:
        form = await need_forms.adjusted(change, visit, int(body["view"]["private_metadata"]), typed, chosen)
    await client.views_update(view_id=body["view"]["id"], view=form)
    await ack()


async def anew(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Throw away what was begun and show an empty form."""
    async with visit.change() as change:
        form = await need_forms.anew(change, visit, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, form)
    await ack()


async def write_on(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show what was begun, to be written on."""
    async with visit.change() as change:
        form = await need_forms.continued(change, visit, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, form)
    await ack()


async def discard(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Throw away what was begun, and say so."""
    async with visit.change() as change:
        await form_drafts.take(change, int(body["actions"][0]["value"]))
    await answers.tell(client, body, visit.speech, visit.speech.rich("What you had begun is discarded."))
    await ack()


async def closed(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Keep what was typed in a form that was closed unsent, as far as the chat tells it."""
    async with visit.change() as change:
        await need_forms.keep_typed(change, visit, int(view["private_metadata"]), fields.read_form(view))
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store a need as the next version of its report."""
    draft_id, typed = int(view["private_metadata"]), fields.read_form(view)
    try:
        async with visit.change() as change:
            used = await form_drafts.take(change, draft_id)
            change.answer = answers.updated(await _store(change, visit, used, {**used.values, **typed}))
    except Invalid:
        # The form stays open with its sentences; should it be closed now, nothing of it is lost.
        async with replace(visit, delivery=None).change() as kept:
            await need_forms.keep_typed(kept, visit, draft_id, typed)
        raise
    await ack(**change.answer)


async def _store(change: Change, visit: Visit, used: FormDraft, values: dict[str, Any]) -> dict[str, Any]:
    context = used.context
    await need_forms.allowed(change, visit, context["intention"], context["office"])
    held = await reports.take(change, context["intention"], context["office"])
    before = await _answered_meanwhile(change, visit, held, context)
    reported = {need.figure for need in held.needs if need.figure} if context["need"] is None else set()
    drafts = drafts_from(values, context, visit.house.catalogue, reported)
    if context["need"] is None:
        for draft in drafts:
            await reports.add(change, held, draft)
    else:
        present = await reports.need(change.session, context["need"])
        if need_forms.was_changed(context["was"], present):
            author = await person(change.session, held.report.changed_by)
            name = author.name if author is not None else ""
            return await need_forms.again(change, visit, used, values, present=present, changed_by=name)
        await reports.edit(change, present, drafts[-1])
    complete = values.get("completeness") != form_views.TO_BE_CONTINUED
    reason = fields.read_words("reason", values, 1000, optional=not context.get("reason_required")) or None
    await kept_sheets.keep(change, visit.house.catalogue, held.intention.key, SheetCause.REPORT, visit.today)
    entered = arrival_from(context.get("entered"))
    number = await reports.conclude(
        change, held, InquiryState.REPORTED, complete=complete, reason=reason, entered=entered
    )
    if entered is not None:
        return await noted(change, visit, held, InquiryState.REPORTED, entered)
    return await _receipt(change, visit, held, number, before)


async def _answered_meanwhile(change: Change, visit: Visit, held: Dossier, context: dict[str, Any]) -> Mrkdwn | None:
    """Say what a colleague has answered since the form of a new need was opened: the need comes beside it."""
    if held.newest is None or held.newest.version <= context.get("version", held.newest.version):
        return None
    if held.newest.written_by == visit.person.key:
        return None
    author = await person(change.session, held.newest.written_by)
    return beside(visit.speech, author.name if author is not None else "", held.newest.answer)


async def _receipt(
    change: Change, visit: Visit, held: Dossier, number: int, before: Mrkdwn | None = None
) -> dict[str, Any]:
    written = await reports.version(change.session, held.report.key, number)
    receipt = replace(receipt_of(held, written, visit.person), before=before)
    return report_views.receipt_view(visit.speech, need_forms.words(visit), receipt)


async def open_withdraw(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask before a need is taken back."""
    async with visit.change() as change:
        need = await reports.need(change.session, int(body["actions"][0]["value"]))
        held = await reports.dossier(change.session, need.report_id)
        await need_forms.allowed(change, visit, held.intention.key, held.office.id)
    form = views.withdraw_form(visit.speech, need_forms.words(visit), need, need.key, last=len(held.needs) == 1)
    await answers.show_in_place(client, body, form)
    await ack()


async def withdraw(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Take a need back; without the last one the office's answer is "no need", as the form said."""
    async with visit.change() as change:
        need = await reports.need(change.session, int(view["private_metadata"]))
        found = await reports.dossier(change.session, need.report_id)
        await need_forms.allowed(change, visit, found.intention.key, found.office.id)
        held = await reports.take(change, found.intention.key, found.office.id)
        gone = [n for n in held.needs if n.key == need.key]
        await reports.withdraw(change, gone)
        left = InquiryState.REPORTED if len(held.needs) > len(gone) else InquiryState.NO_NEED
        reason = fields.read_words("reason", fields.read_form(view), 1000, optional=True) or None
        await kept_sheets.keep(change, visit.house.catalogue, held.intention.key, SheetCause.REPORT, visit.today)
        number = await reports.conclude(change, held, left, complete=held.report.complete, reason=reason)
        if left is InquiryState.NO_NEED:
            face = intentions.face(held.intention, visit.person)
            text = report_views.no_need_noted(visit.speech, face, held.office.name)
            change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("No need"), text))
        else:
            change.answer = answers.updated(await _receipt(change, visit, held, number))
    await ack(**change.answer)


def register(app: AsyncApp) -> None:
    """Connect the command, buttons and forms."""
    app.command("/bedarf")(command)
    app.options(report_views.INTENTION)(look_up)
    app.view(report_views.CHOOSE_FORM)(choose)
    app.view(form_views.FORM)(submit)
    app.view_closed(form_views.FORM)(closed)
    app.view(views.WITHDRAW_FORM)(withdraw)
    for action, listener in {
        report_views.LIST: open_list,
        f"{PAGE_TO}_back": turn_page,
        f"{PAGE_TO}_next": turn_page,
        report_views.WITHOUT_REQUEST: without_request,
        views.ADD: add,
        views.EDIT: edit,
        form_views.REFINE: refine,
        form_views.ANEW: anew,
        form_views.WRITE_ON: write_on,
        form_views.DISCARD: discard,
        FURTHER: ask_further,
        ADJUST: adjust,
        views.WITHDRAW: open_withdraw,
    }.items():
        app.action(action)(listener)
