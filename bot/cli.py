"""The command line: `python -m bot …`; every mistake of a person is a sentence, never a traceback."""

import asyncio
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import cli_lists, cli_operating, logs
from bot.assembly import open_base
from bot.demo.show import show
from bot.people import Import, import_people
from bot.processes import run as run_process
from bot.settings import Settings, SettingsError, read_settings
from storage import seeds
from storage.changes import change
from storage.migrations import upgrade

MISTAKE = 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A Slack bot for a city's social-planning working group.",
)
people = typer.Typer(no_args_is_help=True, help="Members of the group.")
app.add_typer(people, name="people")
app.add_typer(cli_lists.intentions, name="intentions")
app.add_typer(cli_lists.results, name="results")
app.add_typer(cli_lists.figures, name="figures")
app.add_typer(cli_operating.outbox, name="outbox")
app.command()(cli_operating.doctor)
app.command("manifest")(cli_operating.print_manifest)
app.command()(cli_operating.backup)
app.command()(cli_operating.recover)
app.command()(cli_operating.reindex)


def main() -> None:
    """Do what the command line says; settings that cannot work end in a sentence and exit code 2."""
    try:
        app()
    except SettingsError as error:
        for sentence in error.sentences:
            typer.echo(sentence, err=True)
        sys.exit(MISTAKE)


@app.command()
def demo(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port of the page.")] = 3000,
    empty: Annotated[bool, typer.Option("--empty", help="As on the first day: nobody but the secretariat.")] = False,
) -> None:
    """Play the whole job in a browser: an invented workspace with the bot in it, no Slack account needed."""
    logs.configure(level=logging.WARNING)  # the five things to try stay in sight
    asyncio.run(show(port, empty=empty))


@app.command()
def serve() -> None:
    """Answer people: HTTP at PORT, or Socket Mode when SLACK_APP_TOKEN is set. Needs a `work` beside it."""
    asyncio.run(run_process(_settings(), web=True, work=False))


@app.command()
def work() -> None:
    """Let the clock tick and bring messages out; any number on PostgreSQL, one on a SQLite file."""
    asyncio.run(run_process(_settings(), web=False, work=True))


@app.command()
def run() -> None:
    """Do both in one process: `serve` and `work`."""
    asyncio.run(run_process(_settings(), web=True, work=True))


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision."""
    settings = _settings()
    upgrade(settings.database_url.get_secret_value())
    typer.echo("The database is at the newest revision.")


@app.command()
def seed() -> None:
    """Add the catalogue's offices that the database lacks; what was edited since stays as it is."""
    typer.echo(f"Offices added: {asyncio.run(_seed(_settings()))}.")


@people.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV with a heading.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, change nothing.")] = False,
) -> None:
    """Enter members from a table: slack_user_id,email,name,phone,office,roles,deputy.

    Id or e-mail suffices. An empty cell leaves what is entered, a dash clears it. All rows or none.
    """
    done = asyncio.run(_import(_settings(), file.read_bytes(), dry_run))
    for line in done.lines:
        typer.echo(line, err=not done.good)
    if not done.good:
        raise typer.Exit(1)


def _settings() -> Settings:
    settings = read_settings()
    logs.configure(settings.log_format)
    return settings


async def _seed(settings: Settings) -> int:
    async with open_base(settings, seeding=False) as base, change(base.database, now=await base.clock.now()) as c:
        return await seeds.seed_offices(c, base.catalogue)


async def _import(settings: Settings, content: bytes, dry_run: bool) -> Import:
    async with open_base(settings) as base:
        return await import_people(
            content,
            database=base.database,
            catalogue=base.catalogue,
            clock=base.clock,
            calendar=base.settings.calendar(),
            client=base.client,
            dry_run=dry_run,
        )
