"""Areas of several intentions on both engines: one at a time for each, and hints that are told once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from planning.errors import Invalid, Missing
from planning.pools import Hint, PoolDraft
from storage import pools
from storage.changes import change
from storage.database import Database
from storage.pools import Area
from tests.storage.areas_world import HAFEN, HANG, KESSLER, NOW, PANORAMA, TAL, World


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Give the city."""
    database = Database(database_url)
    made = World(database)
    await made.found()
    yield made
    await database.close()


async def pool(world: World, *members: int, name: str = "Degerloch Süd") -> int:
    """See intentions as one area."""
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        return (await pools.create(c, PoolDraft(name=name, members=list(members)))).key


async def area_of(world: World, intention_id: int) -> Area | None:
    """Give the area an intention belongs to."""
    async with world.database.read() as session:
        return await pools.area_of(session, intention_id)


async def test_an_area_has_members_of_several_districts_and_they_come_and_go(world: World) -> None:
    pool_id = await pool(world, PANORAMA, HAFEN)
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        await pools.change_members(c, pool_id, PoolDraft(name="Süd", members=[PANORAMA, HANG, TAL]))
    found = await area_of(world, TAL)
    assert found is not None
    assert (found.pool.name, [one.key for one in found.members]) == ("Süd", [PANORAMA, HANG, TAL])
    assert await area_of(world, HAFEN) is None


async def test_an_intention_belongs_to_one_area_at_a_time_even_when_two_pool_it_at_once(world: World) -> None:
    done = await asyncio.gather(
        pool(world, PANORAMA, HANG, name="eins"), pool(world, PANORAMA, TAL, name="zwei"), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["Invalid", "int"]
    assert await area_of(world, PANORAMA) is not None


async def test_a_dissolved_area_is_gone_and_its_intentions_are_free(world: World) -> None:
    pool_id = await pool(world, PANORAMA, HANG)
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        await pools.dissolve(c, pool_id)
    assert await area_of(world, PANORAMA) is None
    async with world.database.read() as session:
        with pytest.raises(Missing):
            await pools.area(session, pool_id)
    assert await pool(world, PANORAMA, HANG) != pool_id


async def test_an_unknown_member_makes_no_area(world: World) -> None:
    with pytest.raises(Invalid):
        await pool(world, PANORAMA, 99)
    assert await area_of(world, PANORAMA) is None


async def test_a_constellation_is_told_once_and_not_again_after_it_was_dismissed(world: World) -> None:
    async def renew(*found: Hint) -> list[str]:
        async with change(world.database, now=NOW, person_id=KESSLER) as c:
            await pools.renew_hints(c, "degerloch", found)
        async with world.database.read() as session:
            return [row.members for row in await pools.open_hints(session)]

    two, three = Hint((HANG, TAL), ("kita-under-three",)), Hint((PANORAMA, HANG, TAL), ("kita-under-three",))
    assert await renew(two) == await renew(two) == ["2+3"]
    assert await renew(three) == ["1+2+3"]
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        await pools.dismiss(c, (await pools.open_hints(c.session))[0].key)
    assert await renew(three) == []
    assert await renew(two) == [], "it was told before"


async def test_who_is_pooled_already_is_not_looked_at_again(world: World) -> None:
    await pool(world, PANORAMA, HANG)
    async with world.database.read() as session:
        assert [row.key for row in await pools.single_in(session, "degerloch")] == [TAL]
        assert [row.key for row in await pools.single_in(session, "moehringen")] == [TAL]
