"""How the asker is answered: a form, a line only they can see, or the answer given the first time."""

from typing import Any

from aiohttp import ClientConnectionError, ClientPayloadError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.mrkdwn import Mrkdwn, cut
from handlers.speech import Speech
from handlers.views import layout

LINE_BROKE = (ClientConnectionError, ClientPayloadError)
TRIGGER_USED = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
TRIGGER_OVER = TRIGGER_USED | {"expired_trigger_id", "trigger_expired"}
BOT_IS_ELSEWHERE = frozenset({"channel_not_found", "not_in_channel"})
"""What Slack says of a channel without the bot; message shortcuts can be chosen there too."""


class TriggerOver(Exception):
    """The form could not be opened within Slack's three seconds."""


async def open_form(client: AsyncWebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Open a modal for a command or button; on top of the present one when the button is in a modal.

    Raises TriggerOver when Slack says that the three seconds are over.
    """
    inside = (body.get("view") or {}).get("type") == "modal"
    show = client.views_push if inside else client.views_open
    asked_again = False
    try:
        try:
            await show(trigger_id=body["trigger_id"], view=view)
        except LINE_BROKE:
            # Slack closes idle lines. A trigger counts once: asking again cannot open two.
            asked_again = True
            await show(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        if asked_again and error.response.get("error") in TRIGGER_USED:
            return  # the first call had opened it
        if error.response.get("error") in TRIGGER_OVER:
            raise TriggerOver from error
        raise


async def show_in_place(client: AsyncWebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Show a modal in place of the one the button is in (Slack stacks three at most), else open it."""
    present = body.get("view") or {}
    if present.get("type") == "modal":
        await client.views_update(view_id=present["id"], view=view)
    else:
        await open_form(client, body, view)


def ephemeral(text: Mrkdwn, blocks: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Make the acknowledgement of a command: a message only the asker sees."""
    answer: dict[str, Any] = {"response_type": "ephemeral", "text": text}
    if blocks:
        answer["blocks"] = blocks
    return answer


def updated(view: dict[str, Any]) -> dict[str, Any]:
    """Make the acknowledgement of a form: another view in its place."""
    return {"response_action": "update", "view": view}


def field_errors(errors: dict[str, str]) -> dict[str, Any]:
    """Make the acknowledgement of a form: sentences at its fields."""
    return {"response_action": "errors", "errors": errors}


def notice(speech: Speech, title: str, text: Mrkdwn) -> dict[str, Any]:
    """Make a modal that only says something."""
    return layout.modal(cut(title, layout.TITLE_LENGTH), [layout.section(text)], close=speech._("Close"))


async def tell(client: AsyncWebClient, body: dict[str, Any], speech: Speech, text: Mrkdwn) -> None:
    """Tell whoever pressed a button: a line only they see, or a small modal in modals and home tabs.

    Where neither is possible any more, the line stands in the direct messages.
    """
    channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id")
    user = body["user"]["id"]
    try:
        if channel:
            thread = (body.get("container") or {}).get("thread_ts")
            await client.chat_postEphemeral(channel=channel, user=user, text=text, thread_ts=thread)
        elif body.get("trigger_id"):
            await open_form(client, body, notice(speech, speech._("Please note"), text))
    except (TriggerOver, SlackApiError) as error:
        if isinstance(error, SlackApiError) and error.response.get("error") not in BOT_IS_ELSEWHERE:
            raise
        opened = await client.conversations_open(users=user)
        await client.chat_postEphemeral(channel=opened["channel"]["id"], user=user, text=text)
