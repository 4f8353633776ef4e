"""One worker at its desk: a migrated database with a few people, a platform, and words for everything."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from sqlmodel import col, func, select
from structlog.testing import capture_logs
from structlog.typing import EventDict

from planning.messages import Message, ReportReceived, Silence, Wording
from reminders.delivery import Delivery, Patience
from storage.changes import Change, change
from storage.database import Database, Session
from storage.echoes import Echo
from storage.outbox import Outgoing
from storage.people import Person
from storage.surfaces import Surface
from tests.reminders.fake_slack import FakeSlack, client_for, fake_slack

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IMPATIENT = Patience(timeout=5.0, lease=30.0, quiet=0.0, per_channel=0.0)
SABINE, MEHMET, PETRA = 1, 2, 3


@dataclass
class PlainVoice:
    """Words that name the fact; `before` happens before words are found, and may fail."""

    silent: set[str] = field(default_factory=set)
    before: Callable[[Any, Session], Awaitable[None]] | None = None

    async def phrase(
        self, message: Message, reader: Person | None, session: Session, now: datetime
    ) -> Wording | Silence:
        """Word a message."""
        if self.before is not None:
            await self.before(message, session)
        words = " ".join(str(value) for value in message.model_dump().values())
        return Silence("overtaken") if message.kind in self.silent else Wording(words)

    async def draw(self, surface: Surface, reader: Person | None, session: Session, now: datetime) -> Wording | Silence:
        """Word a surface; it names its state."""
        if self.before is not None:
            await self.before(surface, session)
        words = f"{surface.kind.value} {surface.subject_id} rev {surface.wanted_rev}"
        blocks = [{"type": "section", "text": {"type": "plain_text", "text": words}}]
        return Silence("overtaken") if surface.kind.value in self.silent else Wording(words, blocks)


@dataclass
class Desk:
    """What a test holds."""

    database: Database
    slack: FakeSlack
    client: AsyncWebClient
    voice: PlainVoice
    logs: list[EventDict]

    def delivery(self, **patience: Any) -> Delivery:
        """Make another worker on the same database."""
        values = {**vars(IMPATIENT), **patience}
        return Delivery(self.database, self.client, self.voice, Patience(**values))

    async def promise(self, key: str = "report:1", **options: Any) -> None:
        """Promise a message; to Sabine unless somebody else is named."""
        if "channel_id" not in options:
            options.setdefault("person_id", SABINE)
        number = int(key.rpartition(":")[2])
        async with change(self.database, now=NOW) as c:
            c.tell(ReportReceived(report_id=number, version=1), key, **options)

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Change]:
        """Change the state."""
        async with change(self.database, now=NOW) as c:
            yield c

    async def rows(self) -> list[Outgoing]:
        """The outbox, in the order in which it was written."""
        async with self.database.read() as session:
            return list((await session.exec(select(Outgoing).order_by(col(Outgoing.id)))).all())

    async def row(self) -> Outgoing:
        """The only message in the outbox."""
        (row,) = await self.rows()
        return row

    async def surface(self) -> Surface:
        """The only surface."""
        async with self.database.read() as session:
            return (await session.exec(select(Surface))).one()

    async def echoes(self) -> int:
        """Count the messages that are listened for because they may come to stand twice."""
        async with self.database.read() as session:
            return (await session.exec(select(func.count(col(Echo.outbox_id))))).one()

    async def let_leases_run_out(self) -> None:
        """Let half a minute of real time pass for the workers' leases."""
        await self.write("UPDATE outbox SET lease_until = :past WHERE lease_until IS NOT NULL")
        await self.write("UPDATE surface SET lease_until = :past WHERE lease_until IS NOT NULL")

    async def let_pauses_end(self) -> None:
        """Let real time pass until nothing is parked."""
        await self.write("UPDATE outbox SET not_before = :past WHERE not_before IS NOT NULL")
        await self.write("UPDATE surface SET not_before = :past WHERE not_before IS NOT NULL")
        await self.write("UPDATE rate_limit SET not_before = :past")
        await self.write("UPDATE echo SET listen_at = :past")

    async def write(self, statement: str) -> None:
        """Change the database behind everybody's back."""
        past = datetime.now(UTC) - timedelta(minutes=5)
        moment = past.strftime("%Y-%m-%d %H:%M:%S.%f") if self.database.is_sqlite else past
        async with self.database.write() as session:
            await (await session.connection()).execute(text(statement), {"past": moment})


@asynccontextmanager
async def desk_at(database_url: str, kind: type[AsyncWebClient] = AsyncWebClient) -> AsyncIterator[Desk]:
    """Set up a desk with Sabine, Mehmet and Petra on a migrated database."""
    database = Database(database_url)
    try:
        async with database.write() as session:
            for number, name in ((SABINE, "Sabine Ott"), (MEHMET, "Mehmet Kaya"), (PETRA, "Petra Vogel")):
                session.add(Person(id=number, slack_user_id=f"U{number}", name=name))
        with capture_logs() as logs:
            async with fake_slack() as slack, client_for(slack.url, kind) as client:
                yield Desk(database, slack, client, PlainVoice(), logs)
    finally:
        await database.close()
