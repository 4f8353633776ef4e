"""Bolt's synchronous app and Slack's synchronous client work unchanged too, over HTTP and Socket Mode."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.dialog import Sandbox
from sandbox.example.app import FORM
from sandbox.server import serving


def app_in(sandbox: Sandbox) -> App:
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    # Verifying the token at once would call the sandbox from the thread that serves it.
    app = App(client=client, signing_secret=sandbox.signing_secret, token_verification_enabled=False)

    @app.command("/aufgabe")
    def command(ack: Callable[..., None], command: dict[str, Any], client: WebClient) -> None:
        ack(f"Verstanden: {command['text']}")
        client.views_open(trigger_id=command["trigger_id"], view=FORM)

    @app.view("task_form")
    def submitted(ack: Callable[..., None], body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text="Danke")

    return app


async def play(sandbox: Sandbox) -> None:
    anna = sandbox.person("anna")
    await anna.command("/aufgabe gleich")
    await anna.until_sees("Neue Aufgabe")
    assert anna.last_ephemeral().text == "Verstanden: gleich"
    await anna.modal.fill(Titel="Dach")
    assert await anna.modal.submit() == {}
    await anna.until_sees("Danke")


async def test_a_synchronous_app_plays_over_http(sandbox: Sandbox) -> None:
    app = app_in(sandbox)

    async def events(request: Request) -> Response:
        body = (await request.body()).decode()
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        answer = await asyncio.to_thread(app.dispatch, BoltRequest(body=body, headers=headers))
        return Response(answer.body, answer.status, dict(answer.first_headers_without_set_cookie()))

    async with serving(Starlette(routes=[Route("/", events, methods=["POST"])])) as url:
        sandbox.connect(url)
        await play(sandbox)


async def test_a_synchronous_app_plays_over_socket_mode(sandbox: Sandbox) -> None:
    handler = SocketModeHandler(app_in(sandbox), sandbox.app_token)
    await asyncio.to_thread(handler.connect)
    await sandbox.backend.sockets.connected()
    await play(sandbox)
    await asyncio.to_thread(handler.close)
