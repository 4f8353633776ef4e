"""`demo`: the sandbox as a process of its own, and the bot against it, with a database that lasts one showing."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

import typer

from bot import next_due
from bot.assembly import Base, open_base
from bot.demo.examples import record_examples
from bot.people import import_people
from bot.processes import bound, run
from bot.settings import Settings, SettingsError, settings_of
from bot.web import EVENTS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
START = "2026-03-02T08:45:00+01:00"
CHANNEL = "C0AGSP"
SECRETARIAT = "U0KESSLER"
START_SECONDS = 30
STOP_SECONDS = 5

WELCOME = """
The sandbox is ready: {page}
It is Monday, 2 March 2026, 08:45, in an invented city. Nothing leaves this machine,
and the next start begins anew. The bot speaks German, as its users do.

Five things to try:
  1. Choose Jonas Brandt (planner), open #agsp, type /vorhaben neu and record an intention.
  2. Press [Bedarfsabfrage starten] on its card: every office gets a message of its own.
  3. Choose Sabine Ott (Jugendamt), open the bot's message and press [Bedarf melden] or [Fehlanzeige].
  4. Press „Nächste Erinnerung“ beside the clock and look at the bot's messages to Paul Weiß, who has not answered.
  5. Choose Miriam Kessler (Geschäftsstelle): /sitzung neu, then the clock to the day before, and read the digest.

The bot's own door, for the curious: {door}/readyz and {door}/metrics
Ctrl-C ends it.
"""


async def show(port: int, *, empty: bool = False) -> None:
    """Run the demonstration with its page on `port` until it is interrupted.

    With `empty` nobody is entered but the secretariat, and nothing is recorded: a city's first day.

    Raises SettingsError when the port is taken or the sandbox cannot start.
    """
    bound("127.0.0.1", port).close()
    door = bound("127.0.0.1", 0)
    with TemporaryDirectory(prefix="agsp-demo-") as folder:
        async with _sandbox(port, door.getsockname()[1]) as (process, told):
            settings = _settings(told, Path(folder), port)
            if not empty:
                await _prepare(settings)
            bot = asyncio.create_task(
                run(settings, web=True, work=True, listener=door, ready=lambda: _welcome(told["page"], door))
            )
            ended = asyncio.create_task(process.wait())
            await asyncio.wait({bot, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not bot.done():
                bot.cancel()
                with suppress(asyncio.CancelledError):
                    await bot
                raise SettingsError("The sandbox has ended; so the demonstration ends too.")
            ended.cancel()
            await bot


@asynccontextmanager
async def _sandbox(port: int, door: int) -> AsyncIterator[tuple[Process, Mapping[str, str]]]:
    """Start the sandbox and give what it tells of itself; it ends with us."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox",
        "--port", str(port),
        "--manifest", str(ROOT / "manifest.json"),
        "--workspace", str(HERE / "workspace.toml"),
        "--events-url", f"http://127.0.0.1:{door}{EVENTS}",
        "--next-due-url", f"http://127.0.0.1:{door}{next_due.PATH}",
        "--start", START,
        cwd=ROOT, stdout=PIPE,
        start_new_session=True,  # Ctrl-C is for us: the bot stops first
    )  # fmt: skip
    try:
        yield process, await _told(process)
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:  # a browser holds its stream of events
                process.kill()
                await process.wait()


async def _told(process: Process) -> Mapping[str, str]:
    """Read the sandbox's first lines: page, API base, tokens, signing secret."""
    assert process.stdout is not None
    told: dict[str, str] = {}
    async with asyncio.timeout(START_SECONDS):
        while "signing secret" not in told:
            line = (await process.stdout.readline()).decode()
            if not line:
                raise SettingsError("The sandbox did not start; its own words are above.")
            name, _, value = line.strip().rpartition(" ")
            told[name.strip()] = value
    return told


def _settings(told: Mapping[str, str], folder: Path, port: int) -> Settings:
    return settings_of(
        {
            "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite'}",
            "SLACK_BOT_TOKEN": told["bot token"],
            "SLACK_SIGNING_SECRET": told["signing secret"],
            "SLACK_API_URL": told["API base"],
            "AGSP_CHANNEL": CHANNEL,
            "AGSP_SECRETARIAT": SECRETARIAT,
            "AGSP_CLOCK_URL": f"http://127.0.0.1:{port}/clock",
        }
    )


async def _prepare(settings: Settings) -> None:
    async with open_base(settings) as base:
        await _enter_people(base)
        await record_examples(base.database, base.catalogue, settings.calendar(), CHANNEL)


async def _enter_people(base: Base) -> None:
    done = await import_people(
        (HERE / "people.csv").read_bytes(),
        database=base.database,
        catalogue=base.catalogue,
        clock=base.clock,
        calendar=base.settings.calendar(),
        client=base.client,
        dry_run=False,
    )
    if not done.good:
        raise SettingsError(*done.lines)


def _welcome(page: str, door: socket) -> None:
    typer.echo(WELCOME.format(page=page, door=f"http://127.0.0.1:{door.getsockname()[1]}"))
