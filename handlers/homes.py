"""The home tab: drawn at once when it is opened, kept current afterwards; messages in trouble settled from it."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.phrasing.homes import blocks
from handlers.views import homes as views
from handlers.visit import Visit
from handlers.voice import Told
from planning.errors import Outdated
from planning.messages import SurfaceKind
from planning.people import Act
from storage import undelivered
from storage.outbox import Outgoing


async def opened(ack: AsyncAck, visit: Visit, event: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the home tab at once; later changes redraw it."""
    if event.get("tab") == "home":
        visit.require(Act.LOOK)
        async with visit.read() as session:
            told = Told(visit.person, visit.speech, session, visit.house, visit.now)
            drawn = await blocks(told)
        await client.views_publish(user_id=visit.person.slack_user_id, view=views.view(drawn))
        async with visit.change() as change:
            # After our own drawing, so that a newer one by the delivery is not left behind ours.
            await change.show(SurfaceKind.HOME, visit.person.key, person_id=visit.person.key)
    await ack()


async def send_again(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Let a message in trouble be sent once more."""
    visit.require(Act.SEND_AGAIN)
    async with visit.change() as change:
        row = await change.session.get(Outgoing, int(body["actions"][0]["value"]))
        if row is None or not await undelivered.retry(change.session, row.key):
            raise Outdated("message")
        change.note("sent_again", "message", row.key)
        await change.redraw_homes()
    await answers.tell(client, body, visit.speech, visit.speech.rich("The message is on its way again."))
    await ack()


async def drop(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Note that a message in trouble is no longer needed."""
    visit.require(Act.SEND_AGAIN)
    async with visit.change() as change:
        row = await change.session.get(Outgoing, int(body["actions"][0]["value"]))
        if row is None or not await undelivered.give_up(change.session, row.key, "settled by the secretariat"):
            raise Outdated("message")
        change.note("dropped", "message", row.key)
        await change.redraw_homes()
    await answers.tell(client, body, visit.speech, visit.speech.rich("The message is off the list."))
    await ack()


def register(app: AsyncApp) -> None:
    """Connect the event and the buttons."""
    app.event("app_home_opened")(opened)
    app.action(views.SEND_AGAIN)(send_again)
    app.action(views.DROP)(drop)
