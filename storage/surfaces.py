"""Living messages: a card, an inquiry, a digest, a home tab – redrawn from the newest state."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Index, case, or_, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select

from planning.messages import SurfaceKind
from storage.clock import passed, real_time
from storage.columns import Words
from storage.database import Session
from storage.rates import RateLimit, workspace_scope

UPDATE = "chat.update"
PUBLISH = "views.publish"
STALE = "wanted_rev > shown_rev"


class Surface(SQLModel, table=True):
    """One living message. Facts raise `wanted_rev` in their transaction; delivery alone draws it.

    `recipient` is "person:7" or "channel:C123"; `posts` counts posts that are gone: deleted, given up or left to
    a surface that this one replaces.
    `lease_until` and `not_before` are real time; `holder` is the worker of the last lease.
    """

    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "recipient"),
        Index(
            "surface_stale",
            "id",
            sqlite_where=text(STALE),
            postgresql_where=text(STALE),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: SurfaceKind = Field(sa_type=Words(SurfaceKind))
    subject_id: int
    recipient: str = Field(max_length=60)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    channel_id: str | None = Field(default=None, max_length=32)
    channel: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    posts: int = 0
    wanted_rev: int = 1
    shown_rev: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    holder: int | None = None
    not_before: datetime | None = None
    reason: str | None = Field(default=None, max_length=300)

    @property
    def first_post(self) -> str:
        """Give the full key of the outbox row that posts it."""
        return f"{surface_key(self.kind, self.subject_id, self.posts)}:{self.recipient}"


def surface_key(kind: SurfaceKind, subject_id: int, posts: int) -> str:
    """Give the key under which a surface's post is told, without the recipient.

    Made of facts alone: when it is planned anew in a restored database, its first post is found by it.
    """
    return f"surface:{kind.value}:{subject_id}:{posts + 1}"


async def surface(session: Session, surface_id: int) -> Surface | None:
    """Find a surface by its id."""
    return await session.get(Surface, surface_id)


async def was_posted(session: Session, kind: SurfaceKind, subject_id: int, person_id: int | None) -> bool:
    """Say whether the living message of this person (None: of a channel) has reached the chat."""
    query = select(Surface.id).where(
        Surface.kind == kind,
        Surface.subject_id == subject_id,
        Surface.person_id == person_id,
        col(Surface.ts).is_not(None),
    )
    return (await session.exec(query)).first() is not None


async def is_stale(session: Session) -> bool:
    """Say whether there may be anything to draw: the cheap question of an idle beat."""
    posted_or_home = or_(col(Surface.ts).is_not(None), text("kind = 'home'"))
    query = select(Surface.id).where(text(STALE), posted_or_home, passed(Surface.not_before, or_never=True))
    # Ordered as the index is: PostgreSQL knows no figures of the comparison and would rather read the whole table.
    return (await session.exec(query.order_by(col(Surface.id)).limit(1))).first() is not None


async def claim_stale(session: Session, *, batch: int, lease: float, holder: int | None = None) -> list[Surface]:
    """Take posted surfaces and home tabs that no longer show the newest state; `lease` in seconds.

    What somebody else had taken and never gave back bears the end of that lease as its `not_before`.
    """
    home = text("stale.kind = 'home'")
    stale = _stale()
    method = case((home, workspace_scope(PUBLISH)), else_=workspace_scope(UPDATE))
    parked = select(RateLimit.scope).where(RateLimit.scope == method, col(RateLimit.not_before) > real_time())
    wanted = (
        select(stale.id)
        .where(text("stale.wanted_rev > stale.shown_rev"), or_(col(stale.ts).is_not(None), home))
        .where(passed(stale.lease_until, or_never=True), passed(stale.not_before, or_never=True), ~parked.exists())
        .order_by(col(stale.id))
        .limit(batch)
        .with_for_update(skip_locked=True, of=stale)
    )
    chosen = wanted.cte("chosen")  # as a subquery PostgreSQL may run it several times, past its LIMIT
    result = await session.exec(
        update(Surface)
        .where(col(Surface.id).in_(select(chosen.c.id)))
        .values(fence=Surface.fence + 1, lease_until=real_time(lease), holder=holder, not_before=Surface.lease_until)
        .returning(Surface),
        execution_options={"synchronize_session": False, "populate_existing": True},
    )
    rows: Collection[Surface] = result.scalars().all()
    return sorted(rows, key=lambda row: row.id or 0)


@cache
def _stale() -> type[Surface]:
    """Name the table within a claim; made once, because SQLAlchemy adapts its columns only on first use."""
    return aliased(Surface, name="stale")


async def posted(session: Session, surface_id: int, channel: str, ts: str, shown_rev: int) -> None:
    """Record where a surface stands and what it shows; it is redrawn there from now on."""
    await session.exec(
        update(Surface)
        .where(col(Surface.id) == surface_id)
        .values(channel=channel, ts=ts, shown_rev=shown_rev, reason=None, not_before=None)
    )


async def passed_over(session: Session, surface_id: int, shown_rev: int) -> None:
    """Record that there is nothing to post of an unposted surface in this state."""
    await session.exec(
        update(Surface).where(col(Surface.id) == surface_id, col(Surface.ts).is_(None)).values(shown_rev=shown_rev)
    )


async def shown(session: Session, row: Surface, shown_rev: int, reason: str | None = None) -> bool:
    """Record what a surface shows; what was wanted since is drawn next.

    When another worker has drawn it meanwhile, nobody knows which of the two came last: it is drawn once more.
    `reason` says why this state could not be shown and is not tried again.
    """
    ours = await _move(
        session, row, shown_rev=shown_rev, lease_until=None, not_before=None,
        reason=None if reason is None else reason[:300],
    )  # fmt: skip
    if not ours:
        await draw_once_more(session, row.id or 0)
    return ours


async def draw_later(session: Session, row: Surface, seconds: float, reason: str | None = None) -> bool:
    """Let a surface be drawn again after `seconds`; by somebody else, when somebody else has it by now."""
    later = real_time(seconds) if seconds else None
    ours = await _move(
        session, row, lease_until=None, not_before=later, reason=None if reason is None else reason[:300]
    )
    if not ours:
        await draw_once_more(session, row.id or 0)
    return ours


async def draw_once_more(session: Session, surface_id: int) -> None:
    """Draw a surface anew although it should show the newest state: nobody knows which update came last."""
    again = update(Surface).where(col(Surface.id) == surface_id).values(wanted_rev=Surface.wanted_rev + 1)
    await session.exec(again, execution_options={"synchronize_session": False})


async def gone(session: Session, row: Surface) -> bool:
    """Record that somebody deleted the message, so that it is posted anew; False when that is known."""
    return await _move(session, row, ts=None, shown_rev=0, posts=Surface.posts + 1, lease_until=None, not_before=None)


async def _move(session: Session, row: Surface, **values: Any) -> bool:
    """Change a surface that is still ours."""
    result = await session.exec(
        update(Surface).where(col(Surface.id) == row.id, col(Surface.fence) == row.fence).values(**values),
        execution_options={"synchronize_session": False},
    )
    return result.rowcount == 1
