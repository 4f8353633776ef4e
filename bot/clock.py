"""The business clock of a process: the system's time, or the sandbox's while somebody plays with the calendar."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import structlog

from planning.later import Later

if TYPE_CHECKING:
    import httpx
else:
    httpx = Later("httpx")

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PATIENCE = 2.0
"""Seconds; an answer that comes later is not waited for."""

log = structlog.get_logger(__name__)


class SystemClock:
    """The system's time; it does not go back when somebody sets the clock back."""

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)

    async def now(self) -> datetime:
        """Give the present instant."""
        self._latest = max(self._latest, datetime.now(UTC))
        return self._latest


class HttpClock:
    """The time that an address on this machine tells: {"now": an ISO instant with its offset}.

    It never goes back. While the address does not answer, the last time it told goes on.
    Raises ValueError for an address elsewhere: nobody outside may decide what is due.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or parts.hostname not in LOOPBACK:
            raise ValueError(
                f"AGSP_CLOCK_URL must be an http address on this machine (127.0.0.1 or localhost), not {url!r}."
            )
        self.url = url
        self._client = httpx.AsyncClient(
            timeout=PATIENCE,
            trust_env=False,
            follow_redirects=False,
            # A connection kept for the next beat may be closed by the other side just as we write to it.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._told: datetime | None = None
        self._told_at = 0.0
        self._latest = datetime.min.replace(tzinfo=UTC)

    async def now(self) -> datetime:
        """Give the present instant; raises httpx.HTTPError when the address has never answered."""
        self._latest = max(self._latest, await self._ask())
        return self._latest

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _ask(self) -> datetime:
        real = asyncio.get_running_loop().time()
        try:
            answer = await self._client.get(self.url)
            answer.raise_for_status()
            self._told = _instant(answer)
            self._told_at = asyncio.get_running_loop().time()
        except httpx.HTTPError as error:
            if self._told is None:
                raise
            log.warning("clock does not answer", error=type(error).__name__)
            return self._told + timedelta(seconds=real - self._told_at)
        return self._told


def _instant(answer: "httpx.Response") -> datetime:
    """Read an answer; nonsense counts as no answer."""
    try:
        instant = datetime.fromisoformat(answer.json()["now"])
    except (ValueError, KeyError, TypeError) as error:
        raise httpx.DecodingError(f"not a time: {answer.text[:80]!r}", request=answer.request) from error
    if instant.tzinfo is None:
        raise httpx.DecodingError(f"a time without its offset: {answer.text[:80]!r}", request=answer.request)
    return instant.astimezone(UTC)
