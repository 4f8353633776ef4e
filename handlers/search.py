"""Finding again in chat: /agsp suche, the hits page by page, and what one has done oneself."""

import html
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views import fields
from handlers.views import search as views
from handlers.visit import Visit
from planning.errors import Invalid, Required
from planning.people import Act
from planning.search import LONGEST_QUERY, HitKind, words_of
from storage.own_history import deeds_of
from storage.search import find


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the search, with its hits when there are words behind the command."""
    visit.require(Act.LOOK)
    _, _, typed = html.unescape(body.get("text", "")).strip().partition(" ")
    await answers.open_form(client, body, await _view(visit, typed[:LONGEST_QUERY], None, 0))


async def open_search(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the search from a button."""
    await show(visit, body, client)
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Show the hits below the words, so that they can be changed at once."""
    visit.require(Act.LOOK)
    values = fields.read_form(view)
    typed = values.get("words") or ""
    if not words_of(typed):
        raise Invalid(Required("words"))
    await ack(**answers.updated(await _view(visit, typed, _kind(values.get("kind")), 0)))


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page of the hits in place."""
    visit.require(Act.LOOK)
    kind, _, typed = body["view"]["private_metadata"].partition(":")
    view = await _view(visit, typed, _kind(kind), int(body["actions"][0]["value"]))
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


def _kind(chosen: str | None) -> HitKind | None:
    return None if chosen in {None, "", views.EVERYTHING} else HitKind(str(chosen))


async def _view(visit: Visit, typed: str, kind: HitKind | None, offset: int) -> dict[str, Any]:
    found = None
    if words_of(typed):
        async with visit.read() as session:
            found = await find(session, typed, visit.person, kind=kind, offset=offset)
    return views.form(visit.speech, typed, kind, found, may_see_digest=visit.person.may(Act.PUBLISH_AGENDA))


async def show_history(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open what the visitor has recorded, answered and written."""
    await answers.open_form(client, body, await _history(visit, 0))


async def open_history(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open one's own history from a button."""
    await show_history(visit, body, client)
    await ack()


async def turn_history(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page of one's own history in place."""
    view = await _history(visit, int(body["actions"][0]["value"]))
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


async def _history(visit: Visit, offset: int) -> dict[str, Any]:
    visit.require(Act.LOOK)
    async with visit.read() as session:
        page = await deeds_of(session, visit.person, offset=offset)
    return views.history(visit.speech, page, visit.house.calendar)


def register(app: AsyncApp) -> None:
    """Connect the form and the buttons."""
    app.view(views.FORM)(submit)
    app.action(views.OPEN)(open_search)
    app.action(views.HISTORY)(open_history)
    for action in views.TURN:
        app.action(action)(turn)
    for action in views.HISTORY_TURN:
        app.action(action)(turn_history)
