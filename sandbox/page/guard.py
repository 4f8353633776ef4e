"""Keeps other web sites out of the page: known names only, same-origin posts only, a strict policy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  # compared with, never bound to
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_SAFE_METHODS: Final = frozenset({"GET", "HEAD"})


def names(host: str, allowed: Iterable[str] = ()) -> frozenset[str]:
    """Return the names under which a page bound to `host` answers: this machine's, its own, and those allowed.

    A page bound to every address does not know its names; another site could otherwise claim one (DNS rebinding).
    """
    own = frozenset() if host in EVERYWHERE else frozenset({host})
    return LOOPBACK | own | {name.lower() for name in allowed}


class Guard:
    """Middleware around each route of the page; `hosts` are the names the page answers to."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = LOOPBACK) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse foreign hosts and cross-site posts, then add the headers to every answer."""
        headers = Headers(scope=scope)
        reason = self._reason(str(scope["method"]), headers)
        answer = self._app if reason is None else PlainTextResponse(reason, status_code=403)

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answered.setdefault(name, value)  # a file has a stricter policy of its own
            await send(message)

        await answer(scope, receive, send_with_policy)

    def _reason(self, method: str, headers: Headers) -> str | None:
        host = headers.get("host", "")
        if _hostname(f"//{host}") not in self._hosts:
            return f"Unter {host!r} antwortet der Sandkasten nicht; beim Start erlaubt --allow-name weitere Namen."
        if method in _SAFE_METHODS:
            return None
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return "Eine andere Seite darf hier nichts auslösen (Sec-Fetch-Site)."
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return "Eine andere Seite darf hier nichts auslösen (Origin)."
        return None


def _hostname(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
