"""The life of a result in the tables of both engines, and who is told."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from planning.errors import Missing, Outdated
from planning.messages import SurfaceKind
from planning.results import (
    CorrectionDraft,
    DelayDraft,
    HandoverDraft,
    ResultChangeKind,
    ResultKind,
    ResultState,
    SettlementDraft,
    WithdrawalDraft,
)
from storage.audit import AuditEntry
from storage.people import Person
from storage.result_lists import (
    ResultTab,
    history,
    result_page,
)
from storage.results import (
    correct_result,
    delay_result,
    hand_over_result,
    require_open,
    result_to_change,
    settle_result,
    trigger_results,
    withdraw_result,
)
from storage.surfaces import Surface
from tests.storage.results_world import (
    APRIL,
    BRANDT,
    EMPTY,
    KESSLER,
    LANG,
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


async def test_a_recorded_result_has_a_number_a_person_a_message_and_an_audit_row(world: World) -> None:
    first, second = await world.record(), await world.record()
    stored = await world.result(first)
    assert (stored.number, (await world.result(second)).number) == ("E-2026-001", "E-2026-002")
    assert (stored.state, stored.responsible_id, stored.recorded_by) == (ResultState.OPEN, OTT, BRANDT)
    assert await world.told() == [("surface_shown", OTT)] * 2
    audit = await world.rows(AuditEntry)
    assert [(row.verb, row.noun, row.subject) for row in audit if isinstance(row, AuditEntry)] == [
        ("recorded", "result", str(first)),
        ("recorded", "result", str(second)),
    ]


async def test_the_deputy_is_responsible_while_the_contact_is_away(world: World) -> None:
    async with world.database.write() as session:
        contact = await session.get(Person, OTT)
        assert contact is not None
        contact.deputy_id, contact.absent_from = RAU, TODAY
    assert (await world.result(await world.record())).responsible_id == RAU


async def test_the_secretariat_hears_of_a_result_that_nobody_can_take(world: World) -> None:
    result_id = await world.record(ROOF.model_copy(update={"office": EMPTY}))
    assert (await world.result(result_id)).responsible_id is None
    assert await world.told() == [("result_assigned", KESSLER)]


async def test_an_information_is_settled_from_the_first_day(world: World) -> None:
    news = ROOF.model_copy(update={"kind": ResultKind.INFORMATION, "due": None})
    assert (await world.result(await world.record(news))).state is ResultState.DONE
    async with world.database.read() as session:
        viewer = await session.get_one(Person, OTT)
        open_page = await result_page(session, ResultTab.OPEN, viewer)
        informed = await result_page(session, ResultTab.INFORMATION, viewer)
        settled = await result_page(session, ResultTab.SETTLED, viewer)
    assert (open_page.total, informed.total, settled.total) == (0, 1, 0)


async def test_a_result_is_settled_once_although_two_report_it_at_the_same_time(world: World) -> None:
    result_id = await world.record()

    async def report(person_id: int) -> str:
        try:
            async with world.changing(person_id) as c:
                result = await result_to_change(c, result_id)
                await settle_result(c, result, SettlementDraft(evidence="GRDrs 12/2026", done_on=TODAY))
        except Outdated:
            return "outdated"
        return "done"

    assert sorted(await asyncio.gather(report(OTT), report(RAU))) == ["done", "outdated"]
    stored = await world.result(result_id)
    assert (stored.state, stored.evidence, stored.done_on) == (ResultState.DONE, "GRDrs 12/2026", TODAY)
    assert await world.changes() == [(ResultChangeKind.DONE, None, "2026-03-25", "GRDrs 12/2026")]


async def test_a_delay_moves_the_date_and_keeps_the_old_one_in_the_history(world: World) -> None:
    result_id = await world.record()
    async with world.changing() as c:
        await delay_result(c, await result_to_change(c, result_id), DelayDraft(reason="KVJS prüft", due=MAY))
    assert (await world.result(result_id)).due == MAY
    assert await world.changes() == [(ResultChangeKind.DELAYED, "2026-04-30", "2026-05-29", "KVJS prüft")]
    async with world.database.read() as session:
        assert [(step.change.what, step.who) for step in await history(session, result_id)] == [
            (ResultChangeKind.DELAYED, "Sabine Ott")
        ]


async def test_what_waits_for_a_stage_has_no_date_that_could_move(world: World) -> None:
    result_id = await world.record(waiting("vorvereinbarung"))
    with pytest.raises(Outdated, match="waiting"):
        async with world.changing() as c:
            await delay_result(c, await result_to_change(c, result_id), DelayDraft(reason="später", due=MAY))
    assert (await world.result(result_id)).due is None


async def test_a_handover_gives_the_new_office_a_message_and_redraws_the_old_one(world: World) -> None:
    result_id = await world.record()
    async with world.changing() as c:
        result = await result_to_change(c, result_id)
        await hand_over_result(c, result, HandoverDraft(office=SOCIAL, reason="Pflege"), TODAY)
    stored = await world.result(result_id)
    assert (stored.office, stored.responsible_id, stored.revision) == (SOCIAL, LANG, 1)
    surfaces = [row for row in await world.rows(Surface) if isinstance(row, Surface)]
    assert {(s.kind, s.person_id, s.wanted_rev > 1) for s in surfaces} >= {(SurfaceKind.RESULT, OTT, True)}
    assert {s.person_id for s in surfaces} == {OTT, LANG}


async def test_who_gets_a_result_back_is_told_because_the_old_message_does_not_ring(world: World) -> None:
    result_id = await world.record()
    for office in (SOCIAL, YOUTH):
        async with world.changing(KESSLER) as c:
            result = await result_to_change(c, result_id)
            await hand_over_result(c, result, HandoverDraft(office=office, reason="Irrtum"), TODAY)
    assert await world.told() == [("surface_shown", OTT), ("surface_shown", LANG), ("result_assigned", OTT)]


async def test_a_correction_keeps_the_former_words(world: World) -> None:
    result_id = await world.record()
    wanted = CorrectionDraft(text="Dachterrasse klären", kind=ResultKind.DECISION, due=MAY, reason="Tippfehler")
    async with world.changing(KESSLER) as c:
        await correct_result(c, await result_to_change(c, result_id), wanted)
    stored = await world.result(result_id)
    assert (stored.text, stored.kind, stored.due, stored.state) == (
        "Dachterrasse klären", ResultKind.DECISION, MAY, ResultState.OPEN,
    )  # fmt: skip
    assert await world.changes() == [(ResultChangeKind.CORRECTED, ROOF.text, "2026-05-29", "Tippfehler")]


async def test_correcting_the_kind_to_information_ends_it_and_back_opens_it_again(world: World) -> None:
    result_id = await world.record()
    for kind, due, state in (
        (ResultKind.INFORMATION, None, ResultState.DONE),
        (ResultKind.DECISION, MAY, ResultState.OPEN),
    ):
        async with world.changing(KESSLER) as c:
            draft = CorrectionDraft(text=ROOF.text, kind=kind, due=due, reason="falsche Art")
            await correct_result(c, await result_to_change(c, result_id), draft)
        assert (await world.result(result_id)).state is state


async def test_a_withdrawn_result_cannot_be_changed_any_more(world: World) -> None:
    result_id = await world.record()
    async with world.changing(KESSLER) as c:
        await withdraw_result(c, await result_to_change(c, result_id), WithdrawalDraft(reason="hinfällig"))
    with pytest.raises(Outdated, match="withdrawn"):
        require_open(await world.result(result_id))
    with pytest.raises(Outdated):
        async with world.changing(KESSLER) as c:
            await withdraw_result(c, await result_to_change(c, result_id), WithdrawalDraft(reason="noch einmal"))
    assert [what for what, *_ in await world.changes()] == [ResultChangeKind.WITHDRAWN]


async def test_a_result_that_never_was_is_missing(world: World) -> None:
    with pytest.raises(Missing):
        async with world.changing() as c:
            await result_to_change(c, 4711)


async def test_a_reached_stage_lets_the_results_fall_due_once_that_waited_for_it(world: World) -> None:
    reached, later = await world.record(waiting("vorvereinbarung")), await world.record(waiting("vertrag"))
    elsewhere, dated = await world.record(waiting("vorvereinbarung", 2)), await world.record()
    stages = ["interessenbekundung", "vorpruefung", "vorvereinbarung", "wettbewerb"]
    counts = []
    for due in (APRIL, MAY):
        async with world.changing(BRANDT) as c:
            counts.append(await trigger_results(c, 1, stages, due))
    assert counts == [1, 0]
    assert (await world.result(reached)).triggered_on == TODAY
    assert [(await world.result(i)).due for i in (reached, later, elsewhere, dated)] == [APRIL, None, None, APRIL]
    assert await world.changes() == [(ResultChangeKind.TRIGGERED, "vorvereinbarung", "2026-04-30", None)]
    assert ("result_triggered", OTT) in await world.told()


async def test_a_settled_result_is_not_triggered(world: World) -> None:
    result_id = await world.record(waiting("vorvereinbarung"))
    async with world.changing() as c:
        draft = SettlementDraft(evidence="schon geschehen", done_on=TODAY)
        await settle_result(c, await result_to_change(c, result_id), draft)
    async with world.changing(BRANDT) as c:
        assert await trigger_results(c, 1, ["vorvereinbarung"], APRIL) == 0
