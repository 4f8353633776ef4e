"""Joint needs and support in the tables of both engines: at once, withdrawn, merged."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlmodel import select

from planning.errors import Invalid, Outdated
from planning.joint_needs import Effect, JointState
from storage import bundles, joint_needs, offices, reports, supports
from storage.changes import change
from storage.joint_needs import NeedOwner
from storage.needs import Need
from storage.people import Office
from storage.supports import SeenEffect
from tests.storage.test_needs import KESSLER, LANG, NOW, OTT, ZOLLHOF, World, populated


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Give a small cast on each engine."""
    async with populated(database_url) as found:
        yield found


async def both_report(world: World) -> None:
    """Two offices report in the same second."""
    await asyncio.gather(world.report(OTT, "Kita"), world.report(LANG, "Kita mit Pflege", "sozialamt"))


async def needs_of(world: World) -> dict[str, int]:
    """Give the ids of needs by what they say."""
    async with world.database.read() as session:
        return {need.what: need.key for need in (await session.exec(select(Need))).all()}


async def propose(world: World, stays: int, joined: int, *, by_joined: bool = False) -> int:
    """Propose to make one need of two."""
    async with change(world.database, now=NOW, person_id=LANG if by_joined else OTT) as c:
        one, other = await joint_needs.side(c.session, stays), await joint_needs.side(c.session, joined)
        return (await joint_needs.propose(c, one, other, other if by_joined else one, None)).key


async def decide(world: World, owner_id: int, state: JointState, person_id: int = LANG) -> None:
    """Decide on a proposal."""
    async with change(world.database, now=NOW, person_id=person_id) as c:
        await joint_needs.decide(c, await joint_needs.part(c.session, owner_id, lock=True), state)


async def counted(world: World) -> list[tuple[str, str]]:
    """Give what is counted at the intention, and whose it is."""
    async with world.database.read() as session:
        return [(claim.what, claim.office) for claim in await bundles.claims(session, ZOLLHOF)]


async def test_two_offices_that_report_at_once_are_both_heard_and_joined_count_once(world: World) -> None:
    await both_report(world)
    ids = await needs_of(world)
    kita, care = ids["Kita"], ids["Kita mit Pflege"]
    owner_id = await propose(world, kita, care)
    assert len(await counted(world)) == 2
    await decide(world, owner_id, JointState.AGREED)
    assert await counted(world) == [("Kita", "Jugendamt + Sozialamt")]
    with pytest.raises(Outdated):
        await propose(world, care, kita)
    async with change(world.database, now=NOW, person_id=OTT) as c:
        await reports.withdraw(c, [await reports.need(c.session, kita)])
    assert await counted(world) == [("Kita mit Pflege", "Sozialamt")]
    [row] = await world.all(NeedOwner)
    assert isinstance(row, NeedOwner)
    assert row.state is JointState.DISSOLVED
    assert await world.told("joint_need_decided") == {OTT, LANG}


async def test_of_two_proposals_and_two_decisions_at_once_one_counts(world: World) -> None:
    await both_report(world)
    ids = await needs_of(world)
    kita, care = ids["Kita"], ids["Kita mit Pflege"]
    tried = await asyncio.gather(
        propose(world, kita, care), propose(world, care, kita, by_joined=True), return_exceptions=True
    )
    assert [type(one) for one in tried if not isinstance(one, int)] == [Outdated]
    [owner_id] = [one for one in tried if isinstance(one, int)]
    said = await asyncio.gather(
        decide(world, owner_id, JointState.AGREED), decide(world, owner_id, JointState.REFUSED), return_exceptions=True
    )
    assert [type(one) for one in said if one is not None] == [Outdated]


async def test_support_is_one_per_office_told_once_and_taken_back(world: World) -> None:
    await both_report(world)
    kita = (await needs_of(world))["Kita"]
    for argument in ("Dringend", "Dringend, seit Jahren"):
        async with change(world.database, now=NOW, person_id=LANG) as c:
            held = await joint_needs.side(c.session, kita)
            await supports.support(c, held, "sozialamt", argument)
            await supports.see_effects(c, held, SeenEffect("sozialamt", "", Effect.HARMS, ("familien",), argument))
    async with world.database.read() as session:
        [given] = (await supports.supporters(session, [kita]))[kita]
        [seen] = (await supports.effects_of(session, [kita]))[kita]
    assert (given.office, given.argument) == ("Sozialamt", "Dringend, seit Jahren")
    assert (seen.effect, seen.target_groups, seen.note) == (Effect.HARMS, ("familien",), "Dringend, seit Jahren")
    assert await world.told("need_echoed") == {OTT}
    async with change(world.database, now=NOW, person_id=LANG) as c:
        assert await supports.end_support(c, kita, "sozialamt")
        assert not await supports.end_support(c, kita, "sozialamt")
        await supports.see_effects(c, await joint_needs.side(c.session, kita),
                                   SeenEffect("sozialamt", "", Effect.HARMS, (), None))  # fmt: skip
    async with world.database.read() as session:
        assert (await supports.supporters(session, [kita]), await supports.effects_of(session, [kita])) == ({}, {})


async def test_an_office_that_merged_meanwhile_decides_for_the_one_it_took_in(world: World) -> None:
    await both_report(world)
    ids = await needs_of(world)
    owner_id = await propose(world, ids["Kita"], ids["Kita mit Pflege"])
    await merge(world, "sozialamt", "kinderbuero")
    async with world.database.read() as session:
        part = await joint_needs.part(session, owner_id)
        assert part.asked.office.today == "kinderbuero"
        assert part.offices == {"jugendamt", "kinderbuero"}
        assert {claim.office_id for claim in await bundles.claims(session, ZOLLHOF)} == part.offices
    await merge(world, "jugendamt", "kinderbuero")
    await decide(world, owner_id, JointState.REFUSED)
    with pytest.raises(Invalid):
        await propose(world, ids["Kita"], ids["Kita mit Pflege"])


async def test_support_moves_with_a_merger_and_nobody_supports_a_need_of_its_own(world: World) -> None:
    await both_report(world)
    ids = await needs_of(world)
    kita, care = ids["Kita"], ids["Kita mit Pflege"]
    async with change(world.database, now=NOW, person_id=LANG) as c:
        held, other = await joint_needs.side(c.session, kita), await joint_needs.side(c.session, care)
        await supports.support(c, held, "kinderbuero", "Früher")
        await supports.end_support(c, kita, "kinderbuero")
        await supports.support(c, held, "bezirksamt", "Dringend")
        await supports.see_effects(c, held, SeenEffect("bezirksamt", "", Effect.BENEFITS, ("familien",), None))
        for one in ("bezirksamt", "kinderbuero"):
            await supports.support(c, other, one, f"Wie {one}")
    await merge(world, "bezirksamt", "kinderbuero")
    async with world.database.read() as session:
        backing, seen = await supports.supporters(session, [kita, care]), await supports.effects_of(session, [kita])
    assert [(one.office, one.argument) for one in backing[kita]] == [("Kinderbüro", "Dringend")]
    assert [(one.office, one.argument) for one in backing[care]] == [("Kinderbüro", "Wie kinderbuero")]
    assert [(one.office, one.target_groups) for one in seen[kita]] == [("Kinderbüro", ("familien",))]
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        assert await supports.end_support(c, kita, "kinderbuero")
    await merge(world, "kinderbuero", "sozialamt")
    async with world.database.read() as session:
        assert await supports.supporters(session, [kita, care]) == {}, "its own need"
        assert [one.office for one in (await supports.effects_of(session, [kita]))[kita]] == ["Sozialamt"]


async def merge(world: World, office: str, into: str) -> None:
    """Let the secretariat merge two offices."""
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        gone, stays = await c.session.get(Office, office), await c.session.get(Office, into)
        assert gone is not None
        assert stays is not None
        await offices.merge(c, gone, stays, today=date(2026, 3, 3), reason="Neuordnung")
