"""Once a day the chat is asked about every member: an event that says it may have been lost."""

import asyncio
from datetime import date, datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot import chat_users
from bot.chat_users import ChatUnreachable
from handlers.house import House
from planning.membership import ChatUser
from reminders.due import may_disturb
from storage import membership
from storage.changes import change
from storage.people import Person

AT_ONCE = 5
"""Members asked about in one beat of five seconds: sixty a minute, where Slack allows a hundred."""
PAUSE = 300.0
"""Seconds of real time without a question after the chat did not answer."""

log = structlog.get_logger(__name__)


class ChatStanding:
    """Asks person by person, not for the list of all: a city has thousands of accounts, the group a few dozen.

    Each member's entry remembers the day, so any number of workers go on where one was interrupted.
    """

    def __init__(self, house: House, client: AsyncWebClient, pause: float = PAUSE) -> None:
        self.house = house
        self.client = client
        self.pause = pause
        self._not_before = 0.0

    async def refresh(self, now: datetime) -> int:
        """Take over what the chat says about the next members not asked about today; give their number.

        In office hours only: what waited for somebody who is gone goes to others, and they are told.
        """
        house = self.house
        if asyncio.get_running_loop().time() < self._not_before or not may_disturb(now, house.calendar, house.policy):
            return 0
        today = house.calendar.today(now)
        async with house.database.read() as session:
            due = await membership.unchecked(session, today, AT_ONCE)
        for number, person in enumerate(due):
            try:
                user = await chat_users.described(self.client, person.slack_user_id, house.team)
            except ChatUnreachable as error:
                self._not_before = asyncio.get_running_loop().time() + self.pause
                log.warning("chat standing not refreshed", reason=str(error), seconds=self.pause)
                return number
            await self._follow(person, user, today, now)
        return len(due)

    async def _follow(self, person: Person, user: ChatUser | None, today: date, now: datetime) -> None:
        if user is None:
            log.warning("member unknown to the chat", user=person.slack_user_id)
        async with change(self.house.database, now=now) as c:
            if user is not None:
                await membership.follow_chat(c, user, today)
            await membership.note_checked(c.session, person.key, today)
