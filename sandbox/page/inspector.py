"""The inspector: what went over the wire both ways, newest first, with its payloads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.page.drawing import templates
from sandbox.page.times import BERLIN
from sandbox.wire import Wire, WireEntry

SHOWN: Final = 200


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What of the log is to be seen: names that contain `method`, whatever its case, and failures only."""

    method: str = ""
    failed: bool = False

    @property
    def query(self) -> str:
        """Return it as the address carries it."""
        return urlencode({"method": self.method} | ({"failed": "1"} if self.failed else {}))

    def fits(self, entry: WireEntry) -> bool:
        """Tell whether an exchange is among them."""
        return self.method.lower() in entry.name.lower() and (not self.failed or _has_failed(entry))


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One exchange, ready to be drawn; its payloads follow on click."""

    number: int
    time: str
    to_app: bool
    name: str
    status: str
    failed: bool
    fault: str
    milliseconds: float


class Inspector:
    """The endpoints of the inspector."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def context(self, request: Request) -> dict[str, object]:
        """Return what the whole page needs."""
        wanted = _wanted(request)
        names = sorted({one.name for one in self._wire.entries()})
        return {"title": "Leitung", "wanted": wanted, "names": names, "entries": self.draw(wanted)}

    def draw(self, wanted: Wanted) -> Markup:
        """Draw the newest exchanges that are wanted."""
        fitting = (one for one in reversed(self._wire.entries()) if wanted.fits(one))
        exchanges = [_exchange(one) for one in islice(fitting, SHOWN)]
        template = templates().get_template("fragments/wire.html")
        return Markup(template.render(exchanges=exchanges, filtered=wanted != Wanted()))

    async def fragment(self, request: Request) -> Response:
        """Draw the list again."""
        return HTMLResponse(self.draw(_wanted(request)))

    async def payload(self, request: Request) -> Response:
        """Draw what was sent and answered in one exchange."""
        entry = self._wire.entry(request.path_params["number"])
        if entry is None:
            return Response(status_code=404)
        template = templates().get_template("fragments/payload.html")
        return HTMLResponse(template.render(request=_pretty(entry.request), response=_pretty(entry.response)))


def _wanted(request: Request) -> Wanted:
    query = request.query_params
    return Wanted(method=query.get("method", "").strip(), failed=bool(query.get("failed")))


def _has_failed(entry: WireEntry) -> bool:
    return bool(entry.status) and entry.failed


def _exchange(entry: WireEntry) -> Exchange:
    return Exchange(
        number=entry.number,
        time=datetime.fromisoformat(entry.at).astimezone(BERLIN).strftime("%d.%m. %H:%M:%S"),
        to_app=entry.direction == "to_app",
        name=entry.name,
        status=str(entry.status) or "läuft",
        failed=_has_failed(entry),
        fault=entry.fault,
        milliseconds=entry.milliseconds,
    )


def _pretty(payload: Any) -> str:
    if payload in (None, ""):
        return ""
    return json.dumps(payload, ensure_ascii=False, indent=2, default=str)
