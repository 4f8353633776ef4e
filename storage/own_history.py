"""What one person has recorded, answered, asked and written: the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, literal, union_all
from sqlmodel import col, select

from planning.intentions import Face
from planning.needs import InquiryState
from planning.results import ResultChangeKind
from storage.database import Session
from storage.intentions import Intention, IntentionChange, face
from storage.meetings import Update
from storage.needs import Inquiry, NeedReport, Question, ReportVersion
from storage.people import Person
from storage.results import Result, ResultChange

PAGE = 10


class DeedKind(StrEnum):
    """What somebody can have done."""

    INTENTION = "intention"
    STEP = "step"
    REPORT = "report"
    QUESTION = "question"
    ANSWER = "answer"
    UPDATE = "update"
    RESULT = "result"
    RESULT_STEP = "result_step"


@dataclass(frozen=True)
class Deed:
    """One thing somebody has done; `face` is the intention it concerns, as that person may see it now."""

    kind: DeedKind
    at: datetime
    face: Face | None
    text: str | None = None
    answer: InquiryState | None = None
    version: int | None = None
    result_id: int | None = None
    number: str | None = None
    step: ResultChangeKind | None = None


@dataclass(frozen=True)
class Deeds:
    """One page of them."""

    deeds: Sequence[Deed]
    offset: int
    total: int


async def deeds_of(session: Session, person: Person, *, offset: int = 0) -> Deeds:
    """List what a person has done, one page."""
    me = person.key
    every = union_all(
        _done(DeedKind.INTENTION, Intention.id, Intention.recorded_at, col(Intention.recorded_by) == me),
        _done(DeedKind.STEP, IntentionChange.id, IntentionChange.changed_at, col(IntentionChange.changed_by) == me),
        _done(DeedKind.REPORT, ReportVersion.id, ReportVersion.written_at, col(ReportVersion.written_by) == me),
        _done(DeedKind.QUESTION, Question.id, Question.asked_at, col(Question.asked_by) == me),
        _done(DeedKind.ANSWER, Question.id, Question.answered_at, col(Question.answered_by) == me),
        _done(DeedKind.UPDATE, Update.id, Update.written_at, col(Update.person_id) == me),
        _done(DeedKind.RESULT, Result.id, Result.recorded_at, col(Result.recorded_by) == me),
        _done(DeedKind.RESULT_STEP, ResultChange.id, ResultChange.changed_at, col(ResultChange.changed_by) == me),
    ).subquery()
    total: int = (await session.exec(select(func.count()).select_from(every))).one()
    begin = min(max(offset, 0), max(total - 1, 0)) // PAGE * PAGE
    page = select(every.c.kind, every.c.id, every.c.at).order_by(every.c.at.desc(), every.c.kind, every.c.id.desc())
    rows = (await session.exec(page.offset(begin).limit(PAGE))).all()
    return Deeds([await _deed(session, DeedKind(kind), key, at, person) for kind, key, at in rows], begin, total)


def _done(kind: DeedKind, key: Any, at: Any, mine: ColumnElement[bool]) -> Any:
    return select(literal(kind.value).label("kind"), col(key).label("id"), col(at).label("at")).where(mine)


async def _deed(session: Session, kind: DeedKind, key: int, at: datetime, person: Person) -> Deed:
    match kind:
        case DeedKind.INTENTION:
            return Deed(kind, at, await _face(session, key, person))
        case DeedKind.STEP:
            step = await session.get_one(IntentionChange, key)
            return Deed(kind, at, await _face(session, step.intention_id, person))
        case DeedKind.REPORT:
            version = await session.get_one(ReportVersion, key)
            report = await session.get_one(NeedReport, version.report_id)
            seen = await _face(session, report.intention_id, person)
            return Deed(kind, at, seen, answer=version.answer, version=version.version)
        case DeedKind.QUESTION | DeedKind.ANSWER:
            question = await session.get_one(Question, key)
            inquiry = await session.get_one(Inquiry, question.inquiry_id)
            text = question.text if kind is DeedKind.QUESTION else question.answer
            return Deed(kind, at, await _face(session, inquiry.intention_id, person), text)
        case DeedKind.UPDATE:
            said = await session.get_one(Update, key)
            return Deed(kind, at, await _face(session, said.intention_id, person), said.text)
        case DeedKind.RESULT:
            return await _of_result(session, Deed(kind, at, None, result_id=key), person)
        case DeedKind.RESULT_STEP:
            change = await session.get_one(ResultChange, key)
            return await _of_result(session, Deed(kind, at, None, result_id=change.result_id, step=change.what), person)


async def _of_result(session: Session, deed: Deed, person: Person) -> Deed:
    result = await session.get_one(Result, deed.result_id)
    seen = await _face(session, result.intention_id, person)
    return replace(deed, face=seen, text=result.text, number=result.number)


async def _face(session: Session, intention_id: int | None, person: Person) -> Face | None:
    row = await session.get(Intention, intention_id) if intention_id is not None else None
    return face(row, person) if row is not None else None
