"""Who changed what, when and why; rows are only ever added."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, func, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, SQLModel, col, select

from storage.columns import JSON_VALUE
from storage.database import Session


class AuditEntry(SQLModel, table=True):
    """One change of state; None as person = the clock or the administrator's command line."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    verb: str = Field(max_length=60)
    noun: str = Field(max_length=40)
    subject: str = Field(max_length=60)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_VALUE)
    reason: str | None = Field(default=None, max_length=1000)


@dataclass(frozen=True)
class AuditFilter:
    """What is looked for: one kind of thing, or all that happened around some things (noun → subjects)."""

    noun: str | None = None
    about: Mapping[str, Collection[str]] | None = None


async def entries(session: Session, wanted: AuditFilter, *, offset: int, limit: int) -> tuple[list[AuditEntry], int]:
    """List entries, the newest first, and count all that match."""
    where = _where(wanted)
    total = (await session.exec(select(func.count()).select_from(AuditEntry).where(*where))).one()
    query = select(AuditEntry).where(*where).order_by(col(AuditEntry.id).desc()).offset(offset).limit(limit)
    return list((await session.exec(query)).all()), total


async def nouns(session: Session) -> list[str]:
    """List the kinds of things that something has happened to."""
    return list((await session.exec(select(AuditEntry.noun).distinct().order_by(AuditEntry.noun))).all())


def _where(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.noun is not None:
        conditions.append(col(AuditEntry.noun) == wanted.noun)
    if wanted.about is not None:
        around = [
            and_(col(AuditEntry.noun) == noun, col(AuditEntry.subject).in_(sorted(subjects)))
            for noun, subjects in wanted.about.items()
        ]
        conditions.append(or_(false(), *around))
    return conditions
