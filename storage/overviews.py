"""Which intentions have open needs that concern somebody, with what is reported and who has not answered, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, func, or_
from sqlalchemy.sql.selectable import ScalarSelect, Subquery
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from planning.intentions import IntentionState
from planning.needs import ANSWERED, NeedKind, RequestState
from planning.people import Role
from storage.database import Session
from storage.intentions import Intention
from storage.joint_needs import is_joined
from storage.need_sites import BUILT, NeedSite, taken_off
from storage.needs import Inquiry, Need, NeedReport, NeedRequest
from storage.people import Office, Person

CANDIDATES = 30
"""Intentions of one kind that are looked at, so that the read stays as small however many there are."""


@dataclass(frozen=True)
class Overview:
    """An intention with its open needs: how many, of how many offices, and how many offices asked are silent."""

    intention: Intention
    needs: int
    offices: int
    missing: int


async def overviews(session: Session, reader: Person, most: int) -> Sequence[Overview]:
    """List a few active intentions with open needs, in one read.

    A planner gets those it leads and an office those it reported for, the newest first; the secretariat, and who
    works with none of its own, gets those whose request ends first, then those reported last.
    """
    near = _candidates(reader)
    counted = _counted(near)
    ends = _ends()
    query = (
        select(Intention, counted.c.needs, counted.c.offices, _missing())
        .join(counted, counted.c.intention_id == col(Intention.id))
        .where(Intention.state == IntentionState.ACTIVE, counted.c.needs > 0)
    )
    order: list[ColumnElement[bool] | ScalarSelect[object]] = [ends.is_(None), ends] if _sees_all(reader) else []
    rows = await session.exec(query.order_by(*order, counted.c.newest.desc(), col(Intention.id).desc()).limit(most))
    return [Overview(*row) for row in rows.all()]


def _sees_all(reader: Person) -> bool:
    own = Role.PLANNER in reader.roles or (Role.OFFICE in reader.roles and reader.office is not None)
    return reader.is_secretariat or not own


def _candidates(reader: Person) -> Subquery:
    """Give the ids of the intentions that may concern somebody, each kind found by an index."""
    kinds: Sequence[SelectOfScalar[Any]]
    reports = select(col(NeedReport.intention_id)).order_by(col(NeedReport.id).desc())
    if _sees_all(reader):
        running = (
            select(col(NeedRequest.intention_id))
            .where(NeedRequest.state == RequestState.OPEN, col(NeedRequest.finished_at).is_(None))
            .order_by(col(NeedRequest.due_at), col(NeedRequest.id))
        )
        kinds = [running, reports]
    else:
        led = (
            select(col(Intention.id))
            .where(Intention.lead_id == reader.key, Intention.state == IntentionState.ACTIVE)
            .order_by(col(Intention.id).desc())
        )
        # What an office reported that has become part of the reader's is the reader's, too.
        own = select(Office.id).where(or_(col(Office.id) == reader.office, col(Office.merged_into) == reader.office))
        kinds = [led, reports.where(col(NeedReport.office).in_(own))] if reader.office is not None else [led]
    first, *others = [select(kind.limit(CANDIDATES).subquery().c[0].label("id")) for kind in kinds]
    return first.union(*others).subquery()


def _counted(near: Subquery) -> Subquery:
    """Count open needs and who reports them by intention; a joint need counts once, for all offices that own it."""
    ids = select(near.c.id)
    own = (
        select(col(Need.id), col(NeedReport.intention_id))
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .where(col(NeedReport.intention_id).in_(ids), ~taken_off())
    )
    further = select(col(NeedSite.need_id), col(NeedSite.intention_id)).where(
        col(NeedSite.intention_id).in_(ids), col(NeedSite.until).is_(None)
    )
    placed = own.union(further).subquery()
    need_id, intention_id = placed.c
    return (
        select(
            intention_id.label("intention_id"),
            func.count(distinct(case((~is_joined(), col(Need.id))))).label("needs"),
            func.count(distinct(func.coalesce(Office.merged_into, Office.id))).label("offices"),
            func.max(Need.id).label("newest"),
        )
        .select_from(placed)
        .join(Need, col(Need.id) == need_id)
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .join(Office, col(Office.id) == col(NeedReport.office))
        .where(col(Need.withdrawn_at).is_(None), col(Need.kind) == NeedKind.NEED, col(Need.step) < BUILT)
        .group_by(intention_id)
        .subquery()
    )


def _missing() -> ScalarSelect[int]:
    """Count in SQL who has not answered the latest first round of an intention, as `standings` tells it."""
    latest = (
        select(NeedRequest.id)
        .where(NeedRequest.intention_id == Intention.id, col(NeedRequest.follows).is_(None))
        .order_by((col(NeedRequest.state) == RequestState.OPEN).desc(), col(NeedRequest.id).desc())
        .limit(1)
        .correlate(Intention)
        .scalar_subquery()
    )
    silent = select(func.count(col(Inquiry.id))).where(
        col(Inquiry.request_id) == latest, col(Inquiry.state).not_in(ANSWERED)
    )
    return silent.correlate(Intention).scalar_subquery()


def _ends() -> ScalarSelect[object]:
    """Give in SQL when the first running request of an intention ends; none without one."""
    running = select(func.min(NeedRequest.due_at)).where(
        NeedRequest.intention_id == Intention.id,
        NeedRequest.state == RequestState.OPEN,
        col(NeedRequest.finished_at).is_(None),
    )
    return running.correlate(Intention).scalar_subquery()
