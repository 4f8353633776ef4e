"""A rush that an administrator can believe: five thousand reminders due in one minute, at the pace the chat allows.

The sandbox speaks HTTP in a process of its own and answers 429 to whoever is faster than its limits, which are scaled
so that the rush takes a minute. Two workers share PostgreSQL; on SQLite there is one.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks import filling
from benchmarks.engines import SQLITE
from benchmarks.figures import Figure, Goal
from benchmarks.filling import run
from bot import logs
from reminders.delivery import Delivery, Patience
from sandbox.dialog import Sandbox
from sandbox.rates import Bucket, Rates, Tier
from storage.database import Database
from storage.people import Person
from tests.processes.starting import ROOT
from tests.reminders.desk import NOW, PlainVoice

MESSAGES, MESSAGES_SHORT = 5_000, 20
A_MINUTE, A_MINUTE_SHORT = 5_000, 1_200
"""What the scaled chat allows in a minute, in the long form and in the short one."""
MISSED = 1.0
"""Seconds of turns that the workers make up for; the sandbox bears as much and a second of the network's whims."""
GOAL = Goal(bound="at least", value=0.95)
NONE = Goal(bound="at most", value=0)


class ScaledRates(Rates):
    """Slack's limit of a method in the whole workspace, scaled; much stricter than the real one about bursts."""

    def __init__(self, a_minute: int) -> None:
        super().__init__(enabled=True)
        self.a_second = a_minute / 60
        self.most = self.a_second * (MISSED + 1.0)
        self.posted: list[float] = []
        self.refused = 0
        self._buckets["chat.postMessage"] = Bucket(self.most, time.monotonic())

    def take(self, method: str, tier: Tier, channel: str | None = None) -> int | None:
        """Count posts and let everything else through."""
        if method != "chat.postMessage":
            return None
        wait = self._take(method, self.a_second, self.most)
        if wait is None:
            self.posted.append(time.monotonic())
        else:
            self.refused += 1
        return wait


@dataclass(frozen=True)
class Seen:
    """What the chat saw."""

    posted: int
    refused: int
    seconds: float


def platform(line: Connection, people: int, a_minute: int) -> None:
    """Be the chat, until the other end of the line asks what was seen."""
    asyncio.run(_platform(line, people, a_minute))


async def _platform(line: Connection, people: int, a_minute: int) -> None:
    start = datetime.fromisoformat("2026-03-02T08:45:00+01:00")
    async with Sandbox.start(
        manifest=ROOT / "manifest.json", workspace=ROOT / "bot" / "demo" / "workspace.toml", start=start
    ) as sandbox:
        pattern = sandbox.workspace.people["U0OTT"]
        for number in range(1, people + 1):
            sandbox.workspace.people[f"U{number}"] = _another(pattern, number)
        rates = sandbox.backend.rates = ScaledRates(a_minute)
        line.send((sandbox.api_url, sandbox.bot_token))
        await asyncio.to_thread(line.recv)
        seconds = rates.posted[-1] - rates.posted[0] if rates.posted else 0.0
        line.send(Seen(len(rates.posted), rates.refused, seconds))


def _another(pattern: Any, number: int) -> Any:
    """Make one more person for the chat."""
    return type(pattern)(**{**vars(pattern), "id": f"U{number}", "name": f"person.{number}"})


@contextmanager
def _process(target: Any, *arguments: Any) -> Iterator[Connection]:
    """Run a function in a process of its own, with a line to it."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there, *arguments), daemon=True)
    process.start()
    there.close()  # so that a process that died is heard of
    try:
        yield here
    finally:
        process.join(5)
        process.kill()
        process.join()


def worker(line: Connection, url: str, api: tuple[str, str], a_minute: int) -> None:
    """Be one worker: bring out what there is when the other end of the line says so."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        logs.configure("json")  # what production writes is worded here, too, but nobody reads it
        asyncio.run(_worker(line, url, api, a_minute))


async def _worker(line: Connection, url: str, api: tuple[str, str], a_minute: int) -> None:
    async with _delivery(url, api, a_minute) as delivery:
        line.send("ready")
        await asyncio.to_thread(line.recv)
        begun = time.process_time()
        await delivery.run_once(NOW)
        line.send(time.process_time() - begun)


@asynccontextmanager
async def _delivery(url: str, api: tuple[str, str], a_minute: int) -> AsyncIterator[Delivery]:
    patience = Patience(per_minute=a_minute, missed=MISSED, batch=100)
    database = Database(url)
    try:
        async with aiohttp.ClientSession() as http:
            client = AsyncWebClient(token=api[1], base_url=api[0], session=http, retry_handlers=[])
            yield Delivery(database, client, PlainVoice(), patience)
    finally:
        await database.close()


async def measure(engine: str, url: str, *, short: bool) -> list[Figure]:
    """Promise the reminders, let the workers bring them out, and ask the chat what it saw."""
    messages, a_minute = (MESSAGES_SHORT, A_MINUTE_SHORT) if short else (MESSAGES, A_MINUTE)
    await _promise(url, messages)
    seen, spent = await asyncio.to_thread(_rush, url, messages, a_minute, 1 if engine == SQLITE else 2)
    assert seen.posted == messages, seen
    allowed = a_minute / 60 * (seen.seconds + MISSED)
    return [
        Figure(
            what=f"{messages:,} reminders due at once: rate used", engine=engine,
            ours=f"{seen.posted / seen.seconds:.1f}/s in {seen.seconds:.1f} s, {spent / messages * 1000:.1f} ms CPU each",
            floor=f"{a_minute / 60:.1f}/s allowed", found=seen.posted / allowed, goal=GOAL,
        ),
        Figure(
            what=f"{messages:,} reminders due at once: 429 earned", engine=engine, ours=str(seen.refused),
            floor="0", found=seen.refused, goal=NONE,
        ),
    ]  # fmt: skip


def _rush(url: str, messages: int, a_minute: int, workers: int) -> tuple[Seen, float]:
    with _process(platform, messages, a_minute) as chat:
        api = chat.recv()
        if workers == 1:
            with _process(worker, url, api, a_minute) as one:
                spent = _work(one)
        else:
            with _process(worker, url, api, a_minute) as one, _process(worker, url, api, a_minute) as other:
                spent = _work(one, other)
        chat.send("done")
        return chat.recv(), spent


def _work(*lines: Connection) -> float:
    """Let workers work; gives the seconds of CPU that they needed together."""
    for line in lines:
        line.recv()
    for line in lines:
        line.send("begin")
    return float(sum(line.recv() for line in lines))


async def _promise(url: str, messages: int) -> None:
    """Enter as many people as messages, and write one to each."""
    database = Database(url)
    try:
        await filling.enter_cast(database)
        async with database.write(wake=False) as session:
            for number in range(filling.PEOPLE + 1, messages + 1):
                session.add(Person(id=number, slack_user_id=f"U{number}", name=f"Person {number}"))
        await filling.fill_outbox(database, 1, messages, state="pending")
        async with database.write(wake=False) as session:
            await run(session, "UPDATE outbox SET person_id = id")
    finally:
        await database.close()
