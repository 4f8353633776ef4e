"""What people act on: messages and views with their elements, and the payloads in which the app hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox import input_state
from sandbox.block_kit.layout import interactive
from sandbox.payloads import actor_json, channel_json, message_json, view_json
from sandbox.posting import ResponseUrls
from sandbox.triggers import Triggers
from sandbox.workspace import Channel, Message, Person, View, Workspace

Json = dict[str, Any]
Values = dict[str, dict[str, Any]]


class ActRefused(Exception):
    """The workspace does not let this person do this; the message is a German sentence for them."""


@dataclass(frozen=True)
class MessageRef:
    """Where a pressed element is: in this message."""

    channel: str
    ts: str


@dataclass(frozen=True)
class ViewRef:
    """Where a pressed element is: in this modal or home tab."""

    view_id: str


class Scene:
    """Finds what a person points at, and refuses what they cannot reach."""

    def __init__(self, workspace: Workspace, triggers: Triggers, response_urls: ResponseUrls) -> None:
        self.workspace = workspace
        self._triggers = triggers
        self._response_urls = response_urls
        self._suggested: dict[tuple[str, str, str], list[Json]] = {}

    def remember_options(
        self, container: MessageRef | ViewRef, block_id: str, action_id: str, options: list[Json]
    ) -> None:
        """Keep what an external select offered, so that it can be chosen."""
        known = self._suggested.setdefault((_key(container), block_id, action_id), [])
        known += [one for one in options if one not in known]

    def actor(self, user: str) -> Person:
        """Return the acting person; raises ActRefused for bots and deactivated accounts."""
        person = self.workspace.people.get(user)
        if person is None or person.is_bot:
            raise ActRefused("Diese Person gibt es hier nicht (user_not_found).")
        if person.is_deactivated:
            raise ActRefused(f"Das Konto von {person.real_name} ist deaktiviert (account_inactive).")
        return person

    def place(self, user: str, channel: str) -> Channel:
        """Return a channel the person is in; raises ActRefused."""
        self.actor(user)
        place = self.workspace.channels.get(channel)
        if place is None or user not in place.members:
            raise ActRefused("Sie sind nicht Mitglied dieses Kanals (not_in_channel).")
        return place

    def open_view(self, user: str, view_id: str) -> View:
        """Return a view that the person has open; raises ActRefused."""
        self.actor(user)
        view = self.workspace.views.get(view_id)
        if view is None or view.user != user:
            raise ActRefused("Dieses Fenster ist nicht mehr offen (not_found).")
        return view

    def seen(self, user: str, ref: MessageRef) -> Message:
        """Return a message that the person sees; raises ActRefused."""
        self.place(user, ref.channel)
        message = self.workspace.message(ref.channel, ref.ts)
        if message is None or message.ephemeral_for not in (None, user):
            raise ActRefused("Diese Nachricht gibt es nicht mehr (message_not_found).")
        return message

    def stored(self, user: str, container: MessageRef | ViewRef) -> tuple[input_state.State, list[Json]]:
        """Return what is entered in a message or view so far, and its blocks."""
        if isinstance(container, ViewRef):
            view = self.open_view(user, container.view_id)
            return view.state_values, view.payload["blocks"]
        message = self.seen(user, container)
        key = (user, container.channel, container.ts)
        return self.workspace.message_states.setdefault(key, {}), message.blocks

    def element(self, user: str, container: MessageRef | ViewRef, block_id: str, action_id: str) -> Json:
        """Return one element; raises ActRefused when it is gone."""
        _, blocks = self.stored(user, container)
        for block in blocks:
            for _, element in interactive(block):
                if (block["block_id"], element.get("action_id")) == (block_id, action_id):
                    return element
        raise ActRefused("Dieses Element gibt es nicht mehr.")

    def type_in(
        self, container: MessageRef | ViewRef, blocks: list[Json], stored: input_state.State, values: Values
    ) -> None:
        """Enter raw values, as far as they have an element; raises ActRefused for options not offered."""
        for block in blocks:
            for _, element in interactive(block):
                place = (block["block_id"], element.get("action_id", ""))
                typed = values.get(place[0], {})
                if place[1] not in typed or element["type"] not in input_state.STATEFUL:
                    continue
                known = self._suggested.get((_key(container), *place), [])
                try:
                    stored.setdefault(place[0], {})[place[1]] = input_state.entered(element, typed[place[1]], known)
                except input_state.NotOffered as wrong:
                    raise ActRefused(f"Die Auswahl „{wrong}“ gibt es hier nicht.") from wrong

    def about(self, user: str) -> Json:
        """Return what every interaction says about person, app and team."""
        return {
            "user": actor_json(self.workspace, user),
            "api_app_id": self.workspace.app_id,
            "token": "sandbox",
            "team": {"id": self.workspace.team.id, "domain": self.workspace.team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def interaction(self, kind: str, user: str, container: MessageRef | ViewRef, *, reply: bool = True) -> Json:
        """Return an interaction's payload with its container, state and rights to answer."""
        payload = {"type": kind, **self.about(user)}
        if isinstance(container, ViewRef):
            view = self.open_view(user, container.view_id)
            payload["trigger_id"] = self._triggers.issue(user, view.id if view.kind == "modal" else None)
            payload["view"] = view_json(self.workspace, view)
            if kind not in ("view_submission", "view_closed"):
                payload["container"] = {"type": "view", "view_id": view.id}
            return payload
        message = self.seen(user, container)
        stored, blocks = self.stored(user, container)
        place = self.workspace.channels[container.channel]
        is_ephemeral = message.ephemeral_for is not None
        payload["container"] = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": place.id,
            "is_ephemeral": is_ephemeral,
        } | ({"thread_ts": message.thread_ts} if message.thread_ts else {})
        name = "directmessage" if place.kind == "im" else channel_json(self.workspace, place)["name"]
        payload["channel"] = {"id": place.id, "name": name}
        payload["state"] = {"values": input_state.state_of(blocks, stored)}
        if not is_ephemeral:
            payload["message"] = message_json(self.workspace, message)
        if reply:
            payload["trigger_id"] = self._triggers.issue(user)
            payload["response_url"] = self._response_urls.issue(user, place.id, message.ts)
        return payload


def _key(container: MessageRef | ViewRef) -> str:
    return container.view_id if isinstance(container, ViewRef) else f"{container.channel}/{container.ts}"
