"""Channels and direct messages: opened, listed, described, and what was said in them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from itertools import islice

from sandbox.payloads import channel_json, message_json
from sandbox.refusal import Refusal
from sandbox.webapi.call import Call, Json, Method, cursor_after, kind_of
from sandbox.workspace import Channel, Message

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_OPEN = ("im:write", "mpim:write", "channels:manage", "groups:write")
_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_TYPE_SCOPES = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}


async def open_im(call: Call) -> Json:
    """Begin direct messages with one person, or find those that exist."""
    users = [one for one in call.text("users").split(",") if one]
    if not users and not call.text("channel"):
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        raise Refusal("method_not_supported_for_channel_type")
    existed = True
    if users:
        person = call.person(users[0])
        if person.is_deactivated:
            raise Refusal("user_disabled")
        if person.is_bot:
            raise Refusal("invalid_user_combination")
        existed = call.workspace.im(person.id) is not None
        channel = call.workspace.open_im(person.id)
    else:
        channel = call.channel(need="write")
    shown = channel_json(call.workspace, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if existed else {})


async def history(call: Call) -> Json:
    """Return what was said in a channel, newest first, without replies."""
    channel = _inside(call, call.channel(need="history"))
    limit = call.limit()
    newest_first = list(islice(_newest_first(call, channel), limit + 1))
    page, has_more = newest_first[:limit], len(newest_first) > limit
    answer: Json = {
        "messages": [_shown(call, one) for one in page],
        "has_more": has_more,
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if has_more:
        following = base64.b64encode(f"next_ts:{newest_first[limit].ts}".encode()).decode()
        answer |= cursor_after(following)
    return answer


async def replies(call: Call) -> Json:
    """Return a thread: its first message, then the replies."""
    channel = _inside(call, call.channel(need="history"))
    parent = call.workspace.message(channel.id, call.text("ts"))
    if parent is None or parent.ephemeral_for:
        raise Refusal("thread_not_found")
    root = parent.thread_ts or parent.ts
    first = call.workspace.message(channel.id, root)
    said = [*([first] if first else []), *call.workspace.log(channel.id).replies(root)]
    thread = [one for one in said if one.ephemeral_for is None and _within(call, one)]
    page, following = call.page(thread, default=1_000)
    answer: Json = {"messages": [_shown(call, one) for one in page], "has_more": bool(following)}
    return answer | (cursor_after(following) if following else {})


async def info(call: Call) -> Json:
    """Describe a channel."""
    return {"channel": channel_json(call.workspace, call.channel(need="read"))}


async def members(call: Call) -> Json:
    """List the ids of a channel's members."""
    channel = call.channel(need="read")
    page, following = call.page(channel.members)
    return {"members": page, **cursor_after(following)}


async def list_all(call: Call) -> Json:
    """List the channels the bot can see."""
    return _listed(call, list(call.workspace.channels.values()))


async def of_user(call: Call) -> Json:
    """List the channels a person (by default the bot) is in, as far as the bot can see them."""
    user = call.text("user") or call.workspace.bot.id
    call.person(user)
    return _listed(call, [one for one in call.workspace.channels.values() if user in one.members])


def _listed(call: Call, channels: list[Channel]) -> Json:
    kinds = []
    for name in (call.text("types") or "public_channel").split(","):
        if name.strip() not in _TYPES:
            raise Refusal("invalid_types")
        kinds.append(_TYPES[name.strip()])
        call.require_scope(_TYPE_SCOPES[kinds[-1]])
    bot = call.workspace.bot.id
    visible = [one for one in channels if kind_of(one) in kinds and (kind_of(one) == "public" or bot in one.members)]
    page, following = call.page(visible)
    return {"channels": [channel_json(call.workspace, one) for one in page], **cursor_after(following)}


def _inside(call: Call, channel: Channel) -> Channel:
    if call.workspace.bot.id not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _shown(call: Call, message: Message) -> Json:
    return message_json(call.workspace, message, with_metadata=call.flag("include_all_metadata"))


def _newest_first(call: Call, channel: Channel) -> Iterator[Message]:
    """Walk back from `latest` or the cursor to `oldest`, no further."""
    cursor, latest, oldest = _cursor_ts(call), _instant(call, "latest"), _instant(call, "oldest")
    starts = [one for one in (latest, float(cursor) if cursor else None) if one is not None]
    for message in call.workspace.log(channel.id).newest_first(None, min(starts, default=None)):
        if oldest is not None and float(message.ts) < oldest:
            return
        if _within(call, message):
            yield message


def _within(call: Call, message: Message) -> bool:
    oldest, latest = _instant(call, "oldest"), _instant(call, "latest")
    ts = float(message.ts)
    if call.flag("inclusive"):
        return (oldest is None or ts >= oldest) and (latest is None or ts <= latest)
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _instant(call: Call, name: str) -> float | None:
    value = call.text(name)
    if not value or (name == "oldest" and value == "0"):
        return None
    try:
        return float(value)
    except ValueError as wrong:
        raise Refusal(f"invalid_ts_{name}") from wrong


def _cursor_ts(call: Call) -> str | None:
    cursor = call.text("cursor")
    if not cursor:
        return None
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, ValueError) as wrong:
        raise Refusal("invalid_cursor") from wrong
    if not text.startswith("next_ts:"):
        raise Refusal("invalid_cursor")
    ts = text.removeprefix("next_ts:")
    if not ts.replace(".", "", 1).isdecimal():
        raise Refusal("invalid_cursor")
    return ts


METHODS = (
    Method(name="conversations.open", run=open_im, tier="t3", scopes=_OPEN),
    Method(name="conversations.history", run=history, tier="t3", required=("channel",), scopes=_HISTORY),
    Method(name="conversations.replies", run=replies, tier="t3", required=("channel", "ts"), scopes=_HISTORY),
    Method(name="conversations.info", run=info, tier="t3", required=("channel",), scopes=_READ),
    Method(name="conversations.members", run=members, tier="t4", required=("channel",), scopes=_READ),
    Method(name="conversations.list", run=list_all, tier="t2", scopes=_READ),
    Method(name="users.conversations", run=of_user, tier="t3", scopes=_READ),
)
