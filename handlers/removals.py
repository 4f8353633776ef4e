"""What the secretariat takes out of a list of its own: gone at once, and what is left takes the list's place."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.visit import Visit
from planning.errors import Outdated
from planning.people import Act
from storage.changes import Change

Take = Callable[[Change, Visit, str], Awaitable[dict[str, Any] | None]]
"""Takes away what a button names and gives the list that is left; None when it was gone before."""
Listener = Callable[[AsyncAck, Visit, dict[str, Any], AsyncWebClient], Awaitable[None]]


def removing(noun: str, take: Take) -> Listener:
    """Make the listener of a button that takes a `noun` away; it raises Outdated when somebody did so before."""

    async def remove(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
        visit.require(Act.MANAGE_PEOPLE)
        async with visit.change() as change:
            view = await take(change, visit, body["actions"][0]["value"])
            if view is None:
                raise Outdated(noun)
        await answers.show_in_place(client, body, view)
        await ack()

    return remove
