"""A merger loses nothing and counts nothing twice: rounds join, needs move with their versions, topics have one keeper."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from planning.intention_links import MergeDraft
from planning.intentions import IntentionState
from planning.needs import InquiryState, NeedDraft, NeedKind, RequestState
from planning.topics import PromptState
from storage import intention_links, reports, requests, topics
from storage.changes import Change, change
from storage.database import Session
from storage.inquiries import open_cases
from storage.intentions import Intention, intention
from storage.needs import NeedRequest
from storage.people import Person
from storage.requests import Terms
from storage.standings import round_standing
from storage.topics import TopicPrompt
from tests import shipped
from tests.storage.test_needs import BRANDT, DUE, DUE_AT, KESSLER, LANG, NOW, OTT, TODAY, ZOLLHOF, World, populated

HOFGUT = 2
LATER, LATER_AT = date(2026, 3, 20), datetime(2026, 3, 20, 17, 0, tzinfo=UTC)
CATALOGUE = shipped.catalogue()
DRAFT = MergeDraft(title="Zollhof mit Hofgut", dwellings=300, reason="Ein Bauherr")


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The cast with two intentions."""
    async with populated(database_url) as found:
        async with found.database.write() as session:
            session.add(
                Intention(
                    id=HOFGUT, number="V-2026-002", title="Hofgut", alias="Vorhaben Ost 26-02", district="ost", stage="s",
                    lead_id=BRANDT, recorded_by=BRANDT, recorded_at=NOW, changed_at=NOW, confidential=True,
                )
            )  # fmt: skip
        yield found


async def ask(
    c: Change, intention_id: int, due: date, due_at: datetime, terms: Terms = requests.ALL_OFFICES
) -> NeedRequest:
    """Start a round about an intention."""
    row = await intention(c.session, intention_id)
    assert row is not None
    asked = await requests.distribution(c.session, row, TODAY)
    asked = [one for one in asked if one.office.id not in terms.left_out]
    return await requests.start(
        c, intention_id, asked, started_on=TODAY, due=due, due_at=due_at, remark=None, terms=terms
    )


async def report(c: Change, intention_id: int, what: str) -> None:
    """Let the youth office report a concern."""
    held = await reports.take(c, intention_id, "jugendamt")
    await reports.add(c, held, NeedDraft(kind=NeedKind.CONCERN, what=what, why="Defizit"))
    await reports.conclude(c, held, InquiryState.REPORTED, complete=True)


async def merge(c: Change) -> None:
    """Let the second intention go into the first one."""
    gone, kept = await intention(c.session, HOFGUT), await intention(c.session, ZOLLHOF)
    assert gone is not None
    assert kept is not None
    await intention_links.merge(c, gone, kept, DRAFT)


async def test_an_office_asked_at_both_has_one_inquiry_with_the_later_deadline(world: World) -> None:
    async with change(world.database, now=NOW, person_id=BRANDT) as c:
        await ask(c, ZOLLHOF, DUE, DUE_AT, Terms(distribution="Kleine", left_out=("kinderbuero",)))
        await ask(c, HOFGUT, LATER, LATER_AT)
    async with change(world.database, now=NOW, person_id=BRANDT) as c:
        await merge(c)
    async with world.database.read() as session:
        lang = await session.get_one(Person, LANG)
        assert [(case.intention.key, case.inquiry.due) for case in await open_cases(session, lang)] == [
            (ZOLLHOF, LATER)
        ]
        standing = await round_standing(session, ZOLLHOF)
        gone = await intention(session, HOFGUT)
    assert standing is not None
    assert (standing.total, standing.due_at, standing.shorts({InquiryState.ASKED})) == (
        3, LATER_AT, ["Jugendamt", "Sozialamt", "Kinderbüro"],
    )  # fmt: skip
    assert gone is not None
    assert (gone.state, gone.confidential) == (IntentionState.MERGED, True)
    open_rounds = [one for one in await world.all(NeedRequest) if getattr(one, "state", None) is RequestState.OPEN]
    assert len(open_rounds) == 1


async def test_needs_of_both_stand_in_one_report_and_the_old_one_stays_readable(world: World) -> None:
    async with change(world.database, now=NOW, person_id=OTT) as c:
        await report(c, ZOLLHOF, "Kita")
        await report(c, HOFGUT, "Jugendraum")
    async with change(world.database, now=NOW, person_id=BRANDT) as c:
        await merge(c)
    async with world.database.read() as session:
        found = {one.intention.key: one for one in await all_reports(session)}
        written = [len(one.version.needs) for one in await reports.versions(session, found[ZOLLHOF].report.key)]
        old = [len(one.version.needs) for one in await reports.versions(session, found[HOFGUT].report.key)]
    assert [need.what for need in found[ZOLLHOF].needs] == ["Kita", "Jugendraum"]
    assert found[HOFGUT].needs == []
    assert (written, old) == ([2, 1], [1])
    assert await world.told("intention_linked") == {OTT}


async def all_reports(session: Session) -> list[reports.Dossier]:
    """Give what was reported on both."""
    return [one for key in (ZOLLHOF, HOFGUT) for one in await reports.reports_of(session, key)]


async def test_a_topic_without_a_caretaker_waits_for_the_secretariat_and_one_with_only_after_the_deadline(
    world: World,
) -> None:
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        await topics.entrust(c, "jugend-konsumfrei", "jugendamt")
        request = await ask(c, ZOLLHOF, DUE, DUE_AT)
        await topics.ask(c, request, CATALOGUE.topics)
    async with world.database.read() as session:
        before = [one.prompt.topic for one in await topics.waiting(session, NOW)]
        after = [one.prompt.topic for one in await topics.waiting(session, DUE_AT)]
    assert before == [topic for topic in CATALOGUE.topics if topic != "jugend-konsumfrei"]
    assert set(after) == set(CATALOGUE.topics)
    async with change(world.database, now=NOW, person_id=OTT) as c:
        [prompt] = await topics.prompts(c.session, request.key, "jugendamt")
        await topics.answer(c, prompt, PromptState.IMPOSSIBLE, "Hang")
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        await topics.merge(c, "jugendamt", "sozialamt")
    async with world.database.read() as session:
        assert await topics.caretakers(session) == {"jugend-konsumfrei": "sozialamt"}
        assert "jugend-konsumfrei" not in [one.prompt.topic for one in await topics.waiting(session, DUE_AT)]
    assert len(await world.all(TopicPrompt)) == 4
