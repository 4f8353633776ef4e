"""Where a need belongs: its report's intention, further ones, or – when it has lost all – nowhere yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.errors import Conflict, Invalid, Missing
from planning.intentions import IntentionState
from planning.needs import NeedKind
from storage.changes import Change
from storage.intentions import Intention
from storage.joint_needs import is_joined
from storage.needs import Need, NeedReport
from storage.people import Office

OPEN_SITES = (IntentionState.ACTIVE, IntentionState.PAUSED)
"""In these states an intention is a site that something can be built on."""
BUILT = 5
"""From this step of the ladder on a need is met."""


class NeedSite(SQLModel, table=True):
    """An intention a need belongs to beside its report's own; a row for its own with `until` says it left that one."""

    __tablename__ = "need_site"
    __table_args__ = (UniqueConstraint("need_id", "intention_id"),)

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", index=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    since: datetime
    until: datetime | None = None
    placed_by: int | None = Field(default=None, foreign_key="person.id")


@dataclass(frozen=True)
class Placed:
    """A need with the office and the intention of its report, and the open intentions it belongs to now."""

    need: Need
    report: NeedReport
    office: Office
    home: Intention
    sites: Sequence[int]


def _left(need_id: Any, intention_id: Any) -> ColumnElement[bool]:
    """Say in SQL that a need was taken off this intention."""
    row = aliased(NeedSite)
    return exists().where(
        col(row.need_id) == need_id, col(row.intention_id) == intention_id, col(row.until).is_not(None)
    )


def taken_off() -> ColumnElement[bool]:
    """Say in SQL that a need (joined with its report) was taken off its report's own intention."""
    return _left(col(Need.id), col(NeedReport.intention_id))


def belongs_to(intention_id: int) -> ColumnElement[bool]:
    """Say in SQL that a need (joined with its report) belongs to an intention, alone or with others.

    Two small reads by index, so that it takes as long among a hundred thousand intentions as among ten.
    """
    return belongs_to_any([intention_id])


def belongs_to_any(intentions: Collection[int]) -> ColumnElement[bool]:
    """Say in SQL that a need belongs to at least one of these intentions."""
    need = aliased(Need)
    own = (
        select(col(need.id))
        .join(NeedReport, col(NeedReport.id) == col(need.report_id))
        .where(col(NeedReport.intention_id).in_(intentions), ~_left(col(need.id), col(NeedReport.intention_id)))
    )
    further = select(col(NeedSite.need_id)).where(
        col(NeedSite.intention_id).in_(intentions), col(NeedSite.until).is_(None)
    )
    return col(Need.id).in_(own.union(further))


async def sites_of(session: AsyncSession, needs: Collection[int]) -> dict[int, list[int]]:
    """Give the open intentions of needs by the needs' ids: their report's own first, none for one that has lost all."""
    found: dict[int, list[int]] = {need_id: [] for need_id in needs}
    if not needs:
        return found
    own = (
        select(col(Need.id), col(Intention.id))
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .join(Intention, col(Intention.id) == col(NeedReport.intention_id))
        .where(
            col(Need.id).in_(needs),
            col(Intention.state).in_(OPEN_SITES),
            ~taken_off(),
        )
    )
    further = (
        select(col(NeedSite.need_id), col(Intention.id))
        .join(Intention, col(Intention.id) == col(NeedSite.intention_id))
        .where(col(NeedSite.need_id).in_(needs), col(NeedSite.until).is_(None), col(Intention.state).in_(OPEN_SITES))
        .order_by(col(NeedSite.id))
    )
    for query in (own, further):
        for need_id, intention_id in (await session.exec(query)).all():
            if need_id is not None and intention_id is not None and intention_id not in found[need_id]:
                found[need_id].append(intention_id)
    return found


async def placed(session: AsyncSession, need_id: int) -> Placed:
    """Find a need that was not withdrawn with where it belongs. Raises Missing."""
    query = (
        select(Need, NeedReport, Office, Intention)
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .join(Office, col(Office.id) == col(NeedReport.office))
        .join(Intention, col(Intention.id) == col(NeedReport.intention_id))
        .where(Need.id == need_id, col(Need.withdrawn_at).is_(None))
    )
    found = (await session.exec(query)).first()
    if found is None:
        raise Missing("need")
    need, report, office, home = found
    return Placed(need, report, office, home, (await sites_of(session, [need_id]))[need_id])


async def place(c: Change, held: Placed, wanted: Collection[int]) -> None:
    """Let a need belong to exactly these intentions; to none means that it looks for a site.

    Raises Invalid for an intention that nothing can be built on any more.
    """
    open_ones = select(col(Intention.id)).where(col(Intention.id).in_(wanted), col(Intention.state).in_(OPEN_SITES))
    if len((await c.session.exec(open_ones)).all()) != len(set(wanted)):
        raise Invalid(Conflict("sites", "site_is_gone"))
    rows = {
        row.intention_id: row
        for row in (await c.session.exec(select(NeedSite).where(NeedSite.need_id == held.need.key))).all()
    }
    before = set(held.sites)
    for gone in before - set(wanted):
        row = rows.get(gone) or NeedSite(need_id=held.need.key, intention_id=gone, since=c.now)
        row.until, row.placed_by = c.now, c.person_id
        c.session.add(row)
    for new in set(wanted) - before:
        row = rows.get(new) or NeedSite(need_id=held.need.key, intention_id=new, since=c.now)
        row.since, row.until, row.placed_by = c.now, None, c.person_id
        c.session.add(row)
    await c.session.flush()
    c.note("placed", "need", held.need.key, before=sorted(before), after=sorted(set(wanted)))


async def searching(session: AsyncSession, *, districts: Collection[str] | None = None) -> list[Placed]:
    """List the needs that have lost their last site: nobody withdrew them and nothing of them was built.

    `districts` keeps those whose report was for an intention there. Concerns belong to their place and end with it.
    """
    further, elsewhere = aliased(NeedSite), aliased(Intention)
    has_site = (
        exists()
        .where(col(further.need_id) == col(Need.id), col(further.until).is_(None))
        .where(col(elsewhere.id) == col(further.intention_id), col(elsewhere.state).in_(OPEN_SITES))
    )
    lost = or_(col(Intention.state) == IntentionState.ABANDONED, taken_off())
    conditions: list[ColumnElement[bool]] = [
        col(Need.withdrawn_at).is_(None), col(Need.kind) == NeedKind.NEED, col(Need.step) < BUILT, lost, ~has_site,
        ~is_joined(),
    ]  # fmt: skip
    if districts is not None:
        conditions.append(or_(col(Intention.district).in_(districts), col(Intention.second_district).in_(districts)))
    query = (
        select(Need, NeedReport, Office, Intention)
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .join(Office, col(Office.id) == col(NeedReport.office))
        .join(Intention, col(Intention.id) == col(NeedReport.intention_id))
        .where(*conditions)
        .order_by(col(Need.id))
    )
    return [Placed(need, report, office, home, ()) for need, report, office, home in (await session.exec(query)).all()]


async def several(session: AsyncSession, ids: Collection[int]) -> Mapping[int, Intention]:
    """Give intentions by their ids."""
    if not ids:
        return {}
    rows = (await session.exec(select(Intention).where(col(Intention.id).in_(ids)))).all()
    return {row.key: row for row in rows}
