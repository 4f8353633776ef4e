"""Living messages show the newest state: posted once, redrawn in place, posted anew when somebody deleted them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from planning.messages import SurfaceKind
from reminders.delivery import Report
from storage import surfaces
from storage.people import Person
from tests.reminders.desk import NOW, SABINE, Desk, desk_at


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with desk_at(database_url) as desk:
        yield desk


async def show(desk: Desk, kind: SurfaceKind = SurfaceKind.CARD) -> None:
    async with desk.change() as c:
        if kind is SurfaceKind.CARD:
            await c.show(kind, 7, channel_id="C1")
        else:
            await c.show(kind, SABINE, person_id=SABINE)


async def redraw(desk: Desk, kind: SurfaceKind = SurfaceKind.CARD) -> None:
    async with desk.change() as c:
        await c.redraw(kind, 7 if kind is SurfaceKind.CARD else SABINE)


async def test_a_surface_is_posted_once_and_remembers_where_it_stands(desk: Desk) -> None:
    await show(desk)
    assert await desk.delivery().run_once(NOW) == Report(sent=1)
    surface = await desk.surface()
    (seen,) = desk.slack.seen
    assert (surface.channel, surface.ts) == (seen.channel, seen.ts)
    assert (surface.wanted_rev, surface.shown_rev, surface.posts) == (1, 1, 0)


async def test_many_changes_are_one_update_to_the_newest_state(desk: Desk) -> None:
    await show(desk)
    await desk.delivery().run_once(NOW)
    for _ in range(3):
        await redraw(desk)
    assert await desk.delivery().run_once(NOW) == Report(drawn=1)
    assert desk.slack.texts() == ["card 7 rev 4"]
    assert len(desk.slack.called("chat.update")) == 1
    assert await desk.delivery().run_once(NOW) == Report()


async def test_showing_a_surface_again_redraws_it(desk: Desk) -> None:
    await show(desk)
    await desk.delivery().run_once(NOW)
    await show(desk)
    await desk.delivery().run_once(NOW)
    assert desk.slack.texts() == ["card 7 rev 2"]


@pytest.mark.parametrize("first", [True, False])
async def test_what_changes_while_it_is_drawn_is_drawn_next(desk: Desk, first: bool) -> None:
    changed: list[bool] = []

    async def change_meanwhile(_surface: Any, _session: Any) -> None:
        if not changed:
            changed.append(True)
            await redraw(desk)

    await show(desk)
    if not first:
        await desk.delivery().run_once(NOW)
        await redraw(desk)
    desk.voice.before = change_meanwhile
    await desk.delivery().run_once(NOW)
    surface = await desk.surface()
    assert surface.shown_rev == surface.wanted_rev
    assert desk.slack.texts() == [f"card 7 rev {surface.wanted_rev}"]


async def test_an_uncertain_first_post_is_found_and_redrawn(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("drop_after")
    await show(desk)
    await desk.delivery().run_once(NOW)
    surface = await desk.surface()
    assert surface.ts == desk.slack.seen[0].ts
    assert surface.shown_rev == surface.wanted_rev
    assert len(desk.slack.seen) == 1


@pytest.mark.parametrize("fault", ["drop", "drop_after", "500", "error:fatal_error"])
async def test_an_update_is_simply_repeated(desk: Desk, fault: str) -> None:
    await show(desk)
    await desk.delivery().run_once(NOW)
    await redraw(desk)
    desk.slack.faults["chat.update"].append(fault)
    assert await desk.delivery().run_once(NOW) == Report(postponed=1)
    await desk.let_pauses_end()
    assert await desk.delivery().run_once(NOW) == Report(drawn=1)
    assert desk.slack.texts() == ["card 7 rev 3"], "once more, since the first update may have come late"


async def test_an_update_that_comes_late_from_a_dead_worker_does_not_stay(desk: Desk) -> None:
    await show(desk)
    await desk.delivery().run_once(NOW)
    await redraw(desk)
    async with desk.database.write() as session:
        assert len(await surfaces.claim_stale(session, batch=20, lease=-1.0)) == 1
    assert await desk.delivery(quiet=75.0).run_once(NOW) == Report(drawn=1)
    desk.slack.seen[0].text = "the dead worker's old state"
    await desk.delivery(quiet=75.0).run_once(NOW)
    assert desk.slack.texts() == ["the dead worker's old state"], "nobody knows of it yet"
    await desk.let_pauses_end()
    await desk.delivery(quiet=75.0).run_once(NOW)
    assert desk.slack.texts() == ["card 7 rev 3"]


async def test_who_lost_a_surface_to_another_and_gets_no_answer_lets_it_be_drawn_anew(desk: Desk) -> None:
    await show(desk)
    await desk.delivery().run_once(NOW)
    await redraw(desk)
    async with desk.database.write() as session:
        (late,) = await surfaces.claim_stale(session, batch=20, lease=-1.0)
    await desk.delivery(quiet=75.0).run_once(NOW)
    async with desk.database.write() as session:
        assert not await surfaces.draw_later(session, late, 5.0, "TimeoutError")
    assert await desk.delivery(quiet=75.0).run_once(NOW) == Report(drawn=1)


async def test_too_many_updates_park_all_updates_for_all_workers(desk: Desk) -> None:
    await show(desk)
    await show(desk, SurfaceKind.RESULT)
    await desk.delivery().run_once(NOW)
    desk.slack.faults["chat.update"].append("429:30")
    await redraw(desk)
    await desk.delivery().run_once(NOW)
    await redraw(desk, SurfaceKind.RESULT)
    await desk.delivery().run_once(NOW)
    assert len(desk.slack.called("chat.update")) == 1
    await desk.let_pauses_end()
    assert await desk.delivery().run_once(NOW) == Report(drawn=2)


async def test_a_deleted_surface_is_posted_anew(desk: Desk) -> None:
    await show(desk)
    await desk.delivery().run_once(NOW)
    first = desk.slack.seen.pop()
    await redraw(desk)
    report = await desk.delivery().run_once(NOW)
    await desk.delivery().run_once(NOW)
    surface = await desk.surface()
    (second,) = desk.slack.seen
    assert surface.ts == second.ts != first.ts
    assert second.mark != first.mark
    assert (surface.posts, surface.shown_rev) == (1, surface.wanted_rev)
    assert report.postponed == 1
    assert [row.key for row in await desk.rows()] == [f"surface:card:7:{n}:channel:C1" for n in (1, 2)]


async def test_an_update_the_platform_refuses_is_not_repeated_and_says_why(desk: Desk) -> None:
    await show(desk)
    await desk.delivery().run_once(NOW)
    await redraw(desk)
    desk.slack.faults["chat.update"].append("error:msg_too_long")
    await desk.delivery().run_once(NOW)
    surface = await desk.surface()
    assert (surface.shown_rev, surface.reason) == (2, "msg_too_long")
    assert await desk.delivery().run_once(NOW) == Report()


async def test_a_surface_with_nothing_to_show_is_not_posted_until_it_is_shown_again(desk: Desk) -> None:
    desk.voice.silent.add("card")
    await show(desk)
    assert await desk.delivery().run_once(NOW) == Report(cancelled=1)
    await redraw(desk)
    assert await desk.delivery().run_once(NOW) == Report()

    desk.voice.silent.clear()
    await show(desk)
    assert await desk.delivery().run_once(NOW) == Report(sent=1)
    assert desk.slack.texts() == ["card 7 rev 3"]


async def test_showing_twice_before_the_first_post_posts_once(desk: Desk) -> None:
    await show(desk)
    await show(desk)
    assert await desk.delivery().run_once(NOW) == Report(sent=1)
    assert desk.slack.texts() == ["card 7 rev 2"]


async def test_a_posted_surface_with_nothing_to_show_stays_as_it_is(desk: Desk) -> None:
    await show(desk)
    await desk.delivery().run_once(NOW)
    desk.voice.silent.add("card")
    await redraw(desk)
    await desk.delivery().run_once(NOW)
    surface = await desk.surface()
    assert surface.shown_rev == surface.wanted_rev
    assert desk.slack.called("chat.update") == []


async def test_a_home_tab_is_published_to_its_person(desk: Desk) -> None:
    await show(desk, SurfaceKind.HOME)
    assert await desk.delivery().run_once(NOW) == Report(drawn=1)
    assert desk.slack.homes["U1"]["type"] == "home"
    assert desk.slack.homes["U1"]["blocks"][0]["text"]["text"] == "home 1 rev 1"
    assert desk.slack.seen == []


async def test_the_home_tab_of_who_has_left_is_not_published(desk: Desk) -> None:
    await show(desk, SurfaceKind.HOME)
    async with desk.database.write() as session:
        person = await session.get(Person, SABINE)
        assert person is not None
        person.left_at = NOW
        session.add(person)
    await desk.delivery().run_once(NOW)
    assert desk.slack.homes == {}
    assert (await desk.surface()).reason == "recipient_left"


async def test_a_surface_that_cannot_be_drawn_holds_up_nobody(desk: Desk) -> None:
    async def fail_for_the_card(thing: Any, _session: Any) -> None:
        if getattr(thing, "kind", None) is SurfaceKind.CARD:
            raise KeyError("a bug of ours")

    await show(desk)
    await desk.delivery().run_once(NOW)
    await redraw(desk)
    await show(desk, SurfaceKind.HOME)
    desk.voice.before = fail_for_the_card
    assert await desk.delivery().run_once(NOW) == Report(drawn=1, failed=1)
    desk.voice.before = None
    await desk.let_pauses_end()
    assert await desk.delivery().run_once(NOW) == Report(drawn=1)
