"""Who is asking, and what they may: made once for every delivery from chat, before any handler runs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from handlers.house import House
from handlers.speech import Speech
from handlers.translations import Texts
from planning.errors import NotAMember
from planning.people import Act, require
from storage import closing_days
from storage.changes import Change, change
from storage.database import Session
from storage.people import Person, person_by_slack_id


@dataclass(frozen=True)
class Visit:
    """One delivery from one member: injected into handlers as `visit`.

    `delivery` is the inbox key, so that a repeated delivery changes nothing.
    """

    house: House
    person: Person
    speech: Speech
    now: datetime
    delivery: str | None

    @property
    def today(self) -> date:
        """Give the city's date."""
        return self.house.calendar.today(self.now)

    def require(self, act: Act) -> None:
        """Raise NotAllowed unless the person's roles permit the act."""
        require(self.person.roles, act)

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Change]:
        """Open the one transaction of this delivery."""
        async with change(
            self.house.database, now=self.now, person_id=self.person.key, delivery=self.delivery
        ) as opened:
            yield opened

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """Open a session for reading."""
        async with self.house.database.read() as session:
            yield session


def usher(house: House, texts: dict[str, Texts]) -> Callable[..., Awaitable[None]]:
    """Make the middleware that turns a delivery into a Visit, or refuses whoever is no member.

    Raises NotAMember for everybody unknown, external or deactivated, and for other teams.
    """

    async def admit(body: dict[str, Any], context: AsyncBoltContext, next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002  # Bolt injects by this name
        speech = Speech(texts[house.language], house.calendar.zone)
        context["speech"] = speech
        context["house"] = house
        if body.get("type") == "event_callback" and body["event"]["type"] in WITHOUT_PERSON:
            await next()
            return
        if house.team and context.team_id and context.team_id != house.team:
            raise NotAMember("external")
        async with house.database.read() as session:
            person = await person_by_slack_id(session, context.user_id or "")
            calendar = await closing_days.in_force(session, house.calendar)
        if person is None:
            raise NotAMember("unknown")
        if person.is_deactivated:
            raise NotAMember("deactivated")
        if person.is_external:
            raise NotAMember("external")
        speech = Speech(texts.get(person.language, texts[house.language]), house.calendar.zone)
        context["speech"] = speech
        present = replace(house, calendar=calendar)
        context["visit"] = Visit(present, person, speech, await house.clock.now(), delivery_key(body))
        await next()

    return admit


WITHOUT_PERSON = frozenset({"user_change", "team_join", "app_uninstalled"})
"""Events that are about a chat user, not from one."""


def delivery_key(body: dict[str, Any]) -> str | None:
    """Give the inbox key of a delivery: event id or trigger id; None where Slack gives neither."""
    if event_id := body.get("event_id"):
        return f"event:{event_id}"
    if trigger_id := body.get("trigger_id"):
        return f"trigger:{trigger_id}"
    return None
