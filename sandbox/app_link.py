"""The way to the app: signed HTTP or Socket Mode, three seconds to acknowledge, events with retries."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Literal
from urllib.parse import urlencode

import httpx

from sandbox.activity import Activity
from sandbox.faults import Fault, Faults
from sandbox.sockets import EnvelopeType, SocketLost, Sockets
from sandbox.wire import Wire
from sandbox.workspace import Workspace

Json = dict[str, Any]
Failure = Literal["operation_timeout", "dispatch_failed", "app_unreachable"]

ACK_SECONDS = 3.0
RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass(frozen=True)
class Answer:
    """What the app answered in time, or how it failed in Slack's own word."""

    body: Any = None
    failure: Failure | None = None
    wants_retry: bool = True


class AppLink:
    """Delivers to the app's one URL, or through its websockets while it has any."""

    def __init__(
        self,
        workspace: Workspace,
        wire: Wire,
        activity: Activity,
        sockets: Sockets,
        faults: Faults,
        *,
        signing_secret: str,
    ) -> None:
        self.workspace = workspace
        self.wire = wire
        self.sockets = sockets
        self.faults = faults
        self.signing_secret = signing_secret
        self.events_url: str | None = None
        self.ack_seconds = ACK_SECONDS
        self.retry_scale = 1.0
        self._activity = activity
        self._events: set[asyncio.Task[None]] = set()

    def connect(self, events_url: str | None) -> None:
        """Deliver to this URL from now on (None: Socket Mode only)."""
        self.events_url = events_url

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        # Made when first needed: reading the certificates takes longer than all the rest of a sandbox's start.
        return httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=None, verify=_certificates())  # noqa: S113 – the acknowledgement has a limit of its own

    async def command(self, form: dict[str, str]) -> Answer:
        """Deliver a slash command."""
        return await self._deliver("slash_commands", form["command"], form, urlencode(form), _FORM)

    async def interact(self, payload: Json) -> Answer:
        """Deliver an interaction as the form field `payload`."""
        body = urlencode({"payload": json.dumps(payload)})
        return await self._deliver("interactive", payload["type"], payload, body, _FORM)

    async def event(self, event: Json) -> None:
        """Deliver an event; what is not acknowledged is sent again at once, after one and after five minutes."""
        envelope = self._event_envelope(event)
        answer = await self._attempt(envelope, 0, None)
        if answer.failure and answer.wants_retry:
            self._keep(self._retry(envelope, answer.failure))

    def event_soon(self, event: Json) -> None:
        """Deliver an event without waiting for the app."""
        self._keep(self.event(event))

    def sign(self, body: bytes, timestamp: int) -> str:
        """Return Slack's v0 signature of a request body."""
        base = b"v0:" + str(timestamp).encode() + b":" + body
        return "v0=" + hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()

    async def close(self) -> None:
        """Give up what is to be sent again and close the connections."""
        self.forget_events()
        if "_client" in vars(self):
            await self._client.aclose()

    async def delivered(self) -> None:
        """Return when no event is under way or waits to be sent again."""
        while self._events:
            await asyncio.gather(*self._events)

    def forget_events(self) -> None:
        """Give up the events that are under way or wait to be sent again."""
        for task in self._events:
            task.cancel()

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._events.add(task)
        task.add_done_callback(self._events.discard)

    def _event_envelope(self, event: Json) -> Json:
        return {
            "token": "sandbox",
            "team_id": self.workspace.team.id,
            "api_app_id": self.workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self.workspace.new_id("Ev"),
            "event_time": int(self.workspace.clock.now().timestamp()),
            "is_ext_shared_channel": False,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.workspace.team.id,
                    "user_id": self.workspace.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
        }

    async def _retry(self, envelope: Json, failure: Failure) -> None:
        for number, seconds in enumerate(RETRY_AFTER_SECONDS, start=1):
            await asyncio.sleep(seconds * self.retry_scale)
            answer = await self._attempt(envelope, number, failure)
            if not answer.failure or not answer.wants_retry:
                return
            failure = answer.failure

    async def _attempt(self, envelope: Json, number: int, failure: Failure | None) -> Answer:
        headers = {"Content-Type": "application/json"}
        more: Json = {"retry_attempt": number, "retry_reason": ""}
        if failure:
            reason = _REASONS.get(failure, "connection_failed")
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
            more["retry_reason"] = "timeout" if failure == "operation_timeout" else reason
        body = json.dumps(envelope)
        name = str(envelope["event"]["type"])
        return await self._deliver("events_api", name, envelope, body, headers, **more)

    async def _deliver(
        self,
        kind: EnvelopeType,
        name: str,
        payload: Mapping[str, Any],
        body: str,
        headers: dict[str, str],
        **more: Any,
    ) -> Answer:
        entry = self.wire.begin("to_app", name, dict(payload))
        fault = self.faults.take(kind)
        with self._activity.under_way():
            if fault and fault.is_before:
                answer = await self._spoiled(fault, Answer())
            else:
                answer = await self._carry(kind, payload, body, headers, more)
            if fault and not fault.is_before:
                answer = await self._spoiled(fault, answer)
        self.wire.end(entry, answer.failure or 200, answer.body, fault.kind if fault else "")
        return answer

    async def _spoiled(self, fault: Fault, answer: Answer) -> Answer:
        match fault.kind:
            case "hang" | "late":
                await asyncio.sleep(min(fault.seconds, self.ack_seconds))
                return replace(answer, failure="operation_timeout")
            case "500":
                return replace(answer, failure="dispatch_failed")
        return replace(answer, failure="app_unreachable")

    async def _carry(
        self, kind: EnvelopeType, payload: Mapping[str, Any], body: str, headers: dict[str, str], more: Json
    ) -> Answer:
        try:
            async with asyncio.timeout(self.ack_seconds):
                socket = self.sockets.pick()
                if socket:
                    return Answer(await socket.ask(kind, dict(payload), **more))
                if self.events_url:
                    return await self._post(body.encode(), headers)
                return Answer(failure="app_unreachable")
        except TimeoutError:
            return Answer(failure="operation_timeout")
        except (httpx.TransportError, SocketLost):
            return Answer(failure="app_unreachable")

    async def _post(self, body: bytes, headers: dict[str, str]) -> Answer:
        timestamp = int(time.time())
        signed = {
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": self.sign(body, timestamp),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **headers,
        }
        response = await self._client.post(str(self.events_url), content=body, headers=signed)
        wants_retry = response.headers.get("x-slack-no-retry") != "1"
        if response.status_code != httpx.codes.OK:
            return Answer(response.text[:500], "dispatch_failed", wants_retry)
        try:
            return Answer(json.loads(response.text))
        except json.JSONDecodeError:
            return Answer(response.text)
