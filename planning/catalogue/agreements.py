"""What the group agreed to sort by: its four themes and the ladder of commitment (Verbindlichkeitsleiter)."""

from typing import Annotated, Literal

from pydantic import Field

from planning.catalogue.entries import Entry, Id
from planning.catalogue.wording import Name, ShortName, Text


class Theme(Entry):
    """One of the themes (Themenfelder) with which topics are tagged."""

    name: Name
    short: ShortName


class Topic(Entry):
    """A city-wide topic that is asked about in every request, because no office owns it."""

    name: Name
    short: ShortName
    question: Text
    facility_type: Id | None = None
    """What an office would report for it."""


class LadderStep(Entry):
    """How binding a need has become, and what proves it."""

    number: Annotated[int, Field(ge=0)]
    name: Name
    evidence: Text


class DropReason(Entry):
    """Why a need fell off the ladder (✗) and how the success rate counts it.

    excluded: not in the denominator; missed: stays in it; elsewhere: success of another intention.
    """

    name: Name
    counts: Literal["excluded", "missed", "elsewhere"]
