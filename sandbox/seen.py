"""What a person has before them: a message, a modal or the home tab, with everything on it that can be pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.acts import MessageRef, ViewRef
from sandbox.backend import Backend
from sandbox.block_kit.elements import all_options
from sandbox.block_kit.layout import interactive
from sandbox.block_kit.surfaces import texts
from sandbox.input_state import STATEFUL, state_of
from sandbox.rich_text import as_plain_text
from sandbox.spelling import unescaped
from sandbox.workspace import Message, View

Json = dict[str, Any]


class _Pressable:
    """Blocks that are pressed and chosen by what is written on them."""

    def __init__(self, backend: Backend, user: str, where: MessageRef | ViewRef) -> None:
        self._backend = backend
        self._user = user
        self._where = where

    @property
    def blocks(self) -> list[Json]:
        """The blocks as they are now."""
        raise NotImplementedError

    @property
    def buttons(self) -> list[str]:
        """What is written on the buttons."""
        return [one["text"]["text"] for _, one in self._elements() if one["type"] == "button"]

    async def press(self, label: str) -> None:
        """Press the button with this label."""
        for block_id, element in self._elements():
            if element["type"] == "button" and unescaped(element["text"]["text"]) == label:
                await self._press(block_id, element["action_id"])
                return
        raise AssertionError(f"There is no button {label!r}; there are: {self.buttons}.")

    async def choose(self, label: str, option: str) -> None:
        """Choose an option by its text, in the select, radio group or overflow with this label or placeholder."""
        for block_id, element in self._elements():
            found = next((one for one in all_options(element) if one["text"]["text"] == option), None)
            placeholder = element.get("placeholder", {}).get("text")
            if found and (element["type"] == "overflow" or label in (placeholder, self._label(block_id))):
                await self._press(block_id, element["action_id"], option=found)
                return
        offered = {e["type"]: [o["text"]["text"] for o in all_options(e)] for _, e in self._elements()}
        raise AssertionError(f"There is no {label!r} that offers {option!r}; there are: {offered}.")

    def _label(self, block_id: str) -> str | None:
        block = next(one for one in self.blocks if one["block_id"] == block_id)
        written = block.get("label") or block.get("text") or {}
        return written.get("text")

    def _elements(self) -> list[tuple[str, Json]]:
        return [(block["block_id"], element) for block in self.blocks for _, element in interactive(block)]

    async def _press(self, block_id: str, action_id: str, option: Json | list[Json] | None = None) -> None:
        await self._backend.acts.press(
            self._user, container=self._where, block_id=block_id, action_id=action_id, option=option
        )
        await self._backend.activity.settled()


class SeenMessage(_Pressable):
    """A message as one person sees it; shows its newest state."""

    def __init__(self, backend: Backend, user: str, message: Message) -> None:
        super().__init__(backend, user, MessageRef(message.channel, message.ts))
        self.message = message

    @property
    def ts(self) -> str:
        """The message's time, which is its name."""
        return self.message.ts

    @property
    def blocks(self) -> list[Json]:
        """The blocks as they are now."""
        return self.message.blocks

    @property
    def text(self) -> str:
        """The fallback text, as notifications and screen readers give it."""
        return unescaped(self.message.text)

    @property
    def all_text(self) -> str:
        """Fallback and everything written in the blocks."""
        return unescaped("\n".join([self.message.text, *texts(self.message.blocks)]))

    @property
    def is_ephemeral(self) -> bool:
        """Tell whether only this person sees it."""
        return self.message.ephemeral_for is not None

    def __repr__(self) -> str:
        return f"<message {self.all_text!r}>"


class Seen(_Pressable):
    """A view as its person sees it."""

    def __init__(self, backend: Backend, user: str, view: View) -> None:
        super().__init__(backend, user, ViewRef(view.id))
        self.view = view

    @property
    def blocks(self) -> list[Json]:
        """The blocks as they are now."""
        blocks: list[Json] = self.view.payload["blocks"]
        return blocks

    @property
    def text(self) -> str:
        """Everything that can be read: title, blocks, what is filled in, errors."""
        title = (self.view.payload.get("title") or {}).get("text", "")
        filled = [
            str(value)
            for actions in self.values.values()
            for state in actions.values()
            for key, value in state.items()
            if key != "type" and isinstance(value, str)
        ]
        filled += [
            as_plain_text(state["rich_text_value"])
            for actions in self.values.values()
            for state in actions.values()
            if state.get("rich_text_value")
        ]
        filled += [
            file["name"]
            for actions in self.values.values()
            for state in actions.values()
            for file in state.get("files", [])
        ]
        submit = texts([self.view.payload.get("submit")])
        parts = [title, *texts(self.blocks), *filled, *self.view.errors.values(), self.view.notice, *submit]
        return unescaped("\n".join(one for one in parts if one))

    @property
    def values(self) -> dict[str, dict[str, Json]]:
        """What is filled in, in Slack's shape."""
        return state_of(self.blocks, self.view.state_values)


class SeenHome(Seen):
    """The app's home tab."""


class SeenModal(Seen):
    """A modal that is filled in by visible labels and submitted."""

    @property
    def title(self) -> str:
        """The modal's title."""
        return unescaped(self.view.payload["title"]["text"])

    @property
    def labels(self) -> list[str]:
        """The labels of the inputs."""
        return [one["label"]["text"] for one in self.blocks if one["type"] == "input"]

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by label."""
        return {self._label(block_id) or block_id: text for block_id, text in self.view.errors.items()}

    async def fill(self, fields: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Fill inputs in by label: options, people and channels by visible name, dates as date or text.

        A file input takes `(name, bytes)` or a list of them; what was in it before is gone.
        """
        for label, wanted in {**(fields or {}), **more}.items():
            block = next((one for one in self.blocks if one["type"] == "input" and _is(one, label)), None)
            if block is None:
                raise AssertionError(f"{self.title!r} has no input {label!r}; it has: {self.labels}.")
            element = block["element"]
            raw = await self._raw(block["block_id"], element, wanted)
            self._backend.acts.enter(self._user, self.view.id, {block["block_id"]: {element["action_id"]: raw}})
            if block.get("dispatch_action") and element["type"] in STATEFUL:
                await self._dispatch(block["block_id"], element["action_id"], raw)

    async def submit(self) -> dict[str, str]:
        """Submit; returns what is wrong by label (empty: accepted)."""
        await self._backend.acts.submit(self._user, self.view.id, {})
        await self._backend.activity.settled()
        return self.errors

    async def close(self) -> None:
        """Close the modal without submitting."""
        await self._backend.acts.close(self._user, self.view.id)
        await self._backend.activity.settled()

    async def _dispatch(self, block_id: str, action_id: str, raw: Any) -> None:
        await self._backend.acts.press(
            self._user, container=self._where, block_id=block_id, action_id=action_id, value=raw
        )
        await self._backend.activity.settled()

    async def _raw(self, block_id: str, element: Json, wanted: Any) -> Any:
        if element["type"] == "file_input":
            return self._files(block_id, element, wanted)
        if wanted is None:
            return None
        key, _ = STATEFUL[element["type"]]
        if key.endswith("s"):
            several = wanted if isinstance(wanted, list | tuple) else [wanted]
            return [await self._one(block_id, element, one) for one in several]
        return await self._one(block_id, element, wanted)

    def _files(self, block_id: str, element: Json, wanted: Any) -> list[str]:
        place = {"block_id": block_id, "action_id": element["action_id"]}
        self._backend.acts.enter(self._user, self.view.id, {block_id: {element["action_id"]: []}})
        named = [wanted] if isinstance(wanted, tuple) else wanted or []
        return [
            self._backend.acts.attach(self._user, self.view.id, name=name, content=content, **place).id
            for name, content in named
        ]

    async def _one(self, block_id: str, element: Json, wanted: Any) -> Any:
        kind = element["type"].removeprefix("multi_")
        workspace = self._backend.workspace
        match kind:
            case "users_select":
                return workspace.person(wanted).id
            case "channels_select" | "conversations_select":
                return workspace.channel(wanted).id
            case "external_select":
                offered = await self._backend.acts.suggest(
                    self._user,
                    container=self._where,
                    block_id=block_id,
                    action_id=element["action_id"],
                    query=wanted,
                )
                return _value_of(offered, wanted)
            case "static_select" | "radio_buttons" | "checkboxes":
                return _value_of(all_options(element), wanted)
            case _:
                return wanted.isoformat() if isinstance(wanted, date) else str(wanted)


def _is(block: Json, label: str) -> bool:
    return bool(unescaped(block["label"]["text"]) == label)


def _value_of(options: list[Json], wanted: str) -> Any:
    for option in options:
        if wanted in (unescaped(option["text"]["text"]), option["text"]["text"]):
            return option["value"]
    offered = [one["text"]["text"] for one in options]
    raise AssertionError(f"The option {wanted!r} is not offered; there are: {offered}.")
