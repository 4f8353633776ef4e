"""Results that were settled or withdrawn and are open once more: with a reason, or undone while it is fresh."""

from datetime import timedelta

from planning.errors import Outdated
from planning.results import ReopeningDraft, ResultChangeKind, ResultState
from storage.changes import Change
from storage.results import Result, assign, redraw_result, remember

UNDO = timedelta(minutes=10)


def require_closed(result: Result) -> None:
    """Raise Outdated for a result that is open, and for an information, which is never due."""
    if result.state is ResultState.OPEN or (result.is_information and result.state is ResultState.DONE):
        raise Outdated("result", result.state)


async def reopen_result(change: Change, result: Result, draft: ReopeningDraft) -> None:
    """Let a result be due again, and tell who is responsible; reminders follow the date."""
    require_closed(result)
    before = result.state
    if draft.due is not None and result.triggered_on is None:
        result.trigger_stage = None  # the new date takes the place of the stage it waited for
    result.due = draft.due or result.due
    _open(result)
    result.revision += 1
    due = result.due.isoformat() if result.due is not None else None
    remember(change, result, ResultChangeKind.REOPENED, before=before, after=due, reason=draft.reason)
    await change.session.flush()
    if result.state is ResultState.OPEN:
        await assign(change, result)
    await redraw_result(change, result, result.office)


async def undo_settlement(change: Change, result: Result) -> None:
    """Take back a report or withdrawal of one's own within ten minutes; nobody has heard of it yet."""
    require_closed(result)
    fresh = result.settled_at is not None and change.now - result.settled_at <= UNDO
    if not fresh or result.settled_by != change.person_id:
        raise Outdated("undo")
    before = result.state
    _open(result)
    remember(change, result, ResultChangeKind.REOPENED, before=before)
    await redraw_result(change, result, result.office)


def _open(result: Result) -> None:
    result.state = ResultState.DONE if result.is_information else ResultState.OPEN
    result.evidence = result.done_on = None
    result.settled_by = result.settled_at = None
