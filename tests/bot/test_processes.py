"""The real thing: processes as an administrator starts them, against the sandbox."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from bot.processes import bound
from sandbox.dialog import Sandbox

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
MORNING = datetime.fromisoformat("2026-03-02T08:45:00+01:00")
PATIENCE = 60


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The workspace of the demonstration."""
    async with Sandbox.start(
        manifest=ROOT / "manifest.json", workspace=ROOT / "bot" / "demo" / "workspace.toml", start=MORNING
    ) as running:
        yield running


def free_port() -> int:
    """A port that nobody uses at the moment."""
    listener = bound("127.0.0.1", 0)
    try:
        return int(listener.getsockname()[1])
    finally:
        listener.close()


def settings(sandbox: Sandbox, database_url: str, **more: str) -> dict[str, str]:
    """What an administrator of the sandbox would set."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AGSP_"))}
    return own | {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "AGSP_CHANNEL": "C0AGSP",
        "AGSP_SECRETARIAT": "U0KESSLER",
        "AGSP_CLOCK_URL": f"{sandbox.url}/clock",
        **more,
    }


@asynccontextmanager
async def running(*command: str, environment: dict[str, str], said: str) -> AsyncIterator[tuple[Process, str]]:
    """Start `python -m bot …` and wait until it has said a certain thing; give all it said until then."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *command, cwd=ROOT, env=environment, stdout=PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    heard = ""
    try:
        async with asyncio.timeout(PATIENCE):
            while said not in heard:
                line = (await process.stdout.readline()).decode()
                assert line, f"it ended and had said:\n{heard}"
                heard += line
        yield process, heard
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ended(process: Process) -> int:
    """Ask a process to stop and give its exit code."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        await process.communicate()
    assert process.returncode is not None
    return process.returncode


async def see_a_form_open(sandbox: Sandbox) -> None:
    """Let the secretariat type a command and look at what opens."""
    kessler = sandbox.person("Miriam Kessler")
    await kessler.command("/vorhaben neu", channel="agsp")
    assert kessler.has_modal, kessler.sight()
    assert kessler.toasts == []


ON_POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
"""SQLite is played with real processes in tests/processes."""


@ON_POSTGRES
async def test_serve_answers_a_command_over_http(sandbox: Sandbox, database_url: str) -> None:
    port = free_port()
    sandbox.connect(f"http://127.0.0.1:{port}/slack/events")
    environment = settings(
        sandbox, database_url, SLACK_SIGNING_SECRET=sandbox.signing_secret, PORT=str(port), AGSP_HOST="127.0.0.1"
    )
    async with running("serve", environment=environment, said="started") as (process, _):
        await see_a_form_open(sandbox)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            health, ready, metrics = [await client.get(path) for path in ("/healthz", "/readyz", "/metrics")]
            unsigned = await client.post("/slack/events", data={"command": "/vorhaben"})
        assert (health.status_code, ready.status_code, metrics.status_code) == (200, 200, 200)
        assert ready.json()["migrations"] == "current"
        assert 'agsp_slack_requests_total{status="200"} 1.0' in metrics.text
        assert unsigned.status_code == 401
        assert await ended(process) == 0


@ON_POSTGRES
async def test_run_answers_in_socket_mode_and_has_no_door(sandbox: Sandbox, database_url: str) -> None:
    port = free_port()
    environment = settings(sandbox, database_url, SLACK_APP_TOKEN=sandbox.app_token, PORT=str(port))
    async with running("run", environment=environment, said="started") as (process, _):
        await see_a_form_open(sandbox)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            door = await client.post("/slack/events", data={"command": "/vorhaben"})
            ready = await client.get("/readyz")
        assert (door.status_code, ready.json()["ready"]) == (404, True)
        assert await ended(process) == 0


async def test_a_wrong_token_is_said_in_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'agsp.sqlite'}"
    environment = settings(sandbox, url, SLACK_APP_TOKEN=sandbox.app_token, PORT=str(free_port()))
    environment["SLACK_BOT_TOKEN"] = "xoxb-sandbox-of-yesterday"
    async with running("run", environment=environment, said="please renew it") as (process, heard):
        assert "SLACK_BOT_TOKEN is refused (invalid_auth); please renew it." in heard
        assert "yesterday" not in heard
        await process.communicate()
        assert process.returncode == 2


async def test_the_demonstration_says_that_its_port_is_taken() -> None:
    taken = bound("127.0.0.1", 0)
    port = str(taken.getsockname()[1])
    async with running("demo", "--port", port, environment=dict(os.environ), said="choose another") as (process, heard):
        assert f"Port {port} cannot be used" in heard
        await process.communicate()
        assert process.returncode == 2
    taken.close()
