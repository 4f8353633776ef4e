"""Messages that may have been posted: nobody knows until somebody has looked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, text, update
from sqlmodel import col, select

from planning.messages import FileUncertain, FileWanted
from storage import echoes
from storage.clock import passed, real_time
from storage.database import Session
from storage.outbox import INSTALLATION, OPEN, OutboxState, Outgoing, may_be_said, move, short, take

UPLOAD_UNCERTAIN = "upload_uncertain"


@dataclass(frozen=True)
class Doubt:
    """A message that may have been posted; with `settled` a look that finds nothing means it was not."""

    row: Outgoing
    settled: bool


async def doubt_abandoned(session: Session) -> int:
    """Doubt what was being posted when its worker let the lease run out; gives the number."""
    result = await session.exec(
        update(Outgoing)
        .where(text(OPEN), text("state = 'sending'"), passed(Outgoing.lease_until))
        .values(
            state=OutboxState.UNCERTAIN, reason="worker_lost", lease_until=None, not_before=None,
            fence=Outgoing.fence + 1,
        )
    )  # fmt: skip
    return result.rowcount


async def doubt_restored(session: Session, now: datetime) -> int:
    """Doubt what was due by the watermark of a restored database, also if planned since; gives the number.

    They count as sent at the recovery at the latest: whatever stands below was there before.
    """
    result = await session.exec(
        update(Outgoing)
        .where(text(OPEN), col(Outgoing.due_at) <= now, text("state <> 'uncertain'"), may_be_said(Outgoing))
        .values(
            state=OutboxState.UNCERTAIN, reason="restored", lease_until=None, not_before=None,
            sending_since=func.coalesce(col(Outgoing.sending_since), select(INSTALLATION.c.recovered_at).scalar_subquery()),
            fence=Outgoing.fence + 1,
        ),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    return result.rowcount


async def claim_doubts(
    session: Session, *, batch: int, lease: float, quiet: float, holder: int | None = None
) -> list[Doubt]:
    """Take uncertain messages to look for them; `settled` ones have been quiet for `quiet` seconds."""
    wanted = (
        select(Outgoing.id)
        .where(text(OPEN), text("state = 'uncertain'"))
        .where(passed(Outgoing.lease_until, or_never=True), passed(Outgoing.not_before, or_never=True))
        .order_by(col(Outgoing.due_at), col(Outgoing.id))
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    rows = await take(session, wanted, lease_until=real_time(lease), holder=holder)
    ids = [row.id for row in rows]
    quiet_query = select(Outgoing.id).where(
        col(Outgoing.id).in_(ids), or_(col(Outgoing.sending_since).is_(None), passed(Outgoing.sending_since, -quiet))
    )
    settled = set((await session.exec(quiet_query)).all()) if ids else set()
    return [Doubt(row, row.id in settled) for row in rows]


async def keep_doubting(session: Session, row: Outgoing, seconds: float, reason: str | None = None) -> bool:
    """Look for an uncertain message again after `seconds`; None as reason leaves the one it has."""
    return await move(
        session, row, {OutboxState.UNCERTAIN}, not_before=real_time(seconds), lease_until=None,
        reason=short(reason) or row.reason,
    )  # fmt: skip


async def keep_doubting_until_settled(session: Session, row: Outgoing, quiet: float) -> bool:
    """Look again when the message has been quiet for so long that not finding it means it is not there."""
    assert row.sending_since is not None, "it would be settled"
    settled_at = row.sending_since + timedelta(seconds=quiet)
    return await move(session, row, {OutboxState.UNCERTAIN}, not_before=settled_at, lease_until=None)


async def post_again(session: Session, row: Outgoing, *, listen: float) -> bool:
    """Let an uncertain message be posted again, since it is not there; in `listen` seconds we look for an echo."""
    again = await move(
        session, row, {OutboxState.UNCERTAIN}, state=OutboxState.PENDING, not_before=None, lease_until=None,
        sending_since=None, looked_for_at=real_time(), reason="not_found_posting_again",
    )  # fmt: skip
    if again and row.attempts and row.id is not None:
        await echoes.expect(session, row.id, listen)
    return again


async def leave_uncertain(session: Session, row: Outgoing) -> bool:
    """Give up a file of which nobody knows whether it arrived, and promise its person a word about it."""
    left = await move(
        session, row, {OutboxState.UNCERTAIN}, state=OutboxState.DEAD, reason=UPLOAD_UNCERTAIN, lease_until=None
    )
    if left:
        wanted = FileWanted.model_validate(row.body)
        word = FileUncertain(what=wanted.what, subject_id=wanted.subject_id).model_dump(mode="json")
        session.add(
            Outgoing(
                key=f"{row.key}:uncertain:{row.attempts}", kind=word["kind"], body=word, person_id=row.person_id,
                due_at=row.due_at, created_at=row.created_at,
            )
        )  # fmt: skip
        await session.flush()
    return left


async def conversation_with(session: Session, person_id: int) -> str | None:
    """Find the direct conversation with a person from what was sent there; None when nothing was."""
    query = (
        select(Outgoing.channel)
        .where(Outgoing.person_id == person_id, col(Outgoing.channel).is_not(None))
        .order_by(col(Outgoing.id).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def newest_before(session: Session, row: Outgoing, channel: str) -> str | None:
    """Give the newest known `ts` in a conversation that is surely older than any post of this message."""
    query = (
        select(func.max(Outgoing.ts))
        .where(text("state = 'sent'"), Outgoing.channel == channel)
        .where(col(Outgoing.sent_at) < row.sending_since)
    )
    return (await session.exec(query)).one()
