"""A post without an answer by a worker that others had taken for dead: taken back when the message stands twice.

A process that is frozen just before it writes to its socket writes when it goes on, and in the same moment its
time for the answer is over. Whoever took over cannot know of that post: it looked before.
"""

import asyncio

import structlog

from reminders import posting
from reminders.courier import Courier, Report
from reminders.posting import Done
from storage import surfaces
from storage.outbox import OutboxState, Outgoing

LOOKS = 2
"""How often to look whether the others have brought the message out; each time after the wait for one call."""
PAGE = 200
"""Messages of a conversation to look at, the newest: ours came just now."""

log = structlog.get_logger(__name__)


async def retract(courier: Courier, row: Outgoing) -> Report:
    """Remove what bears the mark of a message and is not the one that is recorded."""
    for _ in range(LOOKS):
        await asyncio.sleep(courier.patience.timeout)  # ours may still be on its way
        async with courier.database.read() as session:
            recorded = await session.get(Outgoing, row.id)
            parent = await surfaces.surface(session, row.thread_of) if row.thread_of is not None else None
        if recorded is not None and recorded.state is OutboxState.SENT and recorded.channel and recorded.ts:
            thread_ts = parent.ts if parent is not None else None
            await _remove_others(courier, row.key, recorded.channel, recorded.ts, thread_ts)
            return Report()
    # Nothing is removed while nobody knows which one will be recorded.
    log.warning("message may stand twice", key=row.key)
    return Report()


async def _remove_others(courier: Courier, key: str, channel: str, ts: str, thread_ts: str | None) -> None:
    client, wait = courier.client, courier.patience.timeout
    if thread_ts is not None:
        call = client.conversations_replies(channel=channel, ts=thread_ts, limit=PAGE, include_all_metadata=True)
    else:
        call = client.conversations_history(channel=channel, limit=PAGE, include_all_metadata=True)
    page = await posting.outcome_of(call, wait)
    if not isinstance(page, Done):
        log.warning("message may stand twice", key=key, problem=str(page))
        return
    mark = posting.mark_of(courier.secret, key)
    for message in page.data.get("messages") or ():
        theirs = ((message.get("metadata") or {}).get("event_payload") or {}).get("mark")
        if theirs == mark and message["ts"] != ts:
            removed = await posting.delete(client, channel, message["ts"], wait=wait)
            outcome = type(removed).__name__
            log.warning("duplicate removed", key=key, channel=channel, ts=message["ts"], outcome=outcome)
