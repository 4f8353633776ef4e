"""Messages left for later: scheduled, listed, given up."""

from __future__ import annotations

from sandbox.posting import checked_content
from sandbox.refusal import Refusal
from sandbox.scheduled import instant
from sandbox.webapi.call import Call, Json, Method, cursor_after
from sandbox.webapi.chat import target, thread_of

_WRITE = ("chat:write",)


async def schedule_message(call: Call) -> Json:
    """Leave a message for later."""
    channel = target(call, call.text("channel"))
    content = checked_content(call.args)
    post_at = instant(call.text("post_at"))
    message = call.backend.schedule.add(channel.id, post_at, content, thread_of(call, channel))
    shown: Json = {
        "text": content.text,
        "username": call.workspace.bot.real_name,
        "bot_id": call.workspace.bot_id,
        "type": "delayed_message",
        "subtype": "bot_message",
    }
    if content.blocks:
        shown["blocks"] = content.blocks
    return {"channel": channel.id, "scheduled_message_id": message.id, "post_at": post_at, "message": shown}


async def delete_scheduled(call: Call) -> Json:
    """Give a message up before it is posted."""
    channel = call.channel(need="write")
    call.backend.schedule.remove(channel.id, call.text("scheduled_message_id"))
    return {}


async def list_scheduled(call: Call) -> Json:
    """List what waits, the earliest first."""
    channel = call.text("channel")
    if channel and channel not in call.workspace.channels:
        raise Refusal("invalid_channel")
    waiting = [one for one in call.backend.schedule.waiting.values() if channel in ("", one.channel)]
    page, following = call.page(sorted(waiting, key=lambda one: one.post_at))
    shown = [
        {
            "id": one.id,
            "channel_id": one.channel,
            "post_at": one.post_at,
            "date_created": one.created,
            "text": one.content.text,
        }
        for one in page
    ]
    return {"scheduled_messages": shown, **cursor_after(following)}


METHODS = (
    Method(
        name="chat.scheduleMessage", run=schedule_message, tier="t3", required=("channel", "post_at"), scopes=_WRITE
    ),
    Method(
        name="chat.deleteScheduledMessage",
        run=delete_scheduled,
        tier="t3",
        required=("channel", "scheduled_message_id"),
        scopes=_WRITE,
    ),
    Method(name="chat.scheduledMessages.list", run=list_scheduled, tier="t3"),
)
