"""Promised messages: each is a row with a unique key, written with the fact that caused it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Index,
    String,
    Update,
    UpdateBase,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    or_,
    table,
    text,
    update,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.clock import passed, real_time
from storage.columns import JSON_VALUE, Words
from storage.database import Session
from storage.rates import RateLimit, destination_scope, workspace_scope
from storage.surfaces import Surface

POST = "chat.postMessage"
LONGEST_REASON = 300
OPEN = "state IN ('pending', 'claimed', 'sending', 'uncertain')"
TROUBLED = "state IN ('uncertain', 'dead', 'expired')"
INSTALLATION = table("installation", column("watermark"), column("recovered_at"))
"""Named only: its module stands above this one."""


class OutboxState(StrEnum):
    """The states of delivery.md; CANCELLED keeps its reason, DEAD and EXPIRED are shown to people."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    CANCELLED = "cancelled"
    DEAD = "dead"
    EXPIRED = "expired"


class Outgoing(SQLModel, table=True):
    """One message to one recipient. `body` is a planning.messages meaning: ids only.

    Exactly one of `person_id` and `channel_id` is set; `thread_of` is the surface in whose thread it belongs.
    `not_before` and `lease_until` are real (database) time, `due_at` and `expires_at` business time. `sending_since`
    and `sent_at` are real time, too; `attempts` counts posts that may have arrived. `channel` and `ts` are what Slack
    answered. Since `looked_for_at` (real time) it is known not to stand there; `holder` had the last lease.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_open",
            "due_at",
            "id",
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("outbox_troubled", "id", sqlite_where=text(TROUBLED), postgresql_where=text(TROUBLED)),
        Index(
            "outbox_sent", "channel", "ts", sqlite_where=text("state = 'sent'"), postgresql_where=text("state = 'sent'")
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    kind: str = Field(max_length=40)
    body: dict[str, Any] = Field(sa_type=JSON_VALUE)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    channel_id: str | None = Field(default=None, max_length=32)
    thread_of: int | None = Field(default=None, foreign_key="surface.id")
    due_at: datetime
    expires_at: datetime | None = None
    state: OutboxState = Field(default=OutboxState.PENDING, sa_type=Words(OutboxState))
    reason: str | None = Field(default=None, max_length=300)
    attempts: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    holder: int | None = None
    not_before: datetime | None = None
    sending_since: datetime | None = None
    looked_for_at: datetime | None = None
    channel: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    created_at: datetime
    sent_at: datetime | None = None

    @property
    def destination(self) -> str:
        """Name the conversation for rate limits and order: "person:7" or "C123"."""
        return self.channel_id or f"person:{self.person_id}"


ROWS = SQLModel.metadata.tables["outbox"]
"""For the statements of every single message: made once and run without the ORM."""


class Marked(StrEnum):
    """What became of recording a post."""

    DONE = "done"
    ELSEWHERE = "elsewhere"
    """Another post of the same message is recorded: this one is to be deleted."""


@dataclass(frozen=True)
class Expired:
    """A message that came too late to be said."""

    key: str
    kind: str


async def is_due(session: Session, now: datetime) -> bool:
    """Say whether there may be anything to claim, to look for or to give up: the cheap question of an idle beat."""
    query = select(Outgoing.id).where(
        text(OPEN), col(Outgoing.due_at) <= now, passed(Outgoing.not_before, or_never=True)
    )
    return (await session.exec(query.limit(1))).first() is not None


async def claim(
    session: Session, now: datetime, *, batch: int, lease: float, holder: int | None = None
) -> list[Outgoing]:
    """Take due messages, and those whose worker has let its lease run out, the earliest due first.

    One statement: what another worker is just taking is left to it. `lease` is seconds of real time.
    What may have been said before the database was restored is not taken.
    """
    return await _taken(session, _claiming(), {"present": now, "batch": batch, "lease": lease, "holder": holder})


@cache
def _claiming() -> UpdateBase:
    due, parent = aliased(Outgoing, name="due"), aliased(Surface, name="parent")
    present: BindParameter[datetime] = bindparam("present", type_=UTCDateTime())
    destination = func.coalesce(col(due.channel_id), literal("person:") + cast(col(due.person_id), String))
    parked = select(RateLimit.scope).where(
        or_(
            col(RateLimit.scope) == workspace_scope(POST),
            col(RateLimit.scope) == literal(destination_scope("")) + destination,
        ),
        col(RateLimit.not_before) > real_time(),
    )
    thread_missing = select(parent.id).where(parent.id == due.thread_of, col(parent.ts).is_(None))
    in_time = or_(col(due.expires_at).is_(None), col(due.expires_at) > present)
    wanted = (
        select(due.id)
        .where(text(f"due.{OPEN}"), col(due.due_at) <= present, in_time)
        .where(or_(text("due.state = 'pending'"), and_(text("due.state = 'claimed'"), passed(due.lease_until))))
        .where(passed(due.not_before, or_never=True), ~parked.exists(), ~thread_missing.exists(), ~may_be_said(due))
        .order_by(col(due.due_at), col(due.id))
        .limit(bindparam("batch"))
        .with_for_update(skip_locked=True, of=due)
    )
    return _taking(wanted, state=OutboxState.CLAIMED, lease_until=real_time("lease"), holder=bindparam("holder"))


def may_be_said(row: type[Outgoing]) -> ColumnElement[bool]:
    """Say in SQL that the message was due before the database was restored, and nobody has looked for it since."""
    unseen = or_(col(row.looked_for_at).is_(None), col(row.looked_for_at) < INSTALLATION.c.recovered_at)
    return select(INSTALLATION.c.watermark).where(INSTALLATION.c.watermark >= col(row.due_at), unseen).exists()


async def intend(session: Session, row: Outgoing, *, lease: float) -> bool:
    """Say that the message is about to be posted; False when it was taken back or taken over.

    To be committed before the first byte is sent.
    """
    return await _run(session, _intending(), {"row_id": row.id, "held": row.fence, "lease": lease}) == 1


@cache
def _intending() -> Update:
    return (
        update(ROWS)
        .where(ROWS.c.id == bindparam("row_id"), ROWS.c.fence == bindparam("held"), text("state = 'claimed'"))
        .values(
            state=OutboxState.SENDING,
            sending_since=real_time(),
            lease_until=real_time("lease"),
            attempts=ROWS.c.attempts + 1,
        )
    )


async def mark_sent(session: Session, row: Outgoing, channel: str, ts: str) -> Marked:
    """Record where the message stands; also when the lease was lost, unless another post is recorded."""
    if await _run(session, _marking(), {"row_id": row.id, "stands_in": channel, "stands_at": ts}) == 1:
        return Marked.DONE
    recorded = (await session.exec(select(Outgoing.ts).where(Outgoing.id == row.id))).one()
    return Marked.DONE if recorded == ts else Marked.ELSEWHERE


@cache
def _marking() -> Update:
    return (
        update(ROWS)
        .where(ROWS.c.id == bindparam("row_id"), ROWS.c.ts.is_(None))
        .values(
            state=OutboxState.SENT,
            channel=bindparam("stands_in"),
            ts=bindparam("stands_at"),
            sent_at=real_time(),
            reason=None,
            lease_until=None,
            # Whoever holds it by now may not post it a second time.
            fence=ROWS.c.fence + 1,
        )
    )


async def postpone(session: Session, row: Outgoing, seconds: float, reason: str | None) -> bool:
    """Put back a message that was surely not posted: it is tried again after `seconds`.

    A message that was only skipped has not used up an attempt.
    """
    unsaid = {OutboxState.CLAIMED: 0, OutboxState.SENDING: 1}
    for state, attempts in unsaid.items():
        if await move(
            session,
            row,
            {state},
            state=OutboxState.PENDING,
            not_before=real_time(seconds) if seconds else None,
            lease_until=None,
            sending_since=None,
            attempts=Outgoing.attempts - attempts,
            reason=short(reason),
        ):
            return True
    return False


async def stumble(session: Session, row: Outgoing, seconds: float, reason: str) -> bool:
    """Put back a message that we failed to word; unlike a skipped one it has used up an attempt."""
    return await move(
        session,
        row,
        {OutboxState.CLAIMED},
        state=OutboxState.PENDING,
        not_before=real_time(seconds),
        lease_until=None,
        attempts=Outgoing.attempts + 1,
        reason=short(reason),
    )


async def cancel(session: Session, row: Outgoing, reason: str) -> bool:
    """Give up a message that has nothing to say any more; nothing was posted."""
    return await move(
        session, row, {OutboxState.CLAIMED}, state=OutboxState.CANCELLED, reason=short(reason), lease_until=None
    )


async def die(session: Session, row: Outgoing, reason: str) -> bool:
    """Give up a message that the platform refused for good; people see it with the reason."""
    return await move(
        session, row, {OutboxState.SENDING}, state=OutboxState.DEAD, reason=short(reason), lease_until=None
    )


async def doubt(session: Session, row: Outgoing, reason: str) -> bool:
    """Say that nobody knows whether the message was posted."""
    return await move(
        session, row, {OutboxState.SENDING}, state=OutboxState.UNCERTAIN, reason=short(reason), lease_until=None,
        not_before=None,
    )  # fmt: skip


async def expire(session: Session, now: datetime) -> list[Expired]:
    """Give up what came too late; an uncertain message is looked for first."""
    waiting = or_(text("state = 'pending'"), and_(text("state = 'claimed'"), passed(Outgoing.lease_until)))
    result = await session.exec(
        update(Outgoing)
        .where(text(OPEN), col(Outgoing.due_at) <= now, col(Outgoing.expires_at) <= now, waiting)
        .values(
            state=OutboxState.EXPIRED,
            reason=func.coalesce(col(Outgoing.reason), "too_late"),
            lease_until=None,
            fence=Outgoing.fence + 1,
        )
        .returning(col(Outgoing.key), col(Outgoing.kind))
    )
    return [Expired(key, kind) for key, kind in result.all()]


async def take(session: Session, wanted: Any, **values: Any) -> list[Outgoing]:
    """Change the rows of a query and make them ours by raising their fence; the earliest due first.

    The query stands in a WITH: as a subquery PostgreSQL may run it several times, past its LIMIT.
    """
    return await _taken(session, _taking(wanted, **values))


def _taking(wanted: Any, **values: Any) -> UpdateBase:
    chosen = wanted.cte("chosen")
    return (
        update(Outgoing)
        .where(col(Outgoing.id).in_(select(chosen.c.id)))
        .values(fence=Outgoing.fence + 1, **values)
        .returning(Outgoing)
    )


async def _taken(session: Session, statement: UpdateBase, values: dict[str, Any] | None = None) -> list[Outgoing]:
    result = await session.exec(
        statement, params=values, execution_options={"synchronize_session": False, "populate_existing": True}
    )
    rows: Collection[Outgoing] = result.scalars().all()
    return sorted(rows, key=lambda row: (row.due_at, row.id or 0))


async def move(session: Session, row: Outgoing, states: Collection[OutboxState], **values: Any) -> bool:
    """Change a row that is still ours and in one of the states."""
    ours = (ROWS.c.id == row.id, ROWS.c.fence == row.fence, ROWS.c.state.in_(states))
    return await _run(session, update(ROWS).where(*ours).values(**values)) == 1


async def _run(session: Session, statement: Update, values: Mapping[str, Any] | None = None) -> int:
    """Give the number of rows that an update changed; past the ORM, which takes three times as long for one row."""
    return await session.run_sync(lambda sync: sync.connection().execute(statement, values).rowcount)


def short(reason: str | None) -> str | None:
    """Cut a reason to what its column holds."""
    return None if reason is None else reason[:LONGEST_REASON]
