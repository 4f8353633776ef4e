"""The commands that bring in a city's own lists, and the templates for them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.assembly import open_base
from bot.cli_operating import settings_or_sentence
from bot.lists import Import, import_list
from bot.settings import Settings
from handlers import translations
from handlers.speech import Speech
from handlers.views.figure_tables import figures_csv
from handlers.views.list_templates import template, template_csv
from planning.intention_import import COLUMNS as INTENTION_COLUMNS
from planning.result_import import COLUMNS as RESULT_COLUMNS
from storage.figures import all_versions, in_force
from storage.people import offices

intentions = typer.Typer(no_args_is_help=True, help="Intentions from the city's own list.")
results = typer.Typer(no_args_is_help=True, help="Open results from the city's own list.")
figures = typer.Typer(no_args_is_help=True, help="Key figures as a table.")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV or XLSX with a heading.")]
Target = Annotated[Path, typer.Argument(dir_okay=False, help="Where to write it: .xlsx or .csv.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, change nothing.")]


@intentions.command("import")
def import_intentions(file: File, dry_run: DryRun = False) -> None:
    """Bring in intentions: all lines or none, silently. The same list again changes nothing."""
    _import(file, "intentions", dry_run)


@results.command("import")
def import_results(file: File, dry_run: DryRun = False) -> None:
    """Bring in open results: all lines or none, silently. The same list again changes nothing."""
    _import(file, "results", dry_run)


@figures.command("import")
def import_figures(file: File, dry_run: DryRun = False) -> None:
    """Add new versions of key figures: all lines or none. The same table again changes nothing."""
    _import(file, "figures", dry_run)


@figures.command("export")
def export_figures(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write it, as CSV.")],
    every: Annotated[bool, typer.Option("--all", help="Every version instead of those in force.")] = False,
) -> None:
    """Write the key figures as a table that can be brought in again."""
    file.write_bytes(asyncio.run(_exported(settings_or_sentence(), every)))


@intentions.command("template")
def intentions_template(file: Target) -> None:
    """Write the template for a list of intentions."""
    file.write_bytes(asyncio.run(_template(settings_or_sentence(), "intentions", file.suffix)))


@results.command("template")
def results_template(file: Target) -> None:
    """Write the template for a list of open results."""
    file.write_bytes(asyncio.run(_template(settings_or_sentence(), "results", file.suffix)))


def _import(file: Path, what: str, dry_run: bool) -> None:
    done = asyncio.run(_imported(settings_or_sentence(), file, what, dry_run))
    for line in done.lines:
        typer.echo(line, err=not done.good)
    if not done.good:
        raise typer.Exit(1)


async def _imported(settings: Settings, file: Path, what: str, dry_run: bool) -> Import:
    async with open_base(settings) as base:
        content = await asyncio.to_thread(file.read_bytes)

        def tell(line: str) -> None:
            typer.echo(line, err=True)

        return await import_list(base, content, what, name=file.name, dry_run=dry_run, tell=tell)


async def _exported(settings: Settings, every: bool) -> bytes:
    calendar = settings.calendar()
    async with open_base(settings) as base:
        async with base.database.read() as session:
            rows = [one for of in (await all_versions(session, base.catalogue)).values() for one in of]
            if not every:
                today = calendar.today(await base.clock.now())
                rows = list((await in_force(session, base.catalogue, today)).values())
        return figures_csv(Speech(translations.load()["de"], calendar.zone), rows)


async def _template(settings: Settings, what: str, suffix: str) -> bytes:
    columns = INTENTION_COLUMNS if what == "intentions" else RESULT_COLUMNS
    if suffix.lower() == ".csv":
        return template_csv(columns)
    async with open_base(settings) as base:
        async with base.database.read() as session:
            names = [office.name for office in await offices(session)]
        speech = Speech(translations.load()["de"], settings.calendar().zone)
        return template(speech, base.catalogue, columns, names)
