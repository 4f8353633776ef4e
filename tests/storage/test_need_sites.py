"""Where needs belong, on both engines: counted once, kept as long as one site remains, and found without one."""

from collections.abc import AsyncIterator

import pytest

from planning.errors import Invalid
from planning.intentions import IntentionState
from planning.joint_needs import JointState
from planning.needs import NeedKind
from storage import bundles, districts, need_sites
from storage.changes import change
from storage.database import Database
from storage.joint_needs import NeedOwner
from tests.storage.areas_world import HAFEN, HANG, KESSLER, NOW, PANORAMA, TAL, World


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Give the city."""
    database = Database(database_url)
    made = World(database)
    await made.found()
    yield made
    await database.close()


async def seen_at(world: World, intention_id: int) -> list[tuple[str, tuple[int, ...]]]:
    """Say what stands in an intention's overview, with all intentions it belongs to."""
    async with world.database.read() as session:
        return [(one.what, one.sites) for one in await bundles.claims(session, intention_id)]


async def searching(world: World, *districts: str) -> list[str]:
    """Say what looks for a site."""
    async with world.database.read() as session:
        return [one.need.what for one in await need_sites.searching(session, districts=districts or None)]


async def test_a_need_of_several_intentions_is_shown_at_each_and_counted_once(world: World) -> None:
    kita = await world.report(PANORAMA, "Kita", "1 gruppe")
    await world.report(HANG, "Spielplatz", "570 m2-aussen")
    await world.place(kita, PANORAMA, HANG)
    assert await seen_at(world, PANORAMA) == [("Kita", (PANORAMA, HANG))]
    assert await seen_at(world, HANG) == [("Kita", (PANORAMA, HANG)), ("Spielplatz", (HANG,))]
    assert await seen_at(world, TAL) == []
    async with world.database.read() as session:
        together = await bundles.claims_at(session, [PANORAMA, HANG, TAL])
    assert [one.what for one in together] == ["Kita", "Spielplatz"]


async def test_a_need_survives_at_the_others_when_one_is_abandoned_and_comes_back_with_it(world: World) -> None:
    kita = await world.report(PANORAMA, "Kita", "1 gruppe")
    await world.place(kita, PANORAMA, HANG)
    await world.move(PANORAMA, IntentionState.ABANDONED)
    assert await seen_at(world, HANG) == [("Kita", (HANG,))]
    assert await searching(world) == []
    await world.move(PANORAMA, IntentionState.ACTIVE)
    assert await seen_at(world, HANG) == [("Kita", (PANORAMA, HANG))]


async def test_a_need_without_a_site_is_kept_found_in_its_district_and_given_a_new_one(world: World) -> None:
    kita = await world.report(PANORAMA, "Kita", "1 gruppe")
    await world.place(kita, PANORAMA, HANG)
    for gone in (PANORAMA, HANG):
        await world.move(gone, IntentionState.ABANDONED)
    assert await searching(world) == await searching(world, "degerloch") == ["Kita"]
    assert await searching(world, "wangen") == []
    await world.place(kita, HAFEN)
    assert await searching(world) == []
    assert await seen_at(world, HAFEN) == [("Kita", (HAFEN,))]


async def test_a_need_can_be_taken_off_its_own_intention(world: World) -> None:
    kita = await world.report(PANORAMA, "Kita", "1 gruppe")
    await world.place(kita)
    assert await seen_at(world, PANORAMA) == []
    assert await searching(world) == ["Kita"]
    await world.place(kita, PANORAMA)
    assert await seen_at(world, PANORAMA) == [("Kita", (PANORAMA,))]


async def test_a_concern_ends_with_its_place_and_a_paused_intention_is_still_one(world: World) -> None:
    await world.report(PANORAMA, "Sichere Querung", "", kind=NeedKind.CONCERN)
    await world.report(HANG, "Kita", "1 gruppe")
    await world.move(PANORAMA, IntentionState.ABANDONED)
    await world.move(HANG, IntentionState.PAUSED)
    assert await searching(world) == []


async def test_nothing_can_be_placed_on_an_abandoned_intention(world: World) -> None:
    kita = await world.report(PANORAMA, "Kita", "1 gruppe")
    await world.move(HAFEN, IntentionState.ABANDONED)
    with pytest.raises(Invalid):
        await world.place(kita, PANORAMA, HAFEN)
    assert await seen_at(world, PANORAMA) == [("Kita", (PANORAMA,))]


async def test_a_need_that_became_part_of_another_one_counts_nowhere_by_itself(world: World) -> None:
    halls = [await world.report(HANG, "Sporthalle", "2 feld", office=office) for office in ("jugendamt", "sozialamt")]
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        c.session.add(
            NeedOwner(need_id=halls[0], joined_id=halls[1], office="sozialamt", state=JointState.AGREED,
                      proposed_by=KESSLER, proposed_office="jugendamt", proposed_at=NOW)
        )  # fmt: skip
    async with world.database.read() as session:
        assert [one.id for one in await bundles.claims_at(session, [HANG])] == [halls[0]]
        assert await districts.sites_of_all(session) == {halls[0]: [HANG]}
    await world.move(HANG, IntentionState.ABANDONED)
    assert await searching(world) == ["Sporthalle"]


async def test_a_district_counts_what_lies_on_its_border_and_the_city_counts_each_need_once(world: World) -> None:
    kita = await world.report(TAL, "Kita", "1 gruppe")
    await world.place(kita, TAL, HAFEN)
    async with world.database.read() as session:
        assert [row.key for row in await districts.intentions_in(session, "moehringen")] == [TAL]
        assert (await districts.counts(session))["degerloch"] == (3, 294)
        assert (await districts.counts(session))["moehringen"] == (1, 120)
        assert await districts.sites_of_all(session) == {kita: [TAL, HAFEN]}
