"""A sandbox with its page in a thread, and a small app that answers it, for tests that need both."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import SandboxClock
from sandbox.dialog import Sandbox
from sandbox.manifest import parse_manifest
from sandbox.server import serving
from sandbox.workspace import Channel, Person, Team, Workspace

Anything = TypeVar("Anything")
START = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
BOT = "U0SANDBOXBOT"
MANIFEST = parse_manifest(
    {
        "features": {
            "bot_user": {"display_name": "Helferin"},
            "app_home": {"home_tab_enabled": True},
            "slash_commands": [
                {"command": "/bedarf", "description": "Einen Bedarf melden", "usage_hint": "[neu]"},
                {"command": "/besuch", "description": "Einen Besuch planen"},
            ],
            "shortcuts": [{"name": "Als Ergebnis festhalten", "type": "message", "callback_id": "keep"}],
        },
        "oauth_config": {
            "scopes": {
                "bot": [
                    "commands",
                    "chat:write",
                    "im:write",
                    "files:read",
                    "files:write",
                    "reactions:write",
                    "pins:write",
                ]
            }
        },
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
    }
)


def plain(text: str) -> dict[str, Any]:
    """Write a plain_text object."""
    return {"type": "plain_text", "text": text}


def option(value: str, text: str) -> dict[str, Any]:
    """Write an option."""
    return {"value": value, "text": plain(text)}


def field(block_id: str, label: str, optional: bool = False, **element: Any) -> dict[str, Any]:
    """Write an input block whose element is called "a"."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": {"action_id": "a", **element},
    }


DISTRICTS = [option("mitte", "Mitte"), option("nord", "Nord")]
FORM: dict[str, Any] = {
    "type": "modal",
    "title": plain("Bedarf melden"),
    "submit": plain("Absenden"),
    "close": plain("Abbrechen"),
    "blocks": [
        field("title", "Titel", type="plain_text_input", max_length=60),
        field("district", "Bezirk", type="static_select", options=DISTRICTS, initial_option=DISTRICTS[0]),
        field("part", "Stadtteil", True, type="external_select", min_query_length=1),
        field("day", "Benötigt ab", type="datepicker", initial_date="2027-09-01"),
        field("people", "Ämter", True, type="multi_users_select"),
        field("urgent", "Dringlichkeit", type="radio_buttons", options=[option("1", "Hoch"), option("2", "Gering")]),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [{"type": "button", "action_id": "push", "text": plain("Weiteres Fenster")}],
        },
    ],
}
SECOND: dict[str, Any] = {
    "type": "modal",
    "title": plain("Zweites Fenster"),
    "blocks": [{"type": "section", "text": plain("Darüber")}],
}


def workspace() -> Workspace:
    """Make a workspace with two members, a guest and a channel."""
    return Workspace(
        team=Team(name="Beispielstadt"),
        people=[
            Person(id="U0SABINE", name="sabine", real_name="Sabine Ott", title="Jugendamt"),
            Person(id="U0JOERG", name="joerg", real_name="Jörg Maier", title="Stadtplanungsamt"),
            Person(id="U0GAST", name="gast", real_name="Peter Gast", is_guest=True),
        ],
        channels=[Channel(id="C0AGSP", name="agsp", members=["U0SABINE", "U0JOERG", BOT])],
        manifest=MANIFEST,
        clock=SandboxClock(START, frozen=True),
    )


def browsing(url: str, **headers: str) -> httpx.AsyncClient:
    """Return a client for this machine only; reading the certificates would take longer than most tests."""
    return httpx.AsyncClient(base_url=url, headers=headers, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


class SmallApp:
    """An app that opens one form, refuses the title "falsch" and thanks for any other."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.api = browsing(sandbox.api_url, authorization=f"Bearer {sandbox.bot_token}")
        self.forms: dict[str, dict[str, Any]] = {}
        self.submitted: list[dict[str, Any]] = []

    async def answer(self, request: Request) -> Response:
        """Answer a command or an interaction."""
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if "command" in form:
            await self.call("views.open", trigger_id=form["trigger_id"], view=self.forms.get(form["command"], FORM))
            return Response()
        if "payload" not in form:
            return Response()
        return await self._interact(json.loads(form["payload"]))

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a Web API method, insist that it worked and return what it answered."""
        answer: dict[str, Any] = (await self.api.post(method, json=arguments)).json()
        assert answer["ok"], answer
        return answer

    async def share(self, channel: str, name: str, content: bytes, **more: Any) -> None:
        """Upload a file as Slack wants it and share it."""
        place = await self.call("files.getUploadURLExternal", filename=name, length=len(content), **more)
        await self.api.post(place["upload_url"], content=content)
        files = [{"id": place["file_id"], "title": name}]
        await self.call("files.completeUploadExternal", files=files, channel_id=channel)

    async def _interact(self, payload: dict[str, Any]) -> Response:
        if payload["type"] == "block_suggestion":
            return JSONResponse({"options": [option("esp", "Espan"), option("hal", "Hallschlag")]})
        if payload["type"] == "view_submission":
            values = payload["view"]["state"]["values"]
            if "title" in values and values["title"]["a"]["value"] == "falsch":
                errors = {"title": "Bitte wählen Sie einen anderen Titel."}
                return JSONResponse({"response_action": "errors", "errors": errors})
            self.submitted.append(values)
            await self.call("chat.postMessage", channel=payload["user"]["id"], text="Vielen Dank.")
        elif payload["type"] == "block_actions" and payload["actions"][0]["action_id"] == "push":
            await self.call("views.push", trigger_id=payload["trigger_id"], view=SECOND)
        elif payload["type"] == "block_actions":
            await self.call("chat.postMessage", channel=payload["channel"]["id"], text="Gedrückt.")
        elif payload["type"] == "message_action":
            await self.call("chat.postMessage", channel=payload["channel"]["id"], text="Festgehalten.")
        return Response()


class Stage:
    """A running sandbox seen from another thread."""

    def __init__(self, sandbox: Sandbox, app: SmallApp, loop: asyncio.AbstractEventLoop) -> None:
        self.sandbox = sandbox
        self.app = app
        self._loop = loop

    def post(self, channel: str, text: str, **more: Any) -> str:
        """Let the app post a message; returns its ts."""
        return str(self.call("chat.postMessage", channel=channel, text=text, **more)["ts"])

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Let the app call a Web API method."""
        return self.do(self.app.call(method, **arguments))

    def do(self, work: Coroutine[Any, Any, Anything]) -> Anything:
        """Do something in the sandbox's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


@asynccontextmanager
async def acting() -> AsyncIterator[tuple[Sandbox, SmallApp]]:
    """Serve the sandbox with its page and the small app inside the running loop."""
    async with Sandbox.start(manifest=MANIFEST, workspace=workspace(), with_page=True) as sandbox:
        app = SmallApp(sandbox)
        async with serving(Starlette(routes=[Route("/", app.answer, methods=["POST"])])) as url, app.api:
            sandbox.connect(url)
            yield sandbox, app


@contextmanager
def performing() -> Iterator[Stage]:
    """Run the stage in a thread of its own, since the browser's driver blocks this one's loop."""
    stages: list[Stage] = []
    ready, over = threading.Event(), threading.Event()

    async def perform() -> None:
        async with acting() as (sandbox, app):
            stages.append(Stage(sandbox, app, asyncio.get_running_loop()))
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(perform()))
    thread.start()
    try:
        assert ready.wait(10), "the sandbox did not start"
        yield stages[0]
    finally:
        over.set()  # also when the test has failed: the thread would keep the process alive
        thread.join(10)
