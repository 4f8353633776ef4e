"""Meetings and the updates collected before them."""

from datetime import date, datetime, time

from sqlalchemy import update
from sqlmodel import Field, col, func, select

from planning.calendar import WorkingCalendar
from planning.errors import Missing, Outdated
from planning.meetings import MeetingDraft, MeetingState, UpdateDraft, UpdateKind, check_ahead, needs_digest_again
from planning.messages import DigestChanged, MeetingNews, SurfaceKind
from planning.policy import Policy
from storage.changes import Change
from storage.columns import Words
from storage.database import Session
from storage.people import secretariat
from storage.surfaces import Surface


class Meeting(MeetingDraft, table=True):
    """A meeting; `on` and `at` are the wall time, `starts_at` the instant derived from them."""

    id: int | None = Field(default=None, primary_key=True)
    on: date = Field(index=True)
    at: time
    starts_at: datetime = Field(index=True)
    state: MeetingState = Field(default=MeetingState.PLANNED, sa_type=Words(MeetingState))
    revision: int = 0
    reason: str | None = Field(default=None, max_length=1000)
    moved_from: datetime | None = None
    """When it would have begun before it was moved last."""
    digest_at: datetime | None = None
    """When the digest was planned for delivery; None before."""
    published_at: datetime | None = None
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime

    @property
    def key(self) -> int:
        """Give the id of a stored meeting."""
        assert self.id is not None
        return self.id

    def is_ahead(self, now: datetime) -> bool:
        """Say whether it is planned and has not begun."""
        return self.state is MeetingState.PLANNED and self.starts_at > now


class Update(UpdateDraft, table=True):
    """What a member wrote for a meeting; None as meeting = none was planned yet."""

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    intention_id: int | None = Field(default=None, foreign_key="intention.id")
    kind: UpdateKind = Field(default=UpdateKind.TEXT, sa_type=Words(UpdateKind))
    person_id: int = Field(foreign_key="person.id", index=True)
    office: str | None = Field(default=None, max_length=60)
    written_at: datetime
    answer: str | None = Field(default=None, max_length=1000)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored update."""
        assert self.id is not None
        return self.id


async def meeting(session: Session, meeting_id: int | None) -> Meeting | None:
    """Find a meeting by id, as it stands now."""
    return None if meeting_id is None else await session.get(Meeting, meeting_id, populate_existing=True)


async def meeting_ahead(session: Session, meeting_id: int | None, now: datetime) -> Meeting:
    """Find a meeting that is still to come; raises Missing, or Outdated when it is cancelled or has begun."""
    found = await meeting(session, meeting_id)
    if found is None:
        raise Missing("meeting")
    check_ahead(found.state, found.starts_at, now)
    return found


async def next_meeting(session: Session, now: datetime) -> Meeting | None:
    """Find the next planned meeting; None when there is none."""
    found, _ = await coming(session, now, offset=0, limit=1)
    return found[0] if found else None


async def coming(session: Session, now: datetime, *, offset: int, limit: int) -> tuple[list[Meeting], int]:
    """List planned meetings that have not begun, the next one first, and count them all."""
    ahead = (col(Meeting.state) == MeetingState.PLANNED, col(Meeting.starts_at) > now)
    query = select(Meeting).where(*ahead).order_by(col(Meeting.starts_at), col(Meeting.id))
    rows = (await session.exec(query.offset(offset).limit(limit))).all()
    total = (await session.exec(select(func.count()).select_from(Meeting).where(*ahead))).one()
    return list(rows), total


async def past(session: Session, now: datetime, *, offset: int, limit: int) -> tuple[list[Meeting], int]:
    """List meetings that are held, cancelled or have begun, the latest first, and count them all."""
    over = (col(Meeting.state) != MeetingState.PLANNED) | (col(Meeting.starts_at) <= now)
    query = select(Meeting).where(over).order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    rows = (await session.exec(query.offset(offset).limit(limit))).all()
    total = (await session.exec(select(func.count()).select_from(Meeting).where(over))).one()
    return list(rows), total


async def other_days(session: Session, meeting_id: int | None) -> list[date]:
    """List the days of all other planned meetings."""
    query = select(col(Meeting.on)).where(Meeting.state == MeetingState.PLANNED)
    if meeting_id is not None:
        query = query.where(Meeting.id != meeting_id)
    return list((await session.exec(query)).all())


async def plan(change: Change, draft: MeetingDraft, calendar: WorkingCalendar, channel: str | None) -> Meeting:
    """Store a meeting and tell the group; updates written while none was planned count for it."""
    assert change.person_id is not None, "somebody plans it"
    planned = Meeting(
        **draft.model_dump(),
        starts_at=calendar.instant(draft.on, draft.at),
        created_by=change.person_id,
        created_at=change.now,
    )
    change.session.add(planned)
    await change.session.flush()
    await change.session.exec(
        update(Update)
        .where(col(Update.meeting_id).is_(None), col(Update.withdrawn_at).is_(None))
        .values(meeting_id=planned.key)
    )
    change.note("planned", "meeting", planned.key, on=draft.on.isoformat(), at=draft.at.isoformat("minutes"))
    await _tell(change, planned, channel)
    return planned


async def move(
    change: Change,
    meeting: Meeting,
    draft: MeetingDraft,
    *,
    reason: str,
    calendar: WorkingCalendar,
    policy: Policy,
    channel: str | None,
) -> Meeting:
    """Give a meeting another date, time, place or notes, and tell the group.

    Reminders and digest follow by themselves, for they are computed from the date. A digest that went
    out goes out again when the meeting moves to a later day. Raises Outdated when somebody else was faster.
    """
    again = meeting.digest_at is not None and needs_digest_again(meeting.digest_at, draft.on, calendar, policy)
    before = {"on": meeting.on.isoformat(), "at": meeting.at.isoformat("minutes")}
    values = draft.model_dump() | {
        "starts_at": calendar.instant(draft.on, draft.at),
        "reason": reason,
        "moved_from": meeting.starts_at,
        "revision": meeting.revision + 1,
        "digest_at": None if again else meeting.digest_at,
    }
    moved = await _settle(change, meeting, values)
    if again:
        await _let_digest_be_posted_again(change, moved)
    after = {"on": draft.on.isoformat(), "at": draft.at.isoformat("minutes")}
    change.note("moved", "meeting", moved.key, reason, before=before, after=after)
    await _tell(change, moved, channel, "moved")
    return moved


async def cancel(change: Change, meeting: Meeting, reason: str, channel: str | None) -> Meeting:
    """Cancel a meeting and tell the group; its written updates count for the next one.

    What was promised for it stays unsaid: it is checked again when it is phrased.
    Raises Outdated when somebody else was faster.
    """
    values = {"state": MeetingState.CANCELLED, "reason": reason, "revision": meeting.revision + 1}
    cancelled = await _settle(change, meeting, values)
    following = await next_meeting(change.session, change.now)
    await change.session.exec(
        update(Update)
        .where(col(Update.meeting_id) == cancelled.key, col(Update.kind) == UpdateKind.TEXT)
        .values(meeting_id=following.key if following is not None else None)
    )
    change.note("cancelled", "meeting", cancelled.key, reason)
    await _tell(change, cancelled, channel, "cancelled")
    if following is not None:
        await redraw(change, following)
    return cancelled


async def publish(change: Change, meeting: Meeting, channel: str) -> bool:
    """Show the agenda in the group's channel; False when it was there before (it is current then)."""
    taken = await change.session.exec(
        update(Meeting)
        .where(col(Meeting.id) == meeting.key, col(Meeting.published_at).is_(None))
        .values(published_at=change.now)
    )
    await change.show(SurfaceKind.AGENDA, meeting.key, channel_id=channel, expires_at=meeting.starts_at)
    if taken.rowcount == 1:
        change.note("published", "agenda", meeting.key)
    await change.redraw(SurfaceKind.DIGEST, meeting.key)
    return taken.rowcount == 1


async def redraw(change: Change, meeting: Meeting) -> None:
    """Let digest and agenda of a meeting show the newest state, where they have been shown."""
    await change.redraw(SurfaceKind.DIGEST, meeting.key)
    await change.redraw(SurfaceKind.AGENDA, meeting.key)


async def digest_touched(change: Change, *, report: tuple[int, int] | None = None) -> None:
    """Let digests and agendas of meetings to come show a fact of this change; cheap when none was shown.

    Whoever stores an answer, an intention, a step or a result calls it once in that transaction.
    With `report` (id, version) the secretariat also gets a line: an answer came after its digest.
    """
    shown = col(Meeting.digest_at).is_not(None) | col(Meeting.published_at).is_not(None)
    query = select(Meeting).where(Meeting.state == MeetingState.PLANNED, Meeting.starts_at > change.now, shown)
    for ahead in (await change.session.exec(query)).all():
        await redraw(change, ahead)
        if report is not None and ahead.digest_at is not None:
            report_id, version = report
            news = DigestChanged(meeting_id=ahead.key, report_id=report_id, version=version)
            await announce(change, news, f"report:{report_id}:v{version}")


async def announce(change: Change, news: DigestChanged, what: str) -> None:
    """Tell everyone in the secretariat but who caused it what has come into a digest that was sent."""
    for reader in await secretariat(change.session):
        if reader.key != change.person_id:
            change.tell(news, f"digest:{news.meeting_id}:changed:{what}", person_id=reader.key)


async def _settle(change: Change, meeting: Meeting, values: dict[str, object]) -> Meeting:
    settled = await change.session.exec(
        update(Meeting)
        .where(
            col(Meeting.id) == meeting.key,
            col(Meeting.state) == MeetingState.PLANNED,
            col(Meeting.revision) == meeting.revision,
            col(Meeting.starts_at) > change.now,
        )
        .values(**values)
    )
    if settled.rowcount != 1:
        raise Outdated("meeting", "changed")
    found = await change.session.get(Meeting, meeting.key, populate_existing=True)
    assert found is not None, "it was updated just now"
    return found


async def _let_digest_be_posted_again(change: Change, meeting: Meeting) -> None:
    """Rename the recipient of the digests shown so far: they stay current, the new morning gets new ones."""
    await change.session.exec(
        update(Surface)
        .where(
            col(Surface.kind) == SurfaceKind.DIGEST,
            col(Surface.subject_id) == meeting.key,
            col(Surface.recipient).not_like("%:until:%"),
        )
        .values(recipient=Surface.recipient + f":until:{meeting.revision}")
    )


async def _tell(change: Change, meeting: Meeting, channel: str | None, what: str = "planned") -> None:
    if channel is not None:
        news = MeetingNews.model_validate({"meeting_id": meeting.key, "what": what, "revision": meeting.revision})
        change.tell(news, f"meeting:{meeting.key}:{what}:{meeting.revision}", channel_id=channel)
    await redraw(change, meeting)
    await change.redraw_homes()
