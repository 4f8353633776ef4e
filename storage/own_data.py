"""What is stored about one person: their entry, and every row of every table that names them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy import select as select_rows
from sqlmodel import SQLModel, col, select

from storage.audit import AuditEntry
from storage.database import Session
from storage.intentions import Intention
from storage.people import Person

MOST_ROWS = 20_000
"""Of one table and one capacity, the newest; a person reads no more."""
UNTIMED = ("written_at", "at", "planned_at", "marked_at", "changed_at", "created_at")
OWN_WORDS: Mapping[str, Sequence[str]] = {
    "audit.person_id": ("verb", "noun", "subject", "reason"),
    "extension.asked_by": ("reason",),
    "formdraft.person_id": ("kind", "context", "values"),
    "inquiry.answered_by": ("state", "reason"),
    "intentionchange.changed_by": ("what", "reason"),
    "need_effect.given_by": ("effect", "target_group", "note"),
    "need_owner.proposed_by": ("state", "note"),
    "need_support.given_by": ("argument",),
    "needrequest.started_by": ("remark",),
    "outbox.person_id": ("kind", "state", "reason", "channel"),
    "question.answered_by": ("answer",),
    "question.asked_by": ("text",),
    "reminder.person_id": ("kind", "step", "due"),
    "reportversion.written_by": ("answer", "version", "reason"),
    "result.recorded_by": ("text",),
    "result.settled_by": ("evidence",),
    "resultchange.changed_by": ("what", "reason"),
    "surface.person_id": ("kind", "channel"),
    "update.answered_by": ("answer",),
    "update.person_id": ("text", "question"),
}
"""By table and capacity, the columns that the person wrote or that are about them; what others wrote is not theirs.

Quantities and minimum values belong to the office, not to who typed them; titles may be confidential by now.
"""


@dataclass(frozen=True)
class Trace:
    """One row that names the person: in which table, as what, which row, when, and in which own words."""

    table: str
    capacity: str
    reference: str
    at: datetime | None
    words: str


@dataclass(frozen=True)
class OwnData:
    """All that is stored about one person; `changes` are audit entries about their own entry."""

    person: Person
    deputy: str | None
    traces: Sequence[Trace]
    changes: Sequence[AuditEntry]


async def own_data(session: Session, person: Person) -> OwnData:
    """Collect everything; tables that are added later are found by themselves."""
    numbers = {
        key: number for key, number in (await session.exec(select(col(Intention.id), Intention.number))).all() if key
    }
    traces: list[Trace] = []
    for table in SQLModel.metadata.sorted_tables:
        for column in naming(table):
            traces += await _traces(session, table, column, person.key, numbers)
    about = select(AuditEntry).where(AuditEntry.noun == "person", AuditEntry.subject == str(person.key))
    changes = (await session.exec(about.order_by(col(AuditEntry.id)))).all()
    deputy = await session.get(Person, person.deputy_id) if person.deputy_id is not None else None
    return OwnData(person, deputy.name if deputy is not None else None, traces, changes)


def naming(table: Table) -> list[Column[Any]]:
    """List the columns of a table that name a person."""
    return [column for column in table.columns if any(key.column.table.name == "person" for key in column.foreign_keys)]


async def _traces(
    session: Session, table: Table, column: Column[Any], person_id: int, numbers: Mapping[int, str]
) -> list[Trace]:
    query = (
        select_rows(table).where(column == person_id).order_by(*(c.desc() for c in table.primary_key)).limit(MOST_ROWS)
    )
    return [_trace(table.name, column.name, row._mapping, numbers) for row in (await session.exec(query)).all()]  # type: ignore[call-overload]  # SQLModel types its own selects only


def _trace(table: str, capacity: str, row: Mapping[str, Any], numbers: Mapping[int, str]) -> Trace:
    reference = row.get("number") or numbers.get(row.get("intention_id") or 0) or row.get("id")
    wanted = OWN_WORDS.get(f"{table}.{capacity}", ())
    words = " · ".join(str(row[name]) for name in wanted if row.get(name) not in (None, "", {}, []))
    return Trace(table, capacity, str(reference or ""), _moment(capacity, row), words)


def _moment(capacity: str, row: Mapping[str, Any]) -> datetime | None:
    """Find when the person acted, else when the row was written."""
    for name in (capacity.removesuffix("_by") + "_at", *UNTIMED):
        if isinstance(moment := row.get(name), datetime):
            return moment
    return None
