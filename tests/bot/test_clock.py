"""The business clock only goes forward, and only this machine may tell it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.clock import HttpClock, SystemClock

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Told:
    """What the address answers next; None breaks the connection."""

    def __init__(self) -> None:
        self.answer: Any = {"now": NINE.isoformat()}

    async def tell(self, request: web.Request) -> web.Response:
        """Answer a request."""
        if self.answer is None:
            assert request.transport is not None
            request.transport.close()
        return web.json_response(self.answer)


@asynccontextmanager
async def told_clock() -> AsyncIterator[tuple[HttpClock, Told]]:
    told = Told()
    app = web.Application()
    app.router.add_get("/clock", told.tell)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with HttpClock(f"http://127.0.0.1:{runner.addresses[0][1]}/clock") as clock:
            yield clock, told
    finally:
        await runner.cleanup()


async def test_the_systems_clock_tells_the_time_in_utc() -> None:
    before = datetime.now(UTC)
    clock = SystemClock()
    first, second = await clock.now(), await clock.now()
    assert before <= first <= second <= datetime.now(UTC)
    assert first.tzinfo is UTC


async def test_an_address_on_this_machine_tells_the_time() -> None:
    async with told_clock() as (clock, told):
        assert await clock.now() == NINE
        told.answer = {"now": "2026-03-03T10:30:00+01:00"}
        assert await clock.now() == datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


async def test_time_never_goes_back() -> None:
    async with told_clock() as (clock, told):
        await clock.now()
        told.answer = {"now": (NINE - timedelta(days=1)).isoformat()}
        assert await clock.now() == NINE


@pytest.mark.parametrize("answer", [None, {"now": "gestern"}, {"now": "2026-03-02T09:00:00"}, {"time": 1}, []])
async def test_time_goes_on_from_what_was_last_told(answer: Any) -> None:
    async with told_clock() as (clock, told):
        await clock.now()
        told.answer = answer
        first, second = await clock.now(), await clock.now()
        assert NINE < first < second < NINE + timedelta(minutes=1)


async def test_a_clock_that_never_answered_does_not_invent_a_time() -> None:
    async with HttpClock("http://127.0.0.1:9/clock") as clock:
        with pytest.raises(httpx.HTTPError):
            await clock.now()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/clock",
        "http://192.168.0.7/clock",
        "ftp://127.0.0.1/clock",
        "http://127.0.0.1.example.org/",
        "/clock",
    ],
)
def test_nobody_outside_this_machine_decides_what_is_due(url: str) -> None:
    with pytest.raises(ValueError, match="AGSP_CLOCK_URL must be an http address on this machine"):
        HttpClock(url)


async def test_a_connection_that_the_address_has_meanwhile_closed_is_not_used_again() -> None:
    answering: list[asyncio.Task[None] | None] = []

    async def tell_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.append(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        body = f'{{"now": "{NINE.isoformat()}"}}'.encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: keep-alive\r\n\r\n%s" % (len(body), body))
        with contextlib.suppress(asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")  # kept, and closed just as the next request comes
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(tell_once, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/clock"
    async with server, HttpClock(url) as clock:
        with capture_logs() as logs:
            assert [await clock.now() for _ in range(3)] == [NINE] * 3
        await asyncio.gather(*(task for task in answering if task is not None))
    assert logs == []
