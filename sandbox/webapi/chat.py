"""Messages: posted, shown to one person, updated, deleted, linked to."""

from __future__ import annotations

from sandbox.payloads import message_json
from sandbox.posting import UPDATE_TEXT_LIMIT, checked_content, post, rewrite
from sandbox.refusal import Refusal
from sandbox.webapi.call import Call, Json, Method
from sandbox.workspace import Channel, Message

_WRITE = ("chat:write",)


async def post_message(call: Call) -> Json:
    """Say something in a channel, or to a person by their id."""
    channel = target(call, call.text("channel"))
    content = checked_content(call.args)
    thread_ts = thread_of(call, channel)
    broadcast = thread_ts is not None and call.flag("reply_broadcast")
    message = post(call.workspace, channel.id, content, thread_ts=thread_ts, broadcast=broadcast)
    shown = message_json(call.workspace, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


async def post_ephemeral(call: Call) -> Json:
    """Say something in a channel that one person sees."""
    channel = target(call, call.text("channel"))
    user = call.text("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    content = checked_content(call.args)
    thread_ts = call.text("thread_ts") or None
    message = post(call.workspace, channel.id, content, thread_ts=thread_ts, ephemeral_for=user)
    return {"message_ts": message.ts}


async def update(call: Call) -> Json:
    """Rewrite a message of the bot."""
    channel = call.channel(need="write")
    message = _own(call, channel, "cant_update_message")
    if len(call.text("text")) > UPDATE_TEXT_LIMIT:
        raise Refusal("msg_too_long")
    rewrite(call.workspace, message, checked_content(call.args))
    shown = message_json(call.workspace, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


async def delete(call: Call) -> Json:
    """Take a message of the bot away."""
    channel = call.channel(need="write")
    message = _own(call, channel, "cant_delete_message")
    call.workspace.remove_message(message)
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(call: Call) -> Json:
    """Return the address of a message."""
    channel = call.channel(need="write")
    message = call.workspace.message(channel.id, call.text("message_ts"))
    if message is None or message.ephemeral_for:
        raise Refusal("message_not_found")
    link = f"{call.backend.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"permalink": link, "channel": channel.id}


def target(call: Call, wanted: str) -> Channel:
    """Return where the bot may write: a channel, or the direct messages with the person of this id; raises Refusal."""
    person = call.workspace.people.get(wanted)
    if person is not None:
        if person.is_bot or person.is_deactivated:
            raise Refusal("channel_not_found")
        return call.workspace.open_im(person.id)
    channel = call.channel_named(wanted)
    if call.workspace.bot.id not in channel.members and "chat:write.public" not in call.backend.installation.scopes:
        raise Refusal("not_in_channel")
    if channel.kind == "im" and any(one.is_deactivated for one in call.workspace.members(channel)):
        raise Refusal("is_archived")
    return channel


def thread_of(call: Call, channel: Channel) -> str | None:
    """Return the thread that `thread_ts` names, None without one; raises Refusal cannot_reply_to_message."""
    thread_ts = call.text("thread_ts") or None
    if thread_ts is None:
        return None
    parent = call.workspace.message(channel.id, thread_ts)
    if parent is None or parent.ephemeral_for:
        raise Refusal("cannot_reply_to_message")
    return parent.thread_ts or parent.ts


def _own(call: Call, channel: Channel, otherwise: str) -> Message:
    message = call.workspace.message(channel.id, call.text("ts"))
    if message is None or message.ephemeral_for:
        raise Refusal("message_not_found")
    if message.user != call.workspace.bot.id:
        raise Refusal(otherwise)
    return message


METHODS = (
    Method(name="chat.postMessage", run=post_message, tier="t5", required=("channel",), scopes=_WRITE),
    Method(name="chat.postEphemeral", run=post_ephemeral, tier="t4", required=("channel", "user"), scopes=_WRITE),
    Method(name="chat.update", run=update, tier="t3", required=("channel", "ts"), scopes=_WRITE),
    Method(name="chat.delete", run=delete, tier="t3", required=("channel", "ts"), scopes=_WRITE),
    Method(name="chat.getPermalink", run=get_permalink, tier="t5", required=("channel", "message_ts")),
)
