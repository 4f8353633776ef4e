"""The page on which faults are ordered: what the app's calls and the deliveries to it shall suffer next."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.backend import Backend
from sandbox.disturbing import disturb
from sandbox.faults import DELIVERIES, FaultUnknown
from sandbox.page.drawing import templates
from sandbox.webapi.dispatch import METHODS

DELIVERY_NAMES: Final = dict(
    zip(DELIVERIES, ("alles an die App", "Ereignisse", "Knöpfe, Formulare, Menüs", "Befehle"), strict=True)
)
CALL_KINDS: Final = {
    "fail_before": "Verbindung bricht, nichts geschehen",
    "fail_after": "erledigt, dann bricht die Verbindung",
    "hang": "keine Antwort, nichts geschehen",
    "late": "erledigt, Antwort kommt spät",
    "429": "429: zu viele Aufrufe",
    "500": "500: Fehler im Dienst",
}
DELIVERY_KINDS: Final = {
    "hang": "erreicht die App nicht, Zeit läuft ab",
    "late": "App arbeitet, Bestätigung kommt zu spät",
    "fail_before": "App ist nicht erreichbar",
    "fail_after": "App arbeitet, dann bricht die Verbindung",
    "500": "App antwortet mit 500",
}


class FaultsPage:
    """The endpoints of that page."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def context(self) -> dict[str, object]:
        """Return what the whole page needs."""
        return {
            "title": "Störungen",
            "methods": sorted(METHODS),
            "deliveries": DELIVERY_NAMES,
            "call_kinds": CALL_KINDS,
            "delivery_kinds": DELIVERY_KINDS,
            "ordered": self.draw(),
        }

    def draw(self) -> Markup:
        """Draw what is still to come, and the websockets."""
        rows = [
            (
                DELIVERY_NAMES.get(name, "jede Methode" if name == "*" else name),
                _kind_name(name, kind),
                kinds.count(kind),
            )
            for name, kinds in self._backend.faults.ordered().items()
            for kind in dict.fromkeys(kinds)
        ]
        sockets = len([one for one in self._backend.sockets.connections if not one.is_leaving])
        return Markup(templates().get_template("fragments/faults.html").render(rows=rows, sockets=sockets))

    async def fragment(self, request: Request) -> Response:
        """Draw the list again."""
        return HTMLResponse(self.draw())

    async def order(self, request: Request) -> Response:
        """Order a fault, disturb the websockets, or forget all orders."""
        order = await request.json()
        if order.get("forget"):
            self._backend.faults.clear()
            return JSONResponse({})
        try:
            await disturb(self._backend, order)
        except (FaultUnknown, ValueError, KeyError, TypeError):
            return JSONResponse({"refused": "Diese Störung gibt es nicht. Bitte prüfen Sie Anzahl und Sekunden."})
        return JSONResponse({})


def _kind_name(name: str, kind: str) -> str:
    return (DELIVERY_KINDS if name in DELIVERIES else CALL_KINDS)[kind]
