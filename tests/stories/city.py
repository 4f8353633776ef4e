"""A city for stories: the real bot behind its real door, the sandbox as Slack, one clock for both.

Everything runs in the test's own loop over real sockets and signed requests. `at` moves the clock
and lets the bot do what it would have done by then: its ticks, then its delivery.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.manifest import manifest
from bot.people import import_people
from bot.web import EVENTS, Guard, to_bolt, web_app
from handlers.app import build_app
from handlers.house import House
from handlers.phrasing import PHRASES, SURFACES
from handlers.voice import HandlerVoice
from planning.calendar import WorkingCalendar
from planning.policy import Policy
from reminders import ticks
from reminders.confirmations import ask_monthly
from reminders.delivery import Delivery, Patience
from sandbox.clock import SandboxClock
from sandbox.dialog import Actor, Sandbox
from sandbox.server import serving
from storage.changes import change
from storage.database import Database
from storage.seeds import seed_offices
from tests import shipped
from tests.stories.cast import PEOPLE, WORKSPACE

BERLIN = ZoneInfo("Europe/Berlin")
GROUP = "C0AGSP"
UNHURRIED = 30.0
"""Seconds of real time that a story allows where Slack allows three."""
TICKS = (
    ticks.hold_meetings,
    ticks.finish_rounds,
    ticks.plan_digests,
    ticks.plan_morning_notes,
    ticks.show_trouble,
    ticks.forget_leavers,
)


@dataclass
class BusinessClock:
    """The sandbox's clock as the bot sees it."""

    clock: SandboxClock

    async def now(self) -> datetime:
        """Give the story's present."""
        return self.clock.now()


@dataclass
class City:
    """The whole installation; people are found by their names."""

    sandbox: Sandbox
    database: Database
    delivery: Delivery
    house: House

    def __getitem__(self, name: str) -> Actor:
        """Give the person of this full name."""
        return self.sandbox.person(name)

    async def deliver(self) -> None:
        """Let everything that was promised so far go out."""
        await self.sandbox.settled()
        await self.delivery.run_once(self.sandbox.clock.now())
        await self.sandbox.settled()

    async def at(self, day: str, clock: str = "08:30") -> None:
        """Move to a day (dd.mm.yyyy) and time, and let the bot do what is due then."""
        on = datetime.strptime(day, "%d.%m.%Y").date()  # noqa: DTZ007  # only the date is used
        moment = datetime.combine(on, time.fromisoformat(clock), tzinfo=BERLIN)
        self.sandbox.clock.jump(moment)
        now = self.sandbox.clock.now()
        for tick in (*TICKS, partial(ask_monthly, catalogue=self.house.catalogue)):
            await tick(self.database, self.house.calendar, self.house.policy, now)
        await self.deliver()


@asynccontextmanager
async def city(
    database_url: str, start: str = "02.03.2026 09:00", prefix: str = "", people: bytes | None = None
) -> AsyncIterator[City]:
    """Found a city on an empty migrated database: offices from the catalogue, the cast (or `people`) as members."""
    morning = datetime.strptime(start, "%d.%m.%Y %H:%M").replace(tzinfo=BERLIN)
    loaded = shipped.catalogue()
    async with (
        closing(database_url) as database,
        Sandbox.start(manifest=manifest(prefix), workspace=WORKSPACE, start=morning) as sandbox,
        aiohttp.ClientSession() as http,
    ):
        # Slack's three seconds are proved with the sandbox itself; a busy machine must not end a story.
        sandbox.backend.link.ack_seconds = sandbox.backend.triggers.lifetime = UNHURRIED
        house = House(
            database=database,
            catalogue=loaded,
            calendar=WorkingCalendar(BERLIN),
            clock=BusinessClock(sandbox.clock),
            policy=Policy(),
            channel=GROUP,
            secretariat=("U0KESSLER",),
            command_prefix=prefix,
        )
        client = AsyncWebClient(
            token=sandbox.bot_token, base_url=sandbox.api_url, session=http, retry_handlers=[], timeout=10
        )
        await settle(database, house, client, people or PEOPLE.read_bytes())
        texts = shipped.texts(prefix)
        app = build_app(house, client, texts, signing_secret=sandbox.signing_secret)
        voice = HandlerVoice(house, texts, PHRASES, SURFACES)
        delivery = Delivery(database, client, voice, Patience(quiet=0.0, per_channel=0.0))
        door = web_app([], guard=Guard(sandbox.signing_secret), dispatch=to_bolt(app))
        async with serving(door) as url:
            sandbox.connect(url + EVENTS)
            yield City(sandbox, database, delivery, house)


@asynccontextmanager
async def closing(database_url: str) -> AsyncIterator[Database]:
    """Open a database and close it, whatever happens in between."""
    database = Database(database_url)
    try:
        yield database
    finally:
        await database.close()


async def settle(database: Database, house: House, client: AsyncWebClient, people: bytes) -> None:
    """Enter the offices and the people, as an administrator does."""
    async with change(database, now=await house.clock.now()) as c:
        await seed_offices(c, house.catalogue)
    done = await import_people(
        people, database=database, catalogue=house.catalogue, clock=house.clock, calendar=house.calendar, client=client,
        dry_run=False,
    )  # fmt: skip
    assert done.good, "\n".join(done.lines)
