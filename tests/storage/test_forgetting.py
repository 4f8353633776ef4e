"""Who left is forgotten in time: nothing leads back to the person, and what their office answered stays."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select as sql_select
from sqlmodel import SQLModel, col, select

from planning.calendar import WorkingCalendar
from planning.messages import SurfaceKind
from planning.people import FORGOTTEN, Role
from planning.policy import Policy
from reminders.ticks import forget_leavers
from storage import people
from storage.audit import AuditEntry
from storage.changes import change
from storage.database import Database
from storage.form_drafts import FormDraft
from storage.intentions import Intention
from storage.outbox import OutboxState, Outgoing
from storage.people import Office, Person
from storage.surfaces import Surface
from tests.stories.city import closing

LEFT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
POLICY = Policy(forget_after_days=30)
PERSONAL = ("Sabine Ott", "sabine.ott@stadt.example", "0711 216-20510", "U0OTT", "D0OTT")


async def settle(database: Database, left_at: datetime | None) -> int:
    """Enter Sabine Ott with all that may be known of her, and somebody whose deputy she is; give her id."""
    async with change(database, now=LEFT) as c:
        c.session.add(Office(id="jugendamt", name="Jugendamt", short="Jugend"))
        await c.session.flush()
        ott = Person(
            slack_user_id="U0OTT", name="Sabine Ott", email="sabine.ott@stadt.example", phone="0711 216-20510",
            office="jugendamt", roles=[Role.OFFICE], absent_from=LEFT.date(), left_at=left_at,
        )  # fmt: skip
        c.session.add(ott)
        await c.session.flush()
        c.session.add(Person(slack_user_id="U0RAU", name="Timo Rau", deputy_id=ott.key))
        c.session.add(
            Intention(number="V-2026-001", title="Zollhof", alias="A", stage="known", district="bad-cannstatt",
                      recorded_by=ott.key, recorded_at=LEFT, changed_at=LEFT)
        )  # fmt: skip
        c.session.add(
            FormDraft(person_id=ott.key, kind="need", values={"why": "Sabine Ott"}, written_at=LEFT,
                      expires_at=LEFT + timedelta(days=999))
        )  # fmt: skip
        c.session.add(
            Outgoing(key="x", kind="morning_note", body={}, person_id=ott.key, due_at=LEFT, created_at=LEFT,
                     state=OutboxState.SENT, channel="D0OTT", ts="1.0")
        )  # fmt: skip
        c.session.add(
            Surface(kind=SurfaceKind.HOME, subject_id=ott.key, recipient=f"person:{ott.key}", person_id=ott.key, channel="D0OTT",
                    ts="2.0")
        )  # fmt: skip
        return ott.key


async def everything(database: Database) -> str:
    """Give every value of every table as one text."""
    async with database.read() as session:
        rows: list[Any] = []
        for table in SQLModel.metadata.sorted_tables:
            rows += (await session.exec(sql_select(table))).all()  # type: ignore[call-overload]  # SQLModel types its own
    return "\n".join(map(repr, rows))


async def test_after_the_period_nothing_leads_back_to_the_person(database_url: str) -> None:
    async with closing(database_url) as database:
        ott = await settle(database, LEFT)
        known = await everything(database)
        assert [value for value in PERSONAL if value not in known] == []
        assert await forget_leavers(database, CALENDAR, POLICY, LEFT + timedelta(days=30)) == 0
        later = LEFT + timedelta(days=30, seconds=1)
        assert await forget_leavers(database, CALENDAR, POLICY, later) == 1
        assert await forget_leavers(database, CALENDAR, POLICY, later) == 0
        left_over = await everything(database)
        assert [value for value in PERSONAL if value in left_over] == []
        async with database.read() as session:
            forgotten = await people.person(session, ott)
            assert forgotten is not None
            assert (forgotten.name, forgotten.roles, forgotten.left_at) == (FORGOTTEN, [], LEFT)
            assert (await session.exec(select(Intention))).one().recorded_by == ott
            (entry,) = (await session.exec(select(AuditEntry).where(AuditEntry.verb == "forgot"))).all()
            assert (entry.noun, entry.subject, entry.person_id, entry.details) == ("person", str(ott), None, {})
            rau = (await session.exec(select(Person).where(Person.name == "Timo Rau"))).one()
            assert rau.deputy_id is None


async def test_a_member_is_never_forgotten(database_url: str) -> None:
    async with closing(database_url) as database:
        ott = await settle(database, None)
        assert await forget_leavers(database, CALENDAR, POLICY, LEFT + timedelta(days=9999)) == 0
        async with database.read() as session:
            assert (await session.exec(select(Person.name).where(col(Person.id) == ott))).one() == "Sabine Ott"
