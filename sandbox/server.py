"""The sandbox's addresses: Web API, response_urls, websocket, clock, transcript, orders for faults, and the page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from sandbox.backend import Backend
from sandbox.clock import ClockRefused
from sandbox.disturbing import disturb
from sandbox.faults import FaultUnknown
from sandbox.page.guard import LOOPBACK
from sandbox.page.routes import page_routes
from sandbox.refusal import Refusal
from sandbox.uploads import upload_routes
from sandbox.webapi.dispatch import call_method


def build_app(backend: Backend, *, with_page: bool = True, names: frozenset[str] = LOOPBACK) -> Starlette:
    """Return the ASGI application; `names` are those under which its page answers."""
    page = page_routes(backend, names) if with_page else []
    app = Starlette(routes=[*_routes(backend), *upload_routes(backend), *page])
    app.state.workspace = backend.workspace
    app.state.acts = backend.acts
    app.state.wire = backend.wire
    app.state.faults = backend.faults
    app.state.link = backend.link
    return app


def _routes(backend: Backend) -> list[BaseRoute]:
    async def api(request: Request) -> Response:
        return await call_method(backend, request)

    async def response(request: Request) -> Response:
        return await _respond(backend, request)

    async def clock(request: Request) -> Response:
        return await _clock(backend, request)

    async def faults(request: Request) -> Response:
        return await _order_fault(backend, request)

    async def transcript(request: Request) -> Response:
        return JSONResponse(backend.wire.transcript())

    async def serve_socket(websocket: WebSocket) -> None:
        await backend.sockets.serve(websocket)

    return [
        Route("/api/{method}", api, methods=["GET", "POST"]),
        Route("/response/{token}", response, methods=["POST"]),
        Route("/clock", clock, methods=["GET", "POST"]),
        Route("/faults", faults, methods=["GET", "POST", "DELETE"]),
        Route("/transcript", transcript),
        WebSocketRoute("/socket", serve_socket),
    ]


async def _respond(backend: Backend, request: Request) -> Response:
    with backend.activity.under_way():
        try:
            answer = json.loads(await request.body())
        except ValueError:
            answer = None
        entry = backend.wire.begin("to_sandbox", "response_url", answer)
        try:
            if not isinstance(answer, dict):
                raise Refusal("invalid_payload", status=400)
            backend.response_urls.use(request.path_params["token"], answer)
        except Refusal as refusal:
            status = refusal.status if refusal.status != 200 else 400
            backend.wire.end(entry, status, refusal.as_dict())
            return JSONResponse(refusal.as_dict(), status)
        backend.wire.end(entry, 200, "ok")
        return PlainTextResponse("ok")


async def _order(request: Request) -> dict[str, Any]:
    """Return an order's JSON; only a declared one, which a foreign page cannot send without being asked first."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise ValueError("expected application/json")
    order: dict[str, Any] = json.loads(await request.body())
    return order


async def _clock(backend: Backend, request: Request) -> Response:
    """GET tells the time; POST {"to": instant} or {"seconds": number} moves it forward."""
    clock = backend.workspace.clock
    if request.method == "POST":
        try:
            order = await _order(request)
            if "to" in order:
                clock.jump(datetime.fromisoformat(order["to"]))
            else:
                clock.advance(timedelta(seconds=float(order["seconds"])))
        except ClockRefused as refused:
            return JSONResponse({"error": str(refused)}, 409)
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": 'Erwartet wird {"to": Zeitpunkt} oder {"seconds": Zahl}.'}, 400)
    return JSONResponse({"now": clock.now().isoformat()})


async def _order_fault(backend: Backend, request: Request) -> Response:
    """POST {"method", "kind", "count", "seconds"} orders faults; DELETE forgets them; GET lists them."""
    if request.method == "DELETE":
        backend.faults.clear()
    if request.method == "POST":
        try:
            await disturb(backend, await _order(request))
        except (FaultUnknown, ValueError, KeyError, TypeError) as wrong:
            return JSONResponse({"error": f"Diese Störung lässt sich nicht bestellen: {wrong}"}, 400)
    return JSONResponse(backend.faults.ordered())


class _Server(uvicorn.Server):
    """A server inside a loop that belongs to somebody else: it leaves the signals alone and says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.stopping = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to whoever owns the loop."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start and say so."""
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Keep the Date header current until told to stop; wakes at once then, not at the next tick."""
        while not self.stopping.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Break off at once: a sandbox has nothing to finish, and stories start many of them."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0, name: str = "") -> AsyncIterator[str]:
    """Serve an application inside the running loop (port 0: a free one) and yield its base address.

    `name` is what the address calls this machine, by default `host`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else asyncio leaves Nagle on
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    server = _Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="websockets-sansio"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await server.ready.wait()
    try:
        called = name or host
        yield f"http://{f'[{called}]' if ':' in called else called}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.stopping.set()
        await running
        listener.close()
