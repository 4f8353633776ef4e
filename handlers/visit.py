"""Who is asking, and what they may: made once for every delivery from chat, before any handler runs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from handlers.commands import unprefixed
from handlers.house import House
from handlers.speech import Speech
from handlers.translations import Texts
from planning.errors import NotAMember
from planning.people import Act, require
from storage.changes import Change, change
from storage.database import Session
from storage.people import Person
from storage.visitors import visitor


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


class Usher(AsyncMiddleware):
    """Turns each delivery into a Visit, or refuses whoever is no member.

    A middleware of Bolt's own kind: for a function Bolt gathers everything that it could inject.
    """

    def __init__(self, house: House, texts: dict[str, Texts]) -> None:
        self.house = house
        self.texts = texts

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  # Bolt's own name
    ) -> BoltResponse | None:
        """Let a delivery through; raises NotAMember as `admit` does."""
        if "command" in req.body:
            req.body["command"] = unprefixed(str(req.body["command"]), self.house.command_prefix)
        await self.admit(req.body, req.context)
        return await next()

    async def admit(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Put the Visit into the context; raises NotAMember for everybody unknown, external or deactivated.

        For other teams, too.
        """
        house = self.house
        context["speech"] = Speech(self.texts[house.language], house.calendar.zone)
        context["house"] = house
        if body.get("type") == "event_callback" and body["event"]["type"] in WITHOUT_PERSON:
            return
        if house.team and context.team_id and context.team_id != house.team:
            raise NotAMember("external")
        found = await visitor(house.database, context.user_id or "")
        if found is None:
            raise NotAMember("unknown")
        person, closed = found
        if person.is_deactivated:
            raise NotAMember("deactivated")
        if person.is_external:
            raise NotAMember("external")
        speech = Speech(self.texts.get(person.language, self.texts[house.language]), house.calendar.zone)
        context["speech"] = speech
        present = replace(house, calendar=house.calendar.closed_on(closed))
        context["visit"] = Visit(present, person, speech, await house.clock.now(), delivery_key(body))


WITHOUT_PERSON = frozenset({"user_change", "team_join", "app_uninstalled"})
"""Events that are about a chat user, not from one."""


def delivery_key(body: dict[str, Any]) -> str | None:
    """Give the inbox key of a delivery: event id or trigger id; None where Slack gives neither."""
    if event_id := body.get("event_id"):
        return f"event:{event_id}"
    if trigger_id := body.get("trigger_id"):
        return f"trigger:{trigger_id}"
    return None
