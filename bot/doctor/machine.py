"""The machine's part: settings, database, clocks, catalogue, templates."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackObjectFormationError
from sqlalchemy.exc import SQLAlchemyError

from bot.assembly import catalogue_of
from bot.doctor.findings import Finding, fault, fine, hint
from bot.doctor.templates import Template, templates
from bot.settings import Settings, SettingsError
from handlers import translations
from handlers.documents.letterhead import TemplateBroken
from handlers.documents.paper import SAMPLE
from handlers.speech import Speech
from planning.files import FileKind
from planning.later import Later
from storage.database import Session, async_url
from storage.health import database_time
from storage.migrations import is_current

if TYPE_CHECKING:
    from handlers.documents import pdf, word
else:
    pdf = Later("handlers.documents.pdf")
    word = Later("handlers.documents.word")

MOST_DIFFERENCE = timedelta(seconds=2)
"""Beyond it, leases and signatures go by times that disagree."""
FOR_OTHERS = 0o077


def settings(given: Settings) -> list[Finding]:
    """Look at what the administrator has set; what is malformed was refused before."""
    found = []
    if given.secret("SLACK_BOT_TOKEN") is None:
        found.append(fault("settings", "SLACK_BOT_TOKEN is missing.", "Install the app; the token is on its page."))
    if given.secret("SLACK_APP_TOKEN") is None and given.secret("SLACK_SIGNING_SECRET") is None:
        remedy = "Set SLACK_APP_TOKEN (Socket Mode, no open port) or SLACK_SIGNING_SECRET (HTTP)."
        found.append(fault("settings", "Slack cannot reach the bot.", remedy))
    if given.clock_url is not None:
        found.append(hint("settings", f"The time is told by {given.clock_url}.", "Unset AGSP_CLOCK_URL in real use."))
    return found or [fine("settings", "All that is needed is set.")]


def catalogue(given: Settings) -> list[Finding]:
    """Load the catalogue as the bot would."""
    try:
        loaded = catalogue_of(given)
    except SettingsError as error:
        return [fault("catalogue", sentence, "Correct the file at this line.") for sentence in error.sentences]
    return [fine("catalogue", f"{len(loaded.offices)} offices, no mistakes.")]


def drawing(given: Settings) -> list[Finding]:
    """Draw the templates as people get them; what slack_sdk refuses, Slack would refuse too."""
    try:
        drawn = drawn_templates(given)
    except SettingsError:
        return []  # the catalogue has been found faulty before
    except (SlackObjectFormationError, KeyError, ValueError) as error:
        return [
            fault("templates", f"A form cannot be drawn ({type(error).__name__}: {error}).", "Check AGSP_CATALOGUE.")
        ]
    return [fine("templates", f"{len(drawn)} forms and messages can be drawn in {given.language!r}.")]


def word_templates(given: Settings) -> list[Finding]:
    """Fill each Word template of the city with a sample, as it is filled for the file, and lay out its PDF."""
    found = []
    for path in dict.fromkeys(word.template_of(kind, given.templates) for kind in FileKind):
        kind = next(one for one in FileKind if word.template_of(one, given.templates) == path)
        try:
            word.docx(SAMPLE, kind, given.templates)
        except TemplateBroken as broken:
            found.append(fault("documents", str(broken), "Correct it in Word, or take it out of AGSP_TEMPLATES."))
        else:
            found.append(fine("documents", f"{path.name} can be filled."))
    try:
        pdf.pdf(SAMPLE, datetime.now(UTC), given.templates)
    except TemplateBroken as broken:
        found.append(fault("documents", str(broken), "Correct the letterhead, or take it out of AGSP_TEMPLATES."))
    else:
        found.append(fine("documents", "The PDF can be laid out with its letterhead."))
    return found


def drawn_templates(given: Settings) -> Mapping[str, Template]:
    """Draw the templates with the city's catalogue and language; raises SettingsError without a catalogue."""
    calendar = given.calendar()
    speech = Speech(translations.load(given.command_prefix)[given.language], calendar.zone)
    return templates(speech, catalogue_of(given), calendar.today(datetime.now(UTC)))


def schema(given: Settings) -> list[Finding]:
    """Look whether the database answers and has the newest tables; a missing file is not made."""
    url = given.database_url.get_secret_value()
    parsed = async_url(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    if sqlite and _file(given) is None:
        return [hint("database", "There is no database file yet.", "The first start makes it; nothing to do.")]
    try:
        current = is_current(url)
    except (SQLAlchemyError, OSError) as error:  # not the driver's words: they may repeat the password
        remedy = "Check DATABASE_URL, that the server runs, and who may write the file."
        return [fault("database", f"It cannot be reached ({type(error).__name__}).", remedy)]
    if not current and sqlite:
        return [hint("database", "Its tables are of an older version.", "The next start brings them up to date.")]
    if not current:
        return [fault("database", "Its tables are not of this version.", "Run: python -m bot migrate")]
    found = [fine("database", f"{'SQLite' if sqlite else 'PostgreSQL'}, reachable, at the newest revision.")]
    file = _file(given)
    if file is not None and file.stat().st_mode & FOR_OTHERS:
        found.append(hint("database", "Other users of this machine can read the file.", f"Run: chmod 600 {file}"))
    return found


def can_be_read(given: Settings) -> bool:
    """Say whether there are tables to ask."""
    url = given.database_url.get_secret_value()
    if async_url(url).get_backend_name() == "sqlite" and _file(given) is None:
        return False
    try:
        return is_current(url)
    except (SQLAlchemyError, OSError):
        return False


async def clock(session: Session) -> Finding:
    """Compare the database's clock with ours."""
    return compared(await database_time(session), datetime.now(UTC))


def compared(other: datetime, system: datetime, whose: str = "the database") -> Finding:
    """Judge the difference between somebody else's clock and ours."""
    difference = abs(other - system)
    if difference > MOST_DIFFERENCE:
        says = f"This machine and {whose} differ by {difference.total_seconds():.0f} s."
        return fault("clock", says, "Let both follow the same time server (timedatectl set-ntp true).")
    return fine("clock", f"This machine and {whose} agree.")


def _file(given: Settings) -> Path | None:
    parsed = async_url(given.database_url.get_secret_value())
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    file = Path(parsed.database)
    return file if file.is_file() else None
