"""Messages posted again because they were not found: the first post may still come, as its echo.

A process that was frozen just before it wrote to its socket writes when it goes on, minutes later; and the chat may
accept late what it did not answer. Whoever posted again could not know. So the row is kept here and looked for again,
by any worker, at intervals that double. A living message may be turned back to an old state in the same way.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, text, update
from sqlmodel import Field, SQLModel, col, select

from storage.changes import insert_once
from storage.clock import passed, real_time
from storage.database import Session
from storage.outbox import OutboxState, Outgoing
from storage.surfaces import Surface

OPEN_STATES = frozenset({OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.SENDING, OutboxState.UNCERTAIN})


class Echo(SQLModel, table=True):
    """A message that may come to stand twice; `listen_at` is real time."""

    outbox_id: int = Field(primary_key=True, foreign_key="outbox.id")
    listen_at: datetime


@dataclass(frozen=True)
class Listening:
    """A message to be looked for once more, and the database's present time."""

    row: Outgoing
    present: datetime

    @property
    def is_open(self) -> bool:
        """Say whether nobody knows yet which of its posts will be recorded."""
        return self.row.state in OPEN_STATES


async def expect(session: Session, outbox_id: int, seconds: float) -> None:
    """Listen for an echo of a message in so many seconds, or as soon as that was meant already."""
    present = (await session.exec(select(real_time(seconds)))).one()
    if not await insert_once(session, Echo(outbox_id=outbox_id, listen_at=present)):
        sooner = update(Echo).where(col(Echo.outbox_id) == outbox_id, col(Echo.listen_at) > present)
        await session.exec(sooner.values(listen_at=present), execution_options={"synchronize_session": False})


async def expect_of_surface(session: Session, surface: Surface, seconds: float) -> None:
    """Listen for a late update of a living message; home tabs have no echo, since they are drawn when opened."""
    posted = select(Outgoing.id).where(Outgoing.key == surface.first_post, text("state = 'sent'"))
    outbox_id = (await session.exec(posted)).first()
    if outbox_id is not None:
        await expect(session, outbox_id, seconds)


async def is_due(session: Session) -> bool:
    """Say whether it is time to listen: the cheap question of an idle beat, of a table that is nearly empty."""
    return (await session.exec(select(Echo.outbox_id).where(passed(Echo.listen_at)).limit(1))).first() is not None


async def claim(session: Session, *, batch: int, lease: float) -> list[Listening]:
    """Take messages to listen for; whoever dies over it leaves them to others after the lease."""
    wanted = (
        select(Echo.outbox_id)
        .where(passed(Echo.listen_at))
        .order_by(col(Echo.listen_at))
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    ids: Collection[int] = (await session.exec(wanted)).all()
    if not ids:
        return []
    ours = update(Echo).where(col(Echo.outbox_id).in_(ids)).values(listen_at=real_time(lease))
    await session.exec(ours, execution_options={"synchronize_session": False})
    rows = await session.exec(select(Outgoing, real_time()).where(col(Outgoing.id).in_(ids)))
    return [Listening(row, present) for row, present in rows.all()]


async def listen_later(session: Session, outbox_id: int, seconds: float) -> None:
    """Listen again in so many seconds."""
    later = update(Echo).where(col(Echo.outbox_id) == outbox_id).values(listen_at=real_time(seconds))
    await session.exec(later, execution_options={"synchronize_session": False})


async def heard_out(session: Session, one: Listening, *, least: float, most: float) -> None:
    """Listen again after as long a time as has passed since the message was posted; after `most` seconds no more."""
    assert one.row.id is not None
    assert one.row.sent_at is not None, "only what stands somewhere has an echo"
    since = (one.present - one.row.sent_at).total_seconds()
    if since < most:
        await listen_later(session, one.row.id, max(least, since))
    else:
        await forget(session, one.row.id)


async def forget(session: Session, outbox_id: int) -> None:
    """Listen no more."""
    await session.exec(delete(Echo).where(col(Echo.outbox_id) == outbox_id))
