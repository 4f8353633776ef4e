"""Key figures out as CSV, for everybody: those in force, or every version there ever was."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.apologies import apology
from handlers.chat_files import direct_channel, send
from handlers.views import figures as views
from handlers.views.figure_tables import figures_csv
from handlers.visit import Visit
from planning.people import Act
from storage import figures


async def send_csv(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the key figures as a file; it comes as a message."""
    visit.require(Act.LOOK)
    every = body["actions"][0]["action_id"] == views.CSV_ALL
    visit.house.errands.run(_send(visit, client, every=every), apology(visit, client))
    said = visit.speech.rich("The key figures come as a message from the bot.")
    await answers.tell(client, body, visit.speech, said)
    await ack()


async def _send(visit: Visit, client: AsyncWebClient, *, every: bool) -> None:
    s, catalogue = visit.speech, visit.house.catalogue
    async with visit.read() as session:
        if every:
            rows = [one for of in (await figures.all_versions(session, catalogue)).values() for one in of]
        else:
            rows = list((await figures.in_force(session, catalogue, visit.today)).values())
    channel = await direct_channel(client, visit.person.slack_user_id)
    title = s._("Key figures, all versions") if every else s._("Key figures in force")
    name = "Kennwerte-alle-Fassungen.csv" if every else "Kennwerte.csv"
    text = s.rich("Here are the key figures. A changed table can be brought in with /agsp import.")
    await send(client, channel, name=name, content=figures_csv(s, rows), title=title, text=text)


def register(app: AsyncApp) -> None:
    """Connect the buttons."""
    app.action(views.CSV)(send_csv)
    app.action(views.CSV_ALL)(send_csv)
