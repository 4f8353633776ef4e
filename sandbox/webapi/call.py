"""One call of a Web API method: its arguments in whatever encoding, and how methods are declared."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sandbox.rates import Tier
from sandbox.refusal import Refusal, invalid_arguments
from sandbox.workspace import Channel, Person, Workspace

if TYPE_CHECKING:
    from sandbox.backend import Backend

Json = dict[str, Any]
Item = TypeVar("Item")

LARGEST_PAGE = 1_000
_READ_SCOPES = {"im": "im:read", "private": "groups:read", "public": "channels:read"}
_HISTORY_SCOPES = {"im": "im:history", "private": "groups:history", "public": "channels:history"}


@dataclass(frozen=True)
class Call:
    """The arguments of one call, and the workspace it is made in."""

    backend: Backend
    args: Json

    @property
    def workspace(self) -> Workspace:
        """The workspace the token belongs to."""
        return self.backend.workspace

    def text(self, name: str) -> str:
        """Return an argument as text, empty when it is missing."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return an argument as yes or no; "true", "1" and true are yes."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def object(self, name: str) -> Any:
        """Return an argument that may be JSON in a string."""
        value = self.args.get(name)
        if isinstance(value, str) and value:
            try:
                return json.loads(value)
            except json.JSONDecodeError as wrong:
                raise invalid_arguments(f"{name} is not valid JSON [json-pointer:/{name}]") from wrong
        return value

    def page(self, entries: Sequence[Item], *, default: int = 100) -> tuple[list[Item], str]:
        """Return the page that `limit` and `cursor` ask for, and the next cursor (empty at the end)."""
        limit = self.limit(default)
        begin = 0
        if cursor := self.text("cursor"):
            try:
                begin = int(base64.b64decode(cursor, validate=True).decode().removeprefix("offset:"))
            except (binascii.Error, ValueError) as wrong:
                raise Refusal("invalid_cursor") from wrong
        end = begin + limit
        following = base64.b64encode(f"offset:{end}".encode()).decode() if end < len(entries) else ""
        return list(entries[begin:end]), following

    def limit(self, default: int = 100) -> int:
        """Return the size of a page; raises Refusal invalid_limit."""
        try:
            limit = int(self.text("limit") or default)
        except ValueError as wrong:
            raise Refusal("invalid_limit") from wrong
        if limit < 0 or limit > LARGEST_PAGE:
            raise Refusal("invalid_limit")
        return limit or default

    def channel(self, *, need: Literal["read", "history", "write"]) -> Channel:
        """Return the channel argument that the bot can see; raises Refusal channel_not_found, missing_scope."""
        channel = self.channel_named(self.text("channel"), by_name=need == "write")
        if need != "write":
            table = _READ_SCOPES if need == "read" else _HISTORY_SCOPES
            self.require_scope(table[kind_of(channel)])
        return channel

    def channel_named(self, wanted: str, *, by_name: bool = True) -> Channel:
        """Return the channel with this id or #name that the bot can see; raises Refusal channel_not_found."""
        channel = self.workspace.channels.get(wanted)
        if channel is None and by_name:
            channel = next((one for one in self.workspace.channels.values() if f"#{one.name}" == wanted), None)
        is_hidden = channel is not None and channel.is_private and self.workspace.bot.id not in channel.members
        if channel is None or is_hidden:
            raise Refusal("channel_not_found")
        return channel

    def person(self, user_id: str) -> Person:
        """Return the person with this id; raises Refusal user_not_found."""
        person = self.workspace.people.get(user_id)
        if person is None:
            raise Refusal("user_not_found")
        return person

    def require_scope(self, scope: str) -> None:
        """Raise Refusal missing_scope unless the manifest asks for this scope."""
        granted = self.backend.installation.scopes
        if scope not in granted:
            raise Refusal("missing_scope", needed=scope, provided=",".join(granted))


def kind_of(channel: Channel) -> Literal["im", "private", "public"]:
    """Return which of Slack's kinds a channel is."""
    if channel.kind == "im":
        return "im"
    return "private" if channel.is_private else "public"


def cursor_after(cursor: str) -> Json:
    """Return the part of an answer that leads to the next page."""
    return {"response_metadata": {"next_cursor": cursor}}


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method: who may call it, how often, with what."""

    name: str
    run: Callable[[Call], Awaitable[Json]]
    tier: Tier
    required: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    token: Literal["bot", "app", "none"] = "bot"
