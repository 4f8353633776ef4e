"""`doctor --probe-slack`: measures in a real workspace what could only be assumed, and cleans up after itself.

Somebody of the secretariat gets a few direct messages, which are deleted at the end; nothing is posted anywhere else.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from secrets import token_hex
from time import monotonic
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.findings import Finding, fault, fine, hint
from bot.doctor.machine import compared
from bot.doctor.templates import Template
from reminders.posting import metadata

GREETING = "Selbsttest des AGSP-Bots: Diese Nachricht verschwindet gleich wieder."
RAW = "a &amp; b &lt;c&gt; <!channel>"
"""Escaped as we escape everything, and one thing that is markup."""
LONGEST_UPDATE = 4_000
BLOCKS_IN_MESSAGE = 45
SECTION = 2_800
CALLS_IN_A_ROW = 5
REFUSED = "Tell the developers; until then look at `python -m bot outbox list` more often."


@dataclass
class Room:
    """The conversation in which is measured; `posted` is what has to be taken away again."""

    client: AsyncWebClient
    user: str
    channel: str = ""
    mark: str = field(default_factory=lambda: token_hex(32))
    posted: list[str] = field(default_factory=list)

    async def say(self, **content: Any) -> str:
        """Post to the person as the delivery does, and remember to take it away; give its `ts`."""
        answer = await self.client.chat_postMessage(
            channel=self.channel or self.user, unfurl_links=False, unfurl_media=False, link_names=False, **content
        )
        self.channel = str(answer["channel"])
        self.posted.append(str(answer["ts"]))
        return self.posted[-1]

    async def read(self, ts: str) -> Mapping[str, Any]:
        """Give one message as the history tells it, with its metadata; empty when it is not there."""
        answer = await self.client.conversations_history(
            channel=self.channel, latest=ts, oldest=ts, inclusive=True, limit=1, include_all_metadata=True
        )
        messages: list[Mapping[str, Any]] = answer.get("messages") or []
        return next((one for one in messages if one["ts"] == ts), {})


async def probed(
    client: AsyncWebClient, user: str | None, channel: str | None, templates: Mapping[str, Template]
) -> list[Finding]:
    """Measure; `user` is who gets the messages, `channel` the group's."""
    if user is None:
        return [hint("probe", "There is nobody to write to.", "Set AGSP_SECRETARIAT to your chat user id.")]
    found: list[Finding] = []
    try:
        async with _room(client, user, found) as room:
            found += await _reach(room)
            found += await _memory(room)
            found.append(await _escaping(room))
            found.append(await _long_texts(room))
            found.append(await _many_blocks(room))
            found.append(await _speed(room))
        found += [await _judged(client, name, template) for name, template in templates.items()]
        found.append(await _history_of(client, channel))
    except SlackApiError as error:
        found.append(fault("probe", f"Slack refused what the bot does all day ({_word(error)}).", REFUSED))
    except (ClientError, TimeoutError, OSError) as error:
        found.append(fault("probe", f"Slack cannot be reached ({type(error).__name__}).", "Try again later."))
    return found


@asynccontextmanager
async def _room(client: AsyncWebClient, user: str, found: list[Finding]) -> AsyncIterator[Room]:
    room = Room(client, user)
    try:
        yield room
    finally:
        left = [ts for ts in room.posted if not await _gone(room, ts)]
        if left:
            remedy = f"Delete them by hand in the bot's messages to {user}."
            found.append(fault("cleaning up", f"{len(left)} messages of the probe are still there.", remedy))
        elif room.posted:
            found.append(fine("cleaning up", f"All {len(room.posted)} messages of the probe are deleted."))


async def _gone(room: Room, ts: str) -> bool:
    try:
        await room.client.chat_delete(channel=room.channel, ts=ts)
    except (SlackApiError, ClientError, TimeoutError, OSError):
        return False
    return True


async def _reach(room: Room) -> list[Finding]:
    """Post to a person's id: which conversation is it, and what is Slack's time?"""
    answer = await room.client.chat_postMessage(channel=room.user, text=GREETING, metadata=metadata(room.mark))
    room.channel = str(answer["channel"])
    room.posted.append(str(answer["ts"]))
    opened = (await room.client.conversations_open(users=room.user))["channel"]["id"]
    found = []
    if room.channel == opened:
        found.append(fine("direct posts", f"Posting to {room.user} gives the conversation {room.channel}."))
    else:
        says = f"Posting to {room.user} gives {room.channel}, but the conversation is {opened}."
        found.append(fault("direct posts", says, REFUSED))
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if told := headers.get("date"):
        judged = compared(parsedate_to_datetime(told), datetime.now(UTC), "Slack")
        found.append(judged)
    return found


async def _memory(room: Room) -> list[Finding]:
    """Look whether a message can be found by its mark, also after it was redrawn and in a thread."""
    first = room.posted[0]
    found = [_marked("metadata", await room.read(first), room.mark)]
    await room.client.chat_update(channel=room.channel, ts=first, text=GREETING + ".", metadata=metadata(room.mark))
    found.append(_marked("redrawing", await room.read(first), room.mark))
    reply = await room.say(text=GREETING, thread_ts=first, metadata=metadata(room.mark))
    thread = await room.client.conversations_replies(channel=room.channel, ts=first, include_all_metadata=True)
    shown = [one for one in thread.get("messages") or [] if one["ts"] == reply]
    return [*found, _marked("threads", shown[0] if shown else {}, room.mark)]


def _marked(about: str, message: Mapping[str, Any], mark: str) -> Finding:
    kept = ((message.get("metadata") or {}).get("event_payload") or {}).get("mark") == mark
    if kept:
        return fine(about, "The mark in the metadata comes back from the history.")
    remedy = "After a broken connection nobody can find out what arrived; the secretariat settles it by hand."
    return fault(about, "The history gives the message without its mark.", remedy)


async def _escaping(room: Room) -> Finding:
    """Compare what comes back with what was sent; of commands only a person can tell."""
    ts = await room.say(text=RAW)
    text = str((await room.read(ts)).get("text"))
    if text == RAW:
        return fine("escaping", "Text comes back as it was sent. The bot reads commands escaped and unescaped alike.")
    return hint("escaping", f"Sent {RAW!r}, read {text!r}.", "Tell the developers what you see here.")


async def _long_texts(room: Room) -> Finding:
    """Look where texts become too long for an update, which Slack documents at 4,000 characters."""
    ts = await room.say(text="x" * LONGEST_UPDATE)
    await room.client.chat_update(channel=room.channel, ts=ts, text="y" * LONGEST_UPDATE)
    try:
        await room.client.chat_update(channel=room.channel, ts=ts, text="z" * (LONGEST_UPDATE + 1))
    except SlackApiError as error:
        return fine("text length", f"{LONGEST_UPDATE} characters are taken, more are refused ({_word(error)}).")
    return fine("text length", f"Even more than {LONGEST_UPDATE} characters are taken; the bot does not need it.")


async def _many_blocks(room: Room) -> Finding:
    """Look how much text all blocks of a message may hold together, which Slack documents nowhere."""
    most = 0
    for sections in (3, 4, 5):
        blocks = [_section("x" * SECTION) for _ in range(sections)]
        try:
            await room.say(text=GREETING, blocks=blocks + [_section("–")] * (BLOCKS_IN_MESSAGE - sections))
        except SlackApiError as error:
            word = _word(error)
            if most:
                return fine("block length", f"{most} characters in {BLOCKS_IN_MESSAGE} blocks are taken, then: {word}.")
            return fault("block length", f"{sections * SECTION} characters in blocks are refused ({word}).", REFUSED)
        most = sections * SECTION
    return fine("block length", f"{most} characters in {BLOCKS_IN_MESSAGE} blocks are taken.")


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}}


async def _speed(room: Room) -> Finding:
    """Redraw a few times as fast as it goes; a refusal must say how long to wait."""
    began, slowest = monotonic(), 0.0
    for number in range(CALLS_IN_A_ROW):
        sent = monotonic()
        try:
            await room.client.chat_update(channel=room.channel, ts=room.posted[0], text=f"{GREETING} {number}")
        except SlackApiError as error:
            wait = {name.lower(): value for name, value in error.response.headers.items()}.get("retry-after")
            if _word(error) != "ratelimited":
                raise
            if wait is None or not wait.isdecimal():
                return fault("speed", f"Slack asks us to slow down, but not how long ({wait}).", REFUSED)
            return fine("speed", f"After {number} calls in a row Slack asks for {wait} s; the bot waits as long.")
        slowest = max(slowest, monotonic() - sent)
    return fine("speed", f"{CALLS_IN_A_ROW} calls in {monotonic() - began:.1f} s, the slowest {slowest:.1f} s.")


async def _judged(client: AsyncWebClient, name: str, template: Template) -> Finding:
    """Let Slack itself judge one of our templates."""
    kind, payload = template
    about = "templates"
    try:
        await client.api_call("blocks.validate", json={kind: payload})
    except SlackApiError as error:
        word = _word(error)
        if not word.startswith("invalid_"):
            return hint(about, f"{name}: Slack does not judge it ({word}).", "Nothing to do; it is checked at release.")
        errors: list[Mapping[str, Any]] = error.response.get("errors") or []
        where = "; ".join(f"{one.get('pointer')}: {one.get('message')}" for one in errors[:3])
        return fault(about, f"{name}: {word} {where}", "Tell the developers; this form or message will not be shown.")
    return fine(about, f"{name}: Slack finds no mistake.")


async def _history_of(client: AsyncWebClient, channel: str | None) -> Finding:
    """Look whether uncertain messages in the group's channel can be found."""
    if channel is None:
        return hint("channel log", "AGSP_CHANNEL is not set.", "Set it, then probe again.")
    try:
        await client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        remedy = (
            "Fine as it is: a message that may have arrived is shown to the secretariat. Or grant channels:history."
        )
        return hint("channel log", f"The bot cannot read the group's channel ({_word(error)}).", remedy)
    return fine("channel log", "The bot can look whether a message arrived in the group's channel.")


def _word(error: SlackApiError) -> str:
    return str(error.response.get("error"))
