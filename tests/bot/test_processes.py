"""The real thing: processes as an administrator starts them, against the sandbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.processes import bound
from sandbox.dialog import Sandbox
from tests.processes.starting import Installation, workspace

pytestmark = pytest.mark.process


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The workspace of the demonstration."""
    async with workspace() as running:
        yield running


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
    installation = Installation.of(sandbox, database_url).with_door()
    async with installation.process("serve"):
        await see_a_form_open(sandbox)
        async with httpx.AsyncClient(base_url=installation.address, trust_env=False) as client:
            health, ready, metrics = [await client.get(path) for path in ("/healthz", "/readyz", "/metrics")]
            unsigned = await client.post("/slack/events", data={"command": "/vorhaben"})
        assert (health.status_code, ready.status_code, metrics.status_code) == (200, 200, 200)
        assert ready.json()["migrations"] == "current"
        assert 'agsp_slack_requests_total{status="200"} 1.0' in metrics.text
        assert unsigned.status_code == 401


@ON_POSTGRES
async def test_run_answers_in_socket_mode_and_has_no_door(sandbox: Sandbox, database_url: str) -> None:
    installation = Installation.of(sandbox, database_url).with_socket()
    async with installation.process("run"):
        await see_a_form_open(sandbox)
        async with httpx.AsyncClient(base_url=installation.address, trust_env=False) as client:
            door = await client.post("/slack/events", data={"command": "/vorhaben"})
            ready = await client.get("/readyz")
        assert (door.status_code, ready.json()["ready"]) == (404, True)


async def test_a_wrong_token_is_said_in_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'agsp.sqlite'}"
    installation = Installation.of(sandbox, url).with_socket()
    code, said = await installation.once("run", SLACK_BOT_TOKEN="xoxb-sandbox-of-yesterday")
    assert code == 2
    assert "SLACK_BOT_TOKEN is refused (invalid_auth); please renew it." in said
    assert "yesterday" not in said


async def test_the_demonstration_says_that_its_port_is_taken(sandbox: Sandbox) -> None:
    taken = bound("127.0.0.1", 0)
    port = str(taken.getsockname()[1])
    code, said = await Installation.of(sandbox, "sqlite:///").once("demo", "--port", port)
    taken.close()
    assert (code, f"Port {port} cannot be used" in said) == (2, True), said
