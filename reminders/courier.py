"""What a delivery works with: the database, the chat platform, the words, and how patient it is."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Protocol, Self

from slack_sdk.web.async_client import AsyncWebClient

from planning.messages import Message, Silence, Wording
from storage.database import Database, Session
from storage.people import Person
from storage.surfaces import Surface
from storage.together import Together


class Voice(Protocol):
    """Finds the words for what is to be said, from the state at that moment; None as reader is a channel."""

    async def phrase(
        self, message: Message, reader: Person | None, session: Session, now: datetime
    ) -> Wording | Silence:
        """Word a message, or say why there is nothing to say any more."""

    async def draw(self, surface: Surface, reader: Person | None, session: Session, now: datetime) -> Wording | Silence:
        """Word a living message from the newest state."""


class Meter(Protocol):
    """Hears what operators want figures of."""

    def said(self, seconds: float) -> None:
        """Hear that a message was posted so long after it was due and promised."""

    def limited(self) -> None:
        """Hear that the platform asked us to slow down."""


class Unmetered:
    """Keeps no figures."""

    def said(self, seconds: float) -> None:
        """Forget it."""

    def limited(self) -> None:
        """Forget it."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait for what, in seconds of real time; `per_channel` 0 puts no pause between messages."""

    timeout: float = 10.0
    lease: float = 30.0
    quiet: float = 75.0
    """After this long without an answer, what cannot be found was not posted."""
    per_channel: float = 1.0
    per_minute: float = 0.0
    """Messages a minute in the whole workspace, of all workers together; 0 goes as fast as it can."""
    missed: float = 10.0
    """So many seconds of turns that nobody took may be made up for at once."""
    listened: float = 86_400.0
    """So long after a message was posted again we look whether its first post came after all, and take it back."""
    batch: int = 20
    at_once: int = 8
    """Conversations that are written to side by side."""

    def __post_init__(self) -> None:
        if not self.lease > self.timeout:  # nor when one is no number
            raise ValueError(f"a lease of {self.lease} s must outlast a call of {self.timeout} s")
        if not all(one >= 0 for one in (self.timeout, self.quiet, self.per_channel, self.per_minute, self.missed)):
            raise ValueError("nobody waits for less than nothing")
        if self.batch < 1 or self.at_once < 1:
            raise ValueError("batch and at_once must be 1 at least")

    @property
    def pause(self) -> float:
        """Give the seconds between two messages in the workspace."""
        return 60.0 / self.per_minute if self.per_minute else 0.0


@dataclass(frozen=True)
class Courier:
    """One worker's means; `secret` makes the marks by which messages are found again, `holder` stands in its leases."""

    database: Database
    client: AsyncWebClient
    voice: Voice
    patience: Patience
    secret: str
    meter: Meter = field(default_factory=Unmetered)
    holder: int | None = None
    together: Together = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "together", Together(self.database))


@dataclass
class Report:
    """What one run did. `failed` are messages and surfaces that our own code stumbled over."""

    sent: int = 0
    drawn: int = 0
    cancelled: int = 0
    expired: int = 0
    dead: int = 0
    uncertain: int = 0
    postponed: int = 0
    failed: int = 0
    again: int = 0
    """Uncertain messages that were not found and may be posted again."""
    paced: int = 0
    """Times when everybody's turns were taken, and this worker waited for the next."""

    @property
    def settled(self) -> int:
        """Count what is over and done with."""
        return self.sent + self.drawn + self.cancelled + self.expired + self.dead

    def __iadd__(self, other: Self) -> Self:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self
