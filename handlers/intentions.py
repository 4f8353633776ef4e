"""Intentions in chat: /vorhaben, the form, duplicates, one in detail, changes of stage and state."""

import html
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.confirmations import ask_or_give_up, follow
from handlers.intention_forms import draft_from, lead_from
from handlers.intention_lists import show_list
from handlers.phrasing.intentions import detail_of
from handlers.pools import look_for_hints
from handlers.views import fields
from handlers.views import intentions as views
from handlers.views.intention_cards import detail
from handlers.views.intention_lists import which
from handlers.views.requests import START
from handlers.visit import Visit
from planning.errors import Missing, Outdated
from planning.intentions import IntentionDraft, IntentionState, check_stage_change, likely_duplicates
from planning.messages import IntentionNews, RequestWithdrawn, SurfaceKind
from planning.people import Act, Role
from storage import form_drafts, intentions
from storage.changes import Change
from storage.inquiries import concerned
from storage.intentions import Intention
from storage.needs import waiting_inquiries
from storage.people import Person, members
from storage.results import trigger_results


async def command(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """/vorhaben – list; `neu` – form; `suche …` – search; `archiv` – what is over; a number – one in detail."""
    visit.require(Act.LOOK)
    first, _, rest = html.unescape(body.get("text", "")).strip().partition(" ")
    match first.lower():
        case "neu" | "new":
            await open_new(visit, body, client)
        case "" | "liste" | "list":
            await show_list(visit, client, body)
        case "archiv" | "archive":
            await show_list(visit, client, body, archive=True)
        case "suche" | "search":
            await show_list(visit, client, body, words=rest.strip()[:200] or None)
        case _:
            await show_found(visit, body, client, first)
    await ack()


async def show_found(visit: Visit, body: dict[str, Any], client: AsyncWebClient, reference: str) -> None:
    """Show the intention a number means; where it was given out in several years, ask which."""
    async with visit.read() as session:
        found = await intentions.all_by_reference(session, reference)
    if not found:
        raise Missing("intention", reference[:40])
    if len(found) == 1:
        await show_one(visit, body, client, found[0])
    else:
        faces = [intentions.face(row, visit.person) for row in found]
        await answers.open_form(client, body, which(visit.speech, words(visit), faces))


async def open_new(visit: Visit, body: dict[str, Any], client: AsyncWebClient, draft_id: int | str = "") -> None:
    """Open the empty form."""
    visit.require(Act.RECORD_INTENTION)
    own = str(visit.person.id) if Role.PLANNER in visit.person.roles else None
    view = views.form(visit.speech, words(visit), await planners(visit), {"lead_id": own}, metadata=draft_id)
    await answers.open_form(client, body, view)


async def new(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form from a button."""
    await open_new(visit, body, client)
    await ack()


async def offer_stages(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Offer the stages of the route that was chosen, in the form of a new or a known intention; what was typed stays."""
    present = body["view"]
    visit.require(Act.RECORD_INTENTION if present["callback_id"] == views.FORM else Act.CHANGE_INTENTION)
    values = fields.read_form(present)
    if values.get("stage") not in visit.house.catalogue.routes[values[views.ROUTE]].stages:
        values["stage"] = ""
    view = views.form(
        visit.speech, words(visit), await planners(visit), values, callback=present["callback_id"],
        metadata=present["private_metadata"],
    )  # fmt: skip
    await client.views_update(view_id=present["id"], view=view)
    await ack()


async def from_message(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form from any message; the link is kept, the colleague's text is not."""
    visit.require(Act.RECORD_INTENTION)
    answer = await client.chat_getPermalink(channel=body["channel"]["id"], message_ts=body["message"]["ts"])
    async with visit.change() as change:
        draft = await form_drafts.keep(
            change, "intention_source", context={"source_link": answer["permalink"]}, values={}
        )
    await open_new(visit, body, client, draft)
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store a new intention, unless it looks like one that is there already."""
    visit.require(Act.RECORD_INTENTION)
    values = fields.read_form(view)
    source_link = await _source_link(visit, view["private_metadata"])
    draft = draft_from(values, visit, source_link)
    async with visit.change() as change:
        hits = likely_duplicates(draft.title, draft.location, draft.plot, await intentions.known(change.session))
        if hits:
            kept = await form_drafts.keep(change, "intention", context={"source_link": source_link}, values=values)
            change.answer = await _warn(change, visit, draft.title, hits, kept)
        else:
            change.answer = await _record(change, visit, draft, lead_from(values))
    await ack(**change.answer)


async def _source_link(visit: Visit, metadata: str) -> str | None:
    if not metadata:
        return None
    async with visit.read() as session:
        draft = await form_drafts.draft(session, int(metadata), visit.person.key, visit.now)
    return draft.context.get("source_link") if draft else None


async def _warn(change: Change, visit: Visit, title: str, hits: list[int], draft_id: int) -> dict[str, Any]:
    found = [await intentions.intention(change.session, hit) for hit in hits]
    faces = [intentions.face(row, visit.person) for row in found if row is not None]
    return answers.updated(views.duplicates(visit.speech, words(visit), title, faces, draft_id))


async def _record(change: Change, visit: Visit, draft: IntentionDraft, lead_id: int | None) -> dict[str, Any]:
    district = visit.house.catalogue.districts[draft.district].name.de
    row = await intentions.record(change, draft, lead_id=lead_id, today=visit.today, name=district)
    await look_for_hints(change, visit, row)
    if visit.house.channel is not None:
        await change.show(SurfaceKind.CARD, row.key, channel_id=visit.house.channel)
    if lead_id is not None:
        await change.redraw_homes(lead_id)
    may_start = START if visit.person.may(Act.START_REQUEST) else None
    face = intentions.face(row, visit.person)
    return answers.updated(views.recorded(visit.speech, words(visit), face, visit.house.channel, may_start))


async def submit_anyway(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store what was typed before the warning."""
    visit.require(Act.RECORD_INTENTION)
    async with visit.change() as change:
        kept = await form_drafts.take(change, int(view["private_metadata"]))
        draft = draft_from(kept.values, visit, kept.context.get("source_link"))
        change.answer = await _record(change, visit, draft, lead_from(kept.values))
    await ack(**change.answer)


async def back_to_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the form again with everything that was typed."""
    visit.require(Act.RECORD_INTENTION)
    draft_id = int(body["actions"][0]["value"])
    async with visit.read() as session:
        kept = await form_drafts.draft(session, draft_id, visit.person.key, visit.now)
    if kept is None:
        raise Missing("form")
    view = views.form(visit.speech, words(visit), await planners(visit), kept.values, metadata=draft_id)
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


async def open_one(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show one intention in detail from a button."""
    visit.require(Act.LOOK)
    await show_one(visit, body, client, await _of(visit, body["actions"][0]["value"]))
    await ack()


async def _of(visit: Visit, intention_id: str) -> Intention:
    async with visit.read() as session:
        row = await intentions.intention(session, int(intention_id))
    if row is None:
        raise Missing("intention", intention_id)
    return row


async def show_one(visit: Visit, body: dict[str, Any], client: AsyncWebClient, row: Intention) -> None:
    """Open the detail view, with a link to the card where there is one."""
    async with visit.read() as session:
        card = await intentions.card_of(session, row.key)
    permalink = None
    if card is not None and card.channel and card.ts:
        permalink = (await client.chat_getPermalink(channel=card.channel, message_ts=card.ts))["permalink"]
    async with visit.read() as session:
        shown = await detail_of(session, visit, row, permalink)
    await answers.open_form(client, body, detail(visit.speech, words(visit), shown))


async def redraw(change: Change, intention_id: int) -> None:
    """Let everything that shows this intention show its newest state."""
    await change.redraw(SurfaceKind.CARD, intention_id)
    row = await intentions.intention(change.session, intention_id)
    readers = {row.lead_id} if row is not None and row.lead_id is not None else set()
    for inquiry in await waiting_inquiries(change.session, intention_id):
        await change.redraw(SurfaceKind.INQUIRY, inquiry.key)
        readers |= set(await concerned(change.session, inquiry.office, None))
    if readers:  # without names all homes would be redrawn
        await change.redraw_homes(*readers)


async def open_stage(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for the new stage."""
    visit.require(Act.CHANGE_INTENTION)
    face = intentions.face(await _of(visit, body["actions"][0]["value"]), visit.person)
    await answers.open_form(client, body, views.stage_form(visit.speech, words(visit), face))
    await ack()


async def submit_stage(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Move to another stage: history, the card's thread, and results that waited for it."""
    visit.require(Act.CHANGE_INTENTION)
    values = fields.read_form(view)
    wanted, reason = str(values["stage"]), values["reason"]
    async with visit.change() as change:
        row = await intentions.intention(change.session, int(view["private_metadata"]))
        if row is None:
            raise Missing("intention")
        order = [stage.id for stage in visit.house.catalogue.stages_of(row.route)]
        check_stage_change(order=order, present=row.stage, wanted=wanted, reason=reason)
        if wanted != row.stage:
            step = await intentions.move(change, row, what="stage", after=wanted, reason=reason)
            await _announce(change, visit, row, step.key)
            due = visit.house.calendar.add(visit.today, visit.house.policy.triggered_result_days)
            await trigger_results(change, row.key, order[: order.index(wanted) + 1], due, today=visit.today)
            await follow(change, visit, row)
        change.answer = answers.updated(views.saved(visit.speech, intentions.face(row, visit.person)))
    await ack(**change.answer)


async def _announce(change: Change, visit: Visit, row: Intention, change_id: int) -> None:
    card = await intentions.card_of(change.session, row.key)
    if card is not None and visit.house.channel is not None:
        news = IntentionNews(change_id=change_id)
        change.tell(news, f"intention-change:{change_id}", channel_id=visit.house.channel, thread_of=card.id)
    await redraw(change, row.key)


async def open_state(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask whether to pause, abandon or take up again."""
    visit.require(Act.CHANGE_INTENTION)
    face = intentions.face(await _of(visit, body["actions"][0]["value"]), visit.person)
    await answers.open_form(client, body, views.state_form(visit.speech, face))
    await ack()


async def submit_state(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Pause, abandon or take up again; offices still asked are told once."""
    visit.require(Act.CHANGE_INTENTION)
    values = fields.read_form(view)
    async with visit.change() as change:
        row = await intentions.intention(change.session, int(view["private_metadata"]))
        if row is None:
            raise Missing("intention")
        if row.state is IntentionState.MERGED:
            raise Outdated("intention", "merged")
        after = IntentionState(values["state"])
        if after is not row.state:
            step = await intentions.move(change, row, what="state", after=after, reason=values["reason"])
            await look_for_hints(change, visit, row)
            await _announce(change, visit, row, step.key)
            for inquiry in await waiting_inquiries(change.session, row.key):
                message = RequestWithdrawn(change_id=step.key, inquiry_id=inquiry.key)
                change.tell(message, f"withdrawn:{step.key}:{inquiry.key}", person_id=inquiry.contact_id)
            await ask_or_give_up(change, visit, row)
        change.answer = answers.updated(views.saved(visit.speech, intentions.face(row, visit.person)))
    await ack(**change.answer)


def words(visit: Visit) -> views.Words:
    """Give the catalogue in the visitor's language."""
    return views.Words(visit.house.catalogue, visit.speech)


async def planners(visit: Visit) -> list[fields.Choice]:
    """Offer the planners as project leads."""
    async with visit.read() as session:
        everyone: list[Person] = await members(session)
    return [(str(p.id), p.name) for p in everyone if Role.PLANNER in p.roles][:100]


def register(app: AsyncApp) -> None:
    """Connect commands, buttons and forms."""
    app.command("/vorhaben")(command)
    app.shortcut(views.FROM_MESSAGE)(from_message)
    app.view(views.FORM)(submit)
    app.view(views.ANYWAY)(submit_anyway)
    app.view(views.STAGE_FORM)(submit_stage)
    app.action({"block_id": views.ROUTE, "action_id": fields.VALUE})(offer_stages)
    app.view(views.STATE_FORM)(submit_state)
    for action, listener in {
        views.NEW: new,
        views.BACK_TO_FORM: back_to_form,
        views.OPEN: open_one,
        views.STAGE: open_stage,
        views.STATE: open_state,
    }.items():
        app.action(action)(listener)
