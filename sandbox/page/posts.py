"""What the page sends: each post is one act of one person, answered as JSON.

A refusal is a sentence in a normal answer, so that the browser's console stays for real errors.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.acts import ActRefused, Acts, MessageRef, ViewRef
from sandbox.clock import START_OF_WORK, ClockRefused
from sandbox.next_due import NextDueUnknown, ask_next_due
from sandbox.page.times import BERLIN
from sandbox.page.typed import find_element, press_arguments, typed_values
from sandbox.workspace import WorkspaceError

Answer = dict[str, Any]
GONE: Final = "Das gibt es hier nicht mehr. Die Seite wurde erneuert."


async def answered(act: Awaitable[Answer]) -> Response:
    """Answer with what an act answers, or with the sentence that refuses it."""
    try:
        return JSONResponse(await act)
    except ActRefused as refusal:
        return JSONResponse({"refused": str(refusal)})
    except (KeyError, WorkspaceError):
        return JSONResponse({"refused": GONE})


class Posts:
    """The endpoints that change something, over the acts of one workspace."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._workspace = acts.workspace

    async def act(self, request: Request) -> Response:
        """Do the act that the address names on behalf of the person in it."""
        act = self._acts_by_name().get(request.path_params["act"])
        user = request.path_params["user"]
        if act is None or user not in self._workspace.people:
            return JSONResponse({"refused": GONE}, status_code=404)
        return await answered(act(user, await request.json()))

    async def clock(self, request: Request) -> Response:
        """Move the clock: by an hour, to the next working morning, to what is due next, or to a day at 08:30."""
        body = await request.json()
        try:
            await self._move(str(body.get("step", "")), str(body.get("day", "")))
        except (ClockRefused, NextDueUnknown) as refusal:
            return JSONResponse({"refused": str(refusal)})
        except ValueError:
            return JSONResponse({"refused": "Bitte geben Sie ein Datum an."})
        return JSONResponse({})

    def _acts_by_name(self) -> dict[str, Callable[[str, Mapping[str, Any]], Awaitable[Answer]]]:
        return {
            "say": self._say,
            "press": self._press,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "open-home": self._open_home,
            "read": self._read,
            "react": self._react,
            "dismiss": self._dismiss,
        }

    async def _say(self, user: str, body: Mapping[str, Any]) -> Answer:
        text, channel = str(body["text"]).strip(), str(body["channel"])
        thread = body.get("thread") or None
        if not text:
            return {}
        if text.startswith("/") and thread is None:
            await self._acts.command(user, channel, text)
        else:
            await self._acts.say(user, channel, text, thread_ts=thread)
        return {}

    async def _press(self, user: str, body: Mapping[str, Any]) -> Answer:
        container, blocks = self._container(user, body)
        block_id, action_id = str(body["block_id"]), str(body["action_id"])
        element = find_element(blocks, block_id, action_id)
        if element is None:
            return {"refused": GONE}
        chosen = [str(one) for one in body.get("chosen", [])]
        values = self._typed(body) if isinstance(container, ViewRef) else None
        await self._acts.press(
            user,
            container=container,
            block_id=block_id,
            action_id=action_id,
            values=values,
            **press_arguments(str(element.get("type")), chosen),
        )
        return {}

    async def _suggest(self, user: str, body: Mapping[str, Any]) -> Answer:
        container, _ = self._container(user, body)
        options = await self._acts.suggest(
            user,
            container=container,
            block_id=str(body["block_id"]),
            action_id=str(body["action_id"]),
            query=str(body["query"]),
        )
        return {"options": [_shown(option) for option in options]}

    async def _submit(self, user: str, body: Mapping[str, Any]) -> Answer:
        errors = await self._acts.submit(user, str(body["view"]), self._typed(body))
        return {"errors": errors}

    async def _close(self, user: str, body: Mapping[str, Any]) -> Answer:
        await self._acts.close(user, str(body["view"]), clear=bool(body.get("clear")))
        return {}

    async def _shortcut(self, user: str, body: Mapping[str, Any]) -> Answer:
        callback_id = str(body["callback_id"])
        if body.get("ts"):
            channel, ts = str(body["channel"]), str(body["ts"])
            await self._acts.message_shortcut(user, channel, ts, callback_id)
        else:
            await self._acts.global_shortcut(user, callback_id)
        return {}

    async def _open_home(self, user: str, body: Mapping[str, Any]) -> Answer:
        await self._acts.open_home(user)
        return {}

    async def _read(self, user: str, body: Mapping[str, Any]) -> Answer:
        self._workspace.mark_read(user, str(body["channel"]))
        return {}

    async def _react(self, user: str, body: Mapping[str, Any]) -> Answer:
        await self._acts.react(user, str(body["channel"]), str(body["ts"]), str(body["name"]))
        return {}

    async def _dismiss(self, user: str, body: Mapping[str, Any]) -> Answer:
        gone = str(body["text"])
        kept = [text for text in self._workspace.toasts[user] if text != gone]
        self._workspace.toasts[user] = kept
        self._workspace.changed("toast", user)
        return {}

    def _container(
        self, user: str, body: Mapping[str, Any]
    ) -> tuple[MessageRef | ViewRef, Sequence[Mapping[str, Any]]]:
        if body.get("view"):
            view = self._workspace.views[str(body["view"])]
            return ViewRef(view.id), view.payload.get("blocks", [])
        channel, ts = str(body["channel"]), str(body["ts"])
        message = self._workspace.message(channel, ts)
        if message is None or message.ephemeral_for not in (None, user):
            raise KeyError(ts)
        attached = [block for one in message.attachments for block in one.get("blocks", [])]
        return MessageRef(channel, ts), [*message.blocks, *attached]

    def _typed(self, body: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        view = self._workspace.views[str(body["view"])]
        return typed_values(view.payload, body.get("values", []))

    async def _move(self, step: str, day: str) -> None:
        clock = self._workspace.clock
        if step == "hour":
            clock.advance(timedelta(hours=1))
        elif step == "workday":
            clock.jump(clock.next_working_morning(BERLIN))
        elif step == "due":
            due = await ask_next_due(self._workspace.next_due_url)
            if due is None:
                raise NextDueUnknown("Es steht keine Erinnerung an.")
            if due <= clock.now():
                raise NextDueUnknown("Die nächste Erinnerung ist bereits fällig; sie kommt gleich.")
            clock.jump(due)
        else:
            clock.jump(datetime.combine(date.fromisoformat(day), START_OF_WORK, tzinfo=BERLIN))


def _shown(option: Mapping[str, Any]) -> dict[str, str]:
    text, description = option.get("text") or {}, option.get("description") or {}
    return {
        "value": str(option.get("value", "")),
        "text": str(text.get("text", "")),
        "description": str(description.get("text", "")),
    }
