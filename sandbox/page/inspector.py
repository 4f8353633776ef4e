"""The inspector: what went over the wire both ways, newest first, with its payloads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from sandbox.page.drawing import templates
from sandbox.page.times import BERLIN

if TYPE_CHECKING:
    from sandbox.wire import Wire, WireEntry

SHOWN: Final = 200


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One exchange, ready to be drawn."""

    number: int
    time: str
    to_app: bool
    name: str
    status: str
    failed: bool
    milliseconds: float
    request: str
    response: str


def draw_wire(wire: Wire, wanted: str = "") -> Markup:
    """Draw the newest exchanges whose name contains `wanted`, whatever its case."""
    fitting = [one for one in wire.entries() if wanted.lower() in one.name.lower()]
    exchanges = [_exchange(one) for one in fitting[::-1][:SHOWN]]
    template = templates().get_template("fragments/wire.html")
    return Markup(template.render(exchanges=exchanges, wanted=wanted))


def _exchange(entry: WireEntry) -> Exchange:
    return Exchange(
        number=entry.number,
        time=datetime.fromisoformat(entry.at).astimezone(BERLIN).strftime("%d.%m. %H:%M:%S"),
        to_app=entry.direction == "to_app",
        name=entry.name,
        status=str(entry.status) or "läuft",
        failed=bool(entry.status) and entry.failed,
        milliseconds=entry.milliseconds,
        request=_pretty(entry.request),
        response=_pretty(entry.response),
    )


def _pretty(payload: Any) -> str:
    if payload is None:
        return ""
    return json.dumps(payload, ensure_ascii=False, indent=2, default=str)
