"""Rounds and reports in the tables of both engines: two at once, whose deputy is asked, what is promised once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import SQLModel, select

from planning.errors import Outdated
from planning.messages import SurfaceKind
from planning.needs import Asking, InquiryState, NeedDraft, RequestState
from planning.people import Role
from storage import inquiries, questions, reports, requests
from storage.changes import Change, change
from storage.database import Database
from storage.intentions import Intention
from storage.intentions import intention as find_intention
from storage.needs import Extension, Inquiry, NeedReport, NeedRequest, Question, ReportVersion
from storage.outbox import Outgoing
from storage.people import Office, Person
from storage.standings import round_standing
from storage.surfaces import Surface

OTT, RAU, KESSLER, BRANDT, LANG = range(1, 6)
ZOLLHOF = 1
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY, DUE = date(2026, 3, 2), date(2026, 3, 16)
DUE_AT = datetime(2026, 3, 16, 17, 0, tzinfo=UTC)
KITA = NeedDraft(what="Kita", why="Defizit", quantity=Decimal(4), unit="gruppe", minimum=Decimal(2))


@dataclass(frozen=True)
class World:
    """A database with a small cast, three offices and one intention."""

    database: Database

    async def all(self, table: type[SQLModel]) -> list[SQLModel]:
        """Read a whole table."""
        async with self.database.read() as session:
            return list((await session.exec(select(table))).all())

    async def told(self, kind: str) -> set[int | None]:
        """Say who was promised a message of a kind."""
        async with self.database.read() as session:
            return set((await session.exec(select(Outgoing.person_id).where(Outgoing.kind == kind))).all())

    async def start(self, person_id: int = BRANDT) -> None:
        """Ask all offices about the intention."""
        async with change(self.database, now=NOW, person_id=person_id) as c:
            row = await find_intention(c.session, ZOLLHOF)
            assert row is not None
            asked = await requests.distribution(c.session, row, TODAY)
            await requests.start(c, ZOLLHOF, asked, started_on=TODAY, due=DUE, due_at=DUE_AT, remark=None)

    async def report(self, person_id: int, what: str = "Kita", office: str = "jugendamt") -> None:
        """Report one need."""
        async with change(self.database, now=NOW, person_id=person_id) as c:
            held = await reports.take(c, ZOLLHOF, office)
            await reports.add(c, held, KITA.model_copy(update={"what": what}))
            await reports.conclude(c, held, InquiryState.REPORTED, complete=True)

    async def no_need(self, office: str, person_id: int) -> None:
        """Answer that there is no need."""
        async with change(self.database, now=NOW, person_id=person_id) as c:
            held = await reports.take(c, ZOLLHOF, office)
            await reports.withdraw(c, held.needs)
            await reports.conclude(c, held, InquiryState.NO_NEED, complete=True)


@asynccontextmanager
async def populated(database_url: str) -> AsyncIterator[World]:
    """Give a database with the cast; Ott is absent on the first day."""
    database = Database(database_url)
    rows: list[SQLModel] = [
        Office(id="jugendamt", name="Jugendamt", short="Jugendamt", asked="always", position=1),
        Office(id="sozialamt", name="Sozialamt", short="Sozialamt", asked="always", position=2),
        Office(id="kinderbuero", name="Kinderbüro", short="Kinderbüro", asked="always", position=3),
        Office(id="bezirksamt", name="Bezirksamt", short="Bezirksamt", asked="with_contact", districts=["ost"]),
        person(RAU, "Rau", Role.OFFICE, office="jugendamt"),
        person(OTT, "Ott", Role.OFFICE, office="jugendamt", lead_contact=True, deputy_id=RAU, absent_from=TODAY,
               absent_until=TODAY),
        person(KESSLER, "Kessler", Role.SECRETARIAT),
        person(BRANDT, "Brandt", Role.PLANNER),
        person(LANG, "Lang", Role.OFFICE, office="sozialamt"),
        Intention(id=ZOLLHOF, number="V-2026-001", title="Zollhof-Areal", alias="", district="ost", stage="s",
                  lead_id=BRANDT, recorded_by=BRANDT, recorded_at=NOW, changed_at=NOW),
    ]  # fmt: skip
    async with database.write() as session:
        for row in rows:
            session.add(row)
            await session.flush()
    yield World(database)
    await database.close()


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Give the cast on each engine."""
    async with populated(database_url) as found:
        yield found


def person(person_id: int, name: str, role: Role, **values: object) -> Person:
    """Give a member."""
    return Person.model_validate(
        {"id": person_id, "slack_user_id": f"U{name}", "name": name, "roles": [role], **values}
    )


async def test_the_deputy_is_asked_for_who_is_absent_and_the_secretariat_for_who_has_no_contact(world: World) -> None:
    async with world.database.read() as session:
        row = await find_intention(session, ZOLLHOF)
        assert row is not None
        found = await requests.distribution(session, row, TODAY)
    asked = [
        (a.office.id, a.asking, a.person and a.person.name, a.stands_in_for and a.stands_in_for.name) for a in found
    ]
    assert sorted(asked, key=lambda entry: entry[0]) == [
        ("bezirksamt", Asking.NOT_ASKED, None, None),
        ("jugendamt", Asking.CONTACT, "Rau", "Ott"),
        ("kinderbuero", Asking.SECRETARIAT, "Kessler", None),
        ("sozialamt", Asking.CONTACT, "Lang", None),
    ]


async def test_two_who_start_at_once_start_one_round(world: World) -> None:
    results = await asyncio.gather(world.start(), world.start(KESSLER), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Outdated"]
    assert len(await world.all(NeedRequest)) == 1
    assert len(await world.all(Inquiry)) == 3
    assert await world.told("surface_shown") == {RAU, LANG, KESSLER}


async def test_two_of_one_office_who_report_at_once_make_two_versions_of_one_report(world: World) -> None:
    await world.start()
    await asyncio.gather(world.report(OTT, "Kita"), world.report(RAU, "Jugendraum"))
    [report] = await world.all(NeedReport)
    assert isinstance(report, NeedReport)
    assert report.version == 2
    async with world.database.read() as session:
        written = await reports.versions(session, report.key)
    assert [len(w.version.needs) for w in written] == [2, 1]
    assert await world.told("report_received") == {OTT, RAU}


async def test_the_last_answer_finishes_the_round_and_its_summary_is_promised_once(world: World) -> None:
    await world.start()
    await world.report(OTT)
    await world.no_need("sozialamt", LANG)
    assert await world.told("round_finished") == set()
    await world.no_need("kinderbuero", KESSLER)
    assert await world.told("round_finished") == {KESSLER, BRANDT}
    await world.no_need("jugendamt", RAU)
    sent = [row for row in await world.all(Outgoing) if isinstance(row, Outgoing) and row.kind == "round_finished"]
    assert len(sent) == 2
    async with world.database.read() as session:
        standing = await round_standing(session, ZOLLHOF)
    assert standing is not None
    assert (standing.answered, standing.total, standing.state) == (3, 3, RequestState.OPEN)


async def test_an_answer_can_become_another_one_and_both_stay_in_the_history(world: World) -> None:
    await world.start()
    await world.no_need("jugendamt", OTT)
    await world.report(RAU)
    answers = [v.answer for v in await world.all(ReportVersion) if isinstance(v, ReportVersion)]
    assert answers == [InquiryState.NO_NEED, InquiryState.REPORTED]
    async with world.database.read() as session:
        inquiry = await inquiries.latest(session, ZOLLHOF, "jugendamt")
    assert inquiry is not None
    assert (inquiry.state, inquiry.answered_by) == (InquiryState.REPORTED, RAU)


async def first_case(c: Change) -> inquiries.Case:
    """Give the youth office's part of the round."""
    inquiry = await inquiries.latest(c.session, ZOLLHOF, "jugendamt")
    assert inquiry is not None
    return await inquiries.case(c.session, inquiry.key, lock=True)


async def test_who_opens_the_form_first_has_begun(world: World) -> None:
    await world.start()
    for who in (RAU, OTT):
        async with change(world.database, now=NOW, person_id=who) as c:
            await inquiries.take_up(c, await first_case(c))
    async with world.database.read() as session:
        inquiry = await inquiries.latest(session, ZOLLHOF, "jugendamt")
    assert inquiry is not None
    assert (inquiry.state, inquiry.begun_by) == (InquiryState.SEEN, RAU)


async def test_the_first_decision_on_more_time_counts(world: World) -> None:
    await world.start()
    wanted, due_at = date(2026, 4, 10), datetime(2026, 4, 10, 16, 0, tzinfo=UTC)

    async def want() -> None:
        async with change(world.database, now=NOW, person_id=RAU) as c:
            case = await first_case(c)
            await inquiries.want_extension(c, case, wanted=wanted, due_at=due_at, reason=None, at_once=False)

    await want()
    with pytest.raises(Outdated):
        await want()
    [asked] = await world.all(Extension)
    assert isinstance(asked, Extension)

    async def decide(granted: bool) -> None:
        async with change(world.database, now=NOW, person_id=KESSLER) as c:
            wish = await inquiries.wish(c.session, asked.key)
            await inquiries.decide_extension(c, wish, granted=granted, due_at=due_at)

    results = await asyncio.gather(decide(True), decide(False), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Outdated"]
    assert await world.told("extension_decided") == {RAU}
    (shown,) = [
        one for one in await world.all(Surface) if isinstance(one, Surface) and one.kind is SurfaceKind.EXTENSION
    ]
    assert (shown.person_id, shown.wanted_rev) == (KESSLER, 2)


async def test_an_answer_to_a_question_goes_to_all_who_were_asked_and_only_the_first_counts(world: World) -> None:
    await world.start()
    async with change(world.database, now=NOW, person_id=OTT) as c:
        question = await questions.ask(c, await first_case(c), "Wie viele Wohnungen?")
        question_id = question.key
    assert await world.told("question_asked") == {BRANDT}

    async def answer(text: str) -> None:
        async with change(world.database, now=NOW, person_id=BRANDT) as c:
            await questions.answer(c, await questions.asked(c.session, question_id), text)

    results = await asyncio.gather(answer("180"), answer("190"), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Outdated"]
    assert await world.told("question_answered") == {OTT, RAU, LANG, KESSLER}
    [stored] = await world.all(Question)
    assert isinstance(stored, Question)
    assert stored.answer in {"180", "190"}


async def test_a_closed_round_keeps_silence_apart_from_no_need_and_takes_late_answers(world: World) -> None:
    await world.start()
    [request] = await world.all(NeedRequest)
    assert isinstance(request, NeedRequest)

    async def close() -> None:
        async with change(world.database, now=NOW, person_id=BRANDT) as c:
            await requests.close(c, request.key)

    await close()
    async with world.database.read() as session:
        standing = await round_standing(session, ZOLLHOF)
    assert standing is not None
    assert standing.offices == {InquiryState.NO_ANSWER: ("Jugendamt", "Sozialamt", "Kinderbüro")}
    await world.report(OTT)
    async with world.database.read() as session:
        standing = await round_standing(session, ZOLLHOF)
    assert standing is not None
    assert standing.shorts({InquiryState.REPORTED}) == ["Jugendamt"]
    with pytest.raises(Outdated):
        await close()


async def test_a_colleague_who_takes_over_gets_a_message_of_their_own(world: World) -> None:
    await world.start()
    async with change(world.database, now=NOW, person_id=RAU) as c:
        case = await first_case(c)
        [colleague] = await inquiries.colleagues(c.session, case)
        await inquiries.hand_over(c, case, colleague)
    shown = [s for s in await world.all(Surface) if isinstance(s, Surface) and s.kind is SurfaceKind.INQUIRY]
    assert {s.person_id for s in shown if s.subject_id == case.inquiry.key} == {OTT, RAU}
    assert all(s.wanted_rev > 1 for s in shown if s.person_id == RAU)
