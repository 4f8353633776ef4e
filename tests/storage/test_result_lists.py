"""What the lists of results show, to whom, on both engines."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from planning.intentions import IntentionState
from storage.intentions import Intention
from storage.people import Person
from storage.result_lists import (
    PAGE,
    ResultFilter,
    ResultTab,
    faces_to_choose,
    find_result,
    meetings_to_choose,
    open_result_lines,
    result_line,
    result_page,
    results_at_home,
)
from tests.storage.results_world import (
    BRANDT,
    KESSLER,
    MAY,
    OTT,
    RAU,
    ROOF,
    SOCIAL,
    TODAY,
    YOUTH,
    World,
    founded,
    waiting,
)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The cast in a database of its own."""
    async with founded(database_url) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("E-2026-001", True),
        ("e-2026-1", True),
        ("2026-001", True),
        ("1", True),
        ("001", True),
        ("2", False),
        ("V-2026-001", False),
        ("E-2025-001", False),
        ("eins", False),
        ("%", False),
        ("1; DROP TABLE result", False),
    ],
)
async def test_a_result_is_found_by_what_people_type(world: World, typed: str, found: bool) -> None:
    await world.record()
    async with world.database.read() as session:
        assert (await find_result(session, typed) is not None) is found


async def test_a_list_begins_with_the_overdue_and_ends_with_what_waits(world: World) -> None:
    ids = [
        await world.record(ROOF.model_copy(update={"due": MAY})),
        await world.record(waiting("vertrag")),
        await world.record(ROOF.model_copy(update={"due": date(2026, 3, 2), "office": SOCIAL})),
        await world.record(),
    ]
    async with world.database.read() as session:
        viewer = await session.get_one(Person, RAU)
        pages = {tab: await result_page(session, tab, viewer) for tab in ResultTab}
        mine = await result_page(session, ResultTab.MINE, await session.get_one(Person, OTT))
        agenda = await open_result_lines(session, None)
        home, total = await results_at_home(session, viewer, most=2)
    assert [line.result.key for line in pages[ResultTab.OPEN].lines] == [ids[2], ids[3], ids[0], ids[1]]
    assert [line.result.key for line in pages[ResultTab.OFFICE].lines] == [ids[3], ids[0], ids[1]]
    assert (pages[ResultTab.MINE].total, mine.total) == (0, 3)
    assert [line.is_overdue(TODAY) for line in agenda] == [True, False, False, False]
    assert ([line.result.key for line in home], total) == ([ids[3], ids[0]], 3)


async def test_a_page_that_is_not_there_is_the_nearest_one(world: World) -> None:
    for _ in range(PAGE + 2):
        await world.record()
    shown = {}
    async with world.database.read() as session:
        viewer = await session.get_one(Person, OTT)
        for offset in (0, 10, 999, -5, 3):
            page = await result_page(session, ResultTab.OPEN, viewer, offset=offset)
            shown[offset] = (page.offset, len(page.lines), page.total)
    first, second = (0, 10, PAGE + 2), (10, 2, PAGE + 2)
    assert shown == {0: first, 10: second, 999: second, -5: first, 3: first}


async def test_a_confidential_intention_shows_its_alias_to_everyone_but_lead_and_secretariat(world: World) -> None:
    result_id = await world.record(waiting("vertrag", 2))
    titles = {}
    async with world.database.read() as session:
        for person_id in (OTT, KESSLER, BRANDT):
            line = await result_line(session, result_id, await session.get_one(Person, person_id))
            assert line is not None
            assert line.face is not None
            titles[person_id] = line.face.title
        channel = await result_line(session, result_id, None)
        offered = await faces_to_choose(session, await session.get_one(Person, OTT))
    assert titles == {OTT: "Vorhaben Bad Cannstatt 26-02", KESSLER: "Geheimes Ufer", BRANDT: "Geheimes Ufer"}
    assert channel is not None
    assert channel.face is not None
    assert channel.face.title == "Vorhaben Bad Cannstatt 26-02"
    assert [face.title for face in offered] == ["Vorhaben Bad Cannstatt 26-02", "Zollhof-Areal"]


async def test_only_intentions_the_group_works_on_can_be_chosen(world: World) -> None:
    async with world.database.write() as session:
        (await session.get_one(Intention, 1)).state = IntentionState.ABANDONED
        (await session.get_one(Intention, 2)).state = IntentionState.PAUSED
    async with world.database.read() as session:
        assert await faces_to_choose(session, await session.get_one(Person, KESSLER)) == []


async def test_the_last_meeting_held_is_proposed_and_cancelled_ones_are_not_offered(world: World) -> None:
    async with world.database.read() as session:
        offered, proposed = await meetings_to_choose(session)
    assert ([row.id for row in offered], proposed) == ([3, 2, 1], 2)


async def test_a_list_is_narrowed_to_an_office_and_an_intention_that_have_results(world: World) -> None:
    of_social = await world.record(ROOF.model_copy(update={"office": SOCIAL, "intention_id": 1}))
    of_secret = await world.record(ROOF.model_copy(update={"intention_id": 2}))
    await world.record()
    async with world.database.read() as session:
        viewer = await session.get_one(Person, OTT)

        async def found(wanted: ResultFilter) -> list[int]:
            return [one.result.key for one in (await result_page(session, ResultTab.OPEN, viewer, wanted=wanted)).lines]

        assert await found(ResultFilter(office=SOCIAL)) == [of_social]
        assert await found(ResultFilter(intention_id=2)) == [of_secret]
        assert await found(ResultFilter(office=SOCIAL, intention_id=2)) == []
        page = await result_page(session, ResultTab.MINE, viewer)
    assert [office for office, _ in page.offices] == [YOUTH, SOCIAL]
    assert [face.title for face in page.faces] == ["Vorhaben Bad Cannstatt 26-02", "Zollhof-Areal"]
