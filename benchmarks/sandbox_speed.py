"""How fast the sandbox is, in ratios that hold on any machine: `python -m benchmarks.sandbox_speed`.

A channel of 10,000 messages against one of 100, and chat.postMessage against a bare Starlette endpoint, in one run
and one process. Everything is measured through HTTP on one connection, by a client that does as little as it can.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.dialog import Sandbox
from sandbox.server import serving
from sandbox.workspace import Message

Once = Callable[[], Awaitable[object]]

EXAMPLE = Path(__file__).parents[1] / "sandbox" / "example"
CHANNEL, READER = "C0ALLE", "U0ANNA"
FEW, MANY = 100, 10_000
ROUNDS, WARM_UP = 150, 20
POSTED = {"channel": CHANNEL, "text": "Die Sitzung beginnt um 14 Uhr im großen Saal."}


class Line:
    """One kept connection that sends prepared bytes and reads one answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, url: str) -> Self:
        """Connect."""
        host, _, port = url.removeprefix("http://").partition(":")
        return cls(*await asyncio.open_connection(host, int(port)))

    async def ask(self, request: bytes) -> bytes:
        """Send a request and return the body of its answer."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        return await self._reader.readexactly(length)

    async def listen(self, request: bytes) -> None:
        """Send a request whose answer has no end and read its first event."""
        self._writer.write(request)
        await self.heard(b"ready")

    async def heard(self, what: bytes) -> None:
        """Read on until the stream names what happened."""
        await self._reader.readuntil(b"data: " + what + b"\n\n")

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def get(path: str, token: str = "") -> bytes:
    """Prepare a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def post(path: str, token: str, payload: object) -> bytes:
    """Prepare a POST of JSON."""
    body = json.dumps(payload).encode()
    kind = "Content-Type: application/json; charset=utf-8"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n{kind}\r\n"
    return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


async def side_by_side(one: Once, other: Once, rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median milliseconds of two calls made in turn, so that a busy machine disturbs both alike."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(WARM_UP + rounds):
        for once, times in zip((one, other), taken, strict=True):
            begun = time.perf_counter()
            await once()
            if number >= WARM_UP:
                times.append(time.perf_counter() - begun)
    return statistics.median(taken[0]) * 1000, statistics.median(taken[1]) * 1000


def fill(sandbox: Sandbox, count: int) -> None:
    """Let people say a lot, and read it."""
    place, people = sandbox.workspace, ("U0ANNA", "U0BEN")
    for number in range(count):
        text = f"Nachricht {number}: *Kita* am Hallschlag, siehe <https://example.org|Plan>"
        place.add_message(Message(ts=place.next_ts(), channel=CHANNEL, user=people[number % 2], text=text))


@asynccontextmanager
async def channel_of(count: int) -> AsyncIterator[dict[str, Once]]:
    """Serve a channel with so many messages and yield what is to be measured in it."""
    async with Sandbox.start(
        manifest=EXAMPLE / "manifest.json", workspace=EXAMPLE / "workspace.toml", with_page=True
    ) as sandbox:
        fill(sandbox, count)
        line, stream = await Line.to(sandbox.url), await Line.to(sandbox.url)
        history = get(f"/api/conversations.history?channel={CHANNEL}&limit=100", sandbox.bot_token)
        fragment = get(f"/as/{READER}/fragments/messages?channel={CHANNEL}")
        sidebar = get(f"/as/{READER}/fragments/sidebar")
        say = post("/api/chat.postMessage", sandbox.bot_token, POSTED)
        await stream.listen(get(f"/as/{READER}/events"))

        async def shown() -> None:
            await line.ask(say)
            await stream.heard(b"messages")
            await line.ask(fragment)

        yield {
            "conversations.history, newest 100": lambda: line.ask(history),
            "page of the channel": lambda: line.ask(fragment),
            "marks of what is unread": lambda: line.ask(sidebar),
            "from chat.postMessage to the page's new HTML": shown,
        }
        line.close()
        stream.close()


async def posting() -> tuple[float, float]:
    """Measure chat.postMessage and a bare endpoint that parses the same JSON and answers as much."""
    async with Sandbox.start(manifest=EXAMPLE / "manifest.json", workspace=EXAMPLE / "workspace.toml") as sandbox:
        line = await Line.to(sandbox.url)
        say = post("/api/chat.postMessage", sandbox.bot_token, POSTED)
        answer = json.loads(await line.ask(say))

        async def bare(request: Request) -> Response:
            await request.json()
            return JSONResponse(answer)

        async with serving(Starlette(routes=[Route("/", bare, methods=["POST"])])) as url:
            other = await Line.to(url)
            nothing = post("/", "", POSTED)
            found = await side_by_side(lambda: line.ask(say), lambda: other.ask(nothing), 2_000)
            other.close()
        line.close()
        return found


async def main() -> None:
    """Measure and tell."""
    tell(f"{'':46}{FEW:>8} {MANY:>9} messages   ratio")
    async with channel_of(FEW) as small, channel_of(MANY) as large:
        for name in small:
            few, many = await side_by_side(small[name], large[name])
            tell(f"{name:46}{few:8.2f} {many:9.2f} ms        {many / few:5.2f}")
    ours, bare = await posting()
    tell(
        f"\nchat.postMessage {1000 / ours:.0f}/s, bare Starlette endpoint {1000 / bare:.0f}/s, ratio {ours / bare:.2f}"
    )


def tell(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
