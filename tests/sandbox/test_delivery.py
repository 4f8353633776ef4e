"""What reaches the app is signed, acknowledged in time, sent again – and goes wrong to order."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.clock import ClockRefused, SandboxClock
from sandbox.dialog import Sandbox
from sandbox.server import serving
from tests.sandbox.conftest import MORNING, Stage


@dataclass
class Listener:
    """An endpoint that keeps what it gets and answers what it is told."""

    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    silent: bool = False


@pytest.fixture
async def listener(sandbox: Sandbox) -> AsyncIterator[Listener]:
    """An endpoint instead of an app."""
    listener = Listener()

    async def take(request: Request) -> Response:
        listener.got.append((dict(request.headers), await request.body()))
        if listener.silent:
            await asyncio.Event().wait()
        return Response(status_code=listener.statuses.pop(0) if listener.statuses else 200)

    async with serving(Starlette(routes=[Route("/events", take, methods=["POST"])])) as url:
        sandbox.connect(f"{url}/events")
        yield listener


async def test_every_delivery_carries_slacks_signature_over_the_raw_body(sandbox: Sandbox, listener: Listener) -> None:
    await sandbox.person("anna").command("/aufgabe Grüße & mehr")
    headers, body = listener.got[0]
    base = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    expected = "v0=" + hmac.new(sandbox.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert headers["x-slack-signature"] == expected
    assert headers["content-type"] == "application/x-www-form-urlencoded"


async def test_an_app_with_another_secret_refuses_everything(stage: Stage) -> None:
    stage.sandbox.backend.link.signing_secret = "another"
    anna = stage.sandbox.person("anna")
    await anna.command("/aufgabe hallo")
    assert stage.heard == []
    assert "dispatch_failed" in anna.toasts[-1]


async def test_an_app_that_is_silent_for_three_seconds_has_failed(sandbox: Sandbox, listener: Listener) -> None:
    assert sandbox.backend.link.ack_seconds == 3.0
    sandbox.backend.link.ack_seconds = 0.5  # long enough for the request to arrive on a busy machine
    listener.silent = True
    anna = sandbox.person("anna")
    await anna.command("/aufgabe hallo")
    assert "operation_timeout" in anna.toasts[-1]
    assert len(listener.got) == 1, "commands are not sent again"


async def test_events_are_sent_again_three_times_with_number_and_reason(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.backend.link.retry_scale = 0.0
    listener.statuses = [500] * 9
    await sandbox.person("anna").say("Hallo")
    await sandbox.backend.link.delivered()
    numbers = [headers.get("x-slack-retry-num") for headers, _ in listener.got]
    assert numbers == [None, "1", "2", "3"]
    assert listener.got[-1][0]["x-slack-retry-reason"] == "http_error"
    assert len({body for _, body in listener.got}) == 1, "the same event_id each time"


async def test_socket_mode_says_hello_and_refreshes(socket_stage: Stage) -> None:
    sockets = socket_stage.sandbox.backend.sockets
    await sockets.refresh()
    async with asyncio.timeout(5):
        await sockets.connected()
    anna = socket_stage.sandbox.person("anna")
    await anna.command("/aufgabe nach dem Wechsel")
    assert anna.last_ephemeral().text == "Verstanden: nach dem Wechsel"


async def test_a_ticket_opens_one_websocket(sandbox: Sandbox) -> None:
    app = AsyncWebClient(token=sandbox.app_token, base_url=sandbox.api_url)
    url = (await app.apps_connections_open(app_token=sandbox.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as websocket:
            assert (await websocket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_a_fault_before_does_nothing_and_a_fault_after_has_done_it(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    ben = sandbox.person("ben")
    client.retry_handlers.clear()
    sandbox.faults.next("chat.postMessage", "fail_before")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="U0BEN", text="nie angekommen")
    assert ben.messages() == []
    sandbox.faults.next("chat.postMessage", "fail_after")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="U0BEN", text="doch angekommen")
    assert ben.last_message().text == "doch angekommen"


async def test_faults_are_ordered_over_http_and_used_up(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with httpx.AsyncClient(headers=headers) as web:
        for kind in ("429", "500"):
            order = {"method": "auth.test", "kind": kind, "seconds": 7}
            assert (await web.post(f"{sandbox.url}/faults", json=order)).status_code == 200
        answers = [await web.post(f"{sandbox.api_url}auth.test") for _ in range(3)]
        assert [one.status_code for one in answers] == [429, 500, 200]
        assert answers[0].headers["Retry-After"] == "7"
        wrong = await web.post(f"{sandbox.url}/faults", json={"method": "auth.test", "kind": "earthquake"})
        assert wrong.status_code == 400
        foreign = await web.post(f"{sandbox.url}/faults", content=b'{"method": "*", "kind": "500"}')
        assert (foreign.status_code, sandbox.faults.ordered()) == (400, {})
        sandbox.faults.next("auth.test", "late", seconds=0.01)
        assert (await web.post(f"{sandbox.api_url}auth.test")).json()["ok"]
        sandbox.faults.next("auth.test", "hang", seconds=60)
        with pytest.raises(httpx.ReadTimeout):
            await web.post(f"{sandbox.api_url}auth.test", timeout=0.05)


async def test_the_clock_is_told_and_moved_over_http_and_only_forward(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=sandbox.url) as web:
        assert (await web.get("/clock")).json() == {"now": "2026-03-02T07:00:00+00:00"}
        moved = await web.post("/clock", json={"to": "2026-03-03T08:30:00+01:00"})
        assert moved.json() == {"now": "2026-03-03T07:30:00+00:00"}
        assert (await web.post("/clock", json={"to": "2026-03-01T08:30:00+01:00"})).status_code == 409
    ts = (
        await AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url).chat_postMessage(
            channel="C0ALLE", text="x"
        )
    )["ts"]
    assert float(ts) == pytest.approx(datetime.fromisoformat("2026-03-03T07:30+00:00").timestamp(), abs=1)


def test_the_next_working_morning_skips_the_weekend() -> None:
    clock = SandboxClock(MORNING, frozen=True)
    clock.advance(timedelta(days=4))
    assert clock.next_working_morning().isoformat() == "2026-03-09T08:30:00+01:00"
    with pytest.raises(ClockRefused):
        clock.advance(timedelta(seconds=-1))


async def test_reset_forgets_what_was_said_and_keeps_the_app(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    await anna.command("/aufgabe neu")
    stage.sandbox.reset()
    assert not anna.has_modal
    assert stage.sandbox.wire.entries() == []
    await anna.command("/aufgabe hallo")
    assert anna.sees("Verstanden: hallo")
