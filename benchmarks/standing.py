"""From the start of a process to its readiness, and the memory it holds while nothing happens.

Both are taken on real processes: `python -m bot run`, and a bare Bolt app behind the same server without any
database. The start is that on an empty SQLite file, with migrations; the memory that of a process that has found its
tables there, as every start but the first does. What Python compiles on its first run is compiled before.
"""

import asyncio
import os
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import aiohttp

from benchmarks.acknowledging import started
from benchmarks.engines import SQLITE
from benchmarks.figures import Figure, Goal
from sandbox.dialog import Sandbox
from tests.processes.starting import ROOT, Installation, workspace

FIRST, LATER = "first start", "later start"
STARTS, STARTS_SHORT = 2, 1
IDLE_SECONDS, IDLE_SECONDS_SHORT = 6.0, 0.0
"""Long enough for the first ticks."""
START = Goal(bound="at most", value=2.0, unit=" s")
MEMORY = Goal(bound="at most", value=2.0)


async def measure(engine: str, url: str, *, short: bool) -> list[Figure]:
    """Start both by turns, wait a while, and look how much memory is their own."""
    assert engine == SQLITE, "the start is measured with the migrations that only SQLite runs"
    taken: dict[str, list[tuple[float, float, float]]] = {FIRST: [], LATER: [], "bare": [], "bare_writing": []}
    idle = IDLE_SECONDS_SHORT if short else IDLE_SECONDS
    async with workspace() as sandbox:
        for number in range((STARTS_SHORT if short else STARTS) + (not short)):
            for name, times in taken.items():
                begun = time.perf_counter()
                async with _ready(name, sandbox, url) as process_id:
                    seconds = time.perf_counter() - begun
                    spent = _cpu_seconds(process_id)
                    await asyncio.sleep(idle if number else 0)
                    if short or number:  # the first one compiles
                        times.append((seconds, spent, _megabytes(process_id)))
    start, worked, held = (
        {name: median(one[which] for one in times) for name, times in taken.items()} for which in range(3)
    )
    return [
        Figure(
            what="start to ready, with migrations on an empty file", engine=engine,
            ours=f"{start[FIRST]:.2f} s, CPU {worked[FIRST]:.2f} s",
            floor=f"{start['bare']:.2f} s, CPU {worked['bare']:.2f} s", found=start[FIRST], goal=START,
        ),
        Figure(
            what="start to ready, with the tables there", engine=engine,
            ours=f"{start[LATER]:.2f} s, CPU {worked[LATER]:.2f} s",
            floor=f"{start['bare']:.2f} s, CPU {worked['bare']:.2f} s", found=start[LATER], goal=START,
        ),
        Figure(
            what="memory of an idle process, beside bare Bolt", engine=engine, ours=f"{held[LATER]:.0f} MB",
            floor=f"{held['bare']:.0f} MB", found=held[LATER] / held["bare"], goal=MEMORY,
        ),
        Figure(
            what="memory of an idle process, beside bare Bolt with SQLAlchemy", engine=engine,
            ours=f"{held[LATER]:.0f} MB", floor=f"{held['bare_writing']:.0f} MB",
            found=held[LATER] / held["bare_writing"],
        ),
    ]  # fmt: skip


@asynccontextmanager
async def _ready(name: str, sandbox: Sandbox, url: str) -> AsyncIterator[int]:
    """Start a process and wait until it is ready; yields its id."""
    if name not in {FIRST, LATER}:
        given = (sandbox.api_url, sandbox.bot_token, sandbox.signing_secret, url)
        async with started(name, *given) as (process, _):
            yield process.pid
        return
    with TemporaryDirectory(prefix="agsp-bench-") as folder:
        file = f"sqlite:///{Path(folder) / 'agsp.db'}" if name == FIRST else url
        installation = Installation.of(sandbox, file).with_door()
        installation.environment.pop("AGSP_CLOCK_URL")  # no city has one
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=installation.environment, stdout=DEVNULL, stderr=DEVNULL
        )
        try:
            await _answers(process, f"http://127.0.0.1:{installation.environment['PORT']}/readyz")
            yield process.pid
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _answers(process: Process, address: str) -> None:
    async with asyncio.timeout(60), aiohttp.ClientSession() as http:
        while True:
            assert process.returncode is None, "the bot has ended before it was ready"
            try:
                async with http.get(address) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.01)


def _cpu_seconds(process_id: int) -> float:
    """Give the time a process has worked, which other work on the machine changes less than the time it took."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(process_id: int) -> float:
    """Give what a process holds: its own memory and its share of what it has in common with others."""
    for line in Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError("this system tells no proportional memory")
