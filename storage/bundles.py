"""What all offices report for one intention, as everyone in the group may see it."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.bundles import Claim
from storage.needs import Need, NeedReport
from storage.people import Office


async def claims(session: AsyncSession, intention_id: int) -> list[Claim]:
    """List the needs that stand, without the negotiating floor, which is nobody else's business."""
    query = (
        select(Need, Office.short)
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .join(Office, col(Office.id) == col(NeedReport.office))
        .where(NeedReport.intention_id == intention_id, col(Need.withdrawn_at).is_(None))
        .order_by(col(Need.id))
    )
    return [
        Claim(
            id=need.key,
            office=office,
            kind=need.kind,
            what=need.what,
            facility_type=need.facility_type,
            quantity=need.quantity,
            unit=need.unit,
            priority=need.priority,
            place=need.place,
        )
        for need, office in (await session.exec(query)).all()
    ]
