"""Which reminder step was promised to whom: the reason the clock says nothing twice."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Reminder(SQLModel, table=True):
    """One item of a morning note. `key` is unique: "need:42:T-3:2026-03-16:7".

    `kind` is "need", "result" or "update"; `subject_id` the inquiry, result or meeting; `step` the
    working days around `due`. An expired note deletes its rows so that the next note takes them up.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    kind: str = Field(max_length=20)
    subject_id: int
    step: int
    due: date
    person_id: int = Field(foreign_key="person.id", index=True)
    day: date
    outbox_key: str = Field(max_length=200, index=True)
    planned_at: datetime
