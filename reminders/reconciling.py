"""Messages that may have been posted: looked for in the conversation, and only then believed lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import structlog

from planning.messages import MESSAGE, SurfaceShown
from reminders import posting
from reminders.courier import Courier, Report
from reminders.posting import Done, Limited, Refused, Unsent, Unsure
from storage import doubts, echoes, outbox, people, rates, surfaces
from storage.database import Session
from storage.doubts import Doubt
from storage.outbox import Outgoing

PAGE = 200
MOST_PAGES = 10
PAUSE = 5.0
"""Seconds before the next look when the platform did not answer."""
UNREADABLE_PAUSE = 600.0
"""Seconds before the next look at a conversation that we may not read."""

FILE_WANTED = "file_wanted"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Place:
    """Where a message would stand; `thread_ts` is None outside threads."""

    channel: str
    thread_ts: str | None


@dataclass(frozen=True)
class Sight:
    """What stands in a place: the `ts` of each mark, and the marks that stand there more than once."""

    ts_by_mark: Mapping[str, str]
    doubled: Set[str]


Problem = Limited | Unsent | Refused | Unsure | None
"""Why a look failed; None: too much was said to read it all."""


async def reconcile(courier: Courier) -> Report:
    """Look for the uncertain messages that are due for a look, once per conversation."""
    patience = courier.patience
    async with courier.database.write(wake=False) as session:
        await doubts.doubt_abandoned(session)
        doubted = await doubts.claim_doubts(
            session, batch=patience.batch, lease=patience.lease, quiet=patience.quiet, holder=courier.holder
        )
    places: dict[Place, list[Doubt]] = defaultdict(list)
    report = Report()
    for doubt in doubted:
        if doubt.row.kind == FILE_WANTED:
            report += await _left_uncertain(courier, doubt.row)
            continue
        place = await _place(courier, doubt.row)
        if isinstance(place, Place):
            places[place].append(doubt)
        else:
            await _unseen(courier, doubt.row, place, "conversations.open")
    for place, together in places.items():
        report += await _look(courier, place, together)
    return report


async def _left_uncertain(courier: Courier, row: Outgoing) -> Report:
    """Give up a file that may have arrived: it bears no mark, and is shown to people instead of sent twice."""
    async with courier.database.write(wake=False) as session:
        left = await doubts.leave_uncertain(session, row)
    log.error("file uncertain", key=row.key)
    return Report(dead=1) if left else Report()


async def _place(courier: Courier, row: Outgoing) -> Place | Problem:
    async with courier.database.read() as session:
        parent = await surfaces.surface(session, row.thread_of) if row.thread_of is not None else None
        person = await people.person(session, row.person_id)
        known = row.channel_id
        if person is not None:
            known = await doubts.conversation_with(session, person.key)
    thread_ts = parent.ts if parent is not None else None
    if known is not None:
        return Place(known, thread_ts)
    assert person is not None, "a message to nobody"
    opening = courier.client.conversations_open(users=person.slack_user_id)
    opened = await posting.outcome_of(opening, courier.patience.timeout)
    return Place(opened.data["channel"]["id"], thread_ts) if isinstance(opened, Done) else opened


async def _look(courier: Courier, place: Place, doubted: Sequence[Doubt]) -> Report:
    async with courier.database.read() as session:
        bounds = [await doubts.newest_before(session, doubt.row, place.channel) for doubt in doubted]
    known = [bound for bound in bounds if bound is not None]
    oldest = min(known) if len(known) == len(bounds) else None
    wanted = {posting.mark_of(courier.secret, doubt.row.key) for doubt in doubted}
    sight = await _history(courier, place, oldest, wanted)
    report = Report()
    for doubt in doubted:
        if isinstance(sight, Sight):
            report += await _conclude(courier, place, doubt, sight)
        else:
            method = "conversations.replies" if place.thread_ts else "conversations.history"
            await _unseen(courier, doubt.row, sight, method)
    return report


async def _history(courier: Courier, place: Place, oldest: str | None, wanted: set[str]) -> Sight | Problem:
    """Read until all wanted marks are found or nothing is left; bounded by Slack's `ts`, never by our clock."""
    found: dict[str, str] = {}
    doubled: set[str] = set()
    cursor = ""
    arguments: dict[str, Any] = {"channel": place.channel, "limit": PAGE, "include_all_metadata": True}
    if oldest is not None:
        arguments["oldest"] = oldest
    for _ in range(MOST_PAGES):
        if place.thread_ts is not None:
            call = courier.client.conversations_replies(ts=place.thread_ts, cursor=cursor, **arguments)
        else:
            call = courier.client.conversations_history(cursor=cursor, **arguments)
        page = await posting.outcome_of(call, courier.patience.timeout)
        if not isinstance(page, Done):
            return page
        for message in page.data.get("messages") or ():
            mark = ((message.get("metadata") or {}).get("event_payload") or {}).get("mark")
            if mark is not None:
                if mark in found:
                    doubled.add(mark)
                found[mark] = min(message["ts"], found.get(mark, message["ts"]))
        cursor = (page.data.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor or wanted <= found.keys():
            return Sight(found, doubled)
    return None


async def _conclude(courier: Courier, place: Place, doubt: Doubt, sight: Sight) -> Report:
    row = doubt.row
    mark = posting.mark_of(courier.secret, row.key)
    ts = sight.ts_by_mark.get(mark)
    async with courier.database.write(wake=False) as session:
        if ts is not None:
            await _found(session, row, place.channel, ts)
            if mark in sight.doubled:
                await echoes.expect(session, row.id or 0, 0.0)
        elif doubt.settled:
            await doubts.post_again(session, row, listen=courier.patience.quiet)
        else:
            await doubts.keep_doubting_until_settled(session, row, courier.patience.quiet)
    log.info("message looked for", key=row.key, found=ts is not None, settled=doubt.settled)
    if ts is not None:
        return Report(sent=1)
    return Report(again=1) if doubt.settled else Report()


async def _found(session: Session, row: Outgoing, channel: str, ts: str) -> None:
    await outbox.mark_sent(session, row, channel, ts)
    message = MESSAGE.validate_python(row.body)
    if isinstance(message, SurfaceShown):
        # Nobody knows which state it shows, so it is drawn once more.
        await surfaces.posted(session, message.surface_id, channel, ts, shown_rev=0)


async def _unseen(courier: Courier, row: Outgoing, problem: Problem, method: str) -> None:
    """Leave the doubt as it is: what cannot be looked for is shown to people and not sent again."""
    if isinstance(problem, Limited):
        courier.meter.limited()
    async with courier.database.write(wake=False) as session:
        match problem:
            case Limited(seconds):
                await rates.park(session, rates.workspace_scope(method), seconds)
                await doubts.keep_doubting(session, row, seconds)
            case Refused(reason):
                await doubts.keep_doubting(session, row, UNREADABLE_PAUSE, f"unreadable: {reason}")
            case Unsent(reason) | Unsure(reason):
                await doubts.keep_doubting(session, row, PAUSE, f"unanswered: {reason}")
            case None:
                await doubts.keep_doubting(session, row, UNREADABLE_PAUSE, "unreadable: too_many_messages")
    log.warning("message not looked for", key=row.key, problem=str(problem))
