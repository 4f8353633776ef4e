"""Which reminder step was promised to whom, and the open facts that the clock looks at."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, delete, func, text, update
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.intentions import IntentionState
from planning.meetings import MeetingState
from planning.needs import RequestState
from planning.results import ResultChangeKind, ResultKind
from storage.columns import Words
from storage.intentions import Intention
from storage.meetings import Meeting, Update
from storage.needs import Extension, Inquiry, NeedRequest
from storage.outbox import Outgoing
from storage.results import Result, ResultChange

# Literals, not parameters: only then do both engines use the partial indexes of the tables.
OPEN_INQUIRY = text("inquiry.state IN ('asked', 'seen')")
OPEN_RESULT = text("result.state = 'open'")
RE_DATED = (
    ResultChangeKind.DELAYED,
    ResultChangeKind.HANDED_OVER,
    ResultChangeKind.TRIGGERED,
    ResultChangeKind.REOPENED,
)
"""What was told to the responsible person at once: steps before it are no news any more."""


class ReminderKind(StrEnum):
    """What is reminded of; the subject is an inquiry, a result, a meeting, a person who is back, a confirmation request,
    a form that was begun, an inquiry answered with the words that more will follow.
    """

    NEED = "need"
    RESULT = "result"
    UPDATE = "update"
    RETURN = "return"
    CONFIRMATION = "confirmation"
    DRAFT = "draft"
    CONTINUED = "continued"


class Reminder(SQLModel, table=True):
    """One item of a morning note. `key` is unique: "need:42:T-3:2026-03-16:7".

    `step` is the working days around `due`, `day` the day of the note, `outbox_key` the note's full key
    in the outbox. `late` says that the step's own day had passed when the note was planned.
    An expired note deletes its rows so that the next note takes them up.
    """

    __table_args__ = (Index("reminder_subject", "kind", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    kind: ReminderKind = Field(sa_type=Words(ReminderKind))
    subject_id: int
    step: int
    due: date
    person_id: int = Field(foreign_key="person.id", index=True)
    day: date
    late: bool = False
    outbox_key: str = Field(max_length=200, index=True)
    planned_at: datetime


@dataclass(frozen=True)
class OpenInquiry:
    """An office that has not answered; `since` is when it was asked or got its later deadline."""

    id: int
    office: str
    contact_id: int
    stands_in_for: int | None
    due: date
    since: datetime


@dataclass(frozen=True)
class OpenResult:
    """A result to be done by `due`; `since` is when its responsible person last heard of it."""

    id: int
    office: str
    responsible_id: int | None
    due: date
    since: datetime


@dataclass(frozen=True)
class ComingMeeting:
    """A planned meeting: who has answered, and when each person was last asked."""

    id: int
    on: date
    answered: frozenset[int] = frozenset()
    last_asked: Mapping[int, date] = field(default_factory=dict)


def note_key(day: date) -> str:
    """Give the key under which the morning notes of a day are told, without the recipient."""
    return f"morning:{day.isoformat()}"


def note_key_of(day: date, person_id: int) -> str:
    """Give the full outbox key of one person's morning note."""
    return f"{note_key(day)}:person:{person_id}"


async def open_inquiries(session: AsyncSession, until: date) -> list[OpenInquiry]:
    """List unanswered inquiries due by `until`: in open rounds, of intentions the group works on.

    A round whose deadline has passed is still open; one that somebody closed is not.
    """
    query = (
        select(Inquiry, NeedRequest.started_at)
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .join(Intention, col(Intention.id) == col(Inquiry.intention_id))
        .where(OPEN_INQUIRY, col(Inquiry.due) <= until)
        .where(NeedRequest.state == RequestState.OPEN, Intention.state == IntentionState.ACTIVE)
        .order_by(col(Inquiry.due), col(Inquiry.id))
    )
    rows = (await session.exec(query)).all()
    extended = await _extended_at(session, [row.id for row, _ in rows if row.extended and row.id is not None])
    return [
        OpenInquiry(
            id=row.id,
            office=row.office,
            contact_id=row.contact_id,
            stands_in_for=row.stands_in_for,
            due=row.due,
            since=max(started_at, extended.get(row.id, started_at)),
        )
        for row, started_at in rows
        if row.id is not None
    ]


async def _extended_at(session: AsyncSession, inquiry_ids: Collection[int]) -> dict[int, datetime]:
    if not inquiry_ids:
        return {}
    query = select(Extension).where(col(Extension.inquiry_id).in_(inquiry_ids), col(Extension.granted).is_(True))
    moments = ((row.inquiry_id, row.decided_at or row.asked_at) for row in (await session.exec(query)).all())
    return _latest(moments)


async def open_results(session: AsyncSession, until: date) -> list[OpenResult]:
    """List open results due by `until`; mere information is never due."""
    query = (
        select(Result)
        .where(OPEN_RESULT, col(Result.due) <= until, Result.kind != ResultKind.INFORMATION)
        .order_by(col(Result.due), col(Result.id))
    )
    rows = (await session.exec(query)).all()
    re_dated = await _re_dated_at(session, [row.id for row in rows if row.id is not None])
    return [
        OpenResult(
            id=row.id,
            office=row.office,
            responsible_id=row.responsible_id,
            due=row.due,
            since=max(row.recorded_at, re_dated.get(row.id, row.recorded_at)),
        )
        for row in rows
        if row.id is not None and row.due is not None
    ]


async def _re_dated_at(session: AsyncSession, result_ids: Collection[int]) -> dict[int, datetime]:
    if not result_ids:
        return {}
    query = select(ResultChange).where(
        col(ResultChange.result_id).in_(result_ids), col(ResultChange.what).in_(RE_DATED)
    )
    return _latest((row.result_id, row.changed_at) for row in (await session.exec(query)).all())


def _latest(moments: Iterable[tuple[int, datetime]]) -> dict[int, datetime]:
    latest: dict[int, datetime] = {}
    for subject_id, moment in moments:
        latest[subject_id] = max(moment, latest.get(subject_id, moment))
    return latest


async def meetings_ahead(session: AsyncSession, now: datetime, until: date) -> list[ComingMeeting]:
    """List planned meetings that have not begun and take place by `until`, with who has answered."""
    ids_and_days = select(col(Meeting.id), col(Meeting.on)).where(
        Meeting.state == MeetingState.PLANNED, Meeting.starts_at > now, Meeting.on <= until
    )
    found = (await session.exec(ids_and_days.order_by(col(Meeting.starts_at)))).all()
    return [
        ComingMeeting(
            id=meeting_id,
            on=on,
            answered=await _who_answered(session, meeting_id),
            last_asked=await _last_asked(session, meeting_id),
        )
        for meeting_id, on in found
        if meeting_id is not None
    ]


async def _who_answered(session: AsyncSession, meeting_id: int) -> frozenset[int]:
    query = select(Update.person_id).where(Update.meeting_id == meeting_id, col(Update.withdrawn_at).is_(None))
    return frozenset((await session.exec(query)).all())


async def _last_asked(session: AsyncSession, meeting_id: int) -> dict[int, date]:
    query = (
        select(Reminder.person_id, func.max(Reminder.day))
        .where(Reminder.kind == ReminderKind.UPDATE, Reminder.subject_id == meeting_id)
        .group_by(col(Reminder.person_id))
    )
    return dict((await session.exec(query)).all())


async def promised_keys(session: AsyncSession, kind: ReminderKind, subject_ids: Collection[int]) -> set[str]:
    """Give the keys of all reminders promised for these subjects."""
    query = select(Reminder.key).where(Reminder.kind == kind, col(Reminder.subject_id).in_(subject_ids))
    return set((await session.exec(query)).all())


async def persons_with_note(session: AsyncSession, day: date, person_ids: Iterable[int]) -> set[int]:
    """Say who of these already has a morning note on this day, sent or not."""
    keys = [note_key_of(day, person_id) for person_id in person_ids]
    query = select(Outgoing.person_id).where(col(Outgoing.key).in_(keys))
    return {person_id for person_id in (await session.exec(query)).all() if person_id is not None}


async def note_items(session: AsyncSession, person_id: int, day: date) -> list[Reminder]:
    """List the items of one person's morning note, by kind, then the earliest due first."""
    query = select(Reminder).where(Reminder.outbox_key == note_key_of(day, person_id))
    return list((await session.exec(query.order_by(col(Reminder.kind), col(Reminder.due), col(Reminder.id)))).all())


async def release_note(session: AsyncSession, outbox_key: str) -> int:
    """Forget the items of a note that expired unsent, so that the next note takes them up; give their number."""
    result = await session.exec(delete(Reminder).where(col(Reminder.outbox_key) == outbox_key))
    return result.rowcount


async def rounds_to_finish(session: AsyncSession, now: datetime) -> list[int]:
    """List open, unfinished rounds in which no office has time left to answer."""
    still_time = (
        select(Inquiry.id)
        .where(col(Inquiry.request_id) == col(NeedRequest.id), OPEN_INQUIRY, Inquiry.due_at > now)
        .exists()
    )
    query = (
        select(NeedRequest.id)
        .join(Intention, col(Intention.id) == col(NeedRequest.intention_id))
        .where(text("needrequest.state = 'open' AND needrequest.finished_at IS NULL"), ~still_time)
        .where(Intention.state == IntentionState.ACTIVE)
        .order_by(col(NeedRequest.id))
    )
    return [request_id for request_id in (await session.exec(query)).all() if request_id is not None]


async def meetings_without_digest(session: AsyncSession, now: datetime, until: date) -> list[Meeting]:
    """List planned meetings by `until` that have not begun and whose digest was not planned yet."""
    query = select(Meeting).where(
        Meeting.state == MeetingState.PLANNED,
        col(Meeting.digest_at).is_(None),
        Meeting.starts_at > now,
        Meeting.on <= until,
    )
    return list((await session.exec(query.order_by(col(Meeting.starts_at)))).all())


async def take_digest(session: AsyncSession, meeting: Meeting, now: datetime) -> bool:
    """Note that the digest is planned; False when somebody else did, or moved or cancelled the meeting."""
    result = await session.exec(
        update(Meeting)
        .where(
            col(Meeting.id) == meeting.id,
            col(Meeting.state) == MeetingState.PLANNED,
            col(Meeting.digest_at).is_(None),
            col(Meeting.revision) == meeting.revision,
        )
        .values(digest_at=now)
    )
    return result.rowcount == 1


async def meetings_begun(session: AsyncSession, now: datetime) -> list[int]:
    """List meetings that are still called planned although they have begun."""
    query = select(Meeting.id).where(Meeting.state == MeetingState.PLANNED, Meeting.starts_at <= now)
    return [meeting_id for meeting_id in (await session.exec(query)).all() if meeting_id is not None]


async def hold_meeting(session: AsyncSession, meeting_id: int, now: datetime) -> bool:
    """Call a meeting held; False when it was meanwhile moved, cancelled or called held."""
    result = await session.exec(
        update(Meeting)
        .where(
            col(Meeting.id) == meeting_id,
            col(Meeting.state) == MeetingState.PLANNED,
            col(Meeting.starts_at) <= now,
        )
        .values(state=MeetingState.HELD)
    )
    return result.rowcount == 1
