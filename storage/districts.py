"""What districts lack, list by list, and what the intentions in one need together."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, or_
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.districts import Deficit, Site
from planning.intentions import IntentionState, LocationQuality
from planning.needs import NeedKind
from storage.changes import Change
from storage.columns import Hundredths
from storage.intentions import Intention
from storage.joint_needs import is_joined
from storage.need_sites import BUILT, NeedSite, taken_off
from storage.needs import Need, NeedReport


class DistrictDeficit(SQLModel, table=True):
    """What a district lacks of one kind of facility, as one list said; versions are only ever added."""

    __tablename__ = "district_deficit"
    __table_args__ = (UniqueConstraint("district", "facility_type", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(max_length=60, index=True)
    facility_type: str = Field(max_length=60)
    version: int
    amount: Decimal = Field(sa_type=Hundredths)
    unit: str = Field(max_length=60)
    as_of: date
    source: str = Field(max_length=300)
    imported_by: int | None = Field(default=None, foreign_key="person.id")
    imported_at: datetime

    @property
    def deficit(self) -> Deficit:
        """Give it as the rules take it."""
        return Deficit(
            facility_type=self.facility_type, amount=self.amount, unit=self.unit, as_of=self.as_of,
            source=self.source, version=self.version,
        )  # fmt: skip


async def deficits(session: AsyncSession, district: str) -> dict[str, Deficit]:
    """Give what a district lacks by kind of facility: of each the newest state, and of that the newest version."""
    query = select(DistrictDeficit).where(DistrictDeficit.district == district)
    rows = (await session.exec(query.order_by(col(DistrictDeficit.as_of), col(DistrictDeficit.version)))).all()
    return {row.facility_type: row.deficit for row in rows}


async def deficit_versions(session: AsyncSession, district: str) -> list[DistrictDeficit]:
    """List all versions of what a district lacks, the newest first."""
    query = select(DistrictDeficit).where(DistrictDeficit.district == district)
    return list((await session.exec(query.order_by(col(DistrictDeficit.id).desc()))).all())


async def every_deficit(session: AsyncSession) -> dict[tuple[str, str], list[Deficit]]:
    """Give all versions there are by (district, kind of facility), the oldest first."""
    found: dict[tuple[str, str], list[Deficit]] = {}
    for row in (await session.exec(select(DistrictDeficit).order_by(col(DistrictDeficit.version)))).all():
        found.setdefault((row.district, row.facility_type), []).append(row.deficit)
    return found


async def store_deficit(c: Change, district: str, deficit: Deficit) -> None:
    """Add one version; those before it stay."""
    row = DistrictDeficit(
        district=district, facility_type=deficit.facility_type, version=deficit.version, amount=deficit.amount,
        unit=deficit.unit, as_of=deficit.as_of, source=deficit.source, imported_by=c.person_id, imported_at=c.now,
    )  # fmt: skip
    c.session.add(row)


async def intentions_in(session: AsyncSession, district: str | None, *states: IntentionState) -> list[Intention]:
    """List the intentions of a district, those on its border included, in these states; None means the whole city."""
    query = select(Intention).where(col(Intention.state).in_(states or (IntentionState.ACTIVE,)))
    if district is not None:
        query = query.where(or_(col(Intention.district) == district, col(Intention.second_district) == district))
    return list((await session.exec(query.order_by(col(Intention.id)))).all())


async def counts(session: AsyncSession) -> dict[str, tuple[int, int]]:
    """Count active intentions and their dwellings by district; one on a border counts in both."""
    found: dict[str, tuple[int, int]] = {}
    for column in (Intention.district, Intention.second_district):
        query = (
            select(col(column), func.count(col(Intention.id)), func.coalesce(func.sum(col(Intention.dwellings)), 0))
            .where(Intention.state == IntentionState.ACTIVE, col(column).is_not(None))
            .group_by(col(column))
        )
        for district, number, dwellings in (await session.exec(query)).all():
            if district is not None:
                before = found.get(district, (0, 0))
                found[district] = (before[0] + number, before[1] + int(dwellings or 0))
    return found


async def quality_sites(session: AsyncSession) -> list[Site]:
    """List all active intentions of the city as the balance of locations counts them."""
    query = select(col(Intention.id), col(Intention.quality), col(Intention.dwellings)).where(
        Intention.state == IntentionState.ACTIVE
    )
    rows = (await session.exec(query)).all()
    return [
        Site(intention_id, LocationQuality(quality) if quality is not None else None, dwellings)
        for intention_id, quality, dwellings in rows
        if intention_id is not None
    ]


async def sites_of_all(session: AsyncSession) -> dict[int, list[int]]:
    """Give the active intentions of every open need, its report's own first; the whole city's."""
    found: dict[int, list[int]] = {}
    own = (
        select(col(Need.id), col(Intention.id))
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .join(Intention, col(Intention.id) == col(NeedReport.intention_id))
        .where(col(Need.withdrawn_at).is_(None), Intention.state == IntentionState.ACTIVE)
    )
    further = (
        select(col(Need.id), col(Intention.id))
        .join(NeedSite, col(NeedSite.need_id) == col(Need.id))
        .join(Intention, col(Intention.id) == col(NeedSite.intention_id))
        .where(
            col(Need.withdrawn_at).is_(None), Intention.state == IntentionState.ACTIVE, col(NeedSite.until).is_(None)
        )
    )
    counted = (col(Need.kind) == NeedKind.NEED, col(Need.step) < BUILT, ~is_joined())
    for query in (own.where(~taken_off()), further):
        for need_id, intention_id in (await session.exec(query.where(*counted))).all():
            if need_id is not None and intention_id is not None:
                found.setdefault(need_id, []).append(intention_id)
    return found
