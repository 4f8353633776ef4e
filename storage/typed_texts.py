"""Under which request somebody typed: that of the thread, else the newest open one above in the conversation."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from planning.intentions import IntentionState
from planning.messages import SurfaceKind
from storage.database import Session
from storage.intentions import Intention
from storage.needs import WAITING, Inquiry
from storage.surfaces import Surface

KEPT = timedelta(days=14)
"""The time in which words typed below a request can still become an answer."""


@dataclass(frozen=True)
class Below:
    """A request in somebody's direct messages."""

    inquiry_id: int
    surface_id: int


async def request_above(session: Session, person_id: int, thread_ts: str | None, ts: str) -> Below | None:
    """Find the request that words of `ts` belong to; None when there is none.

    In the thread of a request it is that one, answered or not. Outside of threads only an open one counts.
    """
    query = (
        select(col(Surface.subject_id), col(Surface.id))
        .join(Inquiry, col(Inquiry.id) == col(Surface.subject_id))
        .join(Intention, col(Intention.id) == col(Inquiry.intention_id))
        .where(Surface.kind == SurfaceKind.INQUIRY, Surface.person_id == person_id)
        .where(Intention.state == IntentionState.ACTIVE)
    )
    if thread_ts is not None:
        query = query.where(Surface.ts == thread_ts)
    else:
        query = query.where(col(Inquiry.state).in_(WAITING), col(Surface.ts) < ts)
    found = (await session.exec(query.order_by(col(Surface.ts).desc()).limit(1))).first()
    return Below(found[0], found[1]) if found is not None and found[1] is not None else None
