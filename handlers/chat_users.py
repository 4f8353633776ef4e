"""What the chat knows of a person, asked once while somebody is being entered, or told by an event."""

import asyncio
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from planning.membership import ChatUser

PATIENCE = 1.5
"""Seconds; a form must be answered within three."""


async def look_up(client: AsyncWebClient, user_id: str, team: str | None) -> ChatUser:
    """Ask the chat about a user; when it does not answer in time, only the id is known."""
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.users_info(user=user_id)
    except (SlackApiError, ClientError, TimeoutError, OSError):
        return ChatUser(user_id)
    return chat_user(answer["user"], team)


def chat_user(user: dict[str, Any], team: str | None) -> ChatUser:
    """Read the platform's description of a user; `team` is the installation's own."""
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    own_team = user.get("team_id")
    return ChatUser(
        id=user["id"],
        name=" ".join(str(name).split()) or None,
        email=profile.get("email") or None,
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_external=bool(user.get("is_stranger")) or bool(team and own_team and own_team != team),
        is_deactivated=bool(user.get("deleted")),
        is_program=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
    )
