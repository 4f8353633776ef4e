"""Who gets into channels: the app by itself, people by its invitation."""

from __future__ import annotations

from sandbox.payloads import channel_json, team_of
from sandbox.refusal import Refusal
from sandbox.webapi.call import Call, Json, Method
from sandbox.workspace import Channel

INVITED_LIMIT = 100
_INVITE = (
    "channels:write.invites",
    "groups:write.invites",
    "channels:manage",
    "groups:write",
    "im:write",
    "mpim:write",
)


async def join(call: Call) -> Json:
    """Make the app a member of a public channel."""
    channel = call.channel(need="write")
    if channel.kind == "im" or channel.is_private:
        raise Refusal("method_not_supported_for_channel_type")
    if call.workspace.bot.id in channel.members:
        warned = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": channel_json(call.workspace, channel), **warned}
    _enter(call, channel, call.workspace.bot.id)
    return {"channel": channel_json(call.workspace, channel)}


async def invite(call: Call) -> Json:
    """Make people members of a channel of the app; one who cannot come keeps all others out."""
    channel = call.channel(need="write")
    if channel.kind == "im":
        raise Refusal("method_not_supported_for_channel_type")
    if call.workspace.bot.id not in channel.members:
        raise Refusal("not_in_channel")
    users = [one.strip() for one in call.text("users").split(",") if one.strip()]
    if len(users) > INVITED_LIMIT:
        raise Refusal("too_many_users")
    wrong = [(user, error) for user in users if (error := _obstacle(call, channel, user))]
    if wrong and not call.flag("force"):
        raise Refusal(wrong[0][1], errors=[{"user": user, "ok": False, "error": error} for user, error in wrong])
    kept_out = {user for user, _ in wrong}
    for user in users:
        if user not in kept_out:
            _enter(call, channel, user)
    return {"channel": channel_json(call.workspace, channel)}


def _obstacle(call: Call, channel: Channel, user: str) -> str | None:
    person = call.workspace.people.get(user)
    if person is None:
        return "user_not_found"
    if user == call.workspace.bot.id:
        return "cant_invite_self"
    if user in channel.members:
        return "already_in_channel"
    if person.is_single_channel_guest and any(user in one.members for one in _channels(call)):
        return "ura_max_channels"
    return "cant_invite" if person.is_deactivated or person.is_external else None


def _channels(call: Call) -> list[Channel]:
    return [one for one in call.workspace.channels.values() if one.kind == "channel"]


def _enter(call: Call, channel: Channel, user: str) -> None:
    channel.members.append(user)
    call.workspace.changed("sidebar")
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": team_of(call.workspace, call.workspace.people[user]),
    }
    if user != call.workspace.bot.id:
        event["inviter"] = call.workspace.bot.id
    call.backend.events.tell_soon("member_joined_channel", event)


METHODS = (
    Method(name="conversations.join", run=join, tier="t3", required=("channel",), scopes=("channels:join",)),
    Method(name="conversations.invite", run=invite, tier="t3", required=("channel", "users"), scopes=_INVITE),
)
