"""Files between people and the bot: what somebody chose in a form, and what the bot sends to one person."""

from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.mrkdwn import Mrkdwn

PIECE = 64 * 1024
SLACK = ".slack.com"


class FileAway(Exception):
    """The file cannot be had: deleted, not shared with the bot, or not where Slack keeps files."""


class FileTooLarge(Exception):
    """The file has more bytes than are taken."""


async def fetch(client: AsyncWebClient, file_id: str, most: int) -> bytes:
    """Give the content of a file that was chosen in a form. Raises FileAway or FileTooLarge."""
    try:
        file: dict[str, Any] = (await client.files_info(file=file_id))["file"]
    except SlackApiError as error:
        raise FileAway from error
    if int(file.get("size") or 0) > most:
        raise FileTooLarge
    address = file.get("url_private_download") or file.get("url_private") or ""
    if client.session is None or not _is_of_slack(address, client.base_url):
        raise FileAway
    headers = {"Authorization": f"Bearer {client.token}"}
    content = bytearray()
    # No redirect: Slack sends those whom it does not trust to its login page.
    async with client.session.get(
        address, headers=headers, allow_redirects=False, proxy=client.proxy, ssl=client.ssl or True
    ) as answer:
        if answer.status != 200 or answer.content_type == "text/html":
            raise FileAway
        async for piece in answer.content.iter_chunked(PIECE):
            content += piece
            if len(content) > most:
                raise FileTooLarge
    return bytes(content)


def _is_of_slack(address: str, base_url: str) -> bool:
    """Say whether the token may be shown there: only where the bot's other calls go, or at Slack's file host."""
    wanted, ours = urlsplit(address), urlsplit(base_url)
    if (wanted.scheme, wanted.netloc) == (ours.scheme, ours.netloc):
        return True
    return wanted.scheme == "https" and (wanted.hostname or "").endswith(SLACK)


async def direct_channel(client: AsyncWebClient, user: str) -> str:
    """Give the id of the direct messages with a person."""
    opened = await client.conversations_open(users=user)
    return str(opened["channel"]["id"])


async def send(
    client: AsyncWebClient, channel: str, *, name: str, content: bytes, title: str, text: Mrkdwn | None = None
) -> None:
    """Put a file into a conversation, with a line above it."""
    await client.files_upload_v2(channel=channel, filename=name, content=content, title=title, initial_comment=text)
