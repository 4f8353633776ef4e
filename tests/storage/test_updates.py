"""Updates against real tables: which meeting they count for, whom their questions reach, late ones."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from planning.errors import Invalid, Missing, Outdated
from planning.meetings import UpdateKind
from planning.messages import SurfaceKind
from reminders.ticks import plan_digests
from storage import updates
from storage.changes import change
from storage.meetings import Meeting
from storage.people import Person
from tests.storage.meetings_world import (
    BRANDT,
    BRENNER,
    CALENDAR,
    JULY_8,
    JUNE,
    KESSLER,
    LANG,
    OTT,
    POLICY,
    RAU,
    World,
    july,
    world_of,
)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with world_of(database_url) as found:
        yield found


async def say(world: World, kind: UpdateKind, person_id: int, meeting: Meeting) -> None:
    author = await world.person(person_id)
    async with change(world.database, now=july(2), person_id=person_id) as c:
        await updates.say(c, kind, author, meeting)


async def absent(world: World, person_id: int) -> None:
    async with world.database.write() as session:
        found = await session.get(Person, person_id)
        assert found is not None
        found.absent_from = date(2026, 1, 1)


async def answer_of(world: World, person_id: int, meeting_id: int) -> updates.OwnAnswer:
    async with world.database.read() as session:
        return await updates.of_person(session, person_id, meeting_id)


async def test_an_update_counts_for_the_next_meeting(world: World) -> None:
    await world.plan(date(2026, 9, 9))
    planned = await world.plan()
    assert (await world.write(LANG, july(1))).meeting_id == planned.id


async def test_an_update_without_a_meeting_waits_for_the_next_one_planned(world: World) -> None:
    waiting = await world.write(LANG, JUNE)
    assert waiting.meeting_id is None
    planned = await world.plan()
    assert [row.id for row in (await answer_of(world, LANG, planned.key)).texts] == [waiting.id]
    await world.plan(date(2026, 9, 9))
    assert len((await answer_of(world, LANG, planned.key)).texts) == 1


async def test_one_click_is_noted_once_and_a_later_text_adds_to_it(world: World) -> None:
    planned = await world.plan()
    await say(world, UpdateKind.NOTHING_NEW, LANG, planned)
    await say(world, UpdateKind.NOTHING_NEW, LANG, planned)
    assert (await world.digest(planned.key, KESSLER)).nothing_new == ("Sozialamt",)
    await world.write(LANG, july(3))
    await world.write(LANG, july(3), text="Noch etwas")
    own = await answer_of(world, LANG, planned.key)
    assert [row.text for row in own.texts] == ["Neues", "Noch etwas"]
    assert own.said == frozenset({UpdateKind.NOTHING_NEW, UpdateKind.TEXT})
    assert (await world.digest(planned.key, KESSLER)).nothing_new == ()


async def test_a_question_goes_to_the_contact_of_its_office(world: World) -> None:
    await world.plan()
    await world.write(LANG, july(1), question="Wer zahlt?", question_office="jugendamt")
    assert [row.person_id for row in await world.outbox("update_question")] == [OTT]


async def test_a_question_goes_to_the_deputy_of_an_absent_contact(world: World) -> None:
    await absent(world, OTT)
    await world.write(LANG, july(1), question="Wer zahlt?", question_office="jugendamt")
    assert [row.person_id for row in await world.outbox("update_question")] == [RAU]


async def test_a_question_to_an_office_without_members_goes_to_the_secretariat(world: World) -> None:
    await world.write(LANG, july(1), question="Wer zahlt?", question_office="sport")
    assert {row.person_id for row in await world.outbox("update_question")} == {KESSLER, BRENNER}


async def test_office_deputies_and_secretariat_may_answer_a_question_and_nobody_else(world: World) -> None:
    asked = await world.write(LANG, july(1), question="Wer zahlt?", question_office="jugendamt")
    async with world.database.read() as session:
        allowed = {
            person_id: await updates.may_answer(session, asked, await world.person(person_id))
            for person_id in (OTT, RAU, KESSLER, LANG, BRANDT)
        }
    assert allowed == {OTT: True, RAU: True, KESSLER: True, LANG: False, BRANDT: False}


async def test_an_answer_goes_to_who_asked_and_a_second_one_is_refused(world: World) -> None:
    await world.plan()
    asked = await world.write(LANG, july(1), question="Wer zahlt?", question_office="jugendamt")
    await world.answer(asked, OTT, "Das Land.", july(2))
    with pytest.raises(Invalid):
        await world.answer(asked, RAU, "Die Stadt.", july(2))
    (told,) = await world.outbox("update_question_answered")
    assert told.person_id == LANG
    async with world.database.read() as session:
        row = await updates.written(session, asked.id)
        assert await updates.open_questions_to(session, "jugendamt") == []
    assert row is not None
    assert (row.answer, row.answered_by) == ("Das Land.", OTT)


async def test_a_late_update_redraws_the_digest_and_tells_the_secretariat_in_one_line(world: World) -> None:
    planned = await world.plan()
    await world.write(LANG, july(6))
    assert await world.outbox("digest_changed") == []
    await plan_digests(world.database, CALENDAR, POLICY, july(7, "08:30"))
    late = await world.write(KESSLER, july(7, "10:00"))
    assert [(row.key, row.person_id) for row in await world.outbox("digest_changed")] == [
        (f"digest:{planned.key}:changed:{late.key}:person:{BRENNER}", BRENNER)
    ]
    assert [row.wanted_rev for row in await world.surfaces() if row.kind is SurfaceKind.DIGEST] == [2, 2]


async def test_only_its_author_takes_an_update_back_and_only_before_the_meeting(world: World) -> None:
    planned = await world.plan()
    written = await world.write(LANG, july(1))
    for person_id, now, refusal in ((OTT, july(2), Missing), (LANG, july(8, "14:00"), Outdated)):
        with pytest.raises(refusal):
            async with change(world.database, now=now, person_id=person_id) as c:
                await updates.withdraw(c, written.key, await world.person(person_id))
    async with change(world.database, now=july(2), person_id=LANG) as c:
        await updates.withdraw(c, written.key, await world.person(LANG))
    assert (await world.digest(planned.key, KESSLER, JULY_8)).said == ()
    with pytest.raises(Outdated):
        async with change(world.database, now=july(2), person_id=LANG) as c:
            await updates.withdraw(c, written.key, await world.person(LANG))
