"""The words about meetings are found from the newest state, and nothing is said that has been overtaken."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from handlers.house import House
from handlers.phrasing import digests, meetings, updates
from handlers.speech import Speech
from handlers.views import layout
from handlers.voice import Told
from planning.meetings import UpdateKind
from planning.messages import (
    DigestChanged,
    MeetingNews,
    Silence,
    UpdateQuestion,
    UpdateQuestionAnswered,
    Wording,
)
from reminders.ticks import plan_digests
from sandbox.block_kit import surfaces as slack
from storage.changes import change
from storage.database import Database, Session
from storage.intentions import Intention
from storage.surfaces import Surface
from storage.updates import say
from tests import shipped
from tests.storage.meetings_world import (
    BRANDT,
    CALENDAR,
    GROUP,
    HOF,
    JUNE,
    KESSLER,
    LANG,
    OTT,
    POLICY,
    World,
    july,
    world_of,
)

TEXTS = shipped.texts()
CATALOGUE = shipped.catalogue()
KNOWN_STAGE = next(iter(CATALOGUE.stages))


@dataclass(frozen=True)
class Fixed:
    """A clock that stands; phrasing gets its time handed in."""

    async def now(self) -> datetime:
        """Give the beginning of June."""
        return JUNE


def house_of(database: Database) -> House:
    """Give the house around the tests' database."""
    return House(database=database, catalogue=CATALOGUE, calendar=CALENDAR, clock=Fixed(), channel=GROUP)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The cast, with stages that the catalogue knows."""
    async with world_of(database_url) as found:
        async with found.database.write() as session:
            for intention_id in (1, HOF):
                row = await session.get(Intention, intention_id)
                assert row is not None
                row.stage = KNOWN_STAGE
        yield found


async def told_to(world: World, session: Session, reader_id: int | None, now: datetime) -> Told:
    reader = await world.person(reader_id) if reader_id is not None else None
    return Told(reader, Speech(TEXTS["de"], CALENDAR.zone), session, house_of(world.database), now)


def said(wording: Wording | Silence) -> str:
    """Give all that a reader sees, checked against Slack's limits."""
    assert isinstance(wording, Wording), wording
    assert slack.check_message({"blocks": list(wording.blocks)}) == []
    return "\n".join([wording.text, *slack.texts(list(wording.blocks))])


async def test_news_name_the_old_and_the_new_date_and_only_the_newest_is_told(world: World) -> None:
    planned = await world.plan()
    moved = await world.move(planned, date(2026, 7, 15), now=july(1))
    async with world.database.read() as session:
        told = await told_to(world, session, None, july(1))
        first = MeetingNews(meeting_id=planned.key, what="planned", revision=0)
        assert isinstance(await meetings.news(first, told), Silence)
        second = MeetingNews(meeting_id=planned.key, what="moved", revision=moved.revision)
        text = said(await meetings.news(second, told))
    assert "Die Sitzung am Mittwoch, 8. Juli 2026, 14:00 Uhr, ist verschoben." in text
    assert "Neuer Termin: *Mittwoch, 15. Juli 2026, 14:00 Uhr*" in text
    assert "Raum gesperrt" in text


async def test_a_cancelled_meeting_silences_everything_but_its_own_news(world: World) -> None:
    planned = await world.plan()
    late = await world.write(LANG, july(2))
    await plan_digests(world.database, CALENDAR, POLICY, july(7, "08:30"))
    cancelled = await world.cancel(await world.meeting(planned.key), july(7, "08:31"))
    async with world.database.read() as session:
        told = await told_to(world, session, KESSLER, july(7, "08:32"))
        for overtaken in (
            await meetings.news(MeetingNews(meeting_id=planned.key, what="planned", revision=0), told),
            await digests.draw_digest(planned.key, told),
            await digests.draw_agenda(planned.key, told),
            await digests.digest_changed(DigestChanged(meeting_id=planned.key, update_id=late.key), told),
        ):
            assert isinstance(overtaken, Silence)
        assert await updates.prompt(planned.key, told) == []
        news = MeetingNews(meeting_id=planned.key, what="cancelled", revision=cancelled.revision)
        assert "ist abgesagt" in said(await meetings.news(news, told))


async def test_a_digest_that_was_read_says_that_its_meeting_is_cancelled(world: World) -> None:
    planned = await world.plan()
    await plan_digests(world.database, CALENDAR, POLICY, july(7, "08:30"))
    async with world.database.write() as session:
        for row in await world.surfaces():
            shown = await session.get(Surface, row.id)
            assert shown is not None
            shown.ts = "1.0"
    await world.cancel(await world.meeting(planned.key), july(7, "10:00"))
    async with world.database.read() as session:
        told = await told_to(world, session, KESSLER, july(7, "10:01"))
        assert "ist abgesagt" in said(await digests.draw_digest(planned.key, told))


async def test_a_digest_is_only_for_the_secretariat(world: World) -> None:
    planned = await world.plan()
    async with world.database.read() as session:
        for reader_id in (OTT, BRANDT, None):
            told = await told_to(world, session, reader_id, july(7))
            assert isinstance(await digests.draw_digest(planned.key, told), Silence)
        told = await told_to(world, session, KESSLER, july(7))
        assert said(await digests.draw_digest(planned.key, told)).startswith(
            "Übersicht zur Sitzung am Mittwoch, 8. Juli"
        )


async def test_the_channel_and_every_notification_read_the_alias(world: World) -> None:
    planned = await world.plan()
    late = await world.write(LANG, july(7), intention_id=HOF)
    async with world.database.read() as session:
        channel = await told_to(world, session, None, july(7))
        agenda = said(await digests.draw_agenda(planned.key, channel))
        assert "Vorhaben Deckname 26-02" in agenda
        assert "Geheimer Hof" not in agenda
        secretariat = await told_to(world, session, KESSLER, july(7))
        line = await digests.digest_changed(DigestChanged(meeting_id=planned.key, update_id=late.key), secretariat)
        assert isinstance(line, Wording)
        assert "Geheimer Hof" not in line.text
        assert "Geheimer Hof" in said(line)
        digest = await digests.draw_digest(planned.key, secretariat)
        assert isinstance(digest, Wording)
        assert "Geheimer Hof" not in digest.text
        assert "Geheimer Hof" in said(digest)


async def test_the_question_before_a_meeting_is_asked_until_there_is_an_answer(world: World) -> None:
    planned = await world.plan()
    async with world.database.read() as session:
        asked = await updates.prompt(planned.key, await told_to(world, session, LANG, july(2)))
        assert len(layout.as_list(asked)) == 2
        led = layout.as_list(await updates.prompt(planned.key, await told_to(world, session, BRANDT, july(2))))
        assert len(led[1]["elements"]) == 4
        assert await updates.prompt(planned.key, await told_to(world, session, LANG, july(8, "14:00"))) == []
    async with change(world.database, now=july(2), person_id=LANG) as c:
        await say(c, UpdateKind.NOTHING_NEW, await world.person(LANG), planned)
    async with world.database.read() as session:
        assert await updates.prompt(planned.key, await told_to(world, session, LANG, july(2))) == []


async def test_a_question_is_silent_once_it_is_answered_and_the_answer_names_its_office(world: World) -> None:
    await world.plan()
    asked = await world.write(LANG, july(1), question="Wer <zahlt>?", question_office="jugendamt", intention_id=HOF)
    async with world.database.read() as session:
        told = await told_to(world, session, OTT, july(1))
        question = said(await updates.question(UpdateQuestion(update_id=asked.key), told))
        assert "Frage: Wer &lt;zahlt&gt;?" in question
        assert "Vorhaben Deckname 26-02" in question
        assert isinstance(await updates.answered(UpdateQuestionAnswered(update_id=asked.key), told), Silence)
        assert "Fragen an Ihr Amt" in str(layout.as_list(await updates.at_home(told)))
    await world.answer(asked, OTT, "Das Land", july(2))
    async with world.database.read() as session:
        told = await told_to(world, session, OTT, july(2))
        assert isinstance(await updates.question(UpdateQuestion(update_id=asked.key), told), Silence)
        assert await updates.at_home(told) == []
        asker = await told_to(world, session, LANG, july(2))
        answer = said(await updates.answered(UpdateQuestionAnswered(update_id=asked.key), asker))
    assert "Antwort auf Ihre Frage von Jugendamt (Sabine Ott):" in answer
    assert "Antwort: Das Land" in answer


async def test_home_names_the_next_meeting_for_everybody(world: World) -> None:
    await world.plan()
    async with world.database.read() as session:
        for reader_id, may_plan in ((KESSLER, True), (LANG, False)):
            told = await told_to(world, session, reader_id, JUNE)
            blocks = layout.as_list(await meetings.at_home(told))
            assert slack.check_view({"type": "home", "blocks": blocks}, kind="home") == []
            assert "Mittwoch, 8. Juli 2026, 14:00 Uhr" in str(blocks)
            assert ("Verschieben" in str(blocks)) is may_plan
