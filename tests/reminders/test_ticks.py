"""What the clock promises, against real tables on both engines."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel, col, select

from planning.calendar import ONE_DAY, WorkingCalendar
from planning.intentions import IntentionState
from planning.meetings import MeetingState, UpdateKind
from planning.messages import MESSAGE, MorningNote, RoundFinished, SurfaceKind
from planning.needs import InquiryState, RequestState
from planning.people import Role
from planning.policy import Policy
from planning.results import ResultChangeKind, ResultKind, ResultState
from reminders.ticks import finish_rounds, hold_meetings, plan_digests, plan_morning_notes
from storage.changes import change
from storage.database import Database
from storage.intentions import Intention
from storage.meetings import Meeting, Update
from storage.needs import Extension, Inquiry, NeedRequest, finish_round_if_done
from storage.outbox import Outgoing
from storage.people import Office, Person
from storage.reminders import Reminder, ReminderKind, note_items, release_note, take_digest
from storage.results import Result, ResultChange
from storage.surfaces import Surface

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
POLICY = Policy()
OTT, RAU, KESSLER, BRANDT, LANG = range(1, 6)
ZOLLHOF, ROUND, YOUTH, SOCIAL = 1, 1, 1, 2
ASKED, DUE = date(2026, 3, 2), date(2026, 3, 16)


def at(on: date, clock: str = "09:00") -> datetime:
    """Give the instant of a wall-clock time in the city."""
    return CALENDAR.instant(on, time.fromisoformat(clock))


def march(number: int, clock: str = "09:00") -> datetime:
    """Give a moment of March 2026, in which the round runs."""
    return at(date(2026, 3, number), clock)


@dataclass(frozen=True)
class World:
    """A database with the cast, one intention and one round of two offices."""

    database: Database

    async def store(self, *rows: SQLModel) -> None:
        """Store rows in the order given."""
        async with self.database.write() as session:
            for row in rows:
                session.add(row)
                await session.flush()

    async def change_inquiry(self, inquiry_id: int, **values: object) -> None:
        """Overwrite columns of an inquiry, as a handler would."""
        await self._change(Inquiry, inquiry_id, values)

    async def change_round(self, **values: object) -> None:
        """Overwrite columns of the round."""
        await self._change(NeedRequest, ROUND, values)

    async def change_intention(self, **values: object) -> None:
        """Overwrite columns of the intention."""
        await self._change(Intention, ZOLLHOF, values)

    async def change_meeting(self, **values: object) -> None:
        """Overwrite columns of the meeting."""
        await self._change(Meeting, 1, values)

    async def _change(self, table: type[SQLModel], row_id: int, values: dict[str, object]) -> None:
        async with self.database.write() as session:
            row = await session.get(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    async def notes(self, now: datetime) -> int:
        """Let the morning note tick run."""
        return await plan_morning_notes(self.database, CALENDAR, POLICY, now)

    async def outbox(self, kind: str) -> list[Outgoing]:
        """List promised messages of a kind."""
        async with self.database.read() as session:
            query = select(Outgoing).where(Outgoing.kind == kind).order_by(col(Outgoing.id))
            return list((await session.exec(query)).all())

    async def items(self) -> list[Reminder]:
        """List all items of all notes."""
        async with self.database.read() as session:
            return list((await session.exec(select(Reminder).order_by(col(Reminder.id)))).all())


def cast() -> list[SQLModel]:
    """Give two offices, their people, the secretariat and the project lead."""
    return [
        Office(id="youth", name="Jugendamt", short="JA"),
        Office(id="social", name="Sozialamt", short="SozA"),
        Person(id=RAU, slack_user_id="U2", name="Rau", office="youth", roles=[Role.OFFICE]),
        Person(
            id=OTT,
            slack_user_id="U1",
            name="Ott",
            office="youth",
            roles=[Role.OFFICE],
            deputy_id=RAU,
            lead_contact=True,
        ),
        Person(id=KESSLER, slack_user_id="U3", name="Kessler", roles=[Role.SECRETARIAT]),
        Person(id=BRANDT, slack_user_id="U4", name="Brandt", roles=[Role.PLANNER]),
        Person(id=LANG, slack_user_id="U5", name="Lang", office="social", roles=[Role.OFFICE]),
    ]


def one_round() -> list[SQLModel]:
    """Give the Zollhof-Areal and its round of 2 March, open for two offices."""
    began, ends = at(ASKED), at(DUE, "18:00")
    return [
        Intention(
            id=ZOLLHOF, number="V-2026-001", title="Zollhof-Areal", alias="Vorhaben Bad Cannstatt 26-01",
            district="bad-cannstatt", stage="0", lead_id=BRANDT, recorded_by=BRANDT, recorded_at=began,
            changed_at=began,
        ),
        NeedRequest(
            id=ROUND, intention_id=ZOLLHOF, started_by=BRANDT, started_at=began, started_on=ASKED, due=DUE,
            due_at=ends,
        ),
        inquiry(YOUTH, "youth", OTT),
        inquiry(SOCIAL, "social", LANG),
    ]  # fmt: skip


def inquiry(inquiry_id: int, office: str, contact_id: int) -> Inquiry:
    """Give one office's part of the round."""
    return Inquiry(
        id=inquiry_id, request_id=ROUND, intention_id=ZOLLHOF, office=office, contact_id=contact_id, due=DUE,
        due_at=at(DUE, "18:00"),
    )  # fmt: skip


def meeting(on: date = date(2026, 7, 8)) -> Meeting:
    """Give a meeting at 14:00."""
    return Meeting(
        id=1, on=on, at=time(14, 0), starts_at=at(on, "14:00"), created_by=KESSLER, created_at=at(date(2026, 6, 1))
    )


def roof_terrace() -> Result:
    """Give the result that the youth office owes by 30 April."""
    return Result(
        id=1, number="E-2026-001", text="Dachterrasse mit dem KVJS klären", kind=ResultKind.EXAMINATION,
        office="youth", responsible_id=OTT, due=date(2026, 4, 30), recorded_by=KESSLER,
        recorded_at=at(date(2026, 4, 8)),
    )  # fmt: skip


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The cast in an otherwise empty database."""
    database = Database(database_url)
    played = World(database)
    await played.store(*cast())
    yield played
    await database.close()


async def test_case_1_reminds_on_four_days_and_only_who_has_not_answered(world: World) -> None:
    await world.store(*one_round())
    await world.change_inquiry(SOCIAL, state=InquiryState.NO_NEED)
    for number in range(2, 31):
        await world.notes(march(number, "08:31"))
    assert [(item.day.day, item.step, item.person_id) for item in await world.items()] == [
        (11, -3, OTT),
        (16, 0, OTT),
        (17, 1, OTT),
        (17, 1, RAU),
        (19, 3, KESSLER),
    ]


@pytest.mark.parametrize(
    ("now", "notes"),
    [
        pytest.param(march(11, "08:29"), 0, id="before the morning"),
        pytest.param(march(11, "08:30"), 2, id="from the morning on"),
        pytest.param(march(11, "17:59"), 2, id="still in the afternoon"),
        pytest.param(march(11, "18:00"), 0, id="not in the evening"),
        pytest.param(march(12, "08:30"), 2, id="the next morning instead"),
        pytest.param(march(14, "09:00"), 0, id="not on Saturday"),
        pytest.param(at(date(2026, 4, 3)), 0, id="not on Good Friday"),
        pytest.param(at(date(2026, 3, 30), "08:29"), 0, id="summer time: before the morning"),
        pytest.param(at(date(2026, 3, 30), "08:30"), 1, id="summer time: from the morning on"),
    ],
)
async def test_notes_are_promised_in_the_office_hours_of_working_days(world: World, now: datetime, notes: int) -> None:
    await world.store(*one_round())
    assert await world.notes(now) == notes


async def test_all_that_is_due_for_a_person_comes_in_one_note_until_the_evening(world: World) -> None:
    await world.store(*one_round(), roof_terrace(), meeting(date(2026, 5, 7)))
    thursday = date(2026, 4, 30)  # a result is due, all are asked before a meeting, a round is overdue
    assert await world.notes(at(thursday, "08:30")) == 5
    (note,) = [row for row in await world.outbox("morning_note") if row.person_id == OTT]
    assert MESSAGE.validate_python(note.body) == MorningNote(person_id=OTT, day=thursday)
    assert (note.key, note.expires_at) == (f"morning:2026-04-30:person:{OTT}", at(date(2026, 4, 30), "18:00"))
    async with world.database.read() as session:
        items = await note_items(session, OTT, thursday)
    assert [(item.kind, item.step) for item in items] == [(ReminderKind.RESULT, 0), (ReminderKind.UPDATE, -4)]
    async with world.database.read() as session:
        of_secretariat = await note_items(session, KESSLER, thursday)
    assert [(item.kind, item.step, item.late) for item in of_secretariat] == [
        (ReminderKind.NEED, 3, True),
        (ReminderKind.NEED, 3, True),
        (ReminderKind.UPDATE, -4, False),
    ]


async def test_two_machines_at_once_promise_each_note_once(world: World) -> None:
    await world.store(*one_round())
    other = World(Database(world.database.url.render_as_string(hide_password=False)))
    try:
        counts = await asyncio.gather(*(w.notes(march(17)) for w in (world, other, world, other)))
    finally:
        await other.database.close()
    assert sum(counts) == 3
    assert {row.person_id for row in await world.outbox("morning_note")} == {OTT, RAU, LANG}
    assert len(await world.items()) == 3


async def test_what_comes_up_after_the_note_waits_for_the_next_working_day(world: World) -> None:
    await world.store(*one_round())
    assert await world.notes(march(13)) == 2  # Friday
    await world.store(meeting(date(2026, 3, 17)))
    assert await world.notes(march(13, "10:00")) == 3, "only for whom there is no note yet"
    assert await world.notes(march(15)) == 0
    assert await world.notes(march(16)) == 2
    monday = [(item.person_id, item.kind, item.step) for item in await world.items() if item.day.day == 16]
    assert sorted(monday) == [
        (OTT, ReminderKind.NEED, 0),
        (OTT, ReminderKind.UPDATE, -2),
        (LANG, ReminderKind.NEED, 0),
        (LANG, ReminderKind.UPDATE, -2),
    ]


async def test_after_an_outage_the_latest_step_is_said_once_and_marked_late(world: World) -> None:
    await world.store(*one_round())
    assert await world.notes(march(18)) == 3
    assert await world.notes(march(18, "16:00")) == 0
    assert {(item.step, item.late) for item in await world.items()} == {(1, True)}


async def test_the_items_of_a_note_that_expired_come_with_the_next_note(world: World) -> None:
    await world.store(*one_round())
    await world.notes(march(11))
    async with world.database.write() as session:
        assert await release_note(session, f"morning:2026-03-11:person:{OTT}") == 1
    assert await world.notes(march(12)) == 1
    (item,) = [item for item in await world.items() if item.person_id == OTT]
    assert (item.day, item.step, item.late) == (date(2026, 3, 12), -3, True)


@pytest.mark.parametrize("state", [state for state in InquiryState if state not in {"asked", "seen"}])
async def test_an_answer_of_any_kind_ends_the_reminders(world: World, state: InquiryState) -> None:
    await world.store(*one_round())
    await world.change_inquiry(YOUTH, state=state)
    await world.change_inquiry(SOCIAL, state=InquiryState.SEEN)
    assert await world.notes(march(11)) == 1
    assert [item.subject_id for item in await world.items()] == [SOCIAL]


@pytest.mark.parametrize("state", [IntentionState.PAUSED, IntentionState.ABANDONED])
async def test_nobody_is_reminded_of_an_intention_that_rests(world: World, state: IntentionState) -> None:
    await world.store(*one_round())
    await world.change_intention(state=state)
    assert await world.notes(march(17)) == 0


async def test_nobody_is_reminded_in_a_closed_round_but_in_one_past_its_deadline(world: World) -> None:
    await world.store(*one_round())
    await world.change_round(finished_at=march(16, "18:00"))
    assert await world.notes(march(17)) == 3
    await world.change_round(state=RequestState.CLOSED)
    assert await world.notes(march(19)) == 0


async def test_a_later_deadline_reminds_anew_but_not_of_days_before_it_was_granted(world: World) -> None:
    await world.store(
        *one_round(),
        Extension(
            inquiry_id=YOUTH,
            wanted=date(2026, 3, 17),
            asked_by=OTT,
            asked_at=march(12),
            granted=True,
            decided_at=march(12),
        ),
        Extension(inquiry_id=SOCIAL, wanted=date(2026, 3, 31), asked_by=LANG, asked_at=march(12)),
    )
    await world.change_inquiry(YOUTH, due=date(2026, 3, 17), due_at=march(17, "18:00"), extended=True)
    await world.change_inquiry(SOCIAL, state=InquiryState.REPORTED)
    assert await world.notes(march(12, "12:00")) == 0
    assert await world.notes(march(13)) == 0
    assert await world.notes(march(17)) == 1
    assert [(item.step, item.due) for item in await world.items()] == [(0, date(2026, 3, 17))]


@pytest.mark.parametrize("state", [ResultState.DONE, ResultState.WITHDRAWN])
async def test_a_settled_result_is_not_reminded_of(world: World, state: ResultState) -> None:
    settled = roof_terrace()
    settled.state = state
    await world.store(settled)
    assert await world.notes(at(date(2026, 4, 30))) == 0


async def test_mere_information_is_never_due(world: World) -> None:
    told = roof_terrace()
    told.kind = ResultKind.INFORMATION
    await world.store(told)
    assert await world.notes(at(date(2026, 4, 30))) == 0


async def test_a_delayed_result_is_reminded_of_on_its_new_days_only(world: World) -> None:
    delayed = roof_terrace()
    delayed.due = date(2026, 5, 6)
    told = ResultChange(
        result_id=1, what=ResultChangeKind.DELAYED, reason="KVJS", changed_by=OTT, changed_at=at(date(2026, 4, 30))
    )
    await world.store(delayed, told)
    assert await world.notes(at(date(2026, 5, 5))) == 0
    assert await world.notes(at(date(2026, 5, 6))) == 1


async def test_before_a_meeting_all_are_asked_and_the_silent_asked_once_more(world: World) -> None:
    await world.store(meeting())
    assert await world.notes(at(date(2026, 7, 2))) == 5
    answer = Update(meeting_id=1, kind=UpdateKind.NOTHING_NEW, person_id=LANG, written_at=at(date(2026, 7, 3)))
    await world.store(answer)
    assert await world.notes(at(date(2026, 7, 6))) == 4
    assert {item.person_id for item in await world.items() if item.step == -2} == {OTT, RAU, KESSLER, BRANDT}


async def test_who_took_an_update_back_is_asked_once_more(world: World) -> None:
    gone = Update(
        meeting_id=1, person_id=LANG, written_at=at(date(2026, 7, 3)), withdrawn_at=at(date(2026, 7, 3), "10:00")
    )
    await world.store(meeting(), gone)
    assert await world.notes(at(date(2026, 7, 6))) == 5


async def test_once_a_meeting_has_begun_nobody_is_asked_any_more(world: World) -> None:
    await world.store(meeting())
    assert await world.notes(meeting().starts_at) == 0


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.HELD])
async def test_nobody_is_asked_for_a_meeting_that_will_not_take_place(world: World, state: MeetingState) -> None:
    await world.store(meeting())
    await world.change_meeting(state=state)
    assert await world.notes(at(date(2026, 7, 2))) == 0


async def test_a_moved_meeting_asks_again_on_the_days_of_its_new_date(world: World) -> None:
    await world.store(meeting())
    assert await world.notes(at(date(2026, 7, 2))) == 5
    await world.change_meeting(on=date(2026, 7, 15), starts_at=at(date(2026, 7, 15), "14:00"), revision=1)
    counts = [await world.notes(at(date(2026, 7, number))) for number in range(3, 15)]
    assert [number for number, count in zip(range(3, 15), counts, strict=True) if count] == [9, 13]


async def test_a_round_is_finished_when_all_have_answered_and_stays_open(world: World) -> None:
    await world.store(*one_round())
    await world.change_inquiry(YOUTH, state=InquiryState.REPORTED)
    assert await finish_rounds(world.database, CALENDAR, POLICY, march(9)) == 0
    await world.change_inquiry(SOCIAL, state=InquiryState.NOT_COMPETENT)
    assert await finish_rounds(world.database, CALENDAR, POLICY, march(9, "09:05")) == 1
    promised = await world.outbox("round_finished")
    assert {row.person_id for row in promised} == {BRANDT, KESSLER}
    finished = RoundFinished(request_id=ROUND, why="all_answered")
    assert [MESSAGE.validate_python(row.body) for row in promised] == [finished, finished]
    async with world.database.read() as session:
        stored = await session.get(NeedRequest, ROUND)
    assert stored is not None
    assert (stored.finished_at, stored.state) == (march(9, "09:05"), RequestState.OPEN)


async def test_a_round_is_finished_once_when_the_last_deadline_has_passed(world: World) -> None:
    await world.store(*one_round())
    await world.change_inquiry(SOCIAL, due=date(2026, 3, 18), due_at=march(18, "18:00"), extended=True)
    assert await finish_rounds(world.database, CALENDAR, POLICY, march(18, "17:59")) == 0
    assert await finish_rounds(world.database, CALENDAR, POLICY, march(18, "18:00")) == 1
    async with change(world.database, now=march(18, "18:01")) as c:
        assert not await finish_round_if_done(c, ROUND, c.now)
    await world.change_inquiry(YOUTH, state=InquiryState.REPORTED)
    await world.change_inquiry(SOCIAL, state=InquiryState.REPORTED)
    assert await finish_rounds(world.database, CALENDAR, POLICY, march(19)) == 0
    assert {row.body["why"] for row in await world.outbox("round_finished")} == {"deadline"}


async def test_a_resting_intention_finishes_its_round_when_it_is_taken_up_again(world: World) -> None:
    await world.store(*one_round())
    await world.change_intention(state=IntentionState.PAUSED)
    assert await finish_rounds(world.database, CALENDAR, POLICY, march(17)) == 0
    await world.change_intention(state=IntentionState.ACTIVE)
    assert await finish_rounds(world.database, CALENDAR, POLICY, march(18)) == 1


async def test_the_last_answer_finishes_the_round_in_its_own_transaction_and_redraws_the_card(world: World) -> None:
    await world.store(*one_round())
    async with change(world.database, now=march(9), person_id=BRANDT) as c:
        await c.show(SurfaceKind.CARD, ZOLLHOF, channel_id="C1")
    await world.change_inquiry(YOUTH, state=InquiryState.REPORTED)
    async with change(world.database, now=march(9), person_id=LANG) as c:
        asked = await c.session.get(Inquiry, SOCIAL)
        assert asked is not None
        assert not await finish_round_if_done(c, ROUND, march(9)), "one office has not answered yet"
        asked.state = InquiryState.NO_NEED
        assert await finish_round_if_done(c, ROUND, march(9)), "what this transaction changed counts"
    async with world.database.read() as session:
        (card,) = (await session.exec(select(Surface))).all()
    assert card.wanted_rev == 2


@pytest.mark.parametrize(
    ("now", "planned"),
    [
        pytest.param(at(date(2026, 7, 6), "09:00"), 0, id="two days before"),
        pytest.param(at(date(2026, 7, 7), "08:29"), 0, id="too early on the day before"),
        pytest.param(at(date(2026, 7, 7), "08:30"), 1, id="the morning before"),
        pytest.param(at(date(2026, 7, 8), "13:59"), 1, id="late, after an outage"),
        pytest.param(at(date(2026, 7, 8), "14:00"), 0, id="not once the meeting has begun"),
    ],
)
async def test_the_digest_comes_the_morning_before_even_when_empty(world: World, now: datetime, planned: int) -> None:
    await world.store(meeting())
    assert await plan_digests(world.database, CALENDAR, POLICY, now) == planned
    posts = await world.outbox("surface_shown")
    assert [(post.person_id, post.expires_at) for post in posts] == [(KESSLER, meeting().starts_at)] * planned
    assert await plan_digests(world.database, CALENDAR, POLICY, now + timedelta(seconds=1)) == 0, "it comes once"


async def test_the_digest_of_a_monday_meeting_comes_on_friday_and_of_one_after_easter_on_thursday(
    world: World,
) -> None:
    await world.store(meeting(date(2026, 3, 23)))
    assert await plan_digests(world.database, CALENDAR, POLICY, march(19)) == 0
    assert await plan_digests(world.database, CALENDAR, POLICY, march(20, "08:30")) == 1
    await world.change_meeting(on=date(2026, 4, 7), starts_at=at(date(2026, 4, 7), "14:00"), digest_at=None)
    assert await plan_digests(world.database, CALENDAR, POLICY, at(date(2026, 4, 1))) == 0
    assert await plan_digests(world.database, CALENDAR, POLICY, at(date(2026, 4, 2), "08:30")) == 1


async def test_a_meeting_moved_meanwhile_keeps_its_digest_for_the_new_date(world: World) -> None:
    await world.store(meeting())
    as_it_was = meeting()
    await world.change_meeting(on=date(2026, 7, 15), starts_at=at(date(2026, 7, 15), "14:00"), revision=1)
    async with world.database.write() as session:
        assert not await take_digest(session, as_it_was, at(date(2026, 7, 7)))
    assert await plan_digests(world.database, CALENDAR, POLICY, at(date(2026, 7, 14))) == 1


async def test_a_cancelled_meeting_has_no_digest(world: World) -> None:
    await world.store(meeting())
    await world.change_meeting(state=MeetingState.CANCELLED)
    assert await plan_digests(world.database, CALENDAR, POLICY, at(date(2026, 7, 7))) == 0


async def test_a_meeting_is_held_once_it_has_begun(world: World) -> None:
    await world.store(meeting())
    begins = meeting().starts_at
    assert await hold_meetings(world.database, CALENDAR, POLICY, begins - timedelta(seconds=1)) == 0
    assert await hold_meetings(world.database, CALENDAR, POLICY, begins) == 1
    assert await hold_meetings(world.database, CALENDAR, POLICY, begins + ONE_DAY) == 0
    async with world.database.read() as session:
        stored = await session.get(Meeting, 1)
    assert stored is not None
    assert stored.state is MeetingState.HELD
