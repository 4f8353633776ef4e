"""A rush: two doors and two workers on one PostgreSQL database, members who press, and processes that die.

The chat platform is the sandbox, in the test's own process: it survives everybody and knows what people see.
"""

import asyncio
import hashlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bot.assembly import open_base
from bot.people import import_people
from bot.settings import settings_of
from handlers.views.inquiries import NO_NEED
from handlers.views.inquiry_forms import ASK_FORM
from handlers.views.intentions import FORM
from handlers.views.request_previews import START_FORM
from reminders.delivery import Patience
from sandbox.changes import MessageChange
from sandbox.dialog import Sandbox
from sandbox.installation import Installation
from sandbox.manifest import load_manifest
from sandbox.model import Message
from tests.crash.members import Act, Crowd, Doors, Request, chosen, command, day, pressed, submission, words
from tests.postgres import free_port
from tests.processes.parts import Part

ROOT = Path(__file__).parents[2]
PEOPLE = ROOT / "bot" / "demo" / "people.csv"
WORKSPACE = ROOT / "bot" / "demo" / "workspace.toml"
MANIFEST = ROOT / "manifest.json"
MORNING = datetime.fromisoformat("2026-03-02T08:45:00+01:00")
GROUP = "C0AGSP"
LEASE = Patience.lease
QUIET = 6.0
"""Shorter than the lease, so that one bound holds for every message: what was on the wire is posted again after it."""
PATIENCE = f"timeout=5 lease={LEASE} quiet={QUIET} per_channel=0 per_minute=0"
PLANNERS = ("U0BRANDT", "U0DEMIR", "U0PFEIFFER")
DRAIN_SECONDS = 60.0
LOOK_SECONDS = 0.2
NOTICED_SECONDS = 0.5


@dataclass(frozen=True)
class Asked:
    """One office's request, which its contact will answer with "no need"."""

    inquiry: int
    user: str
    title: str


@dataclass
class Rush:
    """The whole installation, who presses, and what people saw when."""

    sandbox: Sandbox
    database_url: str
    webs: list[Part]
    workers: list[Part]
    crowd: Crowd
    dice: random.Random
    asked: list[Asked] = field(default_factory=list)
    answered: list[Asked] = field(default_factory=list)
    seen_at: dict[str, float] = field(default_factory=dict)
    """When each message was first there, by what it says."""
    killed: Counter[str] = field(default_factory=Counter)

    def see(self, change: MessageChange, message: Message, _before: Message | None) -> None:
        """Note what appears."""
        if change == "posted":
            self.seen_at.setdefault(f"{message.channel} {message.text} {message.blocks}", time.time())

    def visible_at(self, channel: str, text: str) -> float:
        """Say when a text was first visible in a channel."""
        return min(at for said, at in self.seen_at.items() if said.startswith(channel) and text in said)

    def ask_rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with closing(psycopg.connect(self.database_url)) as connection:
            return connection.execute(statement.encode()).fetchall()

    def story_of(self, channel: str, ts: str) -> str:
        """Tell what became of a message until it stood there, from its row and from what the workers said."""
        where = f"channel = '{channel}' AND ts = '{ts}'"
        rows = self.ask_rows(
            f"SELECT key, attempts, fence, sending_since, sent_at FROM outbox WHERE {where}"
        )  # our own words
        said = [line for part in self.workers for line in part.said.splitlines()]
        return "\n".join([str(rows), *sorted(line for line in said if any(row[0] in line for row in rows))])

    async def press(self, kind: str, number: int) -> None:
        """Let one member do one thing."""
        match kind:
            case "intention":
                await self.crowd.insist(kind, self.recording, f"i{number}", asyncio.sleep)
            case "question":
                asked = self.dice.choice(self.asked + self.answered)
                await self.crowd.insist(kind, lambda name: question(asked, name), f"q{number}", asyncio.sleep)
            case "answer" if self.asked:
                asked = self.asked.pop(self.dice.randrange(len(self.asked)))
                await self.crowd.insist(kind, lambda name: self.no_need(asked, name), f"n{number}", asyncio.sleep)
                self.answered.append(asked)
            case _:
                await self.crowd.insist("look", self.looking, f"l{number}", asyncio.sleep)

    def recording(self, name: str) -> Request:
        """Record an intention under a title that resembles no other."""
        fields = {"title": words(title_of(name)), "district": chosen("bad-cannstatt"), "lead_id": chosen("2")}
        fields |= {"stage": chosen("interessenbekundung"), "route": chosen("unknown")}
        return submission(self.dice.choice(PLANNERS), FORM, "", fields, name=name, accepted=title_of(name))

    def no_need(self, asked: Asked, name: str) -> Request:
        """Press "no need" below the request."""
        channel = self.sandbox.workspace.open_im(asked.user).id
        ts = next(
            one.ts for one in self.sandbox.workspace.messages(channel) if asked.title in f"{one.text}{one.blocks}"
        )
        return pressed(asked.user, NO_NEED, str(asked.inquiry), name, channel=channel, ts=ts)

    def looking(self, _name: str) -> Request:
        """Open the list of intentions."""
        user = self.dice.choice(PLANNERS)
        return command(user, "/vorhaben", "", self.sandbox.backend.triggers.issue(user))

    async def rename(self, number: int) -> None:
        """Let the chat tell that somebody has another name."""
        name = f"Claudia {title_of(f'r{number}')}"
        self.sandbox.workspace.people["U0VOGT"].real_name = name
        user = {"id": "U0VOGT", "team_id": "T0AGSP", "name": "vogt", "profile": {"real_name": name}}
        await self.crowd.tell("rename", {"type": "user_change", "user": user}, f"rename{number}", asyncio.sleep)

    async def kill_one_of_each(self) -> None:
        """Kill a door and a worker at random, begin them again, and wait until both are back."""
        doors, number = self.crowd.doors, self.dice.randrange(len(self.webs))
        victims = [self.webs[number], self.dice.choice(self.workers)]
        for part in victims:
            part.kill()
            self.killed[part.command] += 1
            part.start()
        # A load balancer notices after a moment, and sends nobody there until the door is ready.
        await asyncio.sleep(self.dice.uniform(0, NOTICED_SECONDS))
        door = doors.urls.pop(number)
        for part in victims:
            await part.ready()
        doors.urls.insert(number, door)

    async def replace_one_of_each(self) -> None:
        """Begin a new version before the old one is asked to stop, as an administrator does without any outage."""
        doors = self.crowd.doors
        port = free_port()
        new = [self.webs[0].successor(PORT=str(port)), self.workers[0].successor()]
        for part in new:
            part.start()
        for part in new:
            await part.ready()
        # A load balancer knows the new door before the old one closes, and lets what is under way there end.
        left, doors.urls = doors.urls[0], [*doors.urls[1:], door_at(port)]
        old = [self.webs.pop(0), self.workers.pop(0)]
        self.webs.append(new[0])
        self.workers.append(new[1])
        await doors.nobody_is_at(left)
        for part in old:
            assert await part.stop() == 0, part.said

    async def stop_amid_an_answer(self) -> Act:
        """Ask a door to stop while it waits for the chat to open somebody's form; gives what became of the form."""
        self.crowd.doors.urls = self.crowd.doors.urls[-1:]
        earlier = max(one.number for one in self.sandbox.wire.entries())  # the log forgets: counting would not do
        self.sandbox.faults.next("views.open", "late", seconds=1.5)
        looking = asyncio.create_task(self.crowd.insist("look", self.looking, "last", asyncio.sleep))
        for _ in range(int(DRAIN_SECONDS / LOOK_SECONDS)):
            if any(one.number > earlier for one in self.sandbox.wire.entries("views.open")):
                break
            await asyncio.sleep(LOOK_SECONDS)
        assert not looking.done()
        assert await self.webs[-1].stop() == 0
        return await looking

    async def all_is_said(self) -> None:
        """Wait until nothing is open and nothing shows an old state."""
        open_rows = "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'cancelled')"
        stale = "SELECT count(*) FROM surface WHERE wanted_rev <> shown_rev AND kind <> 'home'"
        left: tuple[Any, ...] = ()
        for _ in range(int(DRAIN_SECONDS / LOOK_SECONDS)):
            left = self.ask_rows(f"SELECT ({open_rows}), ({stale})")[0]
            if left == (0, 0):
                return
            await asyncio.sleep(LOOK_SECONDS)
        waiting = self.ask_rows(
            "SELECT key, state, reason, attempts, not_before, lease_until, sending_since, now() FROM outbox"
            " WHERE state NOT IN ('sent', 'cancelled')"
        )
        known = {str(key) for key, *_ in waiting}
        told = [line for part in self.workers for line in part.said.splitlines() if any(key in line for key in known)]
        raise AssertionError(f"{left[0]} messages are open, {left[1]} surfaces show an old state: {waiting}\n{told}")


def title_of(name: str) -> str:
    """Make a title from a name, unlike every other: similar ones would be taken for the same intention."""
    digest = hashlib.sha256(name.encode()).digest()
    return "".join(chr(ord("a") + one % 26) for one in digest[:20]).capitalize()


def question(asked: Asked, name: str) -> Request:
    """Ask the project lead something."""
    fields = {"text": words(f"{name}z")}
    return submission(asked.user, ASK_FORM, str(asked.inquiry), fields, name=name, accepted="Ihre Frage ist unterwegs")


def door_at(port: int) -> str:
    """Give the address of a door."""
    return f"http://127.0.0.1:{port}/slack/events"


def asking(intention: str, name: str) -> Request:
    """Ask all offices what they need for an intention."""
    fields = {"due": day("2026-03-16"), "remark": words("")}
    return submission(PLANNERS[0], START_FORM, intention, fields, name=name)


@asynccontextmanager
async def rush(
    context: ForkServerContext, database_url: str, folder: Path, dice: random.Random, *, rounds: int
) -> AsyncIterator[Rush]:
    """Found the city, open two doors, let two workers work, and ask all offices in some rounds."""
    manifest = load_manifest(MANIFEST)
    # The administrator lets the bot read the group's channel, so that it can settle every doubt by itself.
    scopes = (*manifest.bot_scopes, "channels:history")
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(
            Sandbox.start(
                manifest=manifest, workspace=WORKSPACE, start=MORNING, installation=Installation(scopes=scopes)
            )
        )
        sandbox.backend.triggers.lifetime = 60.0  # a busy machine is no reason to refuse a form
        ports = [free_port(), free_port()]
        webs = [_part(context, "serve", sandbox, database_url, folder / f"web{p}", PORT=str(p)) for p in ports]
        workers = [_part(context, "work", sandbox, database_url, folder / f"worker{n}") for n in range(2)]
        await _members(webs[0].environment)
        for part in (*webs, *workers):
            stack.callback(part.end)
            part.start()
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        doors = Doors([door_at(p) for p in ports], sandbox.signing_secret, client, dice)
        own = Rush(sandbox, database_url, webs, workers, Crowd(doors), dice)
        sandbox.workspace.observe(own.see)
        for part in (*webs, *workers):
            await part.ready()
        await _ask_all(own, rounds)
        yield own


def _part(
    context: ForkServerContext, name: str, sandbox: Sandbox, database_url: str, folder: Path, **more: str
) -> Part:
    folder.mkdir(exist_ok=True)
    environment = {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_API_URL": sandbox.api_url,
        "AGSP_CHANNEL": GROUP,
        "AGSP_SECRETARIAT": "U0KESSLER",
        "AGSP_CLOCK_URL": f"{sandbox.url}/clock",
        "AGSP_HOST": "127.0.0.1",
        "AGSP_PATIENCE": PATIENCE,
    }
    return Part(name, environment | more, folder / "log")


async def _members(environment: dict[str, str]) -> None:
    async with open_base(settings_of(environment)) as base:
        done = await import_people(
            PEOPLE.read_bytes(),
            database=base.database,
            catalogue=base.catalogue,
            clock=base.clock,
            calendar=base.settings.calendar(),
            client=None,
            dry_run=False,
        )
    assert done.good, done.lines


async def _ask_all(own: Rush, rounds: int) -> None:
    for number in range(1, rounds + 1):
        await own.press("intention", 1000 + number)
        await own.crowd.insist("start", partial(asking, str(number)), f"s{number}", asyncio.sleep)
    assert all(act.presses[-1].accepted for act in own.crowd.acts), own.crowd.acts
    await own.all_is_said()
    rows = own.ask_rows(
        "SELECT inquiry.id, slack_user_id, title FROM inquiry JOIN person ON person.id = contact_id"
        " JOIN intention ON intention.id = intention_id ORDER BY inquiry.id"
    )
    own.asked = [Asked(*row) for row in rows]


def marks(sandbox: Sandbox) -> Iterator[str]:
    """Give the mark of every message of the bot that anybody sees."""
    for channel in sandbox.workspace.channels:
        for message in sandbox.workspace.messages(channel):
            if message.metadata and message.ephemeral_for is None:
                yield message.metadata["event_payload"]["mark"]
