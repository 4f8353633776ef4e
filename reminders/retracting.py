"""What stands twice is taken back: a message that was posted again although its first post was only late.

A process that is frozen just before it writes to its socket writes when it goes on, and may be killed in the same
moment. Whoever took over cannot know of that post: it looked before. So whatever is posted again is listened for later.
"""

from typing import assert_never

import structlog

from reminders import posting
from reminders.courier import Courier
from reminders.posting import Done, Limited, Outcome, Refused, Unsent, Unsure
from storage import echoes, rates, surfaces
from storage.echoes import Listening
from storage.outbox import OutboxState, Outgoing

PAGE = 200
"""Messages of a conversation to look at, the newest: an echo came since we listened last."""
PAUSE = 5.0
"""Seconds before the next look when the platform did not answer."""
SURFACE = "surface_shown"
GONE = Refused("message_not_found")

log = structlog.get_logger(__name__)


async def retract(courier: Courier) -> None:
    """Remove what bears the mark of a message and is not the one that is recorded, where it is time to look."""
    patience = courier.patience
    async with courier.database.read() as session:
        if not await echoes.is_due(session):
            return
    async with courier.database.write(wake=False) as session:
        due = await echoes.claim(session, batch=patience.batch, lease=patience.lease)
    for one in due:
        await _listen(courier, one)


async def _listen(courier: Courier, one: Listening) -> None:
    row, least = one.row, courier.patience.timeout
    assert row.id is not None
    stands = row.state is OutboxState.SENT and row.ts not in {None, posting.UNKNOWN_TS}
    outcome = await _remove_others(courier, row) if stands else None
    async with courier.database.write(wake=False) as session:
        match outcome:
            case Done():
                if row.kind == SURFACE:
                    # A late update may have turned it back to an old state.
                    await surfaces.draw_once_more(session, row.body["surface_id"])
                await echoes.heard_out(session, one, least=least, most=courier.patience.listened)
            case Limited(seconds):
                await rates.park(session, rates.workspace_scope("conversations.history"), seconds)
                await echoes.listen_later(session, row.id, seconds)
            case Unsent() | Unsure():
                await echoes.listen_later(session, row.id, PAUSE)
            case None if one.is_open:
                # Nothing is removed while nobody knows which one will be recorded.
                await echoes.listen_later(session, row.id, least)
            case None | Refused():
                await echoes.forget(session, row.id)
            case _:
                assert_never(outcome)
    if not isinstance(outcome, Done | None):
        log.warning("message may stand twice", key=row.key, problem=str(outcome))


async def _remove_others(courier: Courier, row: Outgoing) -> Outcome:
    """Give how it ended: the first look or removal that failed decides."""
    client, wait = courier.client, courier.patience.timeout
    assert row.channel is not None, "it stands somewhere"
    async with courier.database.read() as session:
        parent = await surfaces.surface(session, row.thread_of) if row.thread_of is not None else None
    if parent is not None and parent.ts is not None:
        call = client.conversations_replies(channel=row.channel, ts=parent.ts, limit=PAGE, include_all_metadata=True)
    else:
        call = client.conversations_history(channel=row.channel, limit=PAGE, include_all_metadata=True)
    page = await posting.outcome_of(call, wait)
    if not isinstance(page, Done):
        return page
    mark = posting.mark_of(courier.secret, row.key)
    for message in page.data.get("messages") or ():
        theirs = ((message.get("metadata") or {}).get("event_payload") or {}).get("mark")
        if theirs == mark and message["ts"] != row.ts:
            removed = await posting.delete(client, row.channel, message["ts"], wait=wait)
            outcome = type(removed).__name__
            log.warning("duplicate removed", key=row.key, channel=row.channel, ts=message["ts"], outcome=outcome)
            if not isinstance(removed, Done) and removed != GONE:
                return removed
    return page
