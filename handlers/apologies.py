"""What a person hears when something that was being done beside the answers has failed."""

from slack_sdk.web.async_client import AsyncWebClient

from handlers.chat_files import direct_channel
from handlers.errands import Sorry
from handlers.visit import Visit


def apology(visit: Visit, client: AsyncWebClient) -> Sorry:
    """Make the message that tells it, with the number that is in the log."""

    async def sorry(reference: str) -> None:
        text = visit.speech.rich(
            "That did not work; nothing was stored. If it happens again, please tell the secretariat"
            " this number: {reference}.",
            reference=reference,
        )
        channel = await direct_channel(client, visit.person.slack_user_id)
        await client.chat_postMessage(channel=channel, text=text)

    return sorry
