"""Which intentions a home tab names with their needs, on both engines: whose they are, how many, in which order."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from planning.intentions import IntentionState
from planning.joint_needs import JointState
from planning.needs import ANSWERED, InquiryState
from storage import bundles, joint_needs, offices, reports
from storage.changes import change
from storage.intentions import Intention
from storage.needs import Need
from storage.overviews import Overview, overviews
from storage.people import Office, Person
from storage.standings import round_standing
from tests.storage.test_needs import BRANDT, KESSLER, KITA, LANG, NOW, OTT, ZOLLHOF, World, populated


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Give a small cast on each engine."""
    async with populated(database_url) as found:
        yield found


async def shown(world: World, person_id: int, most: int = 3) -> list[Overview]:
    """Give what somebody's home tab names."""
    async with world.database.read() as session:
        reader = await session.get(Person, person_id)
        assert reader is not None
        return list(await overviews(session, reader, most))


async def test_the_home_tab_counts_what_the_overview_lists_and_the_round_still_misses(world: World) -> None:
    await world.start()
    assert await shown(world, BRANDT) == []
    for person_id, what, office in (
        (OTT, "Kita", "jugendamt"),
        (OTT, "Hort", "jugendamt"),
        (LANG, "Pflege", "sozialamt"),
    ):
        await world.report(person_id, what, office)
    async with world.database.read() as session:
        standing = await round_standing(session, ZOLLHOF)
        assert standing is not None
        missing = len(standing.shorts(set(InquiryState) - ANSWERED))
        claims = await bundles.claims(session, ZOLLHOF)
    for reader in (BRANDT, OTT, LANG, KESSLER):
        [one] = await shown(world, reader)
        assert (one.intention.key, one.needs, one.offices, one.missing) == (ZOLLHOF, len(claims), 2, missing)
    assert (len(claims), missing) == (3, 1)


async def test_a_joint_need_counts_once_for_both_and_a_merged_office_s_reports_are_the_other_s(world: World) -> None:
    await world.report(OTT, "Kita")
    await world.report(LANG, "Kita mit Pflege", "sozialamt")
    async with change(world.database, now=NOW, person_id=OTT) as c:
        first, second = (await c.session.exec(select(Need).order_by(col(Need.id)))).all()
        stays, joined = await joint_needs.side(c.session, first.key), await joint_needs.side(c.session, second.key)
        owner = await joint_needs.propose(c, stays, joined, stays, None)
        await joint_needs.decide(c, await joint_needs.part(c.session, owner.key, lock=True), JointState.AGREED)
    assert [(one.needs, one.offices, one.missing) for one in await shown(world, BRANDT)] == [(1, 2, 0)]
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        social, youth = await c.session.get(Office, "sozialamt"), await c.session.get(Office, "jugendamt")
        assert social is not None
        assert youth is not None
        await offices.merge(c, youth, social, today=date(2026, 3, 3), reason="Neuordnung")
    assert [(one.needs, one.offices) for one in await shown(world, OTT)] == [(1, 1)]


async def test_a_planner_reads_what_it_leads_and_the_secretariat_what_ends_first(world: World) -> None:
    async with world.database.write() as session:
        for number in range(2, 6):
            session.add(
                Intention(id=number, number=f"V-2026-00{number}", title="Weitere", alias="", district="ost", stage="s", lead_id=KESSLER,
                          recorded_by=BRANDT, recorded_at=NOW, changed_at=NOW)
            )  # fmt: skip
    await world.report(OTT)
    withdrawn = 0
    for number in range(2, 6):
        async with change(world.database, now=NOW, person_id=LANG) as c:
            held = await reports.take(c, number, "sozialamt")
            await reports.add(c, held, KITA)
            await reports.conclude(c, held, InquiryState.REPORTED, complete=True)
            withdrawn = held.report.key if number == 2 else withdrawn
    assert [one.intention.key for one in await shown(world, BRANDT)] == [ZOLLHOF]
    assert [one.intention.key for one in await shown(world, OTT)] == [ZOLLHOF]
    assert [one.intention.key for one in await shown(world, LANG)] == [5, 4, 3]
    assert [one.intention.key for one in await shown(world, KESSLER)] == [5, 4, 3]
    await world.start()
    assert [one.intention.key for one in await shown(world, KESSLER)] == [ZOLLHOF, 5, 4]
    async with world.database.write() as session:
        row = await session.get(Intention, ZOLLHOF)
        assert row is not None
        row.state = IntentionState.ABANDONED
        await session.exec(update(Need).where(col(Need.report_id) == withdrawn).values(withdrawn_at=NOW))
    assert await shown(world, BRANDT) == []
    assert [one.intention.key for one in await shown(world, KESSLER, 9)] == [5, 4, 3]
