"""A small group with two intentions, for the tests of meetings, updates and digests."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import SQLModel, col, select

from planning.calendar import WorkingCalendar
from planning.digests import Digest
from planning.meetings import MeetingDraft, UpdateDraft
from planning.people import Role
from planning.policy import Policy
from storage import digests, meetings, updates
from storage.changes import change
from storage.database import Database
from storage.intentions import Intention
from storage.meetings import Meeting, Update
from storage.outbox import Outgoing
from storage.people import Office, Person
from storage.surfaces import Surface

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
POLICY = Policy()
GROUP = "C0AGSP"
KESSLER, BRANDT, OTT, RAU, LANG, BRENNER = range(1, 7)
ZOLLHOF, HOF = 1, 2
JULY_8 = date(2026, 7, 8)


def at(on: date, clock: str = "09:00") -> datetime:
    """Give the instant of a wall-clock time in the city."""
    return CALENDAR.instant(on, time.fromisoformat(clock))


def july(number: int, clock: str = "09:00") -> datetime:
    """Give a moment of July 2026, in which the meeting takes place."""
    return at(date(2026, 7, number), clock)


JUNE = at(date(2026, 6, 1))


def intention(number: int, *, title: str, district: str = "bad-cannstatt", confidential: bool = False) -> Intention:
    """Give an intention recorded on 1 June and led by Brandt."""
    return Intention(
        id=number, number=f"V-2026-{number:03d}", title=title, alias=f"Vorhaben Deckname 26-{number:02d}",
        district=district, stage="0", confidential=confidential, lead_id=BRANDT, recorded_by=BRANDT,
        recorded_at=JUNE, changed_at=JUNE,
    )  # fmt: skip


def cast() -> list[SQLModel]:
    """Give the offices, their people, the secretariat, the project lead and two intentions."""
    offices = (("jugendamt", "Jugendamt"), ("sozialamt", "Sozialamt"), ("sport", "Sport"))
    return [
        *(Office(id=key, name=name, short=name, position=i) for i, (key, name) in enumerate(offices)),
        Person(id=KESSLER, slack_user_id="U1", name="Miriam Kessler", roles=[Role.SECRETARIAT]),
        Person(id=BRANDT, slack_user_id="U2", name="Jonas Brandt", roles=[Role.PLANNER]),
        Person(id=RAU, slack_user_id="U4", name="Timo Rau", office="jugendamt", roles=[Role.OFFICE]),
        Person(id=OTT, slack_user_id="U3", name="Sabine Ott", office="jugendamt", roles=[Role.OFFICE],
               lead_contact=True, deputy_id=RAU),
        Person(id=LANG, slack_user_id="U5", name="Heike Lang", office="sozialamt", roles=[Role.OFFICE]),
        Person(id=BRENNER, slack_user_id="U6", name="Ute Brenner", roles=[Role.SECRETARIAT]),
        intention(ZOLLHOF, title="Zollhof-Areal"),
        intention(HOF, title="Geheimer Hof", district="mitte", confidential=True),
    ]  # fmt: skip


@dataclass(frozen=True)
class World:
    """The database and what people do to it."""

    database: Database

    async def store(self, *rows: SQLModel) -> None:
        """Store rows in the order given."""
        async with self.database.write() as session:
            for row in rows:
                session.add(row)
                await session.flush()

    async def person(self, person_id: int) -> Person:
        """Find a person of the cast."""
        async with self.database.read() as session:
            found = await session.get(Person, person_id)
        assert found is not None
        return found

    async def plan(self, on: date = JULY_8, now: datetime = JUNE) -> Meeting:
        """Plan a meeting at 14:00."""
        async with change(self.database, now=now, person_id=KESSLER) as c:
            return await meetings.plan(c, MeetingDraft(on=on), CALENDAR, GROUP)

    async def move(self, meeting: Meeting, on: date, *, now: datetime, clock: str = "14:00") -> Meeting:
        """Move a meeting as the form does."""
        async with change(self.database, now=now, person_id=KESSLER) as c:
            draft = MeetingDraft(on=on, at=time.fromisoformat(clock))
            return await meetings.move(
                c, meeting, draft, reason="Raum gesperrt", calendar=CALENDAR, policy=POLICY, channel=GROUP
            )

    async def cancel(self, meeting: Meeting, now: datetime) -> Meeting:
        """Cancel a meeting as the form does."""
        async with change(self.database, now=now, person_id=KESSLER) as c:
            return await meetings.cancel(c, meeting, "Alle krank", GROUP)

    async def write(self, person_id: int, now: datetime, **values: object) -> Update:
        """Write an update."""
        draft = UpdateDraft.model_validate({"text": "Neues", **values})
        author = await self.person(person_id)
        async with change(self.database, now=now, person_id=person_id) as c:
            row, _ = await updates.write(c, draft, author, today=CALENDAR.today(now))
            return row

    async def answer(self, update: Update, person_id: int, text: str, now: datetime) -> Update:
        """Answer the question of an update."""
        member = await self.person(person_id)
        async with change(self.database, now=now, person_id=person_id) as c:
            return await updates.answer(c, update.key, text, member)

    async def meeting(self, meeting_id: int) -> Meeting:
        """Read a meeting anew."""
        async with self.database.read() as session:
            found = await meetings.meeting(session, meeting_id)
        assert found is not None
        return found

    async def digest(self, meeting_id: int, viewer_id: int | None, today: date = JULY_8) -> Digest:
        """Gather the digest for a reader, or for the channel."""
        viewer = await self.person(viewer_id) if viewer_id is not None else None
        async with self.database.read() as session:
            found = await meetings.meeting(session, meeting_id)
            assert found is not None
            return await digests.digest(session, found, viewer, today)

    async def outbox(self, kind: str) -> Sequence[Outgoing]:
        """List promised messages of a kind."""
        async with self.database.read() as session:
            return (await session.exec(select(Outgoing).where(Outgoing.kind == kind).order_by(col(Outgoing.id)))).all()

    async def surfaces(self) -> Sequence[Surface]:
        """List the living messages."""
        async with self.database.read() as session:
            return (await session.exec(select(Surface).order_by(col(Surface.id)))).all()


@asynccontextmanager
async def world_of(database_url: str) -> AsyncIterator[World]:
    """The cast in an otherwise empty database."""
    database = Database(database_url)
    try:
        played = World(database)
        await played.store(*cast())
        yield played
    finally:
        await database.close()
