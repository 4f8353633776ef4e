"""The oracle: a chat platform in a process of its own that counts what people would have seen, and fails at random.

It knows nothing of the bot but what comes over the wire, and it survives every worker.
"""

import asyncio
import json
import random
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Any

from aiohttp import web

from tests.reminders.fake_slack import FakeSlack

POST = "chat.postMessage"
LATE = 0.4
"""Seconds after which a late message is accepted; well below the workers' quiet time."""
LOST_ANSWERS = ("drop", "drop_after", "500", "500_after", "hang", "hang_after")
POST_FAULTS = (*LOST_ANSWERS, "429:1", "slow:0.4", "error_after:internal_error", "late", "late_500")
UPDATE_FAULTS = (*LOST_ANSWERS, "429:1", "slow:0.4")
READ_FAULTS = ("drop", "429:1", "500", "slow:0.4")
FAULTS = {"chat.postMessage": POST_FAULTS, "chat.update": UPDATE_FAULTS, "chat.delete": UPDATE_FAULTS}
PATIENCE = 30.0
"""Seconds in which the platform must be up, or what is waited for must have been posted."""


@dataclass(frozen=True)
class Weather:
    """How often calls fail: a share of all, until `faults` have happened; the same for the same seed, call by call."""

    seed: int = 0
    share: float = 0.0
    faults: int = 0
    delay: float = 0.0
    """Seconds that every answer takes."""


@dataclass(frozen=True)
class Account:
    """What people see at the end by text and by mark, how often each text was ever shown, and what went wrong."""

    texts: Counter[str]
    marks: Counter[str]
    ever: Counter[str]
    places: dict[str, str]
    """Channel and `ts` of each text, written "C1 1.2"."""
    faults: Counter[str]


@dataclass
class Oracle(FakeSlack):
    """The platform itself, which never forgets what it has once shown."""

    weather: Weather = field(default_factory=Weather)
    ever: Counter[str] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    dice: random.Random = field(default_factory=random.Random)
    late: set[asyncio.Task[None]] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call in this weather."""
        method = request.match_info["method"]
        if self.weather.delay:
            await asyncio.sleep(self.weather.delay)
        fault = self._fault(method)
        if fault.startswith("late"):
            arguments = await form(request)
            task = asyncio.create_task(self._accept_late(method, arguments))
            self.late.add(task)
            task.add_done_callback(self.late.discard)
            fault = "500" if fault == "late_500" else "drop"
        if fault:
            self.faults[method].append(fault)
        return await super().answer(request)

    def do(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do what the method does, and remember what was shown."""
        if method == POST:
            self.ever[arguments["text"]] += 1
        return super().do(method, arguments)

    def _fault(self, method: str) -> str:
        if self.happened.total() >= self.weather.faults or self.dice.random() >= self.weather.share:
            return ""
        fault = self.dice.choice(FAULTS.get(method, READ_FAULTS))
        self.happened[f"{method} {fault}"] += 1
        return fault

    async def _accept_late(self, method: str, arguments: dict[str, Any]) -> None:
        await asyncio.sleep(LATE)
        self.do(method, arguments)

    async def account(self, _request: web.Request) -> web.Response:
        """Say what people see."""
        return web.json_response(
            {
                "texts": Counter(one.text for one in self.seen),
                "marks": Counter(one.mark for one in self.seen),
                "ever": self.ever,
                "places": {one.text: f"{one.channel} {one.ts}" for one in self.seen},
                "faults": self.happened,
            }
        )

    async def until(self, request: web.Request) -> web.Response:
        """Answer as soon as so many messages stand there."""
        async with asyncio.timeout(PATIENCE):
            while len(self.seen) < int(request.query["posts"]):
                self.something_happened.clear()
                await self.something_happened.wait()
        return web.json_response(len(self.seen))


async def form(request: web.Request) -> dict[str, Any]:
    """Read a posted message as people would see it."""
    given = await request.json() if request.content_type == "application/json" else dict(await request.post())
    metadata = given["metadata"]
    return {**given, "metadata": json.loads(metadata) if isinstance(metadata, str) else metadata}


def serve(answer: Connection, weather: Weather) -> None:
    """Serve until killed; the first answer is the address."""
    asyncio.run(_serve(answer, weather))


async def _serve(answer: Connection, weather: Weather) -> None:
    oracle = Oracle(weather=weather, dice=random.Random(weather.seed))  # noqa: S311  # the weather, no secret
    app = web.Application()
    app.router.add_get("/account", oracle.account)
    app.router.add_get("/until", oracle.until)
    app.router.add_route("*", "/api/{method}", oracle.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    answer.send(f"http://{host}:{port}/")
    await asyncio.Event().wait()


@dataclass(frozen=True)
class Witness:
    """How a test asks the oracle."""

    url: str

    @property
    def api(self) -> str:
        """Address for the workers."""
        return f"{self.url}api/"

    def account(self) -> Account:
        """Ask what people see."""
        said = self._ask("account")
        return Account(places=said.pop("places"), **{name: Counter(counted) for name, counted in said.items()})

    def wait_for(self, posts: int) -> int:
        """Return as soon as so many messages stand there; fails after half a minute."""
        number: int = self._ask(f"until?posts={posts}")
        return number

    def _ask(self, question: str) -> Any:
        with urllib.request.urlopen(self.url + question, timeout=PATIENCE) as answer:  # noqa: S310  # our own address
            return json.load(answer)


@contextmanager
def witness(context: ForkServerContext, weather: Weather | None = None) -> Iterator[Witness]:
    """Start an oracle for the time of the context."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(theirs, weather or Weather()), daemon=True)
    process.start()
    try:
        assert ours.poll(PATIENCE), "the oracle does not start"
        yield Witness(ours.recv())
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()
        theirs.close()
