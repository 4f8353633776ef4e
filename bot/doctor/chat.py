"""The chat's part: are the tokens taken, may the app do what it must, is the bot in the group's channel?"""

from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor import wires
from bot.doctor.findings import Finding, fault, fine, hint
from bot.manifest import differences, manifest
from bot.settings import Settings

ADD_SCOPES = "Paste what `python -m bot manifest` prints into the app's page and install the app again."


async def examined(client: AsyncWebClient, settings: Settings, pinned: str | None) -> list[Finding]:
    """Ask the chat; without a token that is taken there is nothing more to ask."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        remedy = "Copy it anew from the app's page, OAuth & Permissions."
        return [fault("bot token", f"SLACK_BOT_TOKEN is refused ({_word(error)}).", remedy)]
    except (ClientError, TimeoutError, OSError) as error:
        return [fault("bot token", *wires.unreachable(error))]
    found = [fine("bot token", f"Taken by {answer.get('team')}.")]
    found += await _app_token(client, settings.secret("SLACK_APP_TOKEN"))
    headers = {name.lower(): value for name, value in answer.headers.items()}
    found += scopes(headers.get("x-oauth-scopes", ""), wanted())
    found.append(team(str(answer["team_id"]), pinned))
    found.append(await _channel(client, settings.channel))
    return found


def wanted() -> frozenset[str]:
    """Read the scopes that the manifest asks for."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])


def scopes(granted: str, needed: frozenset[str]) -> Iterator[Finding]:
    """Compare what the app was granted with what it needs."""
    has = frozenset(part.strip() for part in granted.split(",") if part.strip())
    if missing := sorted(needed - has):
        yield fault("scopes", f"Missing: {', '.join(missing)}.", ADD_SCOPES)
    if more := sorted(has - needed - {"groups:read", "channels:history", "groups:history"}):
        yield hint("scopes", f"Granted without need: {', '.join(more)}.", "Remove them on the app's page.")
    if needed <= has:
        yield fine("scopes", f"All {len(needed)} of the manifest are granted.")


def team(asked: str, pinned: str | None) -> Finding:
    """Compare the token's team with the database's."""
    if pinned is None:
        return hint(
            "team", f"The database belongs to no team yet; the token to {asked}.", "The first start joins them."
        )
    if pinned != asked:
        remedy = "Use that team's token, or another DATABASE_URL."
        return fault("team", f"The database belongs to {pinned}, the token to {asked}.", remedy)
    return fine("team", f"Token and database belong to {asked}.")


def app_page(installed: Mapping[str, Any], settings: Settings) -> list[Finding]:
    """Compare the manifest that the app's page exports with the one that fits the settings."""
    by_socket = settings.secret("SLACK_APP_TOKEN") is not None
    deliveries = (installed.get("settings") or {}).get("event_subscriptions") or {}
    try:
        fitting = manifest(settings.command_prefix, None if by_socket else str(deliveries.get("request_url") or ""))
    except ValueError as error:
        return [fault("manifest", f"The app has no address to deliver to. {error}.", "Use bot manifest --url ADDRESS.")]
    remedy = "Paste what `python -m bot manifest` prints into the app's page."
    found = [fault("manifest", f"{difference}.", remedy) for difference in differences(installed, fitting)]
    return found or [fine("manifest", "The app is what the settings need.")]


async def _app_token(client: AsyncWebClient, token: str | None) -> list[Finding]:
    if token is None:
        return []
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        remedy = "Make a new app-level token with the scope connections:write."
        return [fault("app token", f"SLACK_APP_TOKEN is refused ({_word(error)}).", remedy)]
    except (ClientError, TimeoutError, OSError) as error:
        return [fault("app token", *wires.unreachable(error))]
    return [fine("app token", "Taken; Socket Mode is possible.")]


async def _channel(client: AsyncWebClient, channel: str | None) -> Finding:
    if channel is None:
        return hint("channel", "AGSP_CHANNEL is not set: no cards, no agenda.", "Set it to the group's channel id.")
    try:
        found: dict[str, Any] = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        word = _word(error)
        remedy = ADD_SCOPES if word == "missing_scope" else "Check AGSP_CHANNEL, and invite the bot if it is private."
        return fault("channel", f"{channel} cannot be looked at ({word}).", remedy)
    except (ClientError, TimeoutError, OSError) as error:
        return fault("channel", *wires.unreachable(error))
    name = f"#{found.get('name')}"
    if found.get("is_archived"):
        return fault("channel", f"{name} is archived.", "Restore it, or choose another one in AGSP_CHANNEL.")
    if not found.get("is_member"):
        return fault("channel", f"The bot is not in {name}.", f"In {name}, type /invite and the bot's name.")
    return fine("channel", f"The bot is in {name}.")


def _word(error: SlackApiError) -> str:
    return str(error.response.get("error"))
