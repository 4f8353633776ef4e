"""What the secretariat does between first start and first request, and what of it is done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The steps in the order in which they are done."""

    CHANNEL = "channel"
    OFFICES = "offices"
    CONTACTS = "contacts"
    HOLIDAYS = "holidays"
    DISTRIBUTION = "distribution"
    TRIAL = "trial"


DISMISSED = "dismissed"
"""The mark of a checklist that somebody put away."""


@dataclass(frozen=True)
class Standing:
    """What the checklist looks at.

    `marks` are the steps that somebody called done, `channel_marked` the channel in which the bot was last seen,
    `channel` the configured one, `unreached` the offices of the distribution for which nobody is entered.
    """

    marks: Collection[str] = ()
    channel: str | None = None
    channel_marked: str | None = None
    unreached: Sequence[str] = ()


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    step: Step
    done: bool


def checklist(standing: Standing) -> list[Item]:
    """Say which steps are done.

    Contacts are complete when every office asked has one, or when the secretariat answers for the others.
    """
    return [Item(step, _done(step, standing)) for step in Step]


def _done(step: Step, standing: Standing) -> bool:
    match step:
        case Step.CHANNEL:
            return standing.channel is not None and standing.channel_marked == standing.channel
        case Step.CONTACTS:
            return not standing.unreached or step in standing.marks
        case _:
            return step in standing.marks


def shows(standing: Standing) -> bool:
    """Say whether the checklist still stands on the home tab: until all is done, or somebody put it away."""
    return DISMISSED not in standing.marks and not all(item.done for item in checklist(standing))
