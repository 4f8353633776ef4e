"""/agsp meine-daten: everything that is stored about whoever asks, as a file that only they get."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, chat_files
from handlers.views import own_data as views
from handlers.visit import Visit
from planning.people import Act
from storage.own_data import own_data


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Say what the file will hold, and offer it."""
    visit.require(Act.LOOK)
    await answers.open_form(client, body, views.offer(visit.speech))


async def open_offer(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Offer it from a button."""
    await show(visit, body, client)
    await ack()


async def send(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the file; it is made anew each time and kept nowhere."""
    visit.require(Act.LOOK)
    async with visit.change() as c:
        found = await own_data(c.session, visit.person)
        c.note("exported", "person", visit.person.key)
    s = visit.speech
    deliver(visit, client, name="Meine-Daten.xlsx", title=s._("My data"), content=views.sheet(s, found))
    sent = answers.notice(s, s._("My data"), s.rich("The file comes as a message from the bot."))
    await answers.show_in_place(client, body, sent)
    await ack()


def deliver(visit: Visit, client: AsyncWebClient, *, name: str, title: str, content: bytes) -> None:
    """Send a file to the visitor beside the answer; when that fails, they hear it and ask again."""
    s, user = visit.speech, visit.person.slack_user_id

    async def upload() -> None:
        channel = await chat_files.direct_channel(client, user)
        text = s.rich("Here is the file you asked for.")
        await chat_files.send(client, channel, name=name, content=content, title=title, text=text)

    async def sorry(reference: str) -> None:
        text = s.rich(
            "The file may not have arrived. Please ask for it again; if that fails too, tell the secretariat this"
            " number: {reference}.",
            reference=reference,
        )
        await client.chat_postMessage(channel=user, text=text)

    visit.house.errands.run(upload(), sorry)


def register(app: AsyncApp) -> None:
    """Connect the buttons; the command is one of /agsp."""
    app.action(views.OPEN)(open_offer)
    app.action(views.SEND)(send)
