"""A sandbox and a Bolt app in it, over HTTP and over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.dialog import Sandbox
from sandbox.example import app as task_app
from sandbox.server import serving
from tests.sandbox.reference import ABSENT, REFERENCE

EXAMPLE = Path(__file__).parents[2] / "sandbox" / "example"
MORNING = datetime.fromisoformat("2026-03-02T08:00+01:00")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that there was no reference to judge by."""
    if not REFERENCE.is_dir():
        terminalreporter.write_line(ABSENT)


@dataclass
class Stage:
    """A sandbox with an app that listens in it."""

    sandbox: Sandbox
    client: AsyncWebClient
    heard: list[dict[str, Any]] = field(default_factory=list)
    events_url: str = ""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox without an app."""
    async with Sandbox.start(
        manifest=EXAMPLE / "manifest.json", workspace=EXAMPLE / "workspace.toml", start=MORNING
    ) as started:
        yield started


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    """The bot's Slack client."""
    return AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


@pytest.fixture
async def stage(sandbox: Sandbox, client: AsyncWebClient) -> AsyncIterator[Stage]:
    """The app over HTTP."""
    stage = Stage(sandbox, client)
    handler = AsyncSlackRequestHandler(task_app.build(client, sandbox.signing_secret, stage.heard))

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async with serving(Starlette(routes=[Route("/slack/events", events, methods=["POST"])])) as url:
        stage.events_url = f"{url}/slack/events"
        sandbox.connect(stage.events_url)
        yield stage


@pytest.fixture
async def socket_stage(sandbox: Sandbox, client: AsyncWebClient) -> AsyncIterator[Stage]:
    """The same app over Socket Mode."""
    stage = Stage(sandbox, client)
    app = task_app.build(client, None, stage.heard)
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await sandbox.backend.sockets.connected()
    yield stage
    await handler.close_async()  # type: ignore[no-untyped-call]  # the same
