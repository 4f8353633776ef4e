"""The workspace itself: people, channels, messages, views and notices, and who is told when they change."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, Self

from sandbox.clock import SandboxClock
from sandbox.manifest import Manifest

ChangeName = Literal["messages", "sidebar", "modal", "home", "clock", "toast", "wire"]
Json = dict[str, Any]

MODAL_STACK_LIMIT = 3
TOASTS_KEPT = 20


class WorkspaceError(LookupError):
    """Somebody or something named is not in this workspace."""


@dataclass(frozen=True, kw_only=True)
class Team:
    """The workspace as Slack names it."""

    id: str = "T0SANDBOX"
    name: str = "Sandbox"
    domain: str = "sandbox"


@dataclass(kw_only=True)
class Person:
    """Somebody with an account; `title` carries the office, `is_external`: of another organisation."""

    id: str
    name: str
    real_name: str
    title: str = ""
    email: str = ""
    color: str = "4a5a6a"
    is_guest: bool = False
    is_single_channel_guest: bool = False
    is_external: bool = False
    is_deactivated: bool = False
    is_bot: bool = False
    tz: str = "Europe/Berlin"


@dataclass(kw_only=True)
class Channel:
    """A channel, or (`im`, id `D…`) the direct messages between one person and the bot."""

    id: str
    name: str
    kind: Literal["channel", "im"] = "channel"
    members: list[str] = field(default_factory=list)
    topic: str = ""
    is_private: bool = False
    created: int = 0


@dataclass(kw_only=True)
class Message:
    """One message; `ephemeral_for` is the only person who sees it (None: everybody in the channel)."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: bool = False
    deleted: bool = False
    ephemeral_for: str | None = None
    bot: bool = False
    reply_count: int = 0
    reply_broadcast: bool = False
    edited_ts: str | None = None

    @property
    def is_reply(self) -> bool:
        """Tell whether this message belongs to a thread without having begun it."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(kw_only=True)
class View:
    """A modal or home tab of one person; `state_values`: {block_id: {action_id: {type, value …}}}."""

    id: str
    hash: str
    user: str
    kind: Literal["modal", "home"]
    payload: Json
    root_id: str
    previous_id: str | None = None
    external_id: str = ""
    state_values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    response_urls: list[Json] = field(default_factory=list)


class Subscription:
    """The changes one page listens to, coalesced by name; subscribed from the moment it exists."""

    def __init__(self, workspace: Workspace, user: str | None) -> None:
        self.user = user
        self._workspace = workspace
        self._pending: dict[str, None] = {}
        self._wake = asyncio.Event()

    def push(self, name: str) -> None:
        """Remember that `name` changed."""
        self._pending[name] = None
        self._wake.set()

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        while not self._pending:
            self._wake.clear()
            await self._wake.wait()
        name = next(iter(self._pending))
        del self._pending[name]
        return name

    def close(self) -> None:
        """Stop listening."""
        self._workspace.unsubscribe(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


class Workspace:
    """All state, in memory; the Web API and `Acts` write it, the page only reads it."""

    def __init__(
        self,
        *,
        team: Team | None = None,
        people: Iterable[Person] = (),
        channels: Iterable[Channel] = (),
        manifest: Manifest | None = None,
        clock: SandboxClock | None = None,
    ) -> None:
        self.team = team or Team()
        self.manifest = manifest or Manifest()
        self.clock = clock or SandboxClock()
        self.app_id = "A0SANDBOX"
        self.bot_id = "B0SANDBOX"
        self.bot = Person(
            id="U0SANDBOXBOT",
            name=re.sub(r"\W+", "-", self.manifest.bot_name.lower()).strip("-") or "bot",
            real_name=self.manifest.bot_name,
            is_bot=True,
        )
        self._seed_people = [Person(**vars(one)) for one in people]
        self._seed_channels = [Channel(**{**vars(one), "members": list(one.members)}) for one in channels]
        self._subscriptions: list[Subscription] = []
        self.reset()

    def reset(self) -> None:
        """Forget everything that was said and done; people and channels are as at the start."""
        self.people: dict[str, Person] = {one.id: Person(**vars(one)) for one in self._seed_people}
        self.people[self.bot.id] = self.bot
        self.channels: dict[str, Channel] = {
            one.id: Channel(**{**vars(one), "members": list(one.members)}) for one in self._seed_channels
        }
        self._messages: dict[str, dict[str, Message]] = defaultdict(dict)
        self._last_ts = 0
        self._last_read: dict[tuple[str, str], str] = {}
        self._serial = itertools.count(1)
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[View]] = defaultdict(list)
        self.homes: dict[str, View] = {}
        self.toasts: dict[str, list[str]] = defaultdict(list)
        self.message_states: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = {}
        for person in list(self.people.values()):
            if not person.is_bot:
                self.open_im(person.id)
        for name in ("messages", "sidebar", "modal", "home", "clock", "toast", "wire"):
            self.changed(name)

    def person(self, id_or_name: str) -> Person:
        """Return the person with this id, handle or full name; raises WorkspaceError."""
        for person in self.people.values():
            if id_or_name in (person.id, person.name, person.real_name):
                return person
        known = ", ".join(one.real_name for one in self.people.values())
        raise WorkspaceError(f"Nobody here is called {id_or_name!r}; here are: {known}.")

    def channel(self, id_or_name: str) -> Channel:
        """Return the channel with this id or name (with or without #); raises WorkspaceError."""
        wanted = id_or_name.removeprefix("#")
        for channel in self.channels.values():
            if wanted in (channel.id, channel.name):
                return channel
        known = ", ".join(one.name for one in self.channels.values() if one.kind == "channel")
        raise WorkspaceError(f"There is no channel {id_or_name!r}; there are: {known}.")

    def members(self, channel: Channel) -> list[Person]:
        """Return the people in a channel, the bot included where it is a member."""
        return [self.people[one] for one in channel.members if one in self.people]

    def channels_for(self, user: str) -> list[Channel]:
        """Return what the person's sidebar shows: channels by name, then the direct messages with the bot."""
        mine = [one for one in self.channels.values() if user in one.members]
        return sorted(mine, key=lambda one: (one.kind == "im", one.name.lower()))

    def im(self, user: str) -> Channel | None:
        """Return the direct messages between the bot and this person, None before they exist."""
        channel = self.channels.get(_im_id(user))
        return channel if channel and channel.kind == "im" else None

    def open_im(self, user: str) -> Channel:
        """Return the direct messages between the bot and this person, beginning them when needed."""
        existing = self.im(user)
        if existing:
            return existing
        person = self.people[user]
        channel = Channel(id=_im_id(user), name=person.name, kind="im", members=[user, self.bot.id])
        self.channels[channel.id] = channel
        self.changed("sidebar", user)
        return channel

    def next_ts(self) -> str:
        """Return a new message time from the workspace's clock: unique and strictly increasing."""
        micros = int(self.clock.now().timestamp() * 1_000_000)
        self._last_ts = max(micros, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """Return an id that nothing else in this workspace has."""
        return f"{prefix}0{next(self._serial):06d}{secrets.token_hex(2).upper()}"

    def new_hash(self) -> str:
        """Return a view hash that changes with every writing."""
        return f"{int(datetime.now(UTC).timestamp())}.{secrets.token_hex(4)}"

    def add_message(self, message: Message) -> Message:
        """Put a message into its channel, count it in its thread and tell those who see it."""
        self._messages[message.channel][message.ts] = message
        if message.is_reply and message.ephemeral_for is None:
            parent = self.message(message.channel, message.thread_ts or "")
            if parent:
                parent.reply_count += 1
                parent.thread_ts = parent.ts
        self.message_changed(message)
        return message

    def message_changed(self, message: Message) -> None:
        """Tell everybody who sees this message that it is new, different or gone."""
        readers = [message.ephemeral_for] if message.ephemeral_for else self.channels[message.channel].members
        for user in readers:
            self.changed("messages", user)
            self.changed("sidebar", user)

    def remove_message(self, message: Message) -> None:
        """Take a message away for everybody; a thread's reply is no longer counted."""
        message.deleted = True
        parent = self.message(message.channel, message.thread_ts) if message.is_reply and message.thread_ts else None
        if parent and message.ephemeral_for is None:
            parent.reply_count -= 1
        self.message_changed(message)

    def message(self, channel: str, ts: str) -> Message | None:
        """Return one message that has not been deleted."""
        found = self._messages[channel].get(ts)
        return found if found and not found.deleted else None

    def messages(self, channel: str) -> list[Message]:
        """Return all messages of a channel in order, replies and ephemeral ones too, not the deleted."""
        return [one for one in self._messages[channel].values() if not one.deleted]

    def visible_messages(self, user: str, channel: str, thread_ts: str | None = None) -> list[Message]:
        """Return what this person sees in the channel, or in one of its threads (the parent first)."""
        if user not in self.channels[channel].members:
            return []
        seen = [one for one in self.messages(channel) if one.ephemeral_for in (None, user)]
        if thread_ts is not None:
            return [one for one in seen if thread_ts in (one.ts, one.thread_ts)]
        return [one for one in seen if not one.is_reply or one.reply_broadcast]

    def unread(self, user: str, channel: str) -> int:
        """Count the messages of others since the person last looked."""
        since = self._last_read.get((user, channel), "")
        return sum(one.ts > since and one.user != user for one in self.visible_messages(user, channel))

    def mark_read(self, user: str, channel: str) -> None:
        """Remember that the person has seen everything in the channel."""
        latest = max((one.ts for one in self.visible_messages(user, channel)), default="")
        if latest > self._last_read.get((user, channel), ""):
            self._last_read[user, channel] = latest
            self.changed("sidebar", user)

    def toast(self, user: str, text: str) -> None:
        """Show a short notice to one person."""
        self.toasts[user] = [*self.toasts[user], text][-TOASTS_KEPT:]
        self.changed("toast", user)

    def top_modal(self, user: str) -> View | None:
        """Return the modal that the person has before them."""
        stack = self.modals[user]
        return stack[-1] if stack else None

    def subscribe(self, user: str | None) -> Subscription:
        """Listen to the changes one person can see (None: to all); close it afterwards."""
        subscription = Subscription(self, user)
        self._subscriptions.append(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop telling this listener."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    def changed(self, name: str, user: str | None = None) -> None:
        """Tell the listeners of one person (None: everybody) that something of this name changed."""
        for subscription in self._subscriptions:
            if user is None or subscription.user in (None, user):
                subscription.push(name)


def _im_id(user: str) -> str:
    return f"D{user[1:]}"
