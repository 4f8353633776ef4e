"""One change of state: the facts, the messages they promise and the audit row, in one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Update, bindparam, func, insert, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as SyncSession
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.messages import Meaning, SurfaceKind, SurfaceShown
from storage.audit import AuditEntry
from storage.database import Database
from storage.inbox import Incoming
from storage.outbox import OPEN, OutboxState, Outgoing
from storage.surfaces import Surface, surface_key

PROMISED = (
    "key", "kind", "body", "person_id", "channel_id", "thread_of", "due_at", "expires_at", "created_at", "state",
    "attempts", "fence",
)  # fmt: skip
"""What a message has when it is promised; the rest comes with its delivery."""


class Repeated(Exception):
    """This delivery was already answered; `answer` is what was acknowledged then."""

    def __init__(self, answer: dict[str, Any] | None) -> None:
        super().__init__("already answered")
        self.answer = answer


class Change:
    """What a handler or tick holds while it changes state.

    `answer` is what will be acknowledged to the asker; it is kept so that a repeated delivery
    gets the same. All methods are idempotent per key within and across transactions.
    """

    def __init__(self, session: AsyncSession, now: datetime, person_id: int | None) -> None:
        self.session = session
        self.now = now
        self.person_id = person_id
        self.answer: dict[str, Any] = {}
        self._told: list[dict[str, Any]] = []
        self._notes: list[dict[str, Any]] = []

    def tell(
        self,
        message: Meaning,
        key: str,
        *,
        person_id: int | None = None,
        channel_id: str | None = None,
        thread_of: int | None = None,
        due_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        """Promise a message to one person or channel at the end of this change, unless the key was promised before.

        The key gets the recipient appended, so one key serves all recipients of one fact.
        """
        assert (person_id is None) != (channel_id is None), "exactly one recipient"
        recipient = f"person:{person_id}" if person_id is not None else f"channel:{channel_id}"
        body = message.model_dump(mode="json")
        self._told.append({
            "key": f"{key}:{recipient}", "kind": body["kind"], "body": body, "person_id": person_id,
            "channel_id": channel_id, "thread_of": thread_of, "due_at": due_at or self.now, "expires_at": expires_at,
            "created_at": self.now, "state": OutboxState.PENDING, "attempts": 0, "fence": 0,
        })  # fmt: skip

    async def tell_first(
        self, message: Meaning, key: str, *, person_id: int, due_at: datetime, expires_at: datetime
    ) -> bool:
        """Promise a message to one person at once; False when somebody else was first, for whose end we have waited."""
        self.tell(message, key, person_id=person_id, due_at=due_at, expires_at=expires_at)
        return await self.session.run_sync(_inserted, Outgoing, self._told.pop())

    async def show(
        self,
        kind: SurfaceKind,
        subject_id: int,
        *,
        person_id: int | None = None,
        channel_id: str | None = None,
        due_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        """Make sure the surface exists for this recipient and will show the newest state; return its id.

        `due_at` and `expires_at` are for its first post: what has not been posted by then is not posted any more.
        """
        recipient = f"person:{person_id}" if person_id is not None else f"channel:{channel_id}"
        surface = Surface(
            kind=kind, subject_id=subject_id, recipient=recipient, person_id=person_id, channel_id=channel_id
        )
        created = await insert_once(self.session, surface)
        where = (Surface.kind == kind, Surface.subject_id == subject_id, Surface.recipient == recipient)
        surface_id, posts, ts = (
            await self.session.exec(select(Surface.id, Surface.posts, Surface.ts).where(*where))
        ).one()
        assert surface_id is not None
        if created:
            posts = await self._continue_posts(surface)
        else:
            await self.session.exec(
                update(Surface).where(col(Surface.id) == surface_id).values(wanted_rev=Surface.wanted_rev + 1)
            )
            if ts is None:
                posts = await self._count_posts(surface_id, surface_key(kind, subject_id, posts), posts, recipient)
        if kind is not SurfaceKind.HOME and ts is None:
            self.tell(
                SurfaceShown(surface_id=surface_id), surface_key(kind, subject_id, posts), person_id=person_id,
                channel_id=channel_id, due_at=due_at, expires_at=expires_at,
            )  # fmt: skip
        return surface_id

    async def _continue_posts(self, surface: Surface) -> int:
        """Count on from surfaces that this one replaces, so that its posts get keys of their own."""
        same = (col(Surface.kind) == surface.kind, col(Surface.subject_id) == surface.subject_id)
        replaced = col(Surface.recipient).startswith(f"{surface.recipient}:", autoescape=True)
        earlier = select(func.sum(col(Surface.posts) + 1)).where(*same, replaced)
        posts: int = (await self.session.exec(earlier)).one() or 0
        if posts:
            ours = update(Surface).where(*same, col(Surface.recipient) == surface.recipient)
            await self.session.exec(ours.values(posts=posts))
        return posts

    async def _count_posts(self, surface_id: int, key: str, posts: int, recipient: str) -> int:
        """Count a first post that was given up unposted, so that the next one gets a key of its own."""
        await self.session.run_sync(self._promise)
        given_up = select(Outgoing.id).where(
            Outgoing.key == f"{key}:{recipient}",
            col(Outgoing.state).in_((OutboxState.CANCELLED, OutboxState.DEAD, OutboxState.EXPIRED)),
        )
        if (await self.session.exec(given_up)).first() is None:
            return posts
        await self.session.exec(update(Surface).where(col(Surface.id) == surface_id).values(posts=posts + 1))
        return posts + 1

    async def redraw(self, kind: SurfaceKind, subject_id: int) -> None:
        """Let every surface of this subject show the newest state; none is created."""
        await self.session.exec(
            update(Surface)
            .where(col(Surface.kind) == kind, col(Surface.subject_id) == subject_id)
            .values(wanted_rev=Surface.wanted_rev + 1)
        )

    async def redraw_homes(self, *person_ids: int) -> None:
        """Let the home tabs of these persons (all, when none is named) show the newest state."""
        statement = update(Surface).where(col(Surface.kind) == SurfaceKind.HOME)
        if person_ids:
            statement = statement.where(col(Surface.subject_id).in_(person_ids))
        await self.session.exec(statement.values(wanted_rev=Surface.wanted_rev + 1))

    async def cancel(self, key_prefix: str, reason: str) -> int:
        """Take back promised messages that have not been sent; raising the fence stops one on its way."""
        await self.session.run_sync(self._promise)
        result = await self.session.exec(
            update(Outgoing)
            .where(
                text(OPEN),
                text("state IN ('pending', 'claimed')"),
                col(Outgoing.key).startswith(key_prefix, autoescape=True),
            )
            .values(state=OutboxState.CANCELLED, reason=reason, fence=Outgoing.fence + 1)
        )
        return result.rowcount

    def note(self, verb: str, noun: str, subject: str | int, reason: str | None = None, **details: Any) -> None:
        """Write an audit row at the end of this change; `details` holds ids and before/after values."""
        self._notes.append(
            {
                "at": self.now, "person_id": self.person_id, "verb": verb, "noun": noun, "subject": str(subject),
                "details": details, "reason": reason,
            }
        )  # fmt: skip

    def finish(self, session: SyncSession, delivery: str | None) -> None:
        """Write what is written last: messages, audit rows, and what will be acknowledged to this delivery."""
        _flush(session)
        connection, notes = session.connection(), self._notes
        answer = {"asked": delivery, "said": self.answer}
        if connection.dialect.name == "postgresql" and delivery is not None and len(notes) == 1 and len(self._told) < 2:
            noted = {f"noted_{name}": value for name, value in notes[0].items()}
            told = {f"told_{name}": value for one in self._told for name, value in one.items()}
            connection.execute(_doing_all(tells=bool(told)), {**answer, **noted, **told})
            return
        self._promise(session)
        if notes:
            connection.execute(_noting(), notes if len(notes) > 1 else notes[0])
        if delivery is not None:
            connection.execute(_answering(), answer)

    def _promise(self, session: SyncSession) -> None:
        """Write the messages that were told so far."""
        told, self._told = self._told, []
        if told:
            _flush(session)
            statement = _inserting(Outgoing, session.get_bind().dialect.name)
            session.connection().execute(statement, told if len(told) > 1 else told[0])


@asynccontextmanager
async def change(
    database: Database,
    *,
    now: datetime,
    person_id: int | None = None,
    delivery: str | None = None,
    wake: bool = True,
) -> AsyncIterator[Change]:
    """Open one change of state; raises Repeated when `delivery` (the inbox key) was answered before.

    Without `wake` the delivery is not told of it: it looks by itself.
    """
    async with database.write(wake=wake) as session:
        if delivery is not None and not await _is_first(session, delivery, now):
            known = await session.get(Incoming, delivery)
            raise Repeated(known.answer if known else None)
        opened = Change(session, now, person_id)
        yield opened
        await session.run_sync(opened.finish, delivery)


async def _is_first(session: AsyncSession, delivery: str, now: datetime) -> bool:
    return await session.run_sync(_inserted, Incoming, {"key": delivery, "received_at": now})


@cache
def _noting() -> Insert:
    # The id that the database gives is nobody's concern.
    return insert(SQLModel.metadata.tables[str(AuditEntry.__tablename__)]).inline()


@cache
def _answering() -> Update:
    inbox = SQLModel.metadata.tables[str(Incoming.__tablename__)]
    return update(inbox).where(inbox.c.key == bindparam("asked")).values(answer=bindparam("said"))


@cache
def _doing_all(*, tells: bool) -> Update:
    """Answer, note and promise at most one message in one statement, as nearly every change needs it; SQLite cannot."""
    audit, outbox = (SQLModel.metadata.tables[str(kind.__tablename__)] for kind in (AuditEntry, Outgoing))
    # Names of their own: one that is a column's would be taken for a value of each insert.
    noted = {one.key: bindparam(f"noted_{one.key}", type_=one.type) for one in audit.c if one.key != "id"}
    statement = _answering().add_cte(insert(audit).values(noted).returning(audit.c.id).cte("noted"))
    if not tells:
        return statement
    told = {name: bindparam(f"told_{name}", type_=outbox.c[name].type) for name in PROMISED}
    promising = postgresql.insert(outbox).values(told).on_conflict_do_nothing()
    return statement.add_cte(promising.returning(outbox.c.id).cte("told"))


async def insert_once(session: AsyncSession, row: SQLModel) -> bool:
    """INSERT … ON CONFLICT DO NOTHING; return whether the row is new. Its id is not filled in."""
    values = row.model_dump(exclude={"id"} if getattr(row, "id", None) is None else None)
    return await session.run_sync(_inserted, type(row), values)


def _inserted(session: SyncSession, kind: type[SQLModel], values: dict[str, Any]) -> bool:
    """Insert past the ORM, in one step: this is done several times in every change."""
    _flush(session)
    statement = _inserting(kind, session.get_bind().dialect.name)
    return session.connection().execute(statement, values).rowcount == 1


def _flush(session: SyncSession) -> None:
    if session.new or session.dirty or session.deleted:
        session.flush()


@cache
def _inserting(kind: type[SQLModel], dialect: str) -> Insert:
    into = sqlite.insert if dialect == "sqlite" else postgresql.insert
    table = kind.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table classes
    # The count is what we ask for, not the new id.
    return into(table).on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True)
