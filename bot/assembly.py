"""Put one bot together from its settings: everything is made here once and handed down."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import chat_users, network
from bot.chat_users import ChatUnreachable
from bot.clock import HttpClock, SystemClock
from bot.environment import shield
from bot.monitoring import Figures
from bot.settings import Settings, SettingsError
from handlers import translations
from handlers.app import build_app
from handlers.house import House
from handlers.phrasing import PHRASES, SURFACES
from handlers.voice import HandlerVoice
from planning.calendar import Clock
from planning.catalogue import Catalogue, CatalogueError, load
from planning.later import Later
from planning.membership import ChatUser
from reminders.delivery import Delivery
from storage import seeds
from storage.changes import change
from storage.closing_days import seed_closing_days
from storage.database import Database, async_url
from storage.migrations import is_current, upgrade

if TYPE_CHECKING:
    import httpx
else:
    httpx = Later("httpx")

REFUSED_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Base:
    """What every command works with; `client` is None without a bot token."""

    settings: Settings
    database: Database
    catalogue: Catalogue
    clock: Clock
    client: AsyncWebClient | None


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The whole bot: what answers people, and what speaks unasked."""

    base: Base
    house: House
    client: AsyncWebClient
    app: AsyncApp
    delivery: Delivery
    figures: Figures


@asynccontextmanager
async def open_base(settings: Settings, *, seeding: bool = True) -> AsyncIterator[Base]:
    """Open database, catalogue, clock and client; raises SettingsError when one of them cannot be used.

    `seeding` fills in the catalogue's offices while the database has none.
    """
    catalogue = catalogue_of(settings)
    shield(os.environ, settings.slack_api_url)
    await asyncio.to_thread(bring_up, settings)
    token = settings.secret("SLACK_BOT_TOKEN")
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url.get_secret_value())
        stack.push_async_callback(database.close)
        client = None
        if token is not None:
            session = await stack.enter_async_context(network.session())
            client = network.client(settings, network.way_out(settings), token, session)
        clock = await _clock(settings, stack)
        if seeding:
            await _seed_empty(database, catalogue, clock)
        yield Base(settings=settings, database=database, catalogue=catalogue, clock=clock, client=client)


@asynccontextmanager
async def assemble(settings: Settings) -> AsyncIterator[Bot]:
    """Make the whole bot; raises SettingsError when it cannot work with these settings."""
    async with open_base(settings) as base:
        if base.client is None:
            raise SettingsError("SLACK_BOT_TOKEN is missing; the README says where to find it.")
        house = House(
            database=base.database,
            catalogue=base.catalogue,
            calendar=settings.calendar(),
            clock=base.clock,
            policy=settings.policy(),
            channel=settings.channel,
            team=await _team(base, base.client),
            language=settings.language,
            secretariat=settings.secretariat,
            command_prefix=settings.command_prefix,
            templates=settings.templates,
        )
        await _enter_secretariat(base, base.client)
        await _seed_closing_days(base)
        texts = translations.load(settings.command_prefix)
        secret, figures = settings.secret("SLACK_SIGNING_SECRET") or "", Figures()
        voice = HandlerVoice(house, texts, PHRASES, SURFACES)
        try:
            yield Bot(
                base=base,
                house=house,
                client=base.client,
                app=build_app(house, base.client, texts, signing_secret=secret),
                delivery=Delivery(base.database, base.client, voice, settings.patience, figures),
                figures=figures,
            )
        finally:
            await house.errands.done()  # they still need database and client


def catalogue_of(settings: Settings) -> Catalogue:
    """Load the catalogue; raises SettingsError with file and line of each mistake."""
    try:
        return load(settings.catalogue)
    except CatalogueError as error:
        raise SettingsError(*(str(problem) for problem in error.problems)) from None


def bring_up(settings: Settings) -> None:
    """Migrate a SQLite file; refuse a PostgreSQL database that nobody has migrated (SettingsError)."""
    url = settings.database_url.get_secret_value()
    try:
        if async_url(url).get_backend_name() == "sqlite":
            upgrade(url)
        elif not is_current(url):
            raise SettingsError("The database is not at the newest revision. Please run: python -m bot migrate")
    except (SQLAlchemyError, OSError) as error:
        # Not the driver's words: they may repeat the password.
        raise SettingsError(f"The database in DATABASE_URL cannot be opened ({type(error).__name__}).") from None


async def _clock(settings: Settings, stack: AsyncExitStack) -> Clock:
    if settings.clock_url is None:
        return SystemClock()
    clock = await stack.enter_async_context(HttpClock(settings.clock_url))
    try:
        await clock.now()
    except httpx.HTTPError as error:
        raise SettingsError(f"AGSP_CLOCK_URL tells no time ({type(error).__name__}).") from None
    return clock


async def _seed_empty(database: Database, catalogue: Catalogue, clock: Clock) -> None:
    async with database.read() as session:
        if await seeds.has_offices(session):
            return
    async with change(database, now=await clock.now()) as c:
        await seeds.seed_offices(c, catalogue)


async def _seed_closing_days(base: Base) -> None:
    """Enter the closing days of the settings that nobody has entered before; chat can take them back."""
    if base.settings.closing_days:
        async with change(base.database, now=await base.clock.now()) as c:
            await seed_closing_days(c, base.settings.closing_days)


async def _team(base: Base, client: AsyncWebClient) -> str | None:
    """Pin the team of the first start; refuse the token of another one."""
    try:
        team = await chat_users.team_of(client)
    except ChatUnreachable as error:
        if str(error) in REFUSED_TOKEN:
            raise SettingsError(f"SLACK_BOT_TOKEN is refused ({error}); please renew it.") from None
        log.warning("chat unreachable at start", reason=str(error))
        async with base.database.read() as session:
            return await seeds.pinned_team(session)
    async with change(base.database, now=await base.clock.now()) as c:
        pinned = await seeds.pin_team(c, team)
    if pinned != team:
        raise SettingsError(
            f"This database belongs to the Slack team {pinned}, SLACK_BOT_TOKEN to {team};"
            " each team needs a database of its own."
        )
    return pinned


async def _enter_secretariat(base: Base, client: AsyncWebClient) -> None:
    """Enter whom AGSP_SECRETARIAT names; who cannot be looked up now goes by the id until somebody edits it."""
    async with base.database.read() as session:
        missing = await seeds.missing_secretariat(session, base.settings.secretariat)
    for user_id in missing:
        try:
            user = await chat_users.by_id(client, user_id)
        except ChatUnreachable as error:
            log.warning("secretariat not looked up", user=user_id, reason=str(error))
            user = ChatUser(user_id)
        if user is None:
            raise SettingsError(f"AGSP_SECRETARIAT: {user_id} is no active person in this workspace.")
        async with change(base.database, now=await base.clock.now()) as c:
            await seeds.enter_secretariat(c, user.id, user.name or user.id)
