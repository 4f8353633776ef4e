"""The events that tell the app what happened in the workspace, as far as its manifest subscribes to them."""

from __future__ import annotations

from typing import Any

from sandbox.app_link import AppLink
from sandbox.changes import MessageChange
from sandbox.payloads import message_json
from sandbox.workspace import Channel, Message, Workspace

Json = dict[str, Any]


class Events:
    """Words what happened as Slack does; the app's own messages are told too, with its bot_id."""

    def __init__(self, workspace: Workspace, link: AppLink) -> None:
        self._workspace = workspace
        self._link = link
        workspace.observe(self._message_of_app)

    async def tell(self, name: str, event: Json) -> None:
        """Send an event if it is subscribed; returns when it was acknowledged or has failed."""
        if name in self._workspace.manifest.bot_events:
            await self._link.event(self._stamped(event))

    def tell_soon(self, name: str, event: Json) -> None:
        """Send an event if it is subscribed, without waiting for the app."""
        if name in self._workspace.manifest.bot_events:
            self._link.event_soon(self._stamped(event))

    async def said(self, message: Message) -> None:
        """Tell of a person's message in a channel of the app; returns when it was acknowledged."""
        place = self._workspace.channels[message.channel]
        if self._workspace.bot.id not in place.members:
            return
        event = message_json(self._workspace, message) | self._where(place, message.ts)
        event |= {"subtype": "file_share"} if message.files else {}
        await self.tell(_subscription(place), event)
        if f"<@{self._workspace.bot.id}>" in message.text and place.kind != "im":
            await self.tell("app_mention", event | {"type": "app_mention"})
        for file_id in message.files:
            await self.tell("file_shared", file_shared(file_id, message.user, place.id))

    async def reacted(self, message: Message, user: str, name: str, *, removed: bool) -> None:
        """Tell of an emoji that a person put under a message in a channel of the app, or took away."""
        if self._workspace.bot.id in self._workspace.channels[message.channel].members:
            event = reaction(message, user, name, removed=removed)
            await self.tell(event["type"], event)

    def _message_of_app(self, change: MessageChange, message: Message, before: Message | None) -> None:
        place = self._workspace.channels[message.channel]
        if not message.bot or message.ephemeral_for or self._workspace.bot.id not in place.members:
            return
        shown = message_json(self._workspace, message)
        if change == "posted":
            event = shown | self._where(place, message.ts) | ({"subtype": "file_share"} if message.files else {})
        else:
            now = self._workspace.next_ts()
            event = {"type": "message", "subtype": f"message_{change}", "hidden": True, "ts": now}
            event |= self._where(place, now) | {"previous_message": message_json(self._workspace, before or message)}
            event |= {"message": shown} if change == "changed" else {"deleted_ts": message.ts}
        self.tell_soon(_subscription(place), event)

    def _where(self, place: Channel, ts: str) -> Json:
        return {"channel": place.id, "channel_type": _kind(place), "event_ts": ts}

    def _stamped(self, event: Json) -> Json:
        return event if "event_ts" in event else event | {"event_ts": self._workspace.next_ts()}


def file_shared(file_id: str, user: str, channel: str) -> Json:
    """Word the event of a file that came into a channel."""
    told = {"type": "file_shared", "file_id": file_id, "file": {"id": file_id}}
    return told | {"user_id": user, "channel_id": channel}


def reaction(message: Message, user: str, name: str, *, removed: bool = False) -> Json:
    """Word the event of an emoji put under a message, or taken away."""
    kind = "reaction_removed" if removed else "reaction_added"
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    return {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message.user}


def _kind(place: Channel) -> str:
    if place.kind == "im":
        return "im"
    return "group" if place.is_private else "channel"


def _subscription(place: Channel) -> str:
    return "message.im" if place.kind == "im" else f"message.{_kind(place)}s"
