"""One living message: drawn anew from the newest state, in place, as often as it takes."""

from datetime import datetime
from typing import assert_never

import structlog

from planning.messages import Silence, SurfaceKind, SurfaceShown, Wording
from reminders import posting
from reminders.courier import Courier, Report
from reminders.posting import Done, Limited, Refused, Unsent, Unsure
from storage import echoes, people, rates, surfaces
from storage.changes import change
from storage.surfaces import PUBLISH, UPDATE, Surface, surface_key

PAUSE = 5.0
"""Seconds before an update whose outcome is unknown is repeated: it is idempotent."""
DELETED = frozenset({"message_not_found", "thread_not_found"})

log = structlog.get_logger(__name__)


async def redraw(courier: Courier, surface: Surface, now: datetime) -> Report:
    """Show the newest state of one claimed surface; returns what became of it."""
    if surface.not_before is not None and surface.kind is not SurfaceKind.HOME:
        # Somebody vanished amid an update, which may still come, and later than ours.
        async with courier.database.write(wake=False) as session:
            await echoes.expect_of_surface(session, surface, courier.patience.quiet)
    async with courier.database.read() as session:
        reader = await people.person(session, surface.person_id)
        newest = await surfaces.surface(session, surface.id or 0)
        assert newest is not None, "surfaces are never deleted"
        # Read before drawing: what is wanted while we draw is drawn next.
        wanted_rev = newest.wanted_rev
        left = reader is not None and (reader.left_at is not None or reader.is_deactivated)
        drawn = Silence("recipient_left") if left else await courier.voice.draw(newest, reader, session, now)
    if isinstance(drawn, Silence):
        return await _shown(courier, surface, wanted_rev, drawn.reason)
    if surface.kind is SurfaceKind.HOME:
        assert reader is not None, "a home tab belongs to a person"
        outcome = await posting.publish(courier.client, reader.slack_user_id, drawn, wait=courier.patience.timeout)
    else:
        outcome = await _update(courier, surface, drawn)
    return await _record(courier, surface, wanted_rev, outcome, now)


async def _update(courier: Courier, surface: Surface, wording: Wording) -> posting.Outcome:
    assert surface.channel is not None, "only posted surfaces are claimed"
    assert surface.ts is not None, "only posted surfaces are claimed"
    mark = posting.mark_of(courier.secret, surface.first_post)
    return await posting.update(
        courier.client, surface.channel, surface.ts, wording, mark=mark, wait=courier.patience.timeout
    )


async def _record(
    courier: Courier, surface: Surface, wanted_rev: int, outcome: posting.Outcome, now: datetime
) -> Report:
    match outcome:
        case Done():
            return await _shown(courier, surface, wanted_rev, None)
        case Limited(seconds):
            courier.meter.limited()
            method = PUBLISH if surface.kind is SurfaceKind.HOME else UPDATE
            async with courier.database.write(wake=False) as session:
                await rates.park(session, rates.workspace_scope(method), seconds)
                await surfaces.draw_later(session, surface, seconds, "ratelimited")
            return Report(postponed=1)
        case Unsent(reason) | Unsure(reason):
            async with courier.database.write(wake=False) as session:
                await surfaces.draw_later(session, surface, PAUSE, reason)
                if isinstance(outcome, Unsure) and surface.kind is not SurfaceKind.HOME:
                    # The platform may still accept it, later than what is drawn next.
                    await echoes.expect_of_surface(session, surface, courier.patience.quiet)
            log.warning("surface not drawn", surface=surface.id, reason=reason)
            return Report(postponed=1)
        case Refused(reason) if reason in DELETED and surface.kind is not SurfaceKind.HOME:
            return await _post_anew(courier, surface, now)
        case Refused(reason):
            log.error("surface refused", surface=surface.id, reason=reason)
            return await _shown(courier, surface, wanted_rev, reason)
        case _:
            assert_never(outcome)


async def _shown(courier: Courier, surface: Surface, wanted_rev: int, reason: str | None) -> Report:
    async with courier.database.write(wake=False) as session:
        ours = await surfaces.shown(session, surface, wanted_rev, reason)
    return Report(drawn=1) if ours else Report()


async def _post_anew(courier: Courier, surface: Surface, now: datetime) -> Report:
    """Promise the surface once more, since somebody deleted it."""
    async with change(courier.database, now=now, wake=False) as c:
        if await surfaces.gone(c.session, surface):
            c.tell(
                SurfaceShown(surface_id=surface.id or 0),
                surface_key(surface.kind, surface.subject_id, surface.posts + 1),
                person_id=surface.person_id,
                channel_id=surface.channel_id,
            )
    log.info("surface posted anew", surface=surface.id)
    return Report(postponed=1)
