"""What all offices report for one intention, as everyone in the group may see it."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.bundles import Claim
from storage.joint_needs import is_joined, owners
from storage.need_sites import belongs_to, belongs_to_any, sites_of
from storage.needs import Need, NeedReport
from storage.people import Office
from storage.supports import effects_of, supporters


async def claims(session: AsyncSession, intention_id: int) -> list[Claim]:
    """List the needs that stand, without the negotiating floor, which is nobody else's business.

    A need that belongs to several intentions is in the list of each; `sites` says which.
    """
    return await _claims(session, belongs_to(intention_id))


async def claims_at(session: AsyncSession, intentions: Collection[int]) -> list[Claim]:
    """List the needs of several intentions, each once however many of them it belongs to."""
    return await _claims(session, belongs_to_any(intentions)) if intentions else []


async def claims_of(session: AsyncSession, needs: Collection[int]) -> list[Claim]:
    """List these needs."""
    return await _claims(session, col(Need.id).in_(needs)) if needs else []


async def _claims(session: AsyncSession, wanted: ColumnElement[bool]) -> list[Claim]:
    query = (
        select(Need, Office.short, func.coalesce(Office.merged_into, Office.id))
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .join(Office, col(Office.id) == col(NeedReport.office))
        .where(wanted, col(Need.withdrawn_at).is_(None), ~is_joined())
        .order_by(col(Need.id))
    )
    rows = (await session.exec(query)).all()
    ids = [need.key for need, _, _ in rows]
    sites = await sites_of(session, ids)
    joint, backing, echoes = await owners(session, ids), await supporters(session, ids), await effects_of(session, ids)
    return [
        Claim(
            id=need.key,
            office=" + ".join([office, *(one.short for one in joint.get(need.key, ()))]),
            office_id=office_id,
            owners=frozenset({office_id, *(one.today for one in joint.get(need.key, ()))}),
            supported_by=tuple(one.office for one in backing.get(need.key, ())),
            affects=tuple(one.office for one in echoes.get(need.key, ())),
            kind=need.kind,
            what=need.what,
            facility_type=need.facility_type,
            quantity=need.quantity,
            quantity_to=need.quantity_to,
            manner=need.manner,
            replaces=need.replaces,
            unit=need.unit,
            priority=need.priority,
            place=need.place,
            step=need.step,
            sites=tuple(sites[need.key]),
        )
        for need, office, office_id in rows
    ]
