"""Surfaces: which are drawn anew, by whom, and what happens when two draw at once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from planning.messages import SurfaceKind
from storage import rates, surfaces
from storage.changes import change
from storage.database import Database
from storage.people import Person
from storage.surfaces import Surface

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    async with database.write() as session:
        session.add(Person(id=1, slack_user_id="U1", name="Sabine Ott"))
    yield database
    await database.close()


async def posted_card(database: Database) -> int:
    async with change(database, now=NOW) as c:
        card = await c.show(SurfaceKind.CARD, 7, channel_id="C1")
        await surfaces.posted(c.session, card, "C1", "1.1", 1)
    return card


async def redraw(database: Database) -> None:
    async with change(database, now=NOW) as c:
        await c.redraw(SurfaceKind.CARD, 7)


async def claim(database: Database, lease: float = 30.0) -> list[Surface]:
    async with database.write() as session:
        return await surfaces.claim_stale(session, batch=20, lease=lease)


async def stored(database: Database, surface_id: int) -> Surface:
    async with database.read() as session:
        return await session.get_one(Surface, surface_id)


async def test_only_what_is_posted_and_out_of_date_is_drawn(database: Database) -> None:
    async with change(database, now=NOW) as c:
        await c.show(SurfaceKind.CARD, 8, channel_id="C1")
    card = await posted_card(database)
    assert await claim(database) == []
    await redraw(database)
    assert [row.id for row in await claim(database)] == [card]
    assert await claim(database) == [], "somebody is drawing it"


async def test_a_home_tab_needs_no_first_post(database: Database) -> None:
    async with change(database, now=NOW) as c:
        home = await c.show(SurfaceKind.HOME, 1, person_id=1)
    assert [row.id for row in await claim(database)] == [home]


async def test_parked_updates_leave_home_tabs_alone(database: Database) -> None:
    await posted_card(database)
    await redraw(database)
    async with change(database, now=NOW) as c:
        home = await c.show(SurfaceKind.HOME, 1, person_id=1)
        await rates.park(c.session, rates.workspace_scope(surfaces.UPDATE), 30.0)
    assert [row.id for row in await claim(database)] == [home]


async def test_what_changed_since_it_was_drawn_stays_out_of_date(database: Database) -> None:
    card = await posted_card(database)
    await redraw(database)
    (row,) = await claim(database)
    await redraw(database)
    async with database.write() as session:
        assert await surfaces.shown(session, row, row.wanted_rev)
    (again,) = await claim(database)
    assert (again.id, again.wanted_rev, again.shown_rev) == (card, 3, 2)


async def test_when_two_have_drawn_it_is_drawn_once_more(database: Database) -> None:
    card = await posted_card(database)
    await redraw(database)
    (slow,) = await claim(database, lease=-1.0)
    (quick,) = await claim(database)
    async with database.write() as session:
        assert await surfaces.shown(session, quick, quick.wanted_rev)
        assert not await surfaces.shown(session, slow, slow.wanted_rev)
    after = await stored(database, card)
    assert after.wanted_rev > after.shown_rev


async def test_a_deletion_is_noticed_once(database: Database) -> None:
    card = await posted_card(database)
    await redraw(database)
    (slow,) = await claim(database, lease=-1.0)
    (quick,) = await claim(database)
    async with database.write() as session:
        assert not await surfaces.gone(session, slow)
        assert await surfaces.gone(session, quick)
    after = await stored(database, card)
    assert (after.ts, after.posts, after.first_post) == (None, 1, "surface:card:7:2:channel:C1")


async def test_a_state_that_cannot_be_shown_says_why_until_the_next_is_shown(database: Database) -> None:
    card = await posted_card(database)
    await redraw(database)
    (row,) = await claim(database)
    async with database.write() as session:
        await surfaces.shown(session, row, row.wanted_rev, "msg_too_long")
    assert (await stored(database, card)).reason == "msg_too_long"
    await redraw(database)
    (row,) = await claim(database)
    async with database.write() as session:
        await surfaces.shown(session, row, row.wanted_rev)
    assert (await stored(database, card)).reason is None
