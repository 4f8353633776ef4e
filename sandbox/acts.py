"""What a person does: speak, command, press, fill in, close – told to the app as Slack tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.workspace import Message, Workspace

if TYPE_CHECKING:
    from sandbox.app_link import AppLink

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


class Acts:
    """What people do; every method names the acting user's id first and may raise ActRefused."""

    def __init__(self, workspace: Workspace, link: AppLink) -> None:
        self.workspace = workspace
        self.link = link

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Post a plain message; text is what was typed, raw."""
        raise NotImplementedError

    async def command(self, user: str, channel: str, text: str) -> None:
        """Send a slash command, text as typed: "/vorhaben neu"."""
        raise NotImplementedError

    async def press(
        self,
        user: str,
        *,
        container: MessageRef | ViewRef,
        block_id: str,
        action_id: str,
        option: Json | str | list[Json] | list[str] | None = None,
        value: str | list[str] | None = None,
        values: Values | None = None,
    ) -> None:
        """Press a button or choose in an actions block, accessory or dispatching input.

        `option`: the option(s) chosen (object or its value) in selects, overflow, radio, checkboxes;
        `value`: a date, time, text, user, channel; `values`: what is typed in the view's inputs at this moment.
        """
        raise NotImplementedError

    async def suggest(
        self, user: str, *, container: MessageRef | ViewRef, block_id: str, action_id: str, query: str
    ) -> list[Json]:
        """Ask the app for the options of an external select; groups come back flat."""
        raise NotImplementedError

    async def submit(self, user: str, view_id: str, values: Values) -> dict[str, str]:
        """Submit a modal; values {block_id: {action_id: raw}}; returns {block_id: sentence} (empty: accepted)."""
        raise NotImplementedError

    async def close(self, user: str, view_id: str, *, clear: bool = False) -> None:
        """Close a modal; `clear` closes the whole stack."""
        raise NotImplementedError

    async def open_home(self, user: str) -> None:
        """Open the app's home tab."""
        raise NotImplementedError

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> None:
        """Choose an entry of a message's menu."""
        raise NotImplementedError

    async def global_shortcut(self, user: str, callback_id: str) -> None:
        """Choose one of the app's global shortcuts."""
        raise NotImplementedError
