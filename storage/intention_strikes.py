"""Strike off an intention that was recorded by mistake, before anybody was asked; for ten minutes this can be undone."""

from datetime import timedelta

from sqlmodel import SQLModel, col, select

from planning.errors import Missing, Outdated
from planning.intentions import IntentionState
from planning.results import ResultState
from storage.changes import Change
from storage.database import Session
from storage.intentions import Intention, move, steps
from storage.needs import NeedReport, NeedRequest
from storage.results import Result

UNDO = timedelta(minutes=10)


async def has_traces(session: Session, intention_id: int) -> bool:
    """Say whether somebody was asked about it, reported a need, or holds a result of it."""
    traces: tuple[type[SQLModel], ...] = (NeedRequest, NeedReport)
    for table in traces:
        found = select(table).where(table.intention_id == intention_id)  # type: ignore[attr-defined]  # both have it
        if (await session.exec(found.limit(1))).first() is not None:
            return True
    result = select(Result.id).where(Result.intention_id == intention_id, col(Result.state) != ResultState.WITHDRAWN)
    return (await session.exec(result.limit(1))).first() is not None


async def strike(change: Change, intention_id: int, reason: str) -> Intention:
    """Strike it off with a reason; it vanishes from lists and its number is not given out again.

    Raises Missing, or Outdated when it was struck off before or has left traces.
    """
    row = await _held(change, intention_id)
    if row.state is IntentionState.MISTAKEN:
        raise Outdated("intention", "mistaken")
    if await has_traces(change.session, intention_id):
        raise Outdated("intention", "asked")
    await move(change, row, what="state", after=IntentionState.MISTAKEN, reason=reason)
    return row


async def undo(change: Change, intention_id: int) -> Intention:
    """Take the striking back while it is fresh. Raises Missing, or Outdated when it is too late."""
    row = await _held(change, intention_id)
    last = next(iter(await steps(change.session, intention_id)), None)
    if row.state is not IntentionState.MISTAKEN or last is None or change.now - last.changed_at > UNDO:
        raise Outdated("strike")
    await move(change, row, what="state", after=last.before, reason=None)
    return row


async def _held(change: Change, intention_id: int) -> Intention:
    """Hold it, so that nobody starts a request at the same moment."""
    row = await change.session.get(Intention, intention_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Missing("intention", str(intention_id))
    return row
