"""A change of state is one transaction: the fact, what it promises, the audit and the answer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from planning.messages import QuestionAsked, ReportReceived, SurfaceKind
from storage import outbox
from storage.audit import AuditEntry
from storage.changes import Repeated, change
from storage.database import Database
from storage.inbox import Incoming
from storage.outbox import OutboxState, Outgoing
from storage.people import Person
from storage.surfaces import Surface

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REPORT = ReportReceived(report_id=1, version=1)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    async with database.write() as session:
        session.add_all(Person(id=number, slack_user_id=f"U{number}", name=f"Person {number}") for number in (1, 2))
    yield database
    await database.close()


async def outgoing(database: Database) -> list[Outgoing]:
    async with database.read() as session:
        return list((await session.exec(select(Outgoing).order_by(Outgoing.key))).all())


async def test_a_message_is_promised_once_per_key_and_recipient(database: Database) -> None:
    async with change(database, now=NOW) as c:
        c.tell(REPORT, "report:1", person_id=1)
        c.tell(REPORT, "report:1", person_id=1)
        c.tell(REPORT, "report:1", person_id=2)
    async with change(database, now=NOW) as c:
        c.tell(REPORT, "report:1", person_id=2)
        c.tell(REPORT, "report:1", channel_id="C1")
    assert [row.key for row in await outgoing(database)] == [
        "report:1:channel:C1",
        "report:1:person:1",
        "report:1:person:2",
    ]


async def test_a_message_is_kept_as_its_meaning_and_due_at_once(database: Database) -> None:
    async with change(database, now=NOW) as c:
        c.tell(QuestionAsked(question_id=5), "question:5", person_id=1)
    (row,) = await outgoing(database)
    assert (row.kind, row.body, row.due_at) == ("question_asked", {"kind": "question_asked", "question_id": 5}, NOW)


@pytest.mark.parametrize(("told", "noted"), [(0, 1), (1, 1), (2, 1), (1, 2), (1, 0)])
async def test_messages_notes_and_the_answer_are_all_written_at_the_end(
    database: Database, told: int, noted: int
) -> None:
    async with change(database, now=NOW, person_id=2, delivery="trigger:1") as c:
        for number in range(told):
            c.tell(ReportReceived(report_id=number, version=3), f"report:{number}", person_id=1)
        for number in range(noted):
            c.note("recorded", "intention", number, "Anruf", before="alt")
        c.answer = {"text": "Danke"}
    rows = await outgoing(database)
    assert [(row.key, row.body["version"], row.reason, row.state) for row in rows] == [
        (f"report:{number}:person:1", 3, None, OutboxState.PENDING) for number in range(told)
    ]
    async with database.read() as session:
        entries = (await session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))).all()
        (incoming,) = (await session.exec(select(Incoming))).all()
    assert [(one.subject, one.person_id, one.reason, one.details) for one in entries] == [
        (str(number), 2, "Anruf", {"before": "alt"}) for number in range(noted)
    ]
    assert incoming.answer == {"text": "Danke"}


async def test_what_was_told_can_be_taken_back_in_the_same_change(database: Database) -> None:
    async with change(database, now=NOW) as c:
        c.tell(REPORT, "report:1", person_id=1)
        assert await c.cancel("report:1", "doch nicht") == 1
    assert [row.state for row in await outgoing(database)] == [OutboxState.CANCELLED]


async def test_a_refused_change_leaves_nothing_behind(database: Database) -> None:
    async def refused() -> None:
        async with change(database, now=NOW, person_id=1, delivery="trigger:1") as c:
            c.tell(REPORT, "report:1", person_id=1)
            await c.show(SurfaceKind.CARD, 7, channel_id="C1")
            c.note("record", "intention", 7)
            raise LookupError

    with pytest.raises(LookupError):
        await refused()
    async with database.read() as session:
        for table in (Outgoing, Surface, AuditEntry, Incoming):
            assert (await session.exec(select(table))).all() == []


async def test_a_repeated_delivery_changes_nothing_and_gets_the_first_answer(database: Database) -> None:
    async def press(answer: str) -> None:
        async with change(database, now=NOW, delivery="trigger:1") as c:
            c.tell(REPORT, f"report:{answer}", person_id=1)
            c.answer = {"text": answer}

    await press("first")
    with pytest.raises(Repeated) as repeated:
        await press("second")
    assert repeated.value.answer == {"text": "first"}
    assert len(await outgoing(database)) == 1


async def test_taking_back_leaves_what_is_sent_and_what_is_called_otherwise(database: Database) -> None:
    async with change(database, now=NOW) as c:
        for key in ("need:1:a", "need:1:b", "need_1:c", "other:1"):
            c.tell(REPORT, key, person_id=1)
    async with database.write() as session:
        rows = await outbox.claim(session, NOW, batch=20, lease=30.0)
        await outbox.mark_sent(session, rows[0], "D1", "1.1")
    async with change(database, now=NOW) as c:
        assert await c.cancel("need:1", "withdrawn") == 1
        assert await c.cancel("need_", "withdrawn") == 1
    states = {row.key: (row.state, row.reason) for row in await outgoing(database)}
    assert states["need:1:a:person:1"] == (OutboxState.SENT, None)
    assert states["need:1:b:person:1"] == (OutboxState.CANCELLED, "withdrawn")
    assert states["other:1:person:1"] == (OutboxState.CLAIMED, None)


async def test_a_surface_exists_once_per_recipient_and_is_posted_once(database: Database) -> None:
    async with change(database, now=NOW) as c:
        first = await c.show(SurfaceKind.INQUIRY, 7, person_id=1)
        other = await c.show(SurfaceKind.INQUIRY, 7, person_id=2)
        assert await c.show(SurfaceKind.INQUIRY, 7, person_id=1) == first != other
    async with database.read() as session:
        wanted = {row.id: row.wanted_rev for row in (await session.exec(select(Surface))).all()}
    assert wanted == {first: 2, other: 1}
    assert [row.key for row in await outgoing(database)] == [
        "surface:inquiry:7:1:person:1",
        "surface:inquiry:7:1:person:2",
    ]


async def test_a_surface_whose_post_came_too_late_is_posted_when_it_is_shown_again(database: Database) -> None:
    async with change(database, now=NOW) as c:
        card = await c.show(SurfaceKind.CARD, 7, channel_id="C1", expires_at=NOW + timedelta(hours=1))
    async with database.write() as session:
        assert len(await outbox.expire(session, NOW + timedelta(hours=1))) == 1
    async with change(database, now=NOW) as c:
        assert await c.show(SurfaceKind.CARD, 7, channel_id="C1") == card
        await c.show(SurfaceKind.CARD, 7, channel_id="C1")
    assert [row.key for row in await outgoing(database)] == [f"surface:card:7:{n}:channel:C1" for n in (1, 2)]


async def test_redrawing_homes_reaches_the_named_or_all(database: Database) -> None:
    async with change(database, now=NOW) as c:
        for number in (1, 2):
            await c.show(SurfaceKind.HOME, number, person_id=number)
        await c.show(SurfaceKind.RESULT, 1, person_id=1)
        await c.redraw_homes(1)
        await c.redraw_homes()
    async with database.read() as session:
        wanted = {(row.kind, row.subject_id): row.wanted_rev for row in (await session.exec(select(Surface))).all()}
    assert wanted == {(SurfaceKind.HOME, 1): 3, (SurfaceKind.HOME, 2): 2, (SurfaceKind.RESULT, 1): 1}


async def test_the_audit_says_who_changed_what_and_why(database: Database) -> None:
    async with change(database, now=NOW, person_id=1) as c:
        c.note("pause", "intention", 7, "kein Investor", before="active")
    async with database.read() as session:
        (entry,) = (await session.exec(select(AuditEntry))).all()
    assert (entry.at, entry.person_id, entry.verb, entry.noun, entry.subject) == (NOW, 1, "pause", "intention", "7")
    assert (entry.reason, entry.details) == ("kein Investor", {"before": "active"})
