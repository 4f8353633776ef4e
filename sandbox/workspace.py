"""The workspace itself: people, channels, messages, views and notices."""

from __future__ import annotations

import dataclasses
import itertools
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from sandbox.changes import EVERYTHING, Changes
from sandbox.channel_log import ChannelLog
from sandbox.clock import SandboxClock
from sandbox.manifest import Manifest
from sandbox.model import Channel, Json, Message, Person, SharedFile, Team, Usergroup, View

__all__ = ["Channel", "Message", "Person", "SharedFile", "Team", "Usergroup", "View", "Workspace", "WorkspaceError"]

MODAL_STACK_LIMIT = 3
TOASTS_KEPT = 20
UNREAD_COUNTED = 100


class WorkspaceError(LookupError):
    """Somebody or something named is not in this workspace."""


class Workspace(Changes):
    """All state, in memory; the Web API and `Acts` write it, the page only reads it."""

    def __init__(
        self,
        *,
        team: Team | None = None,
        people: Iterable[Person] = (),
        channels: Iterable[Channel] = (),
        usergroups: Iterable[Usergroup] = (),
        manifest: Manifest | None = None,
        clock: SandboxClock | None = None,
    ) -> None:
        super().__init__()
        self.team = team or Team()
        self.manifest = manifest or Manifest()
        self.clock = clock or SandboxClock()
        self.base_url = ""
        self.next_due_url = ""
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
        self.usergroups = {one.id: one for one in usergroups}
        self.reset()

    def reset(self) -> None:
        """Forget everything that was said and done; people and channels are as at the start."""
        self.people: dict[str, Person] = {one.id: Person(**vars(one)) for one in self._seed_people}
        self.people[self.bot.id] = self.bot
        self.channels: dict[str, Channel] = {
            one.id: Channel(**{**vars(one), "members": list(one.members)}) for one in self._seed_channels
        }
        self._logs: dict[str, ChannelLog] = defaultdict(ChannelLog)
        self.files: dict[str, SharedFile] = {}
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
        for name in EVERYTHING:
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
        self._logs[message.channel].add(message)
        if message.is_reply and message.ephemeral_for is None:
            parent = self.message(message.channel, message.thread_ts or "")
            if parent:
                parent.reply_count += 1
                parent.thread_ts = parent.ts
        self.message_changed(message)
        self.tell("posted", message)
        return message

    def edit_message(
        self, message: Message, *, text: str, blocks: list[Json], attachments: list[Json], metadata: Json | None
    ) -> None:
        """Give a message new content, in place."""
        before = dataclasses.replace(message)
        message.text, message.blocks, message.attachments, message.metadata = text, blocks, attachments, metadata
        message.edited = True
        message.edited_ts = self.next_ts()
        self.message_changed(message)
        self.tell("changed", message, before)

    def message_changed(self, message: Message) -> None:
        """Tell everybody who sees this message that it is new, different or gone."""
        readers = [message.ephemeral_for] if message.ephemeral_for else self.channels[message.channel].members
        for user in readers:
            self.changed("messages", user)
            self.changed("sidebar", user)
        self.changed("faces")

    def remove_message(self, message: Message) -> None:
        """Take a message away for everybody; a thread's reply is no longer counted."""
        message.deleted = True
        self._logs[message.channel].remove(message)
        parent = self.message(message.channel, message.thread_ts) if message.is_reply and message.thread_ts else None
        if parent and message.ephemeral_for is None:
            parent.reply_count -= 1
        self.message_changed(message)
        self.tell("deleted", message)

    def message(self, channel: str, ts: str) -> Message | None:
        """Return one message that has not been deleted."""
        return self._logs[channel].get(ts)

    def log(self, channel: str) -> ChannelLog:
        """Return what was said in a channel."""
        return self._logs[channel]

    def messages(self, channel: str) -> list[Message]:
        """Return all messages of a channel in order, replies and ephemeral ones too, not the deleted."""
        return self._logs[channel].all()

    def visible_messages(self, user: str, channel: str, thread_ts: str | None = None) -> list[Message]:
        """Return what this person sees in the channel, or in one of its threads (the parent first)."""
        if user not in self.channels[channel].members:
            return []
        if thread_ts is None:
            return self._logs[channel].outside(user)
        parent = self.message(channel, thread_ts)
        thread = [*([parent] if parent else []), *self._logs[channel].replies(thread_ts)]
        return [one for one in thread if one.ephemeral_for in (None, user)]

    def newest_messages(self, user: str, channel: str, limit: int) -> tuple[list[Message], int]:
        """Return the newest messages this person sees in the channel, in order, and how many older ones there are."""
        if user not in self.channels[channel].members:
            return [], 0
        newest = list(itertools.islice(self._logs[channel].newest_first(user), limit))[::-1]
        return newest, self._logs[channel].count(user) - len(newest)

    def unread(self, user: str, channel: str) -> int:
        """Count the messages of others since the person last looked, at most UNREAD_COUNTED."""
        since = self._last_read.get((user, channel), "")
        unread = itertools.takewhile(lambda one: one.ts > since, self._logs[channel].newest_first(user))
        return len(list(itertools.islice((one for one in unread if one.user != user), UNREAD_COUNTED)))

    def mark_read(self, user: str, channel: str) -> None:
        """Remember that the person has seen everything in the channel."""
        newest = next(self._logs[channel].newest_first(user), None)
        if newest and newest.ts > self._last_read.get((user, channel), ""):
            self._last_read[user, channel] = newest.ts
            self.changed("sidebar", user)
            self.changed("faces")

    def toast(self, user: str, text: str) -> None:
        """Show a short notice to one person."""
        self.toasts[user] = [*self.toasts[user], text][-TOASTS_KEPT:]
        self.changed("toast", user)

    def top_modal(self, user: str) -> View | None:
        """Return the modal that the person has before them."""
        stack = self.modals[user]
        return stack[-1] if stack else None


def _im_id(user: str) -> str:
    return f"D{user[1:]}"
