"""Changing what is known of an intention: the form, and the question before a change that concerns the offices."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.confirmations import concerned_by, follow
from handlers.intention_forms import draft_from, lead_from, values_of
from handlers.intentions import planners, redraw, words
from handlers.pools import look_for_hints
from handlers.views import confirmations as confirmation_views
from handlers.views import fields
from handlers.views import intentions as views
from handlers.visit import Visit
from planning.errors import Missing, NotAllowed, Outdated
from planning.intentions import IntentionDraft
from planning.people import Act
from storage import form_drafts, intentions
from storage.changes import Change
from storage.database import Session
from storage.intention_surfaces import rename
from storage.intentions import Intention

KIND = "intention_edit"


async def open_edit(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form with what is known; only for those who may see all of it."""
    async with visit.read() as session:
        row = await _editable(session, visit, body["actions"][0]["value"])
    await _show_form(visit, body, client, values_of(row, visit.speech), row.key)
    await ack()


async def _show_form(
    visit: Visit, body: dict[str, Any], client: AsyncWebClient, values: dict[str, Any], intention_id: int
) -> None:
    view = views.form(
        visit.speech, words(visit), await planners(visit), values, callback=views.EDIT_FORM, metadata=intention_id
    )
    await answers.open_form(client, body, view)


async def _editable(session: Session, visit: Visit, intention_id: str | int) -> Intention:
    visit.require(Act.CHANGE_INTENTION)
    row = await intentions.intention(session, int(intention_id))
    if row is None:
        raise Missing("intention", str(intention_id))
    if intentions.face(row, visit.person).masked:
        raise NotAllowed(Act.CHANGE_INTENTION)
    return row


async def submit_edit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store the changed fields with their audit row; ask first where offices would be asked about their reports."""
    values = fields.read_form(view)
    async with visit.change() as change:
        row = await _editable(change.session, visit, view["private_metadata"])
        draft = draft_from(values, visit, row.source_link)
        concerned = await concerned_by(change, row, draft)
        if concerned:
            kept = await form_drafts.keep(change, KIND, context={"intention": row.key}, values=values)
            face = intentions.face(row, visit.person)
            question = confirmation_views.ask_first(visit.speech, face, draft, concerned, kept)
            change.answer = answers.updated(question)
        else:
            change.answer = await _store(change, visit, row, draft, values)
    await ack(**change.answer)


async def submit_anyway(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store what was typed before the question, and ask the offices."""
    async with visit.change() as change:
        kept = await form_drafts.take(change, int(view["private_metadata"]))
        row = await _editable(change.session, visit, kept.context["intention"])
        draft = draft_from(kept.values, visit, row.source_link)
        change.answer = await _store(change, visit, row, draft, kept.values)
    await ack(**change.answer)


async def back_to_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the form again with everything that was typed."""
    async with visit.read() as session:
        kept = await form_drafts.draft(session, int(body["actions"][0]["value"]), visit.person.key, visit.now)
        if kept is None:
            raise Outdated("form")
        row = await _editable(session, visit, kept.context["intention"])
    view = views.form(
        visit.speech, words(visit), await planners(visit), kept.values, callback=views.EDIT_FORM, metadata=row.key
    )
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


async def _store(
    change: Change, visit: Visit, row: Intention, draft: IntentionDraft, values: dict[str, Any]
) -> dict[str, Any]:
    lead_before, hidden_before = row.lead_id, row.confidential
    districts_before = (row.district, row.second_district)
    await intentions.edit(change, row, draft, lead_id=lead_from(values))
    await look_for_hints(change, visit, row, *districts_before)
    await redraw(change, row.key)
    if row.confidential != hidden_before:
        await rename(change, row.key, None)
    elif lead_before is not None and lead_before != row.lead_id:
        await rename(change, row.key, lead_before)  # who led it knows no more than others now
    await follow(change, visit, row)
    return answers.updated(views.saved(visit.speech, intentions.face(row, visit.person)))


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.action(views.EDIT)(open_edit)
    app.view(views.EDIT_FORM)(submit_edit)
    app.view(confirmation_views.EDIT_ANYWAY)(submit_anyway)
    app.action(confirmation_views.BACK_TO_EDIT)(back_to_form)
