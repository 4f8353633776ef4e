"""/agsp protokoll: the audit, page by page, by kind of thing or around one number, and as a file."""

import html
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.own_data import deliver
from handlers.views import audit as views
from handlers.views import sheets
from handlers.visit import Visit
from planning.errors import Missing
from planning.people import Act
from storage import audit, audit_subjects
from storage.audit import AuditFilter
from storage.database import Session
from storage.people import names

MOST_EXPORTED = 50_000
"""Entries, the newest; a spreadsheet of more helps nobody."""


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the newest entries, or all around the number that was typed."""
    visit.require(Act.READ_AUDIT)
    typed = html.unescape(body.get("text", "")).strip().partition(" ")[2].strip()
    await answers.open_form(client, body, await _listing(visit, views.Place(reference=typed[:40])))


async def open_audit(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the newest entries from a button."""
    await show(visit, body, client)
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page in place."""
    visit.require(Act.READ_AUDIT)
    place = views.place(body["actions"][0].get("value") or "")
    await answers.show_in_place(client, body, await _listing(visit, place))
    await ack()


async def choose(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show one kind of thing in place."""
    visit.require(Act.READ_AUDIT)
    chosen = body["actions"][0]["selected_option"]["value"]
    place = views.Place(noun="" if chosen == views.ALL else chosen)
    await answers.show_in_place(client, body, await _listing(visit, place))
    await ack()


async def export(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send what is being looked at as a file; that somebody did is an entry, too."""
    visit.require(Act.READ_AUDIT)
    pressed = body["actions"][0]
    place = views.place(pressed.get("value") or "")
    async with visit.change() as c:
        page = await _page(c.session, visit, place, offset=0, limit=MOST_EXPORTED)
        c.note("exported", "audit", place.reference or place.noun or "all", entries=len(page.entries))
    s, rows = visit.speech, views.sheet(visit.speech, page)
    as_csv = pressed["action_id"] == views.EXPORT_CSV
    content = sheets.separated(rows) if as_csv else sheets.workbook(rows)
    name = f"Protokoll.{sheets.CSV if as_csv else sheets.XLSX}"
    deliver(visit, client, name=name, title=s._("Audit"), content=content)
    await answers.tell(client, body, s, s.rich("The file comes as a message from the bot."))
    await ack()


async def _listing(visit: Visit, place: views.Place) -> dict[str, Any]:
    async with visit.read() as session:
        page = await _page(session, visit, place, offset=place.offset, limit=views.PAGE)
    return views.listing(visit.speech, page, place)


async def _page(session: Session, visit: Visit, place: views.Place, *, offset: int, limit: int) -> views.Listed:
    wanted: AuditFilter | None = AuditFilter(noun=place.noun or None)
    if place.reference:
        wanted = await audit_subjects.around(session, place.reference, visit.today.year)
    if wanted is None:
        raise Missing("intention", place.reference)
    found, total = await audit.entries(session, wanted, offset=offset, limit=limit)
    things = await audit_subjects.names(session, found)
    return views.Listed(found, total, await audit.nouns(session), await names(session), things)


def register(app: AsyncApp) -> None:
    """Connect buttons and the choice; the command is one of /agsp."""
    app.action(views.OPEN)(open_audit)
    app.action(views.NOUN)(choose)
    app.action(views.EXPORT)(export)
    app.action(views.EXPORT_CSV)(export)
    for action in views.TURN:
        app.action(action)(turn)
