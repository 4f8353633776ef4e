"""Strike off an intention that was recorded by mistake, and take that back while it is fresh."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views import fields
from handlers.views import intention_strikes as views
from handlers.visit import Visit
from planning.errors import Missing, Outdated
from planning.messages import SurfaceKind
from planning.people import Act
from storage import intention_strikes, intentions
from storage.changes import Change
from storage.intentions import Intention


async def open_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask why, where it is still possible."""
    visit.require(Act.CHANGE_INTENTION)
    async with visit.read() as session:
        row = await intentions.intention(session, int(body["actions"][0]["value"]))
        if row is None:
            raise Missing("intention")
        if await intention_strikes.has_traces(session, row.key):
            raise Outdated("intention", "asked")
    await answers.open_form(client, body, views.form(visit.speech, intentions.face(row, visit.person)))
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Strike it off."""
    visit.require(Act.CHANGE_INTENTION)
    reason = fields.read_words("reason", fields.read_form(view), 1000)
    async with visit.change() as change:
        row = await intention_strikes.strike(change, int(view["private_metadata"]), reason)
        await _redraw(change, row)
        change.answer = answers.updated(views.struck(visit.speech, intentions.face(row, visit.person)))
    await ack(**change.answer)


async def undo(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Take it back."""
    visit.require(Act.CHANGE_INTENTION)
    async with visit.change() as change:
        row = await intention_strikes.undo(change, int(body["actions"][0]["value"]))
        await _redraw(change, row)
    await answers.show_in_place(client, body, views.back(visit.speech, intentions.face(row, visit.person)))
    await ack()


async def _redraw(change: Change, row: Intention) -> None:
    await change.redraw(SurfaceKind.CARD, row.key)
    if row.lead_id is not None:
        await change.redraw_homes(row.lead_id)


def register(app: AsyncApp) -> None:
    """Connect buttons and form."""
    app.action(views.OPEN)(open_form)
    app.action(views.UNDO)(undo)
    app.view(views.FORM)(submit)
