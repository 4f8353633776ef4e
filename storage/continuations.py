"""Offices that reported something and said that more needs will follow."""

from datetime import date

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.intentions import IntentionState
from planning.needs import RequestState
from storage.intentions import Intention
from storage.needs import Inquiry, NeedReport, NeedRequest
from storage.reminders import OpenInquiry

# A literal, not a parameter: only then do both engines use the partial index of the table.
REPORTED = text("inquiry.state = 'reported'")


async def continued(session: AsyncSession, first: date, last: date) -> list[OpenInquiry]:
    """List offices that promised more and whose deadline falls on one of these days.

    The contact is who wrote the newest version, `since` when that was.
    """
    query = (
        select(Inquiry, NeedReport)
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .join(Intention, col(Intention.id) == col(Inquiry.intention_id))
        .join(NeedReport, col(NeedReport.intention_id) == col(Inquiry.intention_id))
        .where(REPORTED, col(Inquiry.due) >= first, col(Inquiry.due) <= last)
        .where(NeedReport.office == Inquiry.office, col(NeedReport.complete).is_(False), NeedReport.version > 0)
        .where(NeedRequest.state == RequestState.OPEN, Intention.state == IntentionState.ACTIVE)
        .order_by(col(Inquiry.due), col(Inquiry.id))
    )
    return [
        OpenInquiry(
            id=inquiry.key,
            office=inquiry.office,
            contact_id=report.changed_by,
            stands_in_for=None,
            due=inquiry.due,
            since=report.changed_at,
        )
        for inquiry, report in (await session.exec(query)).all()
    ]
