"""From a member's command to its acknowledgement, beside a bare Bolt app that writes as many rows by hand.

Both are processes of their own behind the same server with the same settings and are asked by turns over sixteen
connections, with signed commands that differ in their trigger.
"""

import asyncio
import hashlib
import hmac
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from benchmarks import filling
from benchmarks.bare import COMMAND
from benchmarks.figures import Figure, Goal, quantile
from benchmarks.sandbox_speed import Line, get
from sandbox.dialog import Sandbox
from storage.database import Database
from tests.processes.starting import ROOT, workspace

CONNECTIONS, CONNECTIONS_SHORT = 16, 2
ASKED, ASKED_SHORT = 8, 2
"""Commands on each connection in each round."""
ROUNDS, ROUNDS_SHORT = 8, 1
GOAL = Goal(bound="at most", value=1.5)


@dataclass
class Server:
    """One process under measurement."""

    address: str
    connections: int
    secret: str
    cpu: list[float] = field(default_factory=list)
    """Milliseconds of CPU for one command, in each round."""
    p99: list[float] = field(default_factory=list)
    """Milliseconds that all but one in a hundred commands took at most, in each round."""
    asked: int = 0

    async def round(self, count: int, *, counts: bool = True) -> None:
        """Ask on all connections at once; new ones, since the server hangs up on who is silent for five seconds."""
        lines = [await Line.to(self.address) for _ in range(self.connections)]
        before = await _cpu(lines[0])
        asked = await asyncio.gather(*(self._ask(line, count) for line in lines))
        spent = await _cpu(lines[0]) - before
        for line in lines:
            line.close()
        times = [one for line in asked for one in line]
        if counts:
            self.cpu.append(spent / len(times) * 1000)
            self.p99.append(quantile(times, 0.99) * 1000)

    async def _ask(self, line: Line, count: int) -> list[float]:
        times = []
        for _ in range(count):
            request = self._command()
            begun = time.perf_counter()
            await line.ask(request)
            times.append(time.perf_counter() - begun)
        return times

    def _command(self) -> bytes:
        self.asked += 1
        fields = {
            "token": "unused", "team_id": "T0AGSP", "team_domain": "stadt-sandkasten", "channel_id": "C0AGSP",
            "channel_name": "agsp", "user_id": "U1", "user_name": "person.1", "command": COMMAND, "text": "",
            "api_app_id": "A0AGSP", "is_enterprise_install": "false", "response_url": "https://example.org/answer",
            "trigger_id": f"{self.asked}.1.abcdef",
        }  # fmt: skip
        body = urlencode(fields).encode()
        stamp = str(int(time.time()))
        signed = hmac.new(self.secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        head = (
            "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signed}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def measure(engine: str, url: str, *, short: bool) -> list[Figure]:
    """Ask bot and floor by turns; CPU and p99 are those of the median round, which no hiccup of the disk decides."""
    count, rounds = (ASKED_SHORT, ROUNDS_SHORT) if short else (ASKED, ROUNDS)
    connections = CONNECTIONS_SHORT if short else CONNECTIONS
    database = Database(url)
    await filling.enter_cast(database)
    await database.close()
    async with workspace() as sandbox, AsyncExitStack() as stack:
        ours, bare = [
            await stack.enter_async_context(_server(name, sandbox, url, connections))
            for name in ("answering", "bare_writing")
        ]
        for number in range(rounds + 1):
            for server in (ours, bare):
                await server.round(count, counts=short or number > 0)  # the first one warms up
    cpu = median(one / other for one, other in zip(ours.cpu, bare.cpu, strict=True))
    p99 = median(one / other for one, other in zip(ours.p99, bare.p99, strict=True))
    return [
        Figure(
            what="command to acknowledgement, CPU", engine=engine, ours=f"{median(ours.cpu):.2f} ms",
            floor=f"{median(bare.cpu):.2f} ms", found=cpu, goal=GOAL,
        ),
        Figure(
            what=f"command to acknowledgement, p99 at {connections} connections", engine=engine,
            ours=f"{median(ours.p99):.0f} ms", floor=f"{median(bare.p99):.0f} ms", found=p99, goal=GOAL,
        ),
    ]  # fmt: skip


@asynccontextmanager
async def _server(name: str, sandbox: Sandbox, url: str, connections: int) -> AsyncIterator[Server]:
    async with started(name, sandbox.api_url, sandbox.bot_token, sandbox.signing_secret, url) as (_, address):
        yield Server(address, connections, sandbox.signing_secret)


async def _cpu(line: Line) -> float:
    return float(await line.ask(get("/cpu")))


@asynccontextmanager
async def started(name: str, *arguments: str) -> AsyncIterator[tuple[Process, str]]:
    """Run a module of ours that tells its address; yields the process and the address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"benchmarks.{name}", *arguments, cwd=ROOT, stdout=PIPE
    )
    try:
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        assert address, f"benchmarks.{name} has ended before it told its address"
        yield process, address
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
