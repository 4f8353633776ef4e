"""Socket Mode: the bot calls Slack and holds the line, so no port of the city is open to the outside."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import SettingsError

CONNECT_SECONDS = 10
"""After this long the bot starts all the same and goes on calling."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def connected(app: AsyncApp, client: AsyncWebClient, app_token: str) -> AsyncIterator[None]:
    """Hold a Socket Mode connection; it comes back by itself when the line is cut.

    Raises SettingsError when Slack refuses the token. Where Slack cannot be reached yet, it goes on trying.
    """
    # A client of its own: the bot's has a session with a short time-out and other retry rules.
    opener = AsyncWebClient(base_url=client.base_url, ssl=client.ssl, proxy=client.proxy)
    address = await _address(opener, app_token)
    handler = AsyncSocketModeHandler(app, app_token, web_client=opener, proxy=client.proxy)
    handler.client.wss_uri = address
    connecting = asyncio.create_task(handler.client.connect())  # type: ignore[no-untyped-call]  # tries until it succeeds
    await asyncio.wait({connecting}, timeout=CONNECT_SECONDS)
    try:
        yield
    finally:
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
        await handler.client.close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped


async def _address(opener: AsyncWebClient, app_token: str) -> str | None:
    """Ask where to connect: the one call that tells a wrong token from a cut line."""
    try:
        return str((await opener.apps_connections_open(app_token=app_token))["url"])
    except SlackApiError as error:
        raise SettingsError(f"SLACK_APP_TOKEN is refused ({error.response.get('error')}).") from None
    except (ClientError, TimeoutError, OSError) as error:
        log.warning("chat unreachable for Socket Mode", reason=type(error).__name__)
        return None
