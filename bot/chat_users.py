"""What the chat knows of a person: looked up for settings and imports, never on a handler's way."""

from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.chat_users import chat_user
from planning.errors import Invalid
from planning.membership import ChatUser, check_eligible

NOT_THERE = frozenset({"users_not_found", "user_not_found", "user_not_visible"})


class ChatUnreachable(Exception):
    """The chat did not answer, or not for us; the message says why, without a token."""


async def by_id(client: AsyncWebClient, user_id: str) -> ChatUser | None:
    """Look a user up by id; None when there is none who can be a member. Raises ChatUnreachable."""
    return await _found(client.users_info(user=user_id))


async def by_email(client: AsyncWebClient, email: str) -> ChatUser | None:
    """Look a user up by e-mail; None when there is none who can be a member. Raises ChatUnreachable."""
    return await _found(client.users_lookupByEmail(email=email))


async def described(client: AsyncWebClient, user_id: str, team: str | None) -> ChatUser | None:
    """Ask what the chat says of a user, also one who cannot be a member any more; None when it knows none.

    Raises ChatUnreachable.
    """
    return await _described(client.users_info(user=user_id), team)


async def team_of(client: AsyncWebClient) -> str:
    """Ask which team the bot's token belongs to; raises ChatUnreachable."""
    try:
        return str((await client.auth_test())["team_id"])
    except SlackApiError as error:
        raise ChatUnreachable(str(error.response.get("error"))) from None
    except (ClientError, TimeoutError, OSError) as error:
        raise ChatUnreachable(type(error).__name__) from None


async def _found(call: Any) -> ChatUser | None:
    found = await _described(call, None)
    if found is None:
        return None
    try:
        check_eligible(found)
    except Invalid:
        return None
    return found


async def _described(call: Any, team: str | None) -> ChatUser | None:
    try:
        user: dict[str, Any] = (await call)["user"]
    except SlackApiError as error:
        reason = str(error.response.get("error"))
        if reason in NOT_THERE:
            return None
        raise ChatUnreachable(reason) from None
    except (ClientError, TimeoutError, OSError) as error:
        raise ChatUnreachable(type(error).__name__) from None
    return chat_user(user, team)
