"""The way out of the city's network: through its proxy, and trusting its own certificate authority too."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import LOOPBACK, Settings

CALL_SECONDS = 10
KEPT_SECONDS = 2.0
"""An idle connection is given up before the other side does: a post on one that is just being closed has an unknown end,
and its message waits for the quiet time."""


@dataclass(frozen=True)
class WayOut:
    """How every outgoing connection is made; None as proxy goes directly, None as `tls` trusts what the system does."""

    proxy: str | None
    tls: ssl.SSLContext | None

    @property
    def proxy_name(self) -> str | None:
        """Name the proxy without its password."""
        if self.proxy is None:
            return None
        parts = urlsplit(self.proxy)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def way_out(settings: Settings, environment: Mapping[str, str] = os.environ) -> WayOut:
    """Find the way to Slack: NO_PROXY counts, and this machine is never asked for through a proxy."""
    host = urlsplit(settings.slack_api_url).hostname or ""
    proxy = settings.proxy.get_secret_value() if settings.proxy is not None else None
    proxy = proxy or environment.get("HTTP_PROXY") or environment.get("http_proxy") or None
    if host in LOOPBACK or proxy_bypass(host):
        proxy = None
    return WayOut(proxy, trusting(settings.ca_file) if settings.ca_file is not None else None)


def trusting(ca_file: Path) -> ssl.SSLContext:
    """Trust the city's authority besides those that the system trusts."""
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=ca_file)
    return context


def session() -> ClientSession:
    """Open the session that all calls of the chat share."""
    return ClientSession(
        timeout=ClientTimeout(total=CALL_SECONDS), connector=TCPConnector(keepalive_timeout=KEPT_SECONDS)
    )


def client(settings: Settings, way: WayOut, token: str, session: ClientSession) -> AsyncWebClient:
    """Make the one Slack client of a process; Socket Mode takes proxy and authority over from it."""
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        timeout=CALL_SECONDS,
        session=session,
        proxy=way.proxy,
        ssl=way.tls,
        retry_handlers=[],  # the outbox decides what is sent again
    )
