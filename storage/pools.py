"""Areas of several intentions, who belonged to them and when, and the small ones that might be pooled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, or_, text
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.errors import Conflict, Invalid, Missing
from planning.intentions import IntentionState
from planning.pools import Hint, PoolDraft
from storage.changes import Change, insert_once
from storage.columns import JSON_VALUE
from storage.intentions import Intention
from storage.need_sites import OPEN_SITES

LOOKED_AT = 50
"""So many intentions of a district are computed when one of them changes: somebody waits for the answer."""


class Pool(SQLModel, table=True):
    """Several intentions seen as one area; kept when it is dissolved."""

    __tablename__ = "pool"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime
    dissolved_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


class PoolMember(SQLModel, table=True):
    """One intention's time in an area; an intention is in one area at a time."""

    __tablename__ = "pool_member"
    __table_args__ = (
        Index(
            "pool_member_present",
            "intention_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    pool_id: int = Field(foreign_key="pool.id", index=True)
    intention_id: int = Field(foreign_key="intention.id")
    joined_at: datetime
    left_at: datetime | None = None


class PoolHint(SQLModel, table=True):
    """Small intentions of one district that together reach one unit; told once, until they change or it is dismissed."""

    __tablename__ = "pool_hint"
    __table_args__ = (UniqueConstraint("district", "members"),)

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(max_length=60, index=True)
    members: str = Field(max_length=400)
    """Ids of the intentions in order, joined by "+"."""
    lines: list[str] = Field(default_factory=list, sa_type=JSON_VALUE)
    found_at: datetime
    over_at: datetime | None = None
    """When it was dismissed, or no longer held."""
    dismissed_by: int | None = Field(default=None, foreign_key="person.id")

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id

    @property
    def ids(self) -> list[int]:
        """Give the ids of the intentions."""
        return [int(one) for one in self.members.split("+")]


@dataclass(frozen=True)
class Area:
    """A pool with the intentions that belong to it now."""

    pool: Pool
    members: Sequence[Intention]


async def area(session: AsyncSession, pool_id: int) -> Area:
    """Find a pool that was not dissolved, with its members. Raises Missing."""
    pool = await session.get(Pool, pool_id, populate_existing=True)
    if pool is None or pool.dissolved_at is not None:
        raise Missing("pool")
    query = (
        select(Intention)
        .join(PoolMember, col(PoolMember.intention_id) == col(Intention.id))
        .where(PoolMember.pool_id == pool_id, col(PoolMember.left_at).is_(None))
        .order_by(col(Intention.id))
    )
    return Area(pool, list((await session.exec(query)).all()))


async def area_of(session: AsyncSession, intention_id: int) -> Area | None:
    """Find the area an intention belongs to now; None when it stands alone."""
    query = select(PoolMember.pool_id).where(PoolMember.intention_id == intention_id, col(PoolMember.left_at).is_(None))
    pool_id = (await session.exec(query)).first()
    return await area(session, pool_id) if pool_id is not None else None


async def create(c: Change, draft: PoolDraft) -> Pool:
    """See several intentions as one area from now on. Raises Invalid when one of them belongs to another area."""
    assert c.person_id is not None, "somebody wants it"
    pool = Pool(name=draft.name.strip(), created_by=c.person_id, created_at=c.now)
    c.session.add(pool)
    await c.session.flush()
    await _join(c, pool, draft.members)
    c.note("created", "pool", pool.key, members=sorted(set(draft.members)))
    return pool


async def change_members(c: Change, pool_id: int, draft: PoolDraft) -> Pool:
    """Let an area have another name and other members; who leaves stays in its history."""
    present = await area(c.session, pool_id)
    before = {one.key for one in present.members}
    wanted = set(draft.members)
    for row in (
        await c.session.exec(
            select(PoolMember).where(
                PoolMember.pool_id == pool_id,
                col(PoolMember.left_at).is_(None),
                col(PoolMember.intention_id).in_(before - wanted),
            )
        )
    ).all():
        row.left_at = c.now
        c.session.add(row)
    present.pool.name = draft.name.strip()
    c.session.add(present.pool)
    await c.session.flush()
    await _join(c, present.pool, sorted(wanted - before))
    c.note("edited", "pool", pool_id, before=sorted(before), after=sorted(wanted))
    return present.pool


async def _join(c: Change, pool: Pool, members: Collection[int]) -> None:
    wanted = sorted(set(members))
    known = select(Intention.id).where(col(Intention.id).in_(wanted), col(Intention.state).in_(OPEN_SITES))
    if len((await c.session.exec(known)).all()) != len(wanted):
        raise Invalid(Conflict("members", "pool_member_is_gone"))
    for intention_id in wanted:
        row = PoolMember(pool_id=pool.key, intention_id=intention_id, joined_at=c.now)
        if not await insert_once(c.session, row):
            raise Invalid(Conflict("members", "pool_member_is_elsewhere"))


async def dissolve(c: Change, pool_id: int) -> None:
    """See the intentions apart again; needs that belong to several of them stay so."""
    present = await area(c.session, pool_id)
    rows = select(PoolMember).where(PoolMember.pool_id == pool_id, col(PoolMember.left_at).is_(None))
    for row in (await c.session.exec(rows)).all():
        row.left_at = c.now
        c.session.add(row)
    present.pool.dissolved_at = c.now
    c.session.add(present.pool)
    c.note("dissolved", "pool", pool_id)


async def single_in(session: AsyncSession, district: str, limit: int = LOOKED_AT) -> list[Intention]:
    """List the active intentions of a district that belong to no area; of very many the newest ones."""
    pooled = select(PoolMember.intention_id).where(col(PoolMember.left_at).is_(None))
    query = select(Intention).where(
        Intention.state == IntentionState.ACTIVE,
        or_(col(Intention.district) == district, col(Intention.second_district) == district),
        col(Intention.id).not_in(pooled),
    )
    newest = (await session.exec(query.order_by(col(Intention.id).desc()).limit(limit))).all()
    return sorted(newest, key=lambda one: one.key)


async def renew_hints(c: Change, district: str, found: Sequence[Hint]) -> bool:
    """Keep what was found for a district; a constellation that was told or dismissed before is not told again."""
    present = {row.members: row for row in await _hints(c.session, district)}
    wanted = {hint.key: hint for hint in found}
    for key in present.keys() - wanted.keys():
        present[key].over_at = c.now
        c.session.add(present[key])
    new = False
    for key, hint in wanted.items():
        row = PoolHint(district=district, members=key, lines=list(hint.lines), found_at=c.now)
        new = await insert_once(c.session, row) or new
    return new or bool(present.keys() - wanted.keys())


async def _hints(session: AsyncSession, district: str) -> list[PoolHint]:
    query = select(PoolHint).where(PoolHint.district == district, col(PoolHint.over_at).is_(None))
    return list((await session.exec(query)).all())


async def open_hints(session: AsyncSession, limit: int = 10) -> list[PoolHint]:
    """List what the secretariat has not looked at yet, the oldest first."""
    query = select(PoolHint).where(col(PoolHint.over_at).is_(None)).order_by(col(PoolHint.id)).limit(limit)
    return list((await session.exec(query)).all())


async def hints_for(session: AsyncSession, district: str, intention_id: int) -> list[PoolHint]:
    """List the open hints of a district that name an intention."""
    return [row for row in await _hints(session, district) if intention_id in row.ids]


async def hint(session: AsyncSession, hint_id: int) -> PoolHint:
    """Find a hint that is still open. Raises Missing."""
    row = await session.get(PoolHint, hint_id, populate_existing=True)
    if row is None or row.over_at is not None:
        raise Missing("hint")
    return row


async def dismiss(c: Change, hint_id: int) -> None:
    """Note that these need not be pooled; the same constellation is not told again."""
    row = await hint(c.session, hint_id)
    row.over_at, row.dismissed_by = c.now, c.person_id
    c.session.add(row)
    c.note("dismissed", "pool", row.members)
