"""What a process does until it is told to stop: answer people (web or Socket Mode), work (clock and delivery)."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial

import structlog
import uvicorn
from starlette.applications import Starlette

from bot import monitoring, next_due, socket_mode
from bot.assembly import Bot, assemble
from bot.chat_standing import ChatStanding
from bot.settings import Settings, SettingsError
from bot.stopping import stopping
from bot.web import Guard, to_bolt, web_app
from reminders.confirmations import ask_monthly
from reminders.ticks import finish_rounds, forget_leavers, hold_meetings, plan_digests, plan_morning_notes, show_trouble
from reminders.timetable import Intervals, Timetable

STOP_SECONDS = 10
"""How long a stopping door finishes its answers, for which Slack waits three; then the delivery finishes its calls."""

TICKS = (finish_rounds, hold_meetings, plan_digests, plan_morning_notes, show_trouble, forget_leavers)

log = structlog.get_logger(__name__)


def nothing() -> None:
    """Do nothing when the bot is ready."""


async def run(
    settings: Settings,
    *,
    web: bool,
    work: bool,
    listener: socket.socket | None = None,
    ready: Callable[[], None] = nothing,
) -> None:
    """Run until SIGTERM or SIGINT; raises SettingsError when it cannot start.

    `listener` is a bound socket to serve on; without one it is bound as the settings say.
    """
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        stack.enter_context(stopping(stop))
        app_token = settings.secret("SLACK_APP_TOKEN") if web else None
        if web and app_token is None and settings.secret("SLACK_SIGNING_SECRET") is None:
            raise SettingsError("SLACK_SIGNING_SECRET is missing (or SLACK_APP_TOKEN, for Socket Mode).")
        if web and listener is None:
            listener = bound(_host(settings, by_socket=app_token is not None), settings.port)
        if work and not web and settings.work_port is not None:
            listener = bound(settings.host or "127.0.0.1", settings.work_port)
        bot = await stack.enter_async_context(assemble(settings))
        if work:
            await stack.enter_async_context(_working(bot))
        if listener is not None:
            door = web and app_token is None
            await stack.enter_async_context(_serving(_app(bot, by_socket=not door), listener))
        if app_token is not None:
            await stack.enter_async_context(socket_mode.connected(bot.app, bot.client, app_token))
        gc.freeze()  # listeners, texts and tables stay; looking through them for garbage was a tenth of the work
        log.info("started", web=web, work=work, socket_mode=app_token is not None)
        ready()
        await stop.wait()
        log.info("stopping")


def bound(host: str, port: int) -> socket.socket:
    """Bind a socket; raises SettingsError when the port is taken. Port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends small answers at once; else each waits 40 ms (measured).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # who knocks while the rest is made waits a moment
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Port {port} cannot be used ({error.strerror}); choose another one with PORT or --port."
        ) from None
    return listener


def _host(settings: Settings, *, by_socket: bool) -> str:
    """Slack must reach the door; in Socket Mode there is none, and the rest is for this machine."""
    if settings.host is not None:
        return settings.host
    return "127.0.0.1" if by_socket else "0.0.0.0"  # noqa: S104  # platforms reach a process by its outer address


def _app(bot: Bot, *, by_socket: bool) -> Starlette:
    settings, figures = bot.base.settings, bot.figures
    url = settings.database_url.get_secret_value()
    secret = settings.secret("SLACK_SIGNING_SECRET")
    return web_app(
        [
            *monitoring.routes(bot.base.database, url, bot.base.clock, figures),
            *next_due.routes(bot.house, movable=settings.clock_url is not None),
        ],
        guard=None if by_socket or secret is None else Guard(secret),
        dispatch=to_bolt(bot.app),
        count=lambda status: figures.requests.labels(str(status)).inc(),
    )


class _Server(uvicorn.Server):
    """Leaves the signals to the process, which has more to stop than the web server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def _serving(app: Starlette, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=STOP_SECONDS,
        lifespan="off", h11_max_incomplete_event_size=64 * 1024,
    )  # fmt: skip
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def beats(settings: Settings) -> Intervals:
    """Say how often to look what is due: within a second where somebody moves the clock and waits to see it."""
    return Intervals() if settings.clock_url is None else Intervals(ticks=0.5)


@asynccontextmanager
async def _working(bot: Bot) -> AsyncIterator[None]:
    house = bot.house
    monthly = partial(ask_monthly, catalogue=house.catalogue)
    ticks = [partial(tick, house.database, house.calendar, house.policy) for tick in (*TICKS, monthly)]
    standing = ChatStanding(house, bot.client)
    timetable = Timetable(
        house.database, house.clock, bot.delivery, [*ticks, standing.refresh], intervals=beats(bot.base.settings)
    )
    await timetable.start()
    try:
        yield
    finally:
        await timetable.stop()
