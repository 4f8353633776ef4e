"""One promised message on its way: re-checked, worded, meant, posted and marked."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import assert_never

import structlog

from planning.messages import MESSAGE, Silence, SurfaceShown, Wording
from reminders import posting
from reminders.courier import Courier, Report
from reminders.posting import Done, Limited, Refused, Unsent, Unsure
from storage import echoes, outbox, people, rates, surfaces
from storage.database import Session
from storage.outbox import Marked, Outgoing
from storage.people import Person

UNSENT_PAUSE = 15.0
"""Seconds before another try when the platform could not be reached or rejects the installation."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ready:
    """A message as it will be posted; for a surface, its id and the revision that was drawn."""

    wording: Wording
    thread_ts: str | None
    surface_id: int | None = None
    shown_rev: int = 0


@dataclass(frozen=True)
class Overtaken:
    """There is nothing to say any more; for a surface, its id and the revision that needs no drawing."""

    reason: str
    surface_id: int | None = None
    shown_rev: int = 0


async def tell(courier: Courier, row: Outgoing, now: datetime) -> Report:
    """Bring one claimed message to the person or channel; returns what became of it."""
    async with courier.database.read() as session:
        reader = await people.person(session, row.person_id)
        ready = await _prepare(courier, session, row, reader, now)
    if isinstance(ready, Overtaken):
        return await _cancel(courier, row, ready)
    if (stopped := await courier.together.write(partial(_intend, courier, row))) is not None:
        return stopped
    mark = posting.mark_of(courier.secret, row.key)
    to = reader.slack_user_id if reader is not None else row.channel_id
    assert to is not None, "exactly one recipient"
    wait = courier.patience.timeout
    if ready.wording.files:
        outcome = await posting.share(courier.client, to, ready.wording, wait=wait)
    else:
        outcome = await posting.post(courier.client, to, ready.wording, mark=mark, thread_ts=ready.thread_ts, wait=wait)
    return await _record(courier, row, ready, outcome)


async def _intend(courier: Courier, row: Outgoing, session: Session) -> Report | None:
    """Say in the database that we are about to post; None when we may."""
    if not await outbox.intend(session, row, lease=courier.patience.lease):
        return Report()
    if not await _may_speak(courier, session, row):
        await outbox.postpone(session, row, 0, row.reason)
        return Report(postponed=1)
    return None


async def _may_speak(courier: Courier, session: Session, row: Outgoing) -> bool:
    """Say whether neither the workspace nor the conversation asks us to wait; takes the conversation's turn."""
    pause = courier.patience.per_channel
    if not await rates.is_open(session, rates.workspace_scope(outbox.POST)):
        return False
    return not pause or await rates.take_turn(session, rates.destination_scope(row.destination), pause)


async def _prepare(
    courier: Courier, session: Session, row: Outgoing, reader: Person | None, now: datetime
) -> Ready | Overtaken:
    if reason := _unreachable(row, reader):
        return Overtaken(reason)
    message = MESSAGE.validate_python(row.body)
    if isinstance(message, SurfaceShown):
        return await _prepare_surface(courier, session, message.surface_id, reader, now)
    parent = await surfaces.surface(session, row.thread_of) if row.thread_of is not None else None
    wording = await courier.voice.phrase(message, reader, session, now)
    if isinstance(wording, Silence):
        return Overtaken(wording.reason)
    return Ready(wording, parent.ts if parent is not None else None)


async def _prepare_surface(
    courier: Courier, session: Session, surface_id: int, reader: Person | None, now: datetime
) -> Ready | Overtaken:
    surface = await surfaces.surface(session, surface_id)
    if surface is None or surface.ts is not None:
        return Overtaken("shown_already")
    # Read before drawing: what is wanted while we draw is drawn next.
    shown_rev = surface.wanted_rev
    wording = await courier.voice.draw(surface, reader, session, now)
    if isinstance(wording, Silence):
        return Overtaken(wording.reason, surface_id, shown_rev)
    return Ready(wording, None, surface_id, shown_rev)


def _unreachable(row: Outgoing, reader: Person | None) -> str | None:
    if row.person_id is None:
        return None
    if reader is None or reader.left_at is not None:
        return "recipient_left"
    return "recipient_deactivated" if reader.is_deactivated else None


async def _cancel(courier: Courier, row: Outgoing, overtaken: Overtaken) -> Report:
    async with courier.database.write(wake=False) as session:
        if not await outbox.cancel(session, row, overtaken.reason):
            return Report()
        if overtaken.surface_id is not None:
            await surfaces.passed_over(session, overtaken.surface_id, overtaken.shown_rev)
    log.info("message cancelled", key=row.key, reason=overtaken.reason)
    return Report(cancelled=1)


async def _record(courier: Courier, row: Outgoing, ready: Ready, outcome: posting.Outcome) -> Report:
    match outcome:
        case Done(channel, ts):
            return await _mark(courier, row, ready, channel, ts)
        case Limited(seconds):
            courier.meter.limited()
            async with courier.database.write(wake=False) as session:
                await outbox.postpone(session, row, seconds, "ratelimited")
                await rates.park(session, rates.workspace_scope(outbox.POST), seconds)
                await rates.park(session, rates.destination_scope(row.destination), seconds)
            log.warning("message rate limited", key=row.key, seconds=seconds)
            return Report(postponed=1)
        case Unsent(reason):
            async with courier.database.write(wake=False) as session:
                await outbox.postpone(session, row, UNSENT_PAUSE, reason)
            log.warning("message not sent", key=row.key, reason=reason)
            return Report(postponed=1)
        case Refused(reason):
            async with courier.database.write(wake=False) as session:
                await outbox.die(session, row, reason)
            log.error("message refused", key=row.key, reason=reason)
            return Report(dead=1)
        case Unsure(reason):
            async with courier.database.write(wake=False) as session:
                doubted = await outbox.doubt(session, row, reason)
                if not doubted:
                    # Others have taken over, and cannot know of a post that happened after they had looked.
                    await echoes.expect(session, row.id or 0, courier.patience.timeout)
            log.warning("message uncertain", key=row.key, reason=reason)
            return Report(uncertain=1) if doubted else Report()
        case _:
            assert_never(outcome)


async def _mark(courier: Courier, row: Outgoing, ready: Ready, channel: str, ts: str) -> Report:

    async def record(session: Session) -> Marked:
        marked = await outbox.mark_sent(session, row, channel, ts)
        if marked is Marked.DONE and ready.surface_id is not None:
            await surfaces.posted(session, ready.surface_id, channel, ts, ready.shown_rev)
        return marked

    if await courier.together.write(record) is Marked.DONE:
        log.info("message sent", key=row.key, channel=channel, ts=ts)
        return Report(sent=1)
    # We were thought dead while we posted, and somebody posted it again: ours is one too many.
    removed = await posting.delete(courier.client, channel, ts, wait=courier.patience.timeout)
    if not isinstance(removed, Done):
        async with courier.database.write(wake=False) as session:
            await echoes.expect(session, row.id or 0, courier.patience.timeout)
    log.warning("duplicate removed", key=row.key, channel=channel, ts=ts, outcome=type(removed).__name__)
    return Report()
