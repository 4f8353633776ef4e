"""When the clock causes something next: told beforehand, and proved by letting the clock go there."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import col, update

from planning.intentions import IntentionState
from planning.messages import MorningNote
from reminders.ticks import finish_rounds, hold_meetings, plan_digests, plan_morning_notes
from reminders.upcoming import next_due
from storage.changes import change
from storage.closing_days import ClosingDay
from storage.database import Database
from storage.intentions import Intention
from storage.outbox import Outgoing
from storage.people import Person
from tests.reminders.test_ticks import CALENDAR, OTT, POLICY, World, at, cast, march, meeting, one_round, roof_terrace

TICKS = (finish_rounds, hold_meetings, plan_digests, plan_morning_notes)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
async def played(database_url: str) -> AsyncIterator[World]:
    """The cast with a round until 16 March, a result due on 30 April and a meeting on 7 May."""
    database = Database(database_url)
    world = World(database)
    await world.store(*cast(), *one_round(), roof_terrace(), meeting(date(2026, 5, 7)))
    yield world
    await database.close()


async def caused(world: World, now: datetime) -> int:
    return sum([await tick(world.database, CALENDAR, POLICY, now) for tick in TICKS])


async def test_nothing_happens_before_the_instant_that_is_told_and_something_at_it(played: World) -> None:
    now, told = march(2), []
    while (due := await next_due(played.database, CALENDAR, POLICY, now)) is not None:
        assert await caused(played, due - A_SECOND) == 0
        assert await caused(played, due) > 0
        told.append(f"{CALENDAR.local(due):%d.%m. %H:%M}")
        now = due
    assert told == [
        "11.03. 08:30",  # the round: three days before, on its day
        "16.03. 08:30",
        "16.03. 18:00",  # nobody has time left
        "17.03. 08:30",
        "19.03. 08:30",
        "23.04. 08:30",  # the result, and from 30 April on also the meeting
        "30.04. 08:30",
        "04.05. 08:30",
        "05.05. 08:30",
        "06.05. 08:30",  # the digest, too
        "07.05. 14:00",  # the meeting begins
    ]


async def test_what_today_left_over_comes_on_the_next_working_morning(played: World) -> None:
    assert await plan_morning_notes(played.database, CALENDAR, POLICY, march(11, "08:30")) == 2
    await played.change_inquiry(1, due=date(2026, 3, 12), due_at=march(12, "18:00"))
    assert await next_due(played.database, CALENDAR, POLICY, march(11, "17:00")) == march(12, "08:30")


async def test_a_message_promised_for_later_is_told_until_it_is_cancelled(played: World) -> None:
    evening = march(2, "20:00")
    async with change(played.database, now=march(2)) as c:
        c.tell(MorningNote(person_id=OTT, day=date(2026, 3, 2)), "later", person_id=OTT, due_at=evening)
    assert await next_due(played.database, CALENDAR, POLICY, march(2)) == evening
    async with played.database.write() as session:
        await session.exec(update(Outgoing).where(col(Outgoing.due_at) == evening).values(state="cancelled"))
    assert await next_due(played.database, CALENDAR, POLICY, march(2)) == march(11, "08:30")


async def test_a_day_on_which_the_city_is_closed_counts(played: World) -> None:
    await played.store(ClosingDay(day=date(2026, 3, 12)))
    assert await next_due(played.database, CALENDAR, POLICY, march(2)) == march(10, "08:30")


async def choose(world: World, person: int, **wanted: object) -> None:
    async with world.database.write() as session:
        await session.exec(update(Person).where(col(Person.id) == person).values(**wanted))


async def test_who_wants_the_note_earlier_or_later_is_told_of_at_that_time(played: World) -> None:
    await choose(played, OTT, note_at=time(7, 30))
    told = []
    now = march(2)
    for _ in range(3):
        due = await next_due(played.database, CALENDAR, POLICY, now)
        assert due is not None
        assert await caused(played, due - A_SECOND) == 0
        assert await caused(played, due) > 0
        told.append(f"{CALENDAR.local(due):%d.%m. %H:%M}")
        now = due
        await choose(played, OTT, note_at=time(16, 0))
    assert told == ["11.03. 07:30", "11.03. 08:30", "16.03. 08:30"], "hers, then the others'"
    assert await next_due(played.database, CALENDAR, POLICY, now) == march(16, "16:00"), "now she wants it late"


async def test_the_summary_for_who_is_back_is_told(played: World) -> None:
    await choose(played, OTT, absent_from=date(2026, 3, 2), absent_until=date(2026, 3, 6))
    back = march(9, "08:30")
    assert await next_due(played.database, CALENDAR, POLICY, march(2)) == back
    assert await caused(played, back) == 1


async def test_nothing_is_told_of_what_rests(played: World) -> None:
    async with played.database.write() as session:
        await session.exec(update(Intention).values(state=IntentionState.PAUSED))
    assert await next_due(played.database, CALENDAR, POLICY, march(2)) == at(date(2026, 4, 23), "08:30")
