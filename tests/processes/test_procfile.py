"""The Procfile as a platform uses it: release first, then web and worker, until one signal stops both cleanly."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.postgres import free_port
from tests.processes.starting import ROOT, START_SECONDS, Installation, workspace

pytestmark = pytest.mark.process


@asynccontextmanager
async def honcho(*parts: str, environment: dict[str, str]) -> AsyncIterator[Process]:
    """Start parts of the Procfile as one group, of which nothing is left afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "honcho", "--env", os.devnull, "start", "--no-colour", *parts,
        cwd=ROOT, env=environment, stdout=PIPE, stderr=STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()


async def said(process: Process, *expected: str) -> list[str]:
    """Read what honcho passes on until every expected word was there, or to its end."""
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(START_SECONDS):
        while not expected or not all(any(word in line for line in lines) for word in expected):
            line = (await process.stdout.readline()).decode()
            if not line:
                break
            lines.append(line)
    return lines


async def test_the_procfile_releases_serves_works_and_stops_at_one_signal(tmp_path: Path) -> None:
    async with workspace() as sandbox:
        installation = Installation.of(sandbox, f"sqlite:///{tmp_path / 'agsp.sqlite'}").with_door()
        work_port = str(free_port())
        # "python" in the Procfile is the one that has the bot's libraries, as on a platform.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = installation.environment | {"AGSP_WORK_PORT": work_port, "PATH": path}
        async with honcho("release", environment=environment) as release:
            released = await said(release)
            assert await release.wait() == 0, "".join(released)
            assert any("newest revision" in line for line in released)
        async with honcho("web", "worker", environment=environment) as both:
            started = await said(both, "web=True", "work=True")
            assert both.returncode is None, "".join(started)
            kessler = sandbox.person("Miriam Kessler")
            await kessler.command("/vorhaben neu", channel="agsp")
            assert kessler.has_modal, kessler.sight()
            await the_worker_tells_how_it_is(work_port)
            both.send_signal(signal.SIGTERM)
            ended = await said(both)
            async with asyncio.timeout(START_SECONDS):
                await both.wait()
            codes = sorted(line.partition("stopped ")[2].strip() for line in ended if "stopped (rc=" in line)
            assert codes == ["(rc=0)", "(rc=0)"], "".join(ended)
            assert not any("Traceback" in line for line in [*started, *ended])


async def the_worker_tells_how_it_is(port: str) -> None:
    """A `work` of its own answers at AGSP_WORK_PORT, and has no door for Slack there."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        health, ready, metrics = await asyncio.gather(
            *(client.get(path) for path in ("/healthz", "/readyz", "/metrics"))
        )
        door = await client.post("/slack/events", data={"command": "/vorhaben"})
    assert (health.status_code, ready.status_code, metrics.status_code, door.status_code) == (200, 200, 200, 404)
    assert (ready.json()["ready"], ready.json()["migrations"]) == (True, "current")
    assert "agsp_delivery_delay_seconds_bucket" in metrics.text
