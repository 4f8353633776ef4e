"""The list of intentions: filters, search and paging in one modal."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views.intention_cards import ALL, ARCHIVE, PAGE, Listed, listing
from handlers.views.intentions import LIST, LIST_DISTRICT, LIST_PAGE, LIST_STATE, Words
from handlers.visit import Visit
from planning.intentions import IntentionState
from planning.people import Act
from storage import intentions


async def show_list(
    visit: Visit, client: AsyncWebClient, body: dict[str, Any], words: str | None = None, *, archive: bool = False
) -> None:
    """Open the first page of all active intentions, of what matches the words, or of what is over."""
    visit.require(Act.LOOK)
    state = ARCHIVE if archive else None if words else IntentionState.ACTIVE.value
    view = await _page(visit, district=None, state=state, words=words, offset=0)
    await answers.open_form(client, body, view)


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list from a button."""
    await show_list(visit, client, body)
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page or another filter in place."""
    visit.require(Act.LOOK)
    action = body["actions"][0]
    chosen = body["view"]["state"]["values"].get(LIST, {})
    district = _selected(chosen, LIST_DISTRICT)
    state = _selected(chosen, LIST_STATE)
    offset = int(action["value"]) if action["action_id"].startswith(LIST_PAGE) else 0
    words = body["view"]["private_metadata"] or None
    view = await _page(visit, district=district, state=state, words=words, offset=max(offset, 0))
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


def _selected(chosen: dict[str, Any], action: str) -> str | None:
    option = (chosen.get(action) or {}).get("selected_option")
    return None if option is None or option["value"] == ALL else str(option["value"])


async def _page(
    visit: Visit, *, district: str | None, state: str | None, words: str | None, offset: int
) -> dict[str, Any]:
    only = None if state in {None, ARCHIVE} else IntentionState(str(state))
    last = {route.stages[-1] for route in visit.house.catalogue.routes.values()} if state == ARCHIVE else None
    wanted = intentions.Filter(district=district, state=only, words=words, finished_stages=last)
    async with visit.read() as session:
        rows, total = await intentions.page(session, wanted, visit.person, offset=offset, limit=PAGE)
    faces = [intentions.face(row, visit.person) for row in rows]
    page = Listed(faces, total, offset, district, state, words)
    may_record = visit.person.may(Act.RECORD_INTENTION)
    return listing(visit.speech, Words(visit.house.catalogue, visit.speech), page, may_record=may_record)


def register(app: AsyncApp) -> None:
    """Connect the list's filters and buttons."""
    app.action(LIST)(open_list)
    for action in (LIST_DISTRICT, LIST_STATE, f"{LIST_PAGE}_back", f"{LIST_PAGE}_next"):
        app.action(action)(turn)
