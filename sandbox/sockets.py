"""Socket Mode: the websockets an app has opened to the workspace, and envelopes with their acknowledgements."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import uuid
from typing import Any, Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.workspace import Workspace

Json = dict[str, Any]
EnvelopeType = Literal["slash_commands", "interactive", "events_api"]

CONNECTIONS_LIMIT = 10
# What Slack announces; the sandbox itself only refreshes when told to.
APPROXIMATE_CONNECTION_SECONDS = 18_060


class SocketLost(ConnectionError):
    """The websocket went away before the envelope was acknowledged."""


class SocketConnection:
    """One websocket of the app."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.is_leaving = False
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    async def ask(self, kind: EnvelopeType, payload: Json, **more: Any) -> Any:
        """Send an envelope and return the payload of its acknowledgement; raises SocketLost."""
        envelope_id = str(uuid.uuid4())
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **more,
        }
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        try:
            await self.websocket.send_text(json.dumps(envelope))
            return await future
        finally:
            self._waiting.pop(envelope_id, None)

    def acknowledge(self, text: str) -> None:
        """Take what the app sent; anything but an acknowledgement is ignored, as Slack does."""
        try:
            message = json.loads(text)
        except json.JSONDecodeError:
            return
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        future = self._waiting.get(envelope_id) if isinstance(envelope_id, str) else None
        if future and not future.done():
            future.set_result(message.get("payload"))

    def lost(self) -> None:
        """Tell everybody who waits on this connection that it is gone."""
        self.is_leaving = True
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(SocketLost("the websocket closed before the acknowledgement"))


class Sockets:
    """All websockets of the app; any of them may get the next envelope."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tickets: set[str] = set()
        self._turn = itertools.count()
        self._connected = asyncio.Event()
        self.connections: list[SocketConnection] = []

    def ticket(self) -> str:
        """Return a new ticket with which one websocket may connect, once."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    def pick(self) -> SocketConnection | None:
        """Return the connection whose turn it is, None when the app has none."""
        ready = [one for one in self.connections if not one.is_leaving]
        return ready[next(self._turn) % len(ready)] if ready else None

    async def connected(self) -> None:
        """Return when the app has a websocket that takes envelopes."""
        while self.pick() is None:
            self._connected.clear()
            await self._connected.wait()

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one websocket from hello to its end."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self.connections) >= CONNECTIONS_LIMIT:
            await websocket.close(code=4001, reason="invalid ticket")
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        connection = SocketConnection(websocket)
        self.connections.append(connection)
        try:
            await websocket.send_text(json.dumps(self._hello()))
            self._connected.set()
            self._workspace.changed("faults")
            while True:
                connection.acknowledge(await websocket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self.connections.remove(connection)
            connection.lost()
            self._workspace.changed("faults")

    async def refresh(self, reason: Literal["warning", "refresh_requested"] = "refresh_requested") -> None:
        """Ask the app to open new connections; the present ones get nothing more."""
        for connection in list(self.connections):
            connection.is_leaving = True
            await connection.websocket.send_text(
                json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            )

    async def drop(self) -> None:
        """Close all websockets without a word, as a broken network does."""
        for connection in list(self.connections):
            connection.lost()
            await connection.websocket.close(code=1011)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": self._workspace.app_id},
            "debug_info": {
                "host": "sandbox",
                "approximate_connection_time": APPROXIMATE_CONNECTION_SECONDS,
            },
        }
