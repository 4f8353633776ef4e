"""The list of intentions: filters, search and paging in one modal; the same as a message or a spreadsheet."""

from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.apologies import apology
from handlers.chat_files import direct_channel, send
from handlers.views import layout
from handlers.views.intention_lists import ALL, ARCHIVE, IN_MESSAGE, NO_YEAR, PAGE, Listed, listing, message, sheet
from handlers.views.intentions import (
    LIST,
    LIST_DISTRICT,
    LIST_FILE,
    LIST_MESSAGE,
    LIST_PAGE,
    LIST_STAGE,
    LIST_STATE,
    LIST_YEAR,
    Words,
)
from handlers.visit import Visit
from planning.intentions import IntentionState
from planning.people import Act
from storage import intentions
from storage.people import names

EVERYTHING = 20_000
"""Lines of a spreadsheet."""
NOTHING_CHOSEN = Listed((), 0, 0, None, None, None)


async def show_list(
    visit: Visit, client: AsyncWebClient, body: dict[str, Any], words: str | None = None, *, archive: bool = False
) -> None:
    """Open the first page of all active intentions, of what matches the words, or of what is over."""
    visit.require(Act.LOOK)
    state = ARCHIVE if archive else None if words else IntentionState.ACTIVE.value
    view = await _page(visit, replace(NOTHING_CHOSEN, state=state, words=words))
    await answers.open_form(client, body, view)


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list from a button."""
    await show_list(visit, client, body)
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page or another filter in place."""
    visit.require(Act.LOOK)
    action = body["actions"][0]
    offset = int(action["value"]) if action["action_id"].startswith(LIST_PAGE) else 0
    view = await _page(visit, replace(_chosen(body), offset=max(offset, 0)))
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


def _chosen(body: dict[str, Any]) -> Listed:
    """Read the filter that is set in the list."""
    menus = body["view"]["state"]["values"].get(LIST, {})

    def selected(action: str) -> str | None:
        option = (menus.get(action) or {}).get("selected_option")
        return None if option is None or option["value"] == ALL else str(option["value"])

    return replace(
        NOTHING_CHOSEN, district=selected(LIST_DISTRICT), state=selected(LIST_STATE), stage=selected(LIST_STAGE),
        year=selected(LIST_YEAR), words=body["view"]["private_metadata"] or None,
    )  # fmt: skip


def _filter(visit: Visit, wanted: Listed) -> intentions.Filter:
    archive = wanted.state == ARCHIVE
    last = {route.stages[-1] for route in visit.house.catalogue.routes.values()} if archive else None
    return intentions.Filter(
        district=wanted.district,
        state=IntentionState(wanted.state) if wanted.state and not archive else None,
        words=wanted.words,
        finished_stages=last,
        stage=wanted.stage,
        move_in_year=int(wanted.year) if wanted.year and wanted.year != NO_YEAR else None,
        move_in_unknown=wanted.year == NO_YEAR,
    )


async def _page(visit: Visit, wanted: Listed) -> dict[str, Any]:
    async with visit.read() as session:
        rows, total = await intentions.page(
            session, _filter(visit, wanted), visit.person, offset=wanted.offset, limit=PAGE
        )
        years = await intentions.move_in_years(session)
    page = replace(wanted, faces=[intentions.face(row, visit.person) for row in rows], total=total, years=years)
    may_record = visit.person.may(Act.RECORD_INTENTION)
    return listing(visit.speech, Words(visit.house.catalogue, visit.speech), page, may_record=may_record)


async def as_message(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the list to who asks, as a message that may be passed on."""
    visit.require(Act.LOOK)
    page = await _everything(visit, _chosen(body), IN_MESSAGE)
    text, blocks = message(visit.speech, Words(visit.house.catalogue, visit.speech), page)
    channel = await direct_channel(client, visit.person.slack_user_id)
    await client.chat_postMessage(channel=channel, text=text, blocks=layout.as_list(blocks))
    await answers.tell(client, body, visit.speech, visit.speech.rich("The list is in your messages from the bot."))
    await ack()


async def as_file(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the list to who asks, as a spreadsheet that may be passed on."""
    visit.require(Act.LOOK)
    visit.house.errands.run(_send_file(visit, client, _chosen(body)), apology(visit, client))
    text = visit.speech.rich("The Excel file comes as a message from the bot.")
    await answers.tell(client, body, visit.speech, text)
    await ack()


async def _send_file(visit: Visit, client: AsyncWebClient, wanted: Listed) -> None:
    s = visit.speech
    page = await _everything(visit, wanted, EVERYTHING)
    async with visit.read() as session:
        leads = await names(session)
    content = sheet(s, Words(visit.house.catalogue, s), page.faces, leads)
    channel = await direct_channel(client, visit.person.slack_user_id)
    name = f"Vorhaben-{visit.today.isoformat()}.xlsx"
    text = s.rich("Here is the list. Confidential intentions stand in it by their alias.")
    await send(client, channel, name=name, content=content, title=s._("List of intentions"), text=text)


async def _everything(visit: Visit, wanted: Listed, limit: int) -> Listed:
    """Read what the filter shows; of each intention what a channel may see, because lists are passed on."""
    async with visit.read() as session:
        rows, total = await intentions.page(session, _filter(visit, wanted), visit.person, offset=0, limit=limit)
    return replace(wanted, faces=[intentions.face(row, None) for row in rows], total=total)


def register(app: AsyncApp) -> None:
    """Connect the list's filters and buttons."""
    app.action(LIST)(open_list)
    app.action(LIST_MESSAGE)(as_message)
    app.action(LIST_FILE)(as_file)
    for action in (LIST_DISTRICT, LIST_STATE, LIST_STAGE, LIST_YEAR, f"{LIST_PAGE}_back", f"{LIST_PAGE}_next"):
        app.action(action)(turn)
