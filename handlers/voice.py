"""What the delivery asks for words: each message and each surface is phrased by its noun's module."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from handlers.house import House
from handlers.speech import Speech
from handlers.translations import Texts
from planning.messages import Message, Silence, SurfaceKind, Wording
from storage import closing_days
from storage.database import Session
from storage.people import Person
from storage.surfaces import Surface


@dataclass(frozen=True)
class Told:
    """Who will read it (None = a channel), in which language, from which state, at what time."""

    reader: Person | None
    speech: Speech
    session: Session
    house: House
    now: datetime

    @property
    def today(self) -> date:
        """Give the city's date."""
        return self.house.calendar.today(self.now)


Phrase = Callable[[Any, Told], Awaitable[Wording | Silence]]
"""Words one message: (meaning, told). Re-reads the state; Silence when the fact is overtaken."""

Draw = Callable[[int, Told], Awaitable[Wording | Silence]]
"""Words one surface: (subject id, told)."""


class HandlerVoice:
    """Finds the words for whatever the delivery has to say; implements `reminders.delivery.Voice`."""

    def __init__(
        self,
        house: House,
        texts: Mapping[str, Texts],
        phrases: Mapping[str, Phrase],
        surfaces: Mapping[SurfaceKind, Draw],
    ) -> None:
        self.house = house
        self.texts = texts
        self.phrases = phrases
        self.surfaces = surfaces

    async def phrase(
        self, message: Message, reader: Person | None, session: Session, now: datetime
    ) -> Wording | Silence:
        """Word a message for its reader."""
        return await self.phrases[message.kind](message, await self._told(reader, session, now))

    async def draw(self, surface: Surface, reader: Person | None, session: Session, now: datetime) -> Wording | Silence:
        """Word a surface for its reader from the newest state."""
        return await self.surfaces[surface.kind](surface.subject_id, await self._told(reader, session, now))

    async def _told(self, reader: Person | None, session: Session, now: datetime) -> Told:
        language = reader.language if reader is not None and reader.language in self.texts else self.house.language
        house = replace(self.house, calendar=await closing_days.in_force(session, self.house.calendar))
        return Told(reader, Speech(self.texts[language], house.calendar.zone), session, house, now)
