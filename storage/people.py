"""Members and offices as the database knows them."""

from datetime import date, datetime, time

from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.people import PersonDraft, Role
from storage.columns import JSON_VALUE


class Person(PersonDraft, table=True):
    """A member of the group. Chat standing is cached from Slack; leaving members stay as rows.

    `chat_checked_on` is the day on which the chat was last asked about the account.
    """

    id: int | None = Field(default=None, primary_key=True)
    slack_user_id: str = Field(max_length=32, unique=True, index=True)
    office: str | None = Field(default=None, max_length=60, foreign_key="office.id", index=True)
    roles: list[Role] = Field(default_factory=list, sa_type=JSON_VALUE)
    deputy_id: int | None = Field(default=None, foreign_key="person.id")
    is_guest: bool = False
    is_deactivated: bool = False
    is_external: bool = False
    chat_checked_on: date | None = None
    language: str = Field(default="de", max_length=5)
    note_at: time | None = None
    """When the one message of a morning comes, by the city's clock; None where the person has not chosen."""
    direct_reminders: bool = True
    """Whether the clock writes to this person at all; the home tab shows what is due in any case."""
    left_at: datetime | None = None
    forgotten_at: datetime | None = None
    """When name, ways to reach and chat account were removed."""

    @property
    def key(self) -> int:
        """Give the id of a stored person."""
        assert self.id is not None
        return self.id


class Office(SQLModel, table=True):
    """An office at run time; the catalogue only seeds it. `asked` as in the catalogue.

    One that has become part of another keeps its row, so that everything past keeps its name.
    """

    id: str = Field(max_length=60, primary_key=True)
    name: str = Field(max_length=160)
    short: str = Field(max_length=40)
    remit: str | None = Field(default=None, max_length=400)
    asked: str = Field(default="never", max_length=20)
    districts: list[str] = Field(default_factory=list, sa_type=JSON_VALUE)
    target_groups: list[str] = Field(default_factory=list, sa_type=JSON_VALUE)
    position: int = 0
    until: date | None = None
    """Its last day; None while it exists."""
    merged_into: str | None = Field(default=None, max_length=60)
    """The office that stands for it today, however many mergers lie between."""

    @property
    def today(self) -> str:
        """Give the id of the office that may speak for it today: itself, or the one it became part of."""
        return self.merged_into or self.id


async def person_by_slack_id(session: AsyncSession, slack_user_id: str) -> Person | None:
    """Find a member by chat user id; None when nobody entered that user (or the member has left)."""
    found = (await session.exec(select(Person).where(Person.slack_user_id == slack_user_id))).first()
    return found if found is None or found.left_at is None else None


async def person(session: AsyncSession, person_id: int | None) -> Person | None:
    """Find a person by id, also one who has left."""
    return None if person_id is None else await session.get(Person, person_id)


async def members(session: AsyncSession, office: str | None = None) -> list[Person]:
    """List active members by name, of one office or of all."""
    query = select(Person).where(col(Person.left_at).is_(None), col(Person.is_deactivated).is_(False))
    if office is not None:
        query = query.where(Person.office == office)
    return list((await session.exec(query.order_by(Person.name, col(Person.id)))).all())


async def entered(session: AsyncSession) -> list[Person]:
    """List who is entered, closed chat accounts too: by office in the catalogue's order, then by name."""
    query = (
        select(Person)
        .outerjoin(Office, col(Office.id) == col(Person.office))
        .where(col(Person.left_at).is_(None))
        .order_by(col(Office.position).is_(None).asc(), col(Office.position), col(Person.name), col(Person.id))
    )
    return list((await session.exec(query)).all())


async def back_since(session: AsyncSession, first_day: date, today: date) -> list[Person]:
    """List the active members whose absence ended on a day from `first_day` on and before `today`."""
    ended = (col(Person.absent_until) >= first_day, col(Person.absent_until) < today)
    query = select(Person).where(col(Person.left_at).is_(None), col(Person.is_deactivated).is_(False), *ended)
    return list((await session.exec(query.order_by(col(Person.id)))).all())


async def note_times(session: AsyncSession) -> dict[int, time]:
    """Give the chosen time of the morning note by person, where one was chosen."""
    query = select(col(Person.id), col(Person.note_at)).where(col(Person.note_at).is_not(None))
    found = (await session.exec(query)).all()
    return {person_id: at for person_id, at in found if person_id is not None and at is not None}


async def names(session: AsyncSession) -> dict[int, str]:
    """Give the names of all persons ever entered by id."""
    found = (await session.exec(select(col(Person.id), col(Person.name)))).all()
    return {person_id: name for person_id, name in found if person_id is not None}


async def secretariat(session: AsyncSession) -> list[Person]:
    """List the active members of the secretariat, the longest known first."""
    everyone = await members(session)
    return sorted((p for p in everyone if p.is_secretariat), key=lambda p: p.key)


async def offices(session: AsyncSession) -> list[Office]:
    """List the offices that still exist, in the catalogue's order."""
    query = select(Office).where(col(Office.until).is_(None)).order_by(col(Office.position), Office.id)
    return list((await session.exec(query)).all())


async def former_offices(session: AsyncSession) -> list[tuple[Office, str]]:
    """List the offices that became part of another, each with the id of the one that stands for it today."""
    query = select(Office).where(col(Office.merged_into).is_not(None)).order_by(col(Office.position), Office.id)
    rows = {row.id: row for row in (await session.exec(query)).all()}
    found = []
    for row in rows.values():
        stands_for, seen = row.id, set[str]()
        while stands_for in rows and stands_for not in seen:
            seen.add(stands_for)
            stands_for = rows[stands_for].merged_into or stands_for
        found.append((row, stands_for))
    return found


async def office(session: AsyncSession, office_id: str | None) -> Office | None:
    """Find an office by its id."""
    return None if office_id is None else await session.get(Office, office_id)
