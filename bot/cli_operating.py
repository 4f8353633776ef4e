"""The operator's commands: what waits, what was backed up, what was restored, what must be repaired."""

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot import logs
from bot import outbox as messages
from bot.assembly import open_base
from bot.backup import POSTGRES, BackupError, copy_sqlite
from bot.doctor.examination import examine
from bot.doctor.findings import Grade, fault, lines
from bot.environment import shield
from bot.manifest import manifest
from bot.settings import Settings, SettingsError, read_settings
from storage.changes import change
from storage.database import async_url
from storage.installation import backed_up, installation
from storage.outbox import OutboxState
from storage.recovering import Recovered
from storage.recovering import recover as recover_now
from storage.search import rebuild

outbox = typer.Typer(no_args_is_help=True, help="Messages that wait or did not arrive.")

Key = Annotated[str, typer.Argument(help="The message's key, as `outbox list` shows it.")]


@outbox.command("list")
def list_messages(
    state: Annotated[OutboxState | None, typer.Option(help="Only this state; settled ones, too.")] = None,
) -> None:
    """List what is in trouble and what is due and still waits, with the reason; at most 50 of each."""
    for line in asyncio.run(_list(settings_or_sentence(), state)):
        typer.echo(line)


@outbox.command("show")
def show_message(key: Key) -> None:
    """Show one message: to whom, since when, why; never what it says."""
    lines = asyncio.run(_show(settings_or_sentence(), key))
    if lines is None:
        _refuse(f"There is no message with the key {key}.")
    for line in lines:
        typer.echo(line)


@outbox.command("retry")
def retry_message(key: Key) -> None:
    """Send a message in trouble after all; one that was uncertain may then be read twice."""
    if not asyncio.run(_retry(settings_or_sentence(), key)):
        _refuse(f"{key} is not in trouble (or does not exist), so it was left alone.")
    typer.echo("It will be sent again.")


@outbox.command("cancel")
def cancel_message(
    key: Key, reason: Annotated[str, typer.Option(help="Why, for the record; at most 300 characters.")]
) -> None:
    """Give a message up for good."""
    if not asyncio.run(_cancel(settings_or_sentence(), key, reason)):
        _refuse(f"{key} is on its way, settled, or does not exist, so it was left alone.")
    typer.echo("It will not be sent.")


def backup(
    file: Annotated[Path | None, typer.Argument(dir_okay=False, help="The copy; must not exist yet.")] = None,
    record: Annotated[bool, typer.Option("--record", help="Only note that a backup has been made now.")] = False,
) -> None:
    """Copy a SQLite database beside the running bot; for PostgreSQL say how. docs/operating.md: the way back."""
    settings = settings_or_sentence()
    url = async_url(settings.database_url.get_secret_value())
    if not record:
        if url.get_backend_name() == "postgresql":
            _refuse(POSTGRES.format(target=file or "agsp.dump"))
        if file is None:
            _refuse("Please name the file: python -m bot backup FILE")
        try:
            done = copy_sqlite(url, file)
        except BackupError as error:
            _refuse(str(error))
        typer.echo(f"{done.file}: {done.size} bytes, integrity check: ok.")
    asyncio.run(_record(settings))


def recover() -> None:
    """After restoring a backup, before anything starts: let nobody hear twice what was said since the backup."""
    done = asyncio.run(_recover(settings_or_sentence()))
    typer.echo(f"Restored up to {done.watermark:%Y-%m-%d %H:%M} UTC.")
    typer.echo(f"Messages that may have been said and are looked for first: {done.doubted}. Due later: {done.later}.")
    typer.echo("Now start the bot. What it cannot find out stays in `python -m bot outbox list`.")


def reindex() -> None:
    """Write the search index anew from what is stored; it follows by itself, so this is for repairs only."""
    typer.echo(f"The search knows {asyncio.run(_reindex(settings_or_sentence()))} entries.")


def doctor(
    probe: Annotated[
        bool, typer.Option("--probe-slack", help="Measure in the workspace, with messages that are deleted again.")
    ] = False,
    installed: Annotated[
        Path | None,
        typer.Option(
            "--manifest", exists=True, dir_okay=False, help="Compare with what the app's page exports (JSON)."
        ),
    ] = None,
) -> None:
    """Look at everything the bot needs; each finding says what to do. Exit code 1 when something must be done."""
    try:
        settings = settings_or_sentence()
    except SettingsError as error:
        found = [
            fault("settings", sentence, "Correct it; .env.example explains each one.") for sentence in error.sentences
        ]
    else:
        shield(os.environ, settings.slack_api_url)
        found = asyncio.run(examine(settings, probing=probe, installed=_exported(installed)))
    for line in lines(found):
        typer.echo(line)
    if any(finding.grade is Grade.FAULT for finding in found):
        raise typer.Exit(1)


def print_manifest(
    url: Annotated[str | None, typer.Option(help="Public address of the bot, for HTTP instead of Socket Mode.")] = None,
) -> None:
    """Print the app manifest that fits: AGSP_COMMAND_PREFIX before each command, Socket Mode or an address."""
    settings = settings_or_sentence()
    try:
        made = manifest(settings.command_prefix, url)
    except ValueError as error:
        _refuse(f"--url: {error}.")
    typer.echo(json.dumps(made, ensure_ascii=False, indent=2))


def _exported(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        read = None
    if not isinstance(read, dict):
        _refuse(f"{file} is no manifest in JSON form; export it on the app's page, App Manifest, JSON.")
    return read


def settings_or_sentence() -> Settings:
    """Read the settings and set up the log; raises SettingsError."""
    settings = read_settings()
    logs.configure(settings.log_format)
    return settings


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


async def _list(settings: Settings, state: OutboxState | None) -> list[str]:
    async with open_base(settings, seeding=False) as base:
        return await messages.listed(base.database, await base.clock.now(), state)


async def _show(settings: Settings, key: str) -> list[str] | None:
    async with open_base(settings, seeding=False) as base:
        return await messages.shown(base.database, key)


async def _retry(settings: Settings, key: str) -> bool:
    async with open_base(settings, seeding=False) as base:
        return await messages.retried(base.database, await base.clock.now(), key)


async def _cancel(settings: Settings, key: str, reason: str) -> bool:
    async with open_base(settings, seeding=False) as base:
        return await messages.cancelled(base.database, await base.clock.now(), key, reason)


async def _record(settings: Settings) -> None:
    async with open_base(settings, seeding=False) as base, change(base.database, now=await base.clock.now()) as c:
        await installation(c.session, c.now)
        await backed_up(c.session)


async def _reindex(settings: Settings) -> int:
    async with open_base(settings, seeding=False) as base, base.database.write() as session:
        return await rebuild(session)


async def _recover(settings: Settings) -> Recovered:
    async with open_base(settings, seeding=False) as base, change(base.database, now=await base.clock.now()) as c:
        return await recover_now(c)
