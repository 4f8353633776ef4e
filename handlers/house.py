"""What every handler is handed: the database, the catalogue, the calendar, the clock, the group's rules."""

from dataclasses import dataclass, field
from pathlib import Path

from handlers.errands import Errands
from planning.calendar import Clock, WorkingCalendar
from planning.catalogue import Catalogue
from planning.policy import Policy
from storage.database import Database


@dataclass(frozen=True)
class House:
    """One running bot, put together in `bot` and never reached for globally.

    `channel` is the group's channel id (None until configured), `team` the pinned Slack team,
    `secretariat` the chat user ids from the settings who always belong to the secretariat,
    `command_prefix` what the city puts before each slash command, `templates` the folder with the
    city's own Word templates.
    """

    database: Database
    catalogue: Catalogue
    calendar: WorkingCalendar
    clock: Clock
    policy: Policy = field(default_factory=Policy)
    channel: str | None = None
    team: str | None = None
    language: str = "de"
    secretariat: tuple[str, ...] = ()
    command_prefix: str = ""
    templates: Path | None = None
    errands: Errands = field(default_factory=Errands)
