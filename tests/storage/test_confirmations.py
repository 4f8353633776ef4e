"""Questions whether reports still hold, in the tables of both engines: one open at a time, the first answer counts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel, col, select

from planning import catalogue
from planning.calendar import WorkingCalendar
from planning.catalogue import Catalogue
from planning.confirmations import Cause, ConfirmationState
from planning.errors import Outdated
from planning.figures import FigureDraft, FigureStatus
from planning.intentions import IntentionState
from planning.kept_sheets import SheetCause
from planning.needs import InquiryState, NeedDraft
from planning.people import Role
from planning.policy import Policy
from reminders.confirmations import ask_monthly
from storage import confirmation_requests, confirmations, figures, kept_sheets, offices, reports
from storage.changes import change
from storage.confirmations import ConfirmationRequest, Question
from storage.database import Database
from storage.intentions import Intention
from storage.kept_sheets import SheetVersion
from storage.people import Office, Person
from storage.surfaces import Surface

OTT, RAU, KESSLER, LANG = range(1, 5)
WERK = 1
NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
TODAY, DUE = date(2026, 6, 15), date(2026, 6, 29)
CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
KITA = NeedDraft(what="Kita", why="Defizit", quantity=Decimal(4), unit="gruppe", facility_type="kita-u3")
HOME = NeedDraft(what="Pflegeheim", why="Defizit", quantity=Decimal(90), unit="platz", facility_type="pflegeheim")


@cache
def known() -> Catalogue:
    """The catalogue, read once."""
    return catalogue.load()


@dataclass(frozen=True)
class World:
    """A database with a small cast, two offices and one intention of 420 dwellings."""

    database: Database

    async def all(self, table: type[SQLModel]) -> list[SQLModel]:
        """Read a whole table in the order of its ids."""
        async with self.database.read() as session:
            return list((await session.exec(select(table).order_by(col(table.id)))).all())  # type: ignore[attr-defined]  # they all have one

    async def questions(self) -> list[Question]:
        """Read all questions, the oldest first."""
        async with self.database.read() as session:
            return (await confirmations.of_intention(session, WERK))[::-1]

    async def states(self) -> list[ConfirmationState]:
        """Say what came of the questions."""
        return [one.confirmation.state for one in await self.questions()]

    async def report(self, office: str, person_id: int, need: NeedDraft, at: datetime = NOW) -> None:
        """Report one need, as the form does."""
        async with change(self.database, now=at, person_id=person_id) as c:
            held = await reports.take(c, WERK, office)
            await reports.withdraw(c, held.needs)
            await reports.add(c, held, need)
            await kept_sheets.keep(c, known(), WERK, SheetCause.REPORT, CALENDAR.today(at))
            await reports.conclude(c, held, InquiryState.REPORTED, complete=True)

    async def no_need(self, office: str, person_id: int) -> None:
        """Take the report back."""
        async with change(self.database, now=NOW, person_id=person_id) as c:
            held = await reports.take(c, WERK, office)
            await reports.withdraw(c, held.needs)
            await reports.conclude(c, held, InquiryState.NO_NEED, complete=True)

    async def change(self, **fields: object) -> int:
        """Change the intention, keep its sheet and ask; give how many reports are in question."""
        async with change(self.database, now=NOW, person_id=KESSLER) as c:
            row = await c.session.get(Intention, WERK)
            assert row is not None
            for name, value in fields.items():
                setattr(row, name, value)
            c.session.add(row)
            await kept_sheets.keep(c, known(), WERK, SheetCause.SIZE, TODAY)
            return await confirmation_requests.follow(c, row, today=TODAY, due=DUE)

    async def hold(self, question: Question, person_id: int = OTT) -> None:
        """Press [Gilt weiter] as soon as it is asked."""
        at = question.request.asked_at
        async with change(self.database, now=at, person_id=person_id) as c:
            await kept_sheets.keep(c, known(), WERK, SheetCause.REPORT, CALENDAR.today(at))
            await confirmations.hold(c, question.confirmation.key, question.confirmation.revision)

    async def shown_to(self) -> list[int | None]:
        """Say who has a message that asks."""
        rows = [row for row in await self.all(Surface) if isinstance(row, Surface) and row.kind == "confirmation"]
        return [row.person_id for row in rows]

    async def revise(self, figure: str, value: str, day: date) -> None:
        """Agree on a new version of a key figure."""
        async with change(self.database, now=NOW, person_id=KESSLER) as c:
            draft = FigureDraft(
                value=Decimal(value), binding=FigureStatus.AGREED, source="AGSP", valid_from=day, reason="Beschluss"
            )
            await figures.revise(c, known(), figure, draft)

    async def month(self, at: datetime) -> int:
        """Let the clock ask."""
        return await ask_monthly(self.database, CALENDAR, Policy(), at, catalogue=known())


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Give a database with the cast; both offices have reported at 420 dwellings."""
    database = Database(database_url)
    rows: list[SQLModel] = [
        Office(id="jugendamt", name="Jugendamt", short="Jugendamt", asked="always", position=1),
        Office(id="sozialamt", name="Sozialamt", short="Sozialamt", asked="always", position=2),
        person(RAU, "Rau", Role.OFFICE, office="jugendamt"),
        person(OTT, "Ott", Role.OFFICE, office="jugendamt", lead_contact=True, deputy_id=RAU),
        person(KESSLER, "Kessler", Role.SECRETARIAT),
        person(LANG, "Lang", Role.OFFICE, office="sozialamt"),
        Intention(id=WERK, number="V-2026-001", title="Werk Nord", alias="", district="feuerbach", stage="one",
                  dwellings=420, recorded_by=KESSLER, recorded_at=NOW, changed_at=NOW),
    ]  # fmt: skip
    async with change(database, now=NOW) as c:
        for row in rows:
            c.session.add(row)
            await c.session.flush()
    found = World(database)
    await found.report("jugendamt", OTT, KITA)
    await found.report("sozialamt", LANG, HOME)
    yield found
    await database.close()


def person(person_id: int, name: str, role: Role, **more: Any) -> Person:
    """A member."""
    return Person(id=person_id, slack_user_id=f"U{person_id}", name=name, roles=[role], **more)


async def test_each_reporting_office_is_asked_once_and_exactly_ten_percent_asks_nobody(world: World) -> None:
    assert await world.change(dwellings=462) == 0
    assert await world.questions() == []
    assert await world.change(dwellings=480) == 2  # 3.9 % more than just now, 14.3 % more than they know
    assert await world.shown_to() == [OTT, LANG]
    [youth, social] = await world.questions()
    assert (youth.before.dwellings, youth.after.dwellings) == (420, 480)
    assert {youth.confirmation.cause, social.confirmation.cause} == {Cause.SIZE}
    async with world.database.read() as session:
        then, now = [await kept_sheets.one(session, WERK, one.sheet or 0) for one in (youth.before, youth.after)]
    assert (then.sheet.dwellings, now.sheet.dwellings) == (420, 480)


async def test_a_second_change_changes_the_open_question_and_one_taken_back_ends_it(world: World) -> None:
    await world.change(dwellings=480)
    [seen, *_] = await world.questions()
    await world.change(dwellings=500)
    assert await world.shown_to() == [OTT, LANG]
    assert await world.states() == [ConfirmationState.OPEN] * 2
    with pytest.raises(Outdated, match="changed"):
        await world.hold(seen)
    await world.change(dwellings=420)
    assert await world.states() == [ConfirmationState.OVERTAKEN] * 2
    await world.change(dwellings=480)
    assert await world.states() == [ConfirmationState.OVERTAKEN] * 2 + [ConfirmationState.OPEN] * 2


async def test_what_holds_is_the_new_ground_and_the_next_change_is_measured_from_it(world: World) -> None:
    await world.change(dwellings=480)
    [youth, social] = await world.questions()
    await world.hold(youth)
    await world.hold(social, LANG)
    assert await world.states() == [ConfirmationState.HOLDS] * 2
    async with world.database.read() as session:
        [need] = await reports.needs_of(session, youth.report.key)
        assert need.quantity == 4, "what holds keeps its quantity"
        assert len(await reports.versions(session, youth.report.key)) == 1
    assert await world.change(dwellings=520) == 0
    assert await world.change(dwellings=420) == 2


async def test_a_new_version_answers_and_no_need_takes_back(world: World) -> None:
    await world.change(dwellings=480)
    await world.report("jugendamt", OTT, KITA.model_copy(update={"quantity": Decimal(5)}))
    await world.no_need("sozialamt", LANG)
    assert await world.states() == [ConfirmationState.CHANGED, ConfirmationState.WITHDRAWN]
    assert await world.change(stage="two") == 1, "who has no need is not asked"


async def test_two_who_press_at_once_are_one_answer(world: World) -> None:
    await world.change(dwellings=480)
    [youth, _] = await world.questions()
    said = await asyncio.gather(world.hold(youth, OTT), world.hold(youth, RAU), return_exceptions=True)
    assert sorted(type(one).__name__ for one in said) == ["NoneType", "Outdated"]
    assert (await world.states())[0] is ConfirmationState.HOLDS


async def test_two_who_change_the_size_at_once_ask_once(world: World) -> None:
    await asyncio.gather(world.change(dwellings=480), world.change(dwellings=500))
    assert await world.states() == [ConfirmationState.OPEN] * 2
    assert await world.shown_to() == [OTT, LANG]


async def test_an_abandoned_intention_asks_nothing_any_more(world: World) -> None:
    await world.change(dwellings=480)
    [youth, _] = await world.questions()
    await world.change(state=IntentionState.ABANDONED)
    with pytest.raises(Outdated, match="abandoned"):
        await world.hold(youth)
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        await confirmation_requests.give_up(c, WERK)
    assert await world.states() == [ConfirmationState.OVERTAKEN] * 2
    assert await world.change(dwellings=900) == 0


async def test_an_office_that_took_another_one_over_answers_for_it(world: World) -> None:
    await world.change(dwellings=480)
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        social, youth = [await offices.existing(c.session, one) for one in ("sozialamt", "jugendamt")]
        await offices.merge(c, social, youth, today=TODAY, reason="Neuordnung")
    requests = [one for one in await world.all(ConfirmationRequest) if isinstance(one, ConfirmationRequest)]
    assert {one.office for one in requests} == {"jugendamt"}
    async with world.database.read() as session:
        ott = await session.get(Person, OTT)
        assert ott is not None
        assert await confirmations.is_asked(session, WERK, "sozialamt", ott)
        assert len(await confirmations.open_for(session, ott)) == 2
    await world.change(dwellings=600)  # asked anew after the merger: still of the office that exists
    assert {one.request.office for one in await world.questions()} == {"jugendamt"}


async def test_the_stage_asks_and_a_paused_intention_waits_until_it_goes_on(world: World) -> None:
    assert await world.change(state=IntentionState.PAUSED, stage="two") == 0
    assert await world.change(state=IntentionState.ACTIVE) == 2
    assert {one.confirmation.cause for one in await world.questions()} == {Cause.STAGE}


async def test_a_sheet_is_kept_once_and_comes_back_as_it_was_computed_that_day(world: World) -> None:
    await world.revise("residents-per-dwelling", "2.0", date(2026, 7, 1))
    async with change(world.database, now=NOW, person_id=KESSLER) as c:
        same = await kept_sheets.keep(c, known(), WERK, SheetCause.REQUEST, TODAY)
        later = await kept_sheets.keep(c, known(), WERK, SheetCause.REQUEST, date(2026, 7, 2))
    assert same is not None
    assert later is not None
    assert (same.number, later.number) == (1, 2)
    await world.revise("residents-per-dwelling", "2.6", date(2026, 7, 20))
    rows = [row for row in await world.all(SheetVersion) if isinstance(row, SheetVersion)]
    async with world.database.read() as session:
        intention = await session.get(Intention, WERK)
        assert intention is not None
        for row in rows:
            assert row.sheet == await kept_sheets.present(session, known(), intention, row.taken_on)


async def test_a_new_key_figure_asks_once_a_month_and_only_where_it_builds_something_else(world: World) -> None:
    assert await world.month(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)) == 0
    await world.revise("coverage-under-three", "0.70", date(2026, 7, 2))  # two groups become three
    assert await world.month(datetime(2026, 7, 3, 8, 0, tzinfo=UTC)) == 0, "July has been asked"
    assert await world.month(datetime(2026, 8, 1, 8, 0, tzinfo=UTC)) == 0, "a Saturday"
    assert await world.month(datetime(2026, 8, 3, 8, 0, tzinfo=UTC)) == 1
    [asked] = await world.questions()
    assert (asked.office.id, asked.confirmation.cause, asked.request.month) == ("jugendamt", Cause.FIGURE, "2026-08")
    await world.hold(asked)
    assert await world.month(datetime(2026, 9, 1, 8, 0, tzinfo=UTC)) == 0


async def test_what_nobody_confirmed_for_six_months_is_asked_and_next_month_s_list_takes_over(world: World) -> None:
    assert await world.month(datetime(2026, 12, 1, 8, 0, tzinfo=UTC)) == 0
    assert await world.month(datetime(2027, 1, 4, 8, 0, tzinfo=UTC)) == 2
    assert {one.confirmation.cause for one in await world.questions()} == {Cause.AGE}
    [youth, _] = await world.questions()
    await world.hold(youth)
    assert await world.month(datetime(2027, 2, 1, 8, 0, tzinfo=UTC)) == 1
    assert await world.states() == [ConfirmationState.HOLDS, ConfirmationState.OVERTAKEN, ConfirmationState.OPEN]


async def test_a_change_of_size_takes_a_report_out_of_the_list(world: World) -> None:
    await world.month(datetime(2027, 1, 4, 8, 0, tzinfo=UTC))
    await world.change(dwellings=480)
    assert await world.states() == [ConfirmationState.OVERTAKEN] * 2 + [ConfirmationState.OPEN] * 2
    assert await world.month(datetime(2027, 2, 1, 8, 0, tzinfo=UTC)) == 0, "they are asked already"
