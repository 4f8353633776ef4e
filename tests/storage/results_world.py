"""A database with a few offices, people, intentions and meetings, for what is proved of results."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlmodel import SQLModel, col, select

from planning.meetings import MeetingState
from planning.people import Role
from planning.results import (
    ResultChangeKind,
    ResultDraft,
    ResultKind,
)
from storage.changes import Change, change
from storage.database import Database
from storage.intentions import Intention
from storage.meetings import Meeting
from storage.outbox import Outgoing
from storage.people import Office, Person
from storage.results import (
    Result,
    ResultChange,
    record_result,
)

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


@asynccontextmanager
async def founded(database_url: str) -> AsyncIterator[World]:
    """Open a database with the cast as far as results need it."""
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
    try:
        yield World(database)
    finally:
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
