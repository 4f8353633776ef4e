"""Typed but not yet stored: a form survives a warning, an expired trigger or a closed phone."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.columns import JSON_VALUE


class FormDraft(SQLModel, table=True):
    """The values of one form; forms carry only `id` in their metadata."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=40)
    context: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_VALUE)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_VALUE)
    written_at: datetime
    expires_at: datetime
