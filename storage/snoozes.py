"""Reminders that somebody has put off: how often, and until when."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select

from planning.errors import Outdated
from storage.changes import Change, insert_once
from storage.columns import Words
from storage.database import Session
from storage.reminders import Reminder, ReminderKind


class Snooze(SQLModel, table=True):
    """One reminder put off once by one person, until the morning of a day."""

    __table_args__ = (UniqueConstraint("kind", "subject_id", "due", "person_id", "until"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: ReminderKind = Field(sa_type=Words(ReminderKind))
    subject_id: int
    due: date
    person_id: int = Field(foreign_key="person.id", index=True)
    until: date = Field(index=True)
    at: datetime


@dataclass(frozen=True)
class PutOff:
    """A reminder that is to come again; `times` counts how often it was put off by now."""

    kind: ReminderKind
    subject_id: int
    due: date
    person_id: int
    until: date
    times: int


async def times_put_off(session: Session, reminder: Reminder) -> int:
    """Count how often this person has put off this reminder."""
    query = select(func.count(col(Snooze.id))).where(
        Snooze.kind == reminder.kind,
        Snooze.subject_id == reminder.subject_id,
        Snooze.due == reminder.due,
        Snooze.person_id == reminder.person_id,
    )
    return (await session.exec(query)).one()


async def put_off(change: Change, reminder: Reminder, until: date, times: int) -> None:
    """Let a reminder come again on a day; pressing twice on one day is once. Raises Outdated then."""
    row = Snooze(
        kind=reminder.kind, subject_id=reminder.subject_id, due=reminder.due, person_id=reminder.person_id,
        until=until, at=change.now,
    )  # fmt: skip
    if not await insert_once(change.session, row):
        raise Outdated("snooze", "done")
    noun = {ReminderKind.NEED: "inquiry", ReminderKind.RESULT: "result"}[reminder.kind]
    change.note("snoozed", noun, reminder.subject_id, until=until.isoformat(), times=times)


async def put_off_until(session: Session, today: date, kind: ReminderKind, subjects: Collection[int]) -> list[PutOff]:
    """List what comes again by today: put off until then, and not heard of since."""
    query = select(Snooze).where(Snooze.kind == kind, col(Snooze.subject_id).in_(subjects))
    by_reminder: dict[tuple[int, date, int], list[date]] = defaultdict(list)
    for row in (await session.exec(query)).all():
        by_reminder[row.subject_id, row.due, row.person_id].append(row.until)
    last = await _last_heard(session, kind, subjects) if by_reminder else {}
    return [
        PutOff(kind, subject_id, due, person_id, max(days), len(days))
        for (subject_id, due, person_id), days in by_reminder.items()
        if max(days) <= today and last.get((subject_id, person_id), date.min) < max(days)
    ]


async def _last_heard(session: Session, kind: ReminderKind, subjects: Collection[int]) -> dict[tuple[int, int], date]:
    query = (
        select(Reminder.subject_id, Reminder.person_id, func.max(Reminder.day))
        .where(Reminder.kind == kind, col(Reminder.subject_id).in_(subjects))
        .group_by(col(Reminder.subject_id), col(Reminder.person_id))
    )
    return {(subject, person): day for subject, person, day in (await session.exec(query)).all()}
