"""Results in chat: /ergebnis, the form for a new one, the lists, one in detail."""

import html
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.phrasing.results import permitted
from handlers.views import fields
from handlers.views import result_forms as forms
from handlers.views import result_lists as lists
from handlers.views import results as views
from handlers.visit import Visit
from planning.errors import Conflict, Invalid, Missing, UnknownChoice
from planning.intentions import IntentionState
from planning.people import Act
from planning.results import ResultDraft, stage_is_ahead
from storage.changes import Change, Repeated, insert_once
from storage.database import Session
from storage.inbox import Incoming
from storage.intentions import Intention
from storage.meetings import Meeting
from storage.people import offices, person
from storage.result_lists import (
    EVERYTHING,
    ResultFilter,
    ResultLine,
    ResultTab,
    faces_to_choose,
    find_result,
    history,
    meetings_to_choose,
    result_line,
    result_page,
)
from storage.results import record_result

TABS = {
    "": ResultTab.MINE, "meine": ResultTab.MINE, "amt": ResultTab.OFFICE, "alle": ResultTab.OPEN,
    "offen": ResultTab.OPEN, "info": ResultTab.INFORMATION, "erledigt": ResultTab.SETTLED,
}  # fmt: skip
"""What stands behind /ergebnis for each list."""


async def command(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """/ergebnis – my results; `amt`, `alle`, `info`, `erledigt` – lists; `neu` – form; a number – one in detail."""
    visit.require(Act.LOOK)
    typed = html.unescape(body.get("text", "")).strip()
    first, _, rest = typed.partition(" ")
    if first.lower() in {"neu", "new"}:
        visit.require(Act.RECORD_RESULT)
        await answers.open_form(client, body, await _form(visit, rest.strip() or None))
    elif typed.lower() in TABS:
        await answers.open_form(client, body, await _list(visit, TABS[typed.lower()], 0))
    else:
        await answers.open_form(client, body, await _detail(visit, await _find(visit, typed)))
    await ack()


async def _find(visit: Visit, reference: str) -> int:
    async with visit.read() as session:
        found = await find_result(session, reference)
    if found is None:
        raise Missing("result", reference[:40])
    return found.key


async def open_new(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form from a button."""
    visit.require(Act.RECORD_RESULT)
    await answers.open_form(client, body, await _form(visit))
    await ack()


async def open_another(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Put an empty form in the place of the confirmation; Slack stacks three views at most."""
    visit.require(Act.RECORD_RESULT)
    await client.views_update(view_id=body["view"]["id"], view=await _form(visit))
    await ack()


async def offer_stages(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Offer the stages of the intention's route once it is chosen; whatever else was typed stays."""
    visit.require(Act.RECORD_RESULT)
    present = body["view"]
    await client.views_update(view_id=present["id"], view=await _form(visit, chosen=fields.read_form(present)))
    await ack()


async def _form(visit: Visit, text: str | None = None, *, chosen: dict[str, Any] | None = None) -> dict[str, Any]:
    async with visit.read() as session:
        meetings, last_held = await meetings_to_choose(session)
        faces = await faces_to_choose(session, visit.person)
        choices = forms.Choices(meetings, last_held, faces, await offices(session))
    known = chosen or {}
    route = next((face.route for face in faces if str(face.id) == known.get(forms.INTENTION)), None)
    stages = visit.house.catalogue.routes[route].stages if route is not None else tuple(visit.house.catalogue.stages)
    stage = known.get("trigger_stage")
    return forms.record(words(visit), choices, text, route=route, stage=stage if stage in stages else None)


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store a new result and tell its office."""
    visit.require(Act.RECORD_RESULT)
    values = fields.read_form(view)
    draft = ResultDraft.model_validate({name: values.get(name) for name in ResultDraft.model_fields})
    async with visit.change() as change:
        await _once(change, view)
        await _check(change.session, visit, draft)
        result = await record_result(change, draft, visit.today)
        line = await line_of(change.session, visit, result.key)
        change.answer = answers.updated(forms.recorded(visit.speech, line, views.standing(words(visit), line)))
    await ack(**change.answer)


async def _once(change: Change, view: dict[str, Any]) -> None:
    """Refuse the second of two clicks on one form: each is a delivery of its own.

    The hash tells an updated view ("record another one") from the form that was there before.
    """
    key = f"view:{view['id']}:{view['hash']}"
    if not await insert_once(change.session, Incoming(key=key, received_at=change.now)):
        raise Repeated(None)


async def _check(session: Session, visit: Visit, draft: ResultDraft) -> None:
    """Raise Invalid for what is wrong with a draft, and for a choice that has gone while the form was open."""
    if draft.office not in {office.id for office in await offices(session)}:
        raise Invalid(UnknownChoice("office", draft.office))
    if draft.meeting_id is not None and await session.get(Meeting, draft.meeting_id) is None:
        raise Invalid(UnknownChoice("meeting_id", str(draft.meeting_id)))
    ahead = True
    if draft.intention_id is not None:
        intention = await session.get(Intention, draft.intention_id)
        if intention is None or intention.state is not IntentionState.ACTIVE:
            raise Invalid(Conflict("intention_id", "intention_not_active"))
        ahead = stage_ahead(visit, intention, draft.trigger_stage)
    draft.check(visit.today, stage_is_ahead=ahead)


def stage_ahead(visit: Visit, intention: Intention, wanted: str | None) -> bool:
    """Say whether the intention has yet to reach the stage; raises Invalid when its route has no such stage."""
    if wanted is None:
        return True
    catalogue = visit.house.catalogue
    if wanted not in catalogue.routes[intention.route].stages:
        raise Invalid(Conflict("trigger_stage", "stage_not_on_route"))
    return stage_is_ahead(catalogue, intention.route, intention.stage, wanted)


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list from a button."""
    visit.require(Act.LOOK)
    tab, offset = lists.place(body["actions"][0].get("value") or "")
    await answers.open_form(client, body, await _list(visit, tab, offset))
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another tab or page, or what an office or intention has, in place."""
    visit.require(Act.LOOK)
    action, view = body["actions"][0], body["view"]
    tab, offset = lists.place(action.get("value") or view["private_metadata"])
    wanted = _wanted(view["state"]["values"].get(lists.LIST, {}))
    await client.views_update(view_id=view["id"], view=await _list(visit, tab, offset, wanted))
    await ack()


def _wanted(menus: dict[str, Any]) -> ResultFilter:
    chosen = {name: (menu.get("selected_option") or {}).get("value") for name, menu in menus.items()}
    office, intention = chosen.get(lists.LIST_OFFICE), chosen.get(lists.LIST_INTENTION)
    return ResultFilter(
        office=None if office == lists.ALL else office,
        intention_id=int(intention) if intention and intention.isdigit() else None,
    )


async def _list(visit: Visit, tab: ResultTab, offset: int, wanted: ResultFilter = EVERYTHING) -> dict[str, Any]:
    if tab in {ResultTab.MINE, ResultTab.OFFICE}:  # those have no menu of offices to undo the choice
        wanted = ResultFilter(intention_id=wanted.intention_id)
    async with visit.read() as session:
        page = await result_page(session, tab, visit.person, offset=offset, wanted=wanted)
    return lists.listing(words(visit), page, may_record=visit.person.may(Act.RECORD_RESULT))


async def open_one(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show one result with its history and what else can be done with it."""
    visit.require(Act.LOOK)
    await answers.open_form(client, body, await _detail(visit, pressed(body)))
    await ack()


async def _detail(visit: Visit, result_id: int) -> dict[str, Any]:
    async with visit.read() as session:
        line = await line_of(session, visit, result_id)
        past = await history(session, result_id)
        recorder = await person(session, line.result.recorded_by)
    on = visit.house.calendar.today(line.result.recorded_at)
    recorded = lists.recorded_line(visit.speech, recorder.name if recorder else None, on)
    return lists.detail(words(visit), line, permitted(visit.person, line.result), past, recorded)


async def line_of(session: Session, visit: Visit, result_id: int) -> ResultLine:
    """Read one result as this visitor may see it; raises Missing."""
    line = await result_line(session, result_id, visit.person)
    if line is None:
        raise Missing("result", str(result_id))
    return line


def pressed(body: dict[str, Any]) -> int:
    """Give the result a button is about; a button without a readable id is one of an older version."""
    value = str(body["actions"][0].get("value") or "")
    if not value.isdigit():
        raise Missing("result", value[:40])
    return int(value)


def words(visit: Visit) -> views.Words:
    """Give the catalogue's names in the visitor's language."""
    return views.Words(visit.speech, visit.house.catalogue, visit.today)


def register(app: AsyncApp) -> None:
    """Connect the command, the form, the lists and the detail view."""
    app.command("/ergebnis")(command)
    app.view(forms.RECORD_FORM)(submit)
    app.action(views.RECORD)(open_new)
    app.action(forms.RECORD_ANOTHER)(open_another)
    app.action({"block_id": forms.INTENTION, "action_id": fields.VALUE})(offer_stages)
    app.action(views.OPEN)(open_one)
    app.action(views.MORE)(open_one)
    app.action(lists.LIST)(open_list)
    for place in (*(tab.value for tab in ResultTab), "back", "next"):
        app.action(f"{lists.LIST}_{place}")(turn)
    for menu in (lists.LIST_OFFICE, lists.LIST_INTENTION):
        app.action(menu)(turn)
