"""`python -m sandbox` as somebody with another Bolt project starts it."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
START_SECONDS = 30


async def test_it_prints_its_addresses_and_secrets_serves_and_ends_when_told() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", "--allow-name", "localhost",
        "--start", "2026-03-02T08:00+01:00", "--bot-token", "xoxb-sandbox-mine",
        cwd=ROOT, stdout=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    told: dict[str, str] = {}
    try:
        async with asyncio.timeout(START_SECONDS):
            while "signing secret" not in told:
                name, _, value = (await process.stdout.readline()).decode().strip().rpartition(" ")
                told[name.strip()] = value
        assert told["page"].startswith("http://localhost:")
        assert told["API base"] == f"{told['page']}api/"
        assert (told["bot token"], told["app token"][:13]) == ("xoxb-sandbox-mine", "xapp-sandbox-")
        async with httpx.AsyncClient(trust_env=False, base_url=told["page"]) as client:
            assert "Wer sind Sie?" in (await client.get("/")).text
            answer = (await client.post("/api/auth.test", data={"token": told["bot token"]})).json()
            assert (answer["ok"], answer["team"]) == (True, "Beispielstadt")
            assert (await client.get("/clock")).json()["now"].startswith("2026-03-02T")
    finally:
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
