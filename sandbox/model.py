"""Who and what is in a workspace: people, channels, messages, files, views."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]


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
    pins: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Usergroup:
    """People who are mentioned together; `users` are their ids."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()


@dataclass(kw_only=True)
class SharedFile:
    """A file of the bot or of a person: announced, then filled, then shared.

    `user` is whose it is (empty: the bot's), `shares` are (channel, message) pairs, `is_given`: put into a form of
    the app, which may fetch it then.
    """

    id: str
    name: str
    length: int
    user: str = ""
    title: str = ""
    alt_text: str = ""
    created: int = 0
    content: bytes | None = None
    is_complete: bool = False
    is_given: bool = False
    shares: list[tuple[str, str]] = field(default_factory=list)


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
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)

    def toggle_reaction(self, user: str, name: str) -> bool:
        """Add a person's emoji, or take it away; tells whether it was taken away."""
        users = self.reactions.get(name, [])
        left = [one for one in users if one != user]
        removed = user in users
        if removed and not left:
            del self.reactions[name]
        else:
            self.reactions[name] = left if removed else [*users, user]
        return removed

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
