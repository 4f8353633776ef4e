"""A chat platform over HTTP that keeps what people would see, and fails as it is told to."""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient


@dataclass
class Seen:
    """One message as people see it."""

    ts: str
    channel: str
    text: str
    thread_ts: str | None
    metadata: dict[str, Any]

    @property
    def mark(self) -> str:
        """The mark in its metadata."""
        mark: str = self.metadata["event_payload"]["mark"]
        return mark


@dataclass
class FakeSlack:
    """`faults` are used up in order: drop, drop_after, hang, hang_after, 429:SECONDS, 500, 500_after, slow:SECONDS,
    error:WORD, error_after:WORD.
    """

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    homes: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    something_happened: asyncio.Event = field(default_factory=asyncio.Event)
    clock: Any = field(default_factory=lambda: itertools.count(1))

    def texts(self, channel: str | None = None) -> list[str]:
        """What people see, in one conversation or anywhere."""
        return [one.text for one in self.seen if channel in (None, one.channel)]

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of all calls of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, or fail at it."""
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((method, arguments))
        fault = self.faults[method].popleft() if self.faults[method] else ""
        kind, _, detail = fault.partition(":")
        answer = {} if kind in {"drop", "hang", "429", "500", "error"} else self.do(method, arguments)
        match kind:
            case "drop" | "drop_after":
                assert request.transport is not None
                request.transport.close()
            case "hang" | "hang_after":
                await asyncio.Event().wait()  # until the platform is shut down
            case "slow":
                await asyncio.sleep(float(detail))
            case "429":
                return web.json_response(
                    {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": detail}
                )
            case "500" | "500_after":
                return web.Response(text="Internal Server Error", status=500)
            case "error" | "error_after":
                return web.json_response({"ok": False, "error": detail})
        return web.json_response({"ok": "error" not in answer, **answer})

    def do(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do what the method does."""
        match method:
            case "chat.postMessage":
                return self._post(arguments)
            case "chat.update":
                return self._update(arguments)
            case "chat.delete":
                self.seen = [one for one in self.seen if one.ts != arguments["ts"]]
                return {}
            case "conversations.open":
                return {"channel": {"id": _conversation(arguments["users"])}}
            case "conversations.history" | "conversations.replies":
                return self._history(arguments)
            case "views.publish":
                self.homes[arguments["user_id"]] = arguments["view"]
                return {}
        return {"error": "unknown_method"}

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        one = Seen(
            ts=f"1772438400.{next(self.clock):06d}",
            channel=_conversation(arguments["channel"]),
            text=arguments["text"],
            thread_ts=arguments.get("thread_ts"),
            metadata=arguments["metadata"],
        )
        self.seen.append(one)
        self.something_happened.set()
        return {"channel": one.channel, "ts": one.ts}

    def _update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        for one in self.seen:
            if (one.channel, one.ts) == (arguments["channel"], arguments["ts"]):
                one.text = arguments["text"]
                return {"channel": one.channel, "ts": one.ts}
        return {"error": "message_not_found"}

    def _history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        thread = arguments.get("ts")
        after = arguments.get("oldest", "")
        found = [
            {"ts": one.ts, "text": one.text, "metadata": one.metadata}
            for one in reversed(self.seen)
            if one.channel == arguments["channel"] and one.thread_ts == thread and one.ts > after
        ]
        start, size = int(arguments.get("cursor") or 0), int(arguments["limit"])
        following = str(start + size) if len(found) > start + size else ""
        return {"messages": found[start : start + size], "response_metadata": {"next_cursor": following}}


@asynccontextmanager
async def fake_slack() -> AsyncIterator[FakeSlack]:
    """Serve a platform on a free port."""
    platform = FakeSlack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", platform.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        platform.url = f"http://{host}:{port}/api/"
        yield platform
    finally:
        await runner.cleanup()


@asynccontextmanager
async def client_for(url: str, kind: type[AsyncWebClient] = AsyncWebClient) -> AsyncIterator[AsyncWebClient]:
    """Make a client as the bot does: one shared session, no retries."""
    async with aiohttp.ClientSession() as session:
        yield kind(token="xoxb-sandbox-test", base_url=url, session=session, retry_handlers=[])


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        given: dict[str, Any] = await request.json()
        return given
    arguments = {**request.query, **await request.post()}
    for name in ("metadata", "view", "blocks"):
        if isinstance(arguments.get(name), str):
            arguments[name] = json.loads(str(arguments[name]))
    return arguments


def _conversation(channel_or_user: str) -> str:
    return f"D{channel_or_user}" if channel_or_user.startswith("U") else channel_or_user
