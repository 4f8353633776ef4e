"""Results in the tables of both engines: their life, who is told, and what the lists show."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest
from sqlmodel import SQLModel, col, select

from planning.errors import Missing, Outdated
from planning.intentions import IntentionState
from planning.meetings import MeetingState
from planning.messages import SurfaceKind
from planning.people import Role
from planning.results import (
    CorrectionDraft,
    DelayDraft,
    HandoverDraft,
    ResultChangeKind,
    ResultDraft,
    ResultKind,
    ResultState,
    SettlementDraft,
    WithdrawalDraft,
)
from storage.audit import AuditEntry
from storage.changes import Change, change
from storage.database import Database
from storage.intentions import Intention
from storage.meetings import Meeting
from storage.outbox import Outgoing
from storage.people import Office, Person
from storage.result_lists import (
    PAGE,
    ResultTab,
    faces_to_choose,
    find_result,
    history,
    meetings_to_choose,
    open_result_lines,
    result_line,
    result_page,
    results_at_home,
)
from storage.results import (
    Result,
    ResultChange,
    correct_result,
    delay_result,
    hand_over_result,
    record_result,
    require_open,
    result_to_change,
    settle_result,
    trigger_results,
    withdraw_result,
)
from storage.surfaces import Surface

OTT, RAU, LANG, KESSLER, BRANDT = range(1, 6)
YOUTH, SOCIAL, EMPTY = "jugendamt", "sozialamt", "kinderbuero"
TODAY = date(2026, 3, 25)
NOW = datetime(2026, 3, 25, 14, 0, tzinfo=UTC)
APRIL, MAY = date(2026, 4, 30), date(2026, 5, 29)
ROOF = ResultDraft(text="Dachterrasse mit dem KVJS klären", kind=ResultKind.EXAMINATION, office=YOUTH, due=APRIL)


@dataclass(frozen=True)
class World:
    """A database with offices, their people, one open and one confidential intention and two meetings."""

    database: Database

    async def record(self, draft: ResultDraft = ROOF) -> int:
        """Record a result as Brandt and give its id."""
        async with change(self.database, now=NOW, person_id=BRANDT) as c:
            return (await record_result(c, draft, TODAY)).key

    async def result(self, result_id: int) -> Result:
        """Read a result."""
        async with self.database.read() as session:
            found = await session.get(Result, result_id)
        assert found is not None
        return found

    async def rows(self, table: type[SQLModel]) -> Sequence[SQLModel]:
        """Read all rows of a table in the order of their ids."""
        async with self.database.read() as session:
            return (await session.exec(select(table).order_by(table.__table__.c.id))).all()  # type: ignore[attr-defined]  # SQLModel sets it

    async def told(self) -> list[tuple[str, int | None]]:
        """Give kind and recipient of everything promised so far."""
        async with self.database.read() as session:
            query = select(Outgoing.kind, Outgoing.person_id).order_by(col(Outgoing.id))
            return list((await session.exec(query)).all())

    async def changes(self) -> list[tuple[ResultChangeKind, str | None, str | None, str | None]]:
        """Give what happened to results: kind, before, after, reason."""
        async with self.database.read() as session:
            rows = (await session.exec(select(ResultChange).order_by(col(ResultChange.id)))).all()
        return [(row.what, row.before, row.after, row.reason) for row in rows]

    def changing(self, person_id: int = OTT) -> AbstractAsyncContextManager[Change]:
        """Open a change as somebody."""
        return change(self.database, now=NOW, person_id=person_id)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The cast as far as results need it."""
    database = Database(database_url)
    rows: list[SQLModel] = [
        Office(id=YOUTH, name="Jugendamt", short="Jugendamt", position=1),
        Office(id=SOCIAL, name="Sozialamt", short="Sozialamt", position=2),
        Office(id=EMPTY, name="Kinderbüro", short="Kinderbüro", position=3),
        Person(id=RAU, slack_user_id="U0RAU", name="Timo Rau", office=YOUTH, roles=[Role.OFFICE]),
        Person(id=OTT, slack_user_id="U0OTT", name="Sabine Ott", office=YOUTH, roles=[Role.OFFICE], lead_contact=True),
        Person(id=LANG, slack_user_id="U0LANG", name="Heike Lang", office=SOCIAL, roles=[Role.OFFICE]),
        Person(id=KESSLER, slack_user_id="U0KESSLER", name="Miriam Kessler", roles=[Role.SECRETARIAT]),
        Person(id=BRANDT, slack_user_id="U0BRANDT", name="Jonas Brandt", roles=[Role.PLANNER]),
        intention(1, "Zollhof-Areal"),
        intention(2, "Geheimes Ufer", confidential=True),
        meeting(1, date(2026, 3, 4), MeetingState.HELD),
        meeting(2, date(2026, 3, 25), MeetingState.HELD),
        meeting(3, date(2026, 4, 22), MeetingState.PLANNED),
        meeting(4, date(2026, 4, 8), MeetingState.CANCELLED),
    ]
    async with database.write() as session:
        for row in rows:
            session.add(row)
            await session.flush()
    yield World(database)
    await database.close()


def intention(row_id: int, title: str, *, confidential: bool = False) -> Intention:
    """Give an intention in Bad Cannstatt."""
    return Intention(
        id=row_id, number=f"V-2026-00{row_id}", title=title, alias=f"Vorhaben Bad Cannstatt 26-0{row_id}",
        district="bad-cannstatt", stage="interessenbekundung", confidential=confidential, lead_id=BRANDT,
        recorded_by=BRANDT, recorded_at=NOW, changed_at=NOW,
    )  # fmt: skip


def meeting(row_id: int, on: date, state: MeetingState) -> Meeting:
    """Give a meeting at two o'clock."""
    return Meeting(
        id=row_id, on=on, at=time(14), starts_at=datetime.combine(on, time(13), tzinfo=UTC), state=state,
        created_by=KESSLER, created_at=NOW,
    )  # fmt: skip


def waiting(stage: str, intention_id: int = 1) -> ResultDraft:
    """Give a result that waits for a stage."""
    return ROOF.model_copy(update={"due": None, "trigger_stage": stage, "intention_id": intention_id})


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


@pytest.mark.parametrize(("offset", "first", "shown"), [(0, 0, 10), (10, 10, 2), (999, 10, 2), (-5, 0, 10), (3, 0, 10)])
async def test_a_page_that_is_not_there_is_the_nearest_one(world: World, offset: int, first: int, shown: int) -> None:
    for _ in range(PAGE + 2):
        await world.record()
    async with world.database.read() as session:
        page = await result_page(session, ResultTab.OPEN, await session.get_one(Person, OTT), offset=offset)
    assert (page.offset, len(page.lines), page.total) == (first, shown, PAGE + 2)


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
