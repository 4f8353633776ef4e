"""Sheets as they were, from the sheet of an intention: listed, opened, compared."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views import kept_sheets as views
from handlers.views.figures import EARLIER
from handlers.visit import Visit
from planning.errors import Missing
from planning.intentions import Face
from planning.people import Act
from storage import intentions, kept_sheets
from storage.database import Session
from storage.kept_sheets import SheetVersion
from storage.people import names


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """List the sheets kept of an intention."""
    visit.require(Act.LOOK)
    async with visit.read() as session:
        face, kept = await _kept(session, visit, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, views.listing(visit.speech, face, kept))
    await ack()


async def open_one(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show one sheet as it was."""
    visit.require(Act.LOOK)
    intention_id, number, _ = views.read(body["actions"][0]["value"])
    async with visit.read() as session:
        face, kept = await _kept(session, visit, intention_id)
    others = [one for one in kept if one.number != number]
    view = views.one_sheet(visit.speech, visit.house.catalogue, face, _numbered(kept, number), others)
    await answers.show_in_place(client, body, view)
    await ack()


async def compare(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show what differs between two sheets, the older one first."""
    visit.require(Act.LOOK)
    intention_id, number, other = views.read(body["actions"][0]["selected_option"]["value"])
    async with visit.read() as session:
        face, kept = await _kept(session, visit, intention_id)
    before, after = sorted((number, other or number))
    view = views.comparison(visit.speech, visit.house.catalogue, face, _numbered(kept, before), _numbered(kept, after))
    await answers.show_in_place(client, body, view)
    await ack()


def _numbered(kept: list[views.Kept], number: int) -> views.Kept:
    found = next((one for one in kept if one.number == number), None)
    if found is None:
        raise Missing("sheet", str(number))
    return found


async def _kept(session: Session, visit: Visit, intention_id: int) -> tuple[Face, list[views.Kept]]:
    row = await intentions.intention(session, intention_id)
    if row is None:
        raise Missing("intention", str(intention_id))
    known = await names(session)
    kept = [_shown(one, known) for one in await kept_sheets.all_of(session, intention_id)]
    return intentions.face(row, visit.person), kept


def _shown(row: SheetVersion, known: dict[int, str]) -> views.Kept:
    by = known.get(row.taken_by) if row.taken_by is not None else None
    return views.Kept(row.number, row.taken_on, row.cause, by, row.sheet)


def register(app: AsyncApp) -> None:
    """Connect the buttons."""
    app.action(EARLIER)(open_list)
    app.action(views.OPEN)(open_one)
    app.action(views.COMPARE)(compare)
