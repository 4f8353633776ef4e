"""Meetings against real tables: what planning, moving, cancelling and publishing promise."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from planning.errors import Missing, Outdated
from planning.meetings import MeetingState
from planning.messages import SurfaceKind
from reminders.due import updates_due
from reminders.ticks import plan_digests, plan_morning_notes
from storage import meetings, surfaces
from storage.changes import change
from storage.meetings import Meeting
from storage.people import members
from storage.reminders import meetings_ahead, note_items
from storage.surfaces import Surface
from tests.storage.meetings_world import (
    BRENNER,
    CALENDAR,
    GROUP,
    JULY_8,
    JUNE,
    KESSLER,
    LANG,
    OTT,
    POLICY,
    World,
    july,
    world_of,
)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with world_of(database_url) as found:
        yield found


async def publish(world: World, meeting: Meeting, now: datetime) -> bool:
    async with change(world.database, now=now, person_id=KESSLER) as c:
        return await meetings.publish(c, meeting, GROUP)


async def posted(world: World, kind: SurfaceKind) -> None:
    """Let the surfaces of a kind reach the chat."""
    async with world.database.write() as session:
        for row in await world.surfaces():
            if row.kind is kind:
                found = await session.get(Surface, row.id)
                assert found is not None
                found.ts, found.shown_rev = "1.0", found.wanted_rev


async def test_a_planned_meeting_is_told_to_the_channel_once(world: World) -> None:
    planned = await world.plan()
    assert [(row.key, row.channel_id) for row in await world.outbox("meeting_news")] == [
        (f"meeting:{planned.key}:planned:0:channel:C0AGSP", GROUP)
    ]


async def test_the_wall_time_becomes_the_right_instant_in_summer_and_winter(world: World) -> None:
    assert (await world.plan(date(2026, 7, 8))).starts_at.isoformat() == "2026-07-08T12:00:00+00:00"
    assert (await world.plan(date(2026, 12, 9))).starts_at.isoformat() == "2026-12-09T13:00:00+00:00"


async def test_the_next_meeting_is_the_earliest_that_has_not_begun(world: World) -> None:
    await world.plan(date(2026, 9, 9))
    soon = await world.plan()
    async with world.database.read() as session:
        assert (await meetings.next_meeting(session, JUNE)) == soon
        later = await meetings.next_meeting(session, soon.starts_at)
    assert later is not None
    assert later.on == date(2026, 9, 9)


async def test_lists_are_paged_and_what_has_begun_is_past(world: World) -> None:
    for week in range(12):
        await world.plan(JULY_8 + timedelta(weeks=week))
    async with world.database.read() as session:
        ahead, ahead_total = await meetings.coming(session, july(8, "14:00"), offset=10, limit=10)
        over, over_total = await meetings.past(session, july(8, "14:00"), offset=0, limit=10)
    assert (len(ahead), ahead_total, len(over), over_total) == (1, 11, 1, 1)


async def test_moving_tells_the_old_and_the_new_date_under_a_new_key(world: World) -> None:
    moved = await world.move(await world.plan(), date(2026, 7, 15), now=july(1))
    assert (moved.on, moved.revision, moved.reason) == (date(2026, 7, 15), 1, "Raum gesperrt")
    assert (moved.starts_at, moved.moved_from) == (july(15, "14:00"), july(8, "14:00"))
    assert [row.key for row in await world.outbox("meeting_news")][1:] == [
        f"meeting:{moved.key}:moved:1:channel:C0AGSP"
    ]


async def test_of_two_who_move_or_cancel_at_once_only_one_wins(world: World) -> None:
    planned = await world.plan()
    await world.move(planned, date(2026, 7, 15), now=july(1))
    with pytest.raises(Outdated):
        await world.move(planned, date(2026, 7, 22), now=july(1))
    with pytest.raises(Outdated):
        await world.cancel(planned, july(1))
    assert (await world.meeting(planned.key)).on == date(2026, 7, 15)
    assert len(await world.outbox("meeting_news")) == 2


async def test_a_meeting_that_has_begun_is_neither_moved_nor_cancelled(world: World) -> None:
    planned = await world.plan()
    with pytest.raises(Outdated):
        await world.move(planned, date(2026, 7, 15), now=july(8, "14:00"))
    with pytest.raises(Outdated):
        await world.cancel(planned, july(8, "14:00"))
    async with world.database.read() as session:
        with pytest.raises(Missing):
            await meetings.meeting_ahead(session, 99, JUNE)


async def test_reminders_follow_a_moved_meeting_without_asking_twice_for_the_same(world: World) -> None:
    planned = await world.plan()
    await plan_morning_notes(world.database, CALENDAR, POLICY, july(2, "08:30"))  # four working days before 8 July
    await world.move(planned, date(2026, 7, 9), now=july(2, "10:00"))
    async with world.database.read() as session:
        people = await members(session)
        ahead = await meetings_ahead(session, july(3, "08:30"), date(2026, 7, 9))
        # Asked on the 2nd for the 8th; the first step for the 9th is the 3rd, the second one the 7th.
        first = updates_due(ahead, people, date(2026, 7, 3), CALENDAR, POLICY)
    assert {item.due for item in first} == {date(2026, 7, 9)}
    await plan_morning_notes(world.database, CALENDAR, POLICY, july(3, "08:30"))
    await plan_morning_notes(world.database, CALENDAR, POLICY, july(7, "08:30"))
    async with world.database.read() as session:
        steps = [
            [(item.step, item.due) for item in await note_items(session, OTT, date(2026, 7, day))] for day in (2, 3, 7)
        ]
    assert steps == [[(-4, JULY_8)], [(-4, date(2026, 7, 9))], [(-2, date(2026, 7, 9))]]


async def test_who_has_answered_is_not_asked_again_after_a_move(world: World) -> None:
    planned = await world.plan()
    await world.write(LANG, july(1))
    await world.move(planned, date(2026, 7, 15), now=july(2))
    await plan_morning_notes(world.database, CALENDAR, POLICY, july(9, "08:30"))
    async with world.database.read() as session:
        assert await note_items(session, OTT, date(2026, 7, 9)) != []
        assert await note_items(session, LANG, date(2026, 7, 9)) == []


async def test_a_digest_that_went_out_goes_out_again_after_a_move_to_a_later_day(world: World) -> None:
    planned = await world.plan()
    await plan_digests(world.database, CALENDAR, POLICY, july(7, "08:30"))
    await posted(world, SurfaceKind.DIGEST)
    assert (await world.meeting(planned.key)).digest_at == july(7, "08:30")
    moved = await world.move(await world.meeting(planned.key), date(2026, 7, 15), now=july(7, "10:00"))
    assert moved.digest_at is None
    assert await plan_digests(world.database, CALENDAR, POLICY, july(13, "08:30")) == 0
    assert await plan_digests(world.database, CALENDAR, POLICY, july(14, "08:30")) == 1
    digests = [row for row in await world.surfaces() if row.kind is SurfaceKind.DIGEST]
    assert [row.person_id for row in digests] == [KESSLER, BRENNER, KESSLER, BRENNER]
    assert len(await world.outbox("surface_shown")) == 4
    assert all(row.wanted_rev > row.shown_rev for row in digests), "the earlier ones stay current as well"


async def test_a_digest_is_only_redrawn_when_the_meeting_moves_within_its_day(world: World) -> None:
    planned = await world.plan()
    await plan_digests(world.database, CALENDAR, POLICY, july(7, "08:30"))
    moved = await world.move(await world.meeting(planned.key), JULY_8, clock="16:00", now=july(7, "10:00"))
    assert moved.digest_at == july(7, "08:30")
    assert await plan_digests(world.database, CALENDAR, POLICY, july(8, "09:00")) == 0
    assert [row.wanted_rev for row in await world.surfaces()] == [2, 2]


async def test_a_cancelled_meeting_gets_no_reminder_and_no_digest(world: World) -> None:
    cancelled = await world.cancel(await world.plan(), july(1))
    assert (cancelled.state, cancelled.reason) == (MeetingState.CANCELLED, "Alle krank")
    assert await plan_morning_notes(world.database, CALENDAR, POLICY, july(2, "08:30")) == 0
    assert await plan_digests(world.database, CALENDAR, POLICY, july(7, "08:30")) == 0


async def test_updates_of_a_cancelled_meeting_count_for_the_next_one(world: World) -> None:
    first = await world.plan()
    second = await world.plan(date(2026, 7, 22))
    written = await world.write(LANG, july(1))
    assert written.meeting_id == first.id
    await world.cancel(first, july(2))
    assert [one.update_id for one in (await world.digest(second.key, KESSLER)).said] == [written.id]


async def test_the_agenda_is_published_once_and_redrawn_afterwards(world: World) -> None:
    planned = await world.plan()
    assert await publish(world, planned, july(7))
    assert not await publish(world, planned, july(7, "10:00"))
    assert (await world.meeting(planned.key)).published_at == july(7)
    (agenda,) = await world.surfaces()
    assert (agenda.kind, agenda.channel_id, agenda.wanted_rev) == (SurfaceKind.AGENDA, GROUP, 2)
    assert len(await world.outbox("surface_shown")) == 1


async def test_a_late_fact_redraws_what_was_shown_of_meetings_to_come_only(world: World) -> None:
    planned = await world.plan()
    await plan_digests(world.database, CALENDAR, POLICY, july(7, "08:30"))
    await publish(world, planned, july(7))
    before = [row.wanted_rev for row in await world.surfaces()]
    async with change(world.database, now=july(7, "11:00"), person_id=LANG) as c:
        await meetings.digest_touched(c)
    assert [row.wanted_rev for row in await world.surfaces()] == [rev + 1 for rev in before]
    async with change(world.database, now=july(8, "15:00"), person_id=LANG) as c:
        await meetings.digest_touched(c)
    assert [row.wanted_rev for row in await world.surfaces()] == [rev + 1 for rev in before]


async def test_only_what_reached_the_chat_counts_as_posted(world: World) -> None:
    planned = await world.plan()
    await plan_digests(world.database, CALENDAR, POLICY, july(7, "08:30"))
    async with world.database.read() as session:
        assert not await surfaces.was_posted(session, SurfaceKind.DIGEST, planned.key, KESSLER)
    await posted(world, SurfaceKind.DIGEST)
    async with world.database.read() as session:
        assert await surfaces.was_posted(session, SurfaceKind.DIGEST, planned.key, KESSLER)
        assert not await surfaces.was_posted(session, SurfaceKind.DIGEST, planned.key, OTT)
        assert not await surfaces.was_posted(session, SurfaceKind.AGENDA, planned.key, None)
