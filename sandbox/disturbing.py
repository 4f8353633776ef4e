"""An order for a fault as it comes from the page or the admin address, carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.backend import Backend
from sandbox.faults import DELIVERIES, FaultUnknown

SOCKET = "socket"


async def disturb(backend: Backend, order: Mapping[str, Any]) -> None:
    """Order faults for calls or deliveries; "socket" is disturbed at once: `drop` breaks it, `refresh` asks for a new one.

    Raises FaultUnknown, or KeyError, TypeError, ValueError for an order that says too little or nonsense.
    """
    method, kind = str(order["method"]), order["kind"]
    if method == SOCKET:
        await _disturb_sockets(backend, str(kind))
        return
    if "." not in method and method not in (*DELIVERIES, "*"):
        raise FaultUnknown(f"{method!r} is neither a method nor a delivery ({', '.join(DELIVERIES)}).")
    backend.faults.next(method, kind, int(order.get("count", 1)), seconds=float(order.get("seconds", 1.0)))


async def _disturb_sockets(backend: Backend, kind: str) -> None:
    match kind:
        case "drop":
            await backend.sockets.drop()
        case "refresh":
            await backend.sockets.refresh()
        case _:
            raise FaultUnknown(f"A websocket can drop or refresh, not {kind!r}.")
