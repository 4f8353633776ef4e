"""The door for HTTP: who knocks must be Slack, proved on the raw bytes before anything is read."""

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

EVENTS = "/slack/events"
MOST_BYTES = 1024 * 1024
OLDEST_SECONDS = 300
READ_SECONDS = 5
"""Slack waits three seconds for an answer; who is slower than this is not Slack."""

log = structlog.get_logger(__name__)

Dispatch = Callable[[Request, dict[str, Any]], Awaitable[Response]]


class Refused(Exception):
    """A request that does not get past the door; `status` is the whole answer."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True)
class Guard:
    """Lets a request through that Slack has signed within the last five minutes.

    `now` is the real clock: signatures know no business time.
    """

    signing_secret: str
    now: Callable[[], float] = time.time

    async def admit(self, request: Request) -> dict[str, Any]:
        """Give the decoded body of a genuine request; raises Refused for every other one."""
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        check_length(request.headers.get("content-length", "0"))
        body = await read_body(request)
        if not self._is_recent(timestamp) or not self._is_signed(timestamp, signature, body):
            raise Refused(HTTPStatus.UNAUTHORIZED)
        return decode(body, request.headers.get("content-type", ""))

    def _is_recent(self, timestamp: str) -> bool:
        if not re.fullmatch(r"[0-9]{1,12}", timestamp):
            return False
        return abs(self.now() - int(timestamp)) <= OLDEST_SECONDS

    def _is_signed(self, timestamp: str, signature: str, body: bytes) -> bool:
        base = b"v0:" + timestamp.encode() + b":" + body
        expected = "v0=" + hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode("latin-1"))


def check_length(claimed: str) -> None:
    """Refuse by Content-Length alone what is too long or has no length that is a number; raises Refused."""
    if not re.fullmatch(r"[0-9]{1,40}", claimed):
        raise Refused(HTTPStatus.BAD_REQUEST)
    if int(claimed) > MOST_BYTES:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


async def read_body(request: Request) -> bytes:
    """Read the raw body and stop at the limit, whatever Content-Length says; raises Refused."""
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except (ClientDisconnect, TimeoutError):
        raise Refused(HTTPStatus.BAD_REQUEST) from None
    return bytes(body)


def decode(body: bytes, content_type: str) -> dict[str, Any]:
    """Read JSON, or a form whose field `payload` is JSON; raises Refused for anything else.

    Not by Bolt's own parser: it takes a command whose text contains the word "payload" for an empty one.
    """
    try:
        text = body.decode()
        if content_type.partition(";")[0].strip().lower() == "application/json":
            decoded = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
            decoded = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST) from None
    if not decoded or not isinstance(decoded, dict):
        raise Refused(HTTPStatus.BAD_REQUEST)
    return decoded


def to_bolt(app: AsyncApp) -> Dispatch:
    """Hand admitted requests to the Bolt app."""

    async def dispatch(request: Request, body: dict[str, Any]) -> Response:
        # "socket_mode" means to Bolt: verified and decoded already. It is both, by the guard.
        try:
            told = AsyncBoltRequest(body=body, headers=dict(request.headers), mode="socket_mode")
            return to_starlette_response(await app.async_dispatch(told))
        except (LookupError, TypeError, ValueError, AttributeError):
            # Handlers answer their own errors; what arrives here is Bolt at a loss over a shape Slack never sends.
            log.exception("unreadable request")
            return refusal(HTTPStatus.BAD_REQUEST)

    return dispatch


def refusal(status: HTTPStatus) -> Response:
    """Make the answer to whoever does not come in: a status and nothing that helps."""
    return PlainTextResponse(status.phrase, status_code=status)


def web_app(
    routes: list[Route], *, guard: Guard | None, dispatch: Dispatch, count: Callable[[int], None] = lambda status: None
) -> Starlette:
    """Build the web app; without a guard (Socket Mode) there is no door for Slack at all.

    `count` hears the status of every answer at Slack's door.
    """

    async def events(request: Request) -> Response:
        try:
            assert guard is not None
            body = await guard.admit(request)
        except Refused as refused:
            count(refused.status)
            return refusal(refused.status)
        answer = await dispatch(request, body)
        count(answer.status_code)
        return answer

    door = [Route(EVENTS, events, methods=["POST"])] if guard is not None else []
    app = Starlette(routes=[*door, *routes])
    app.router.redirect_slashes = False
    return app
