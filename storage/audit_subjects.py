"""What audit entries are about: all that belongs to one intention or result, and names that people know."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from storage.audit import AuditEntry, AuditFilter
from storage.database import Session
from storage.intentions import Intention, by_reference
from storage.meetings import Meeting, Update
from storage.needs import Extension, Inquiry, NeedReport, NeedRequest, Question
from storage.people import Office, Person
from storage.result_lists import find_result
from storage.results import Result

Subject = tuple[str, str]
"""(noun, subject) as an entry names it."""

NAMED: Sequence[tuple[str, Any, Any]] = (
    ("agenda", Meeting, Meeting.on),
    ("intention", Intention, Intention.number),
    ("meeting", Meeting, Meeting.on),
    ("person", Person, Person.name),
    ("result", Result, Result.number),
)
"""Noun, table and the column by which people know a row."""
OF_INTENTIONS: Sequence[tuple[str, Any]] = (("report", NeedReport), ("request", NeedRequest))
"""What is known by the number of its intention."""


async def around(session: Session, reference: str, year: int) -> AuditFilter | None:
    """Find everything that happened to "V-2026-007" (or "7") or "E-2026-002"; None when there is no such thing."""
    if reference.strip().upper().startswith("E"):
        result = await find_result(session, reference)
        return None if result is None else AuditFilter(about={"result": {str(result.key)}})
    intention = await by_reference(session, reference, year)
    if intention is None:
        return None
    key = intention.key
    inquiries = await _ids(session, Inquiry, Inquiry.intention_id == key)
    asked = [int(one) for one in inquiries]
    return AuditFilter(
        about={
            "intention": {intention.number, str(key)},
            "request": await _ids(session, NeedRequest, NeedRequest.intention_id == key),
            "inquiry": inquiries,
            "report": await _ids(session, NeedReport, NeedReport.intention_id == key),
            "question": await _ids(session, Question, col(Question.inquiry_id).in_(asked)),
            "extension": await _ids(session, Extension, col(Extension.inquiry_id).in_(asked)),
            "update": await _ids(session, Update, Update.intention_id == key),
            "result": await _ids(session, Result, Result.intention_id == key),
        }
    )


async def _ids(session: Session, table: Any, where: Any) -> set[str]:
    return {str(key) for key in (await session.exec(select(table.id).where(where))).all()}


async def names(session: Session, entries: Sequence[AuditEntry]) -> Mapping[Subject, str]:
    """Give what people call the things: numbers, days, names of offices and persons; others are missing."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.noun, set()).add(entry.subject)
    found: dict[Subject, str] = {}
    for noun, table, shown in NAMED:
        keys = _numbers(wanted.get(noun, ()))
        rows = (await session.exec(select(table.id, shown).where(col(table.id).in_(keys)))).all()
        found |= {(noun, str(key)): str(value) for key, value in rows}
    offices = (await session.exec(select(Office.id, Office.short))).all()
    found |= {("office", key): short for key, short in offices}
    asked = (
        select(Inquiry.id, Office.short, Intention.number)
        .join(Office, col(Office.id) == col(Inquiry.office))
        .join(Intention, col(Intention.id) == col(Inquiry.intention_id))
        .where(col(Inquiry.id).in_(_numbers(wanted.get("inquiry", ()))))
    )
    found |= {("inquiry", str(key)): f"{number}, {short}" for key, short, number in (await session.exec(asked)).all()}
    for noun, table in OF_INTENTIONS:
        begun = (
            select(table.id, Intention.number)
            .join(Intention, col(Intention.id) == col(table.intention_id))
            .where(col(table.id).in_(_numbers(wanted.get(noun, ()))))
        )
        found |= {(noun, str(key)): number for key, number in (await session.exec(begun)).all()}
    return found


def _numbers(subjects: Collection[str]) -> list[int]:
    return [int(one) for one in subjects if one.isdigit()]
