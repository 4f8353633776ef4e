"""Who changed what, when and why; rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.columns import JSON_VALUE


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
