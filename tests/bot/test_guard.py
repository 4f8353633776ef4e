"""Nothing reaches the bot that Slack has not signed, and nothing a stranger sends breaks it."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web import MOST_BYTES, Guard, web_app

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_772_437_500
COMMAND = b"command=%2Fvorhaben&text=neu&user_id=U0OTT"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class Inside:
    """What got past the guard."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

    async def __call__(self, request: Request, body: dict[str, Any]) -> Response:
        """Take what was let in."""
        self.bodies.append(body)
        return PlainTextResponse("in")


@pytest.fixture
def inside() -> Inside:
    """Whatever is behind the guard."""
    return Inside()


@pytest.fixture
async def door(inside: Inside) -> AsyncIterator[httpx.AsyncClient]:
    """The guarded app, at a fixed time."""
    app = web_app([], guard=Guard(SECRET, now=lambda: float(NOW)), dispatch=inside)
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


def signed(body: bytes, content_type: str = FORM, timestamp: str = str(NOW), secret: str = SECRET) -> dict[str, str]:
    """The headers Slack sends with a body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature,
        "content-type": content_type,
    }


def unsigned(content_type: str = FORM) -> dict[str, str]:
    """The headers of a stranger."""
    return {"content-type": content_type}


REFUSED = {
    "unsigned": (COMMAND, unsigned(), 401),
    "signed with another secret": (COMMAND, signed(COMMAND, secret="other"), 401),
    "signature of another body": (COMMAND, signed(b"command=%2Fvorhaben"), 401),
    "signature without its version": (
        COMMAND, signed(COMMAND) | {"x-slack-signature": signed(COMMAND)["x-slack-signature"][3:]}, 401,
    ),
    "signature of odd characters": (COMMAND, signed(COMMAND) | {"x-slack-signature": "v0=äöü"}, 401),
    "too old": (COMMAND, signed(COMMAND, timestamp=str(NOW - 301)), 401),
    "too far ahead": (COMMAND, signed(COMMAND, timestamp=str(NOW + 301)), 401),
    "timestamp of letters": (COMMAND, signed(COMMAND, timestamp="yesterday"), 401),
    "timestamp with a fraction": (COMMAND, signed(COMMAND, timestamp=f"{NOW}.5"), 401),
    "timestamp of the wrong digits": (COMMAND, signed(COMMAND) | {"x-slack-request-timestamp": "²²²"}, 401),
    "timestamp beyond all numbers": (COMMAND, signed(COMMAND, timestamp="9" * 5000), 401),
    "no timestamp": (COMMAND, {"x-slack-signature": signed(COMMAND)["x-slack-signature"]}, 401),
    "TLS check, unsigned": (b"ssl_check=1&token=x", unsigned(), 401),
    "2 MiB, unsigned": (b"x" * 2 * MOST_BYTES, unsigned(), 413),
    "2 MiB, signed": (b"x" * 2 * MOST_BYTES, signed(b"x" * 2 * MOST_BYTES), 413),
    "broken JSON, unsigned": (b'{"type": ', unsigned(JSON), 401),
    "broken JSON, signed": (b'{"type": ', signed(b'{"type": ', JSON), 400),
    "JSON without end, signed": (b"[" * 100_000, signed(b"[" * 100_000, JSON), 400),
    "JSON that is no object, signed": (b"[1]", signed(b"[1]", JSON), 400),
    "broken payload, unsigned": (b"payload=%7B", unsigned(), 401),
    "broken payload, signed": (b"payload=%7B", signed(b"payload=%7B"), 400),
    "payload that is no object, signed": (b"payload=7", signed(b"payload=7"), 400),
    "no form at all, signed": (b"hello", signed(b"hello"), 400),
    "empty, signed": (b"", signed(b""), 400),
    "invalid UTF-8, unsigned": (b"text=\xff\xfe", unsigned(), 401),
    "invalid UTF-8, signed": (b"text=\xff\xfe", signed(b"text=\xff\xfe"), 400),
}  # fmt: skip


@pytest.mark.parametrize(("body", "headers", "status"), REFUSED.values(), ids=REFUSED.keys())
async def test_what_is_not_from_slack_stays_outside(
    door: httpx.AsyncClient, inside: Inside, body: bytes, headers: dict[str, str], status: int
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = await door.post("/slack/events", content=body, headers=raw)
    assert (answer.status_code, inside.bodies) == (status, [])


@pytest.mark.parametrize("claimed", ["12", "-1", "seven", str(10**30)])
async def test_a_content_length_that_lies_does_not_help(door: httpx.AsyncClient, inside: Inside, claimed: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536
        raise AssertionError("it went on reading")

    answer = await door.post("/slack/events", content=endless(), headers={"content-length": claimed})
    assert (answer.status_code, inside.bodies) == (413 if claimed in {"12", str(10**30)} else 400, [])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/slack/events", 405),
        ("PUT", "/slack/events", 405),
        ("DELETE", "/slack/events", 405),
        ("POST", "/", 404),
        ("POST", "/slack/events/", 404),
        ("POST", "/slack/install", 404),
        ("GET", "/slack/oauth_redirect", 404),
        ("GET", "/.env", 404),
    ],
)
async def test_there_is_one_way_in(door: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await door.request(method, path, content=COMMAND, headers=signed(COMMAND))
    assert answer.status_code == status


async def test_without_a_signing_secret_there_is_no_way_in(inside: Inside) -> None:
    app = web_app([], guard=None, dispatch=inside)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        answer = await client.post("/slack/events", content=COMMAND, headers=signed(COMMAND, secret=""))
    assert (answer.status_code, inside.bodies) == (404, [])


@pytest.mark.parametrize(
    ("body", "content_type", "decoded"),
    [
        (COMMAND, FORM, {"command": "/vorhaben", "text": "neu", "user_id": "U0OTT"}),
        (b"command=%2Fvorhaben&text=", FORM, {"command": "/vorhaben", "text": ""}),
        (b"command=%2Fvorhaben&text=payload", FORM, {"command": "/vorhaben", "text": "payload"}),
        (b"payload=%7B%22type%22%3A%22block_actions%22%7D", FORM, {"type": "block_actions"}),
        (json.dumps({"type": "event_callback"}).encode(), JSON, {"type": "event_callback"}),
        ('{"text": "Straße"}'.encode(), "application/json; charset=utf-8", {"text": "Straße"}),
    ],
)
async def test_what_slack_signed_comes_in_decoded(
    door: httpx.AsyncClient, inside: Inside, body: bytes, content_type: str, decoded: dict[str, Any]
) -> None:
    answer = await door.post("/slack/events", content=body, headers=signed(body, content_type))
    assert (answer.status_code, inside.bodies) == (200, [decoded])


@pytest.mark.parametrize("seconds", [-300, 0, 300])
async def test_a_request_within_five_minutes_comes_in(door: httpx.AsyncClient, inside: Inside, seconds: int) -> None:
    answer = await door.post("/slack/events", content=COMMAND, headers=signed(COMMAND, timestamp=str(NOW + seconds)))
    assert (answer.status_code, len(inside.bodies)) == (200, 1)
