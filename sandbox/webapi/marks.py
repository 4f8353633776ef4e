"""What an app puts onto messages: reactions and pins."""

from __future__ import annotations

import re

from sandbox.events import reaction
from sandbox.refusal import Refusal
from sandbox.speech_acts import EMOJI_NAME
from sandbox.webapi.call import Call, Json, Method
from sandbox.workspace import Message

REACTIONS_LIMIT = 23
PINS_LIMIT = 100
_TS = re.compile(r"\d+\.\d{6}")


async def add_reaction(call: Call) -> Json:
    """Put an emoji under a message."""
    message = _message(call)
    name = call.text("name").strip(":")
    if not re.fullmatch(EMOJI_NAME, name):
        raise Refusal("invalid_name")
    users = message.reactions.get(name, [])
    if call.workspace.bot.id in users:
        raise Refusal("already_reacted")
    if name not in message.reactions and len(message.reactions) >= REACTIONS_LIMIT:
        raise Refusal("too_many_emoji")
    message.toggle_reaction(call.workspace.bot.id, name)
    call.workspace.message_changed(message)
    call.backend.events.tell_soon("reaction_added", reaction(message, call.workspace.bot.id, name))
    return {}


async def add_pin(call: Call) -> Json:
    """Pin a message to its channel."""
    if not call.text("timestamp"):
        raise Refusal("no_item_specified")
    message = _message(call)
    channel = call.workspace.channels[message.channel]
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= PINS_LIMIT:
        raise Refusal("too_many_pins")
    channel.pins.append(message.ts)
    call.workspace.message_changed(message)
    return {}


def _message(call: Call) -> Message:
    channel = call.channel(need="write")
    if call.workspace.bot.id not in channel.members:
        raise Refusal("not_in_channel")
    if not _TS.fullmatch(call.text("timestamp")):
        raise Refusal("bad_timestamp")
    message = call.workspace.message(channel.id, call.text("timestamp"))
    if message is None or message.ephemeral_for:
        raise Refusal("message_not_found")
    return message


METHODS = (
    Method(
        name="reactions.add",
        run=add_reaction,
        tier="t3",
        required=("name", "timestamp", "channel"),
        scopes=("reactions:write",),
    ),
    Method(name="pins.add", run=add_pin, tier="t2", required=("channel",), scopes=("pins:write",)),
)
