"""Typed but not yet stored: a form survives a warning, an expired trigger or a closed phone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.errors import Outdated
from storage.changes import Change
from storage.columns import JSON_VALUE

NEED = "need"
"""The kind of the form of a need."""
KEPT = timedelta(days=1)
STARTED_KEPT = timedelta(days=14)
"""The time for which something typed and not sent is kept where its author is reminded of it."""


class FormDraft(SQLModel, table=True):
    """The values of one form; forms carry only `id` in their metadata."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=40)
    context: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_VALUE)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_VALUE)
    begun_at: datetime | None = None
    """When something was first typed: it is then kept longer, and its author is reminded of it."""
    written_at: datetime
    expires_at: datetime


async def keep(
    change: Change, kind: str, *, context: dict[str, Any], values: dict[str, Any], kept: timedelta = KEPT
) -> int:
    """Keep what was typed, for a day where nothing else is said; return the id a form carries."""
    assert change.person_id is not None, "a form belongs to a person"
    row = FormDraft(
        person_id=change.person_id, kind=kind, context=context, values=values, written_at=change.now,
        expires_at=change.now + kept,
    )  # fmt: skip
    change.session.add(row)
    await change.session.flush()
    assert row.id is not None
    return row.id


async def write_on(change: Change, row: FormDraft, values: dict[str, Any], context: dict[str, Any]) -> None:
    """Keep what was typed so far: it is a beginning that its author is reminded of."""
    row.values, row.context = values, context
    row.begun_at = row.begun_at or change.now
    row.written_at, row.expires_at = change.now, change.now + STARTED_KEPT
    change.session.add(row)
    await change.session.flush()


async def begun(session: AsyncSession, kind: str, person_id: int, now: datetime) -> list[FormDraft]:
    """List what a person began to write in forms of a kind and has not sent, the newest first."""
    query = select(FormDraft).where(
        FormDraft.kind == kind,
        FormDraft.person_id == person_id,
        col(FormDraft.begun_at).is_not(None),
        FormDraft.expires_at > now,
    )
    return list((await session.exec(query.order_by(col(FormDraft.id).desc()))).all())


@dataclass(frozen=True)
class Begun:
    """A form that somebody began to fill in and has not sent."""

    id: int
    person_id: int
    at: datetime


async def begun_before(session: AsyncSession, kind: str, before: datetime, now: datetime) -> list[Begun]:
    """List what was begun before an instant and is still kept, the oldest first."""
    query = select(FormDraft).where(
        FormDraft.kind == kind, col(FormDraft.begun_at) < before, FormDraft.expires_at > now
    )
    rows = (await session.exec(query.order_by(col(FormDraft.id)))).all()
    return [Begun(row.id, row.person_id, row.begun_at) for row in rows if row.id and row.begun_at is not None]


async def draft(session: AsyncSession, draft_id: int, person_id: int, now: datetime) -> FormDraft | None:
    """Find what this person typed; None when it is somebody else's or too old."""
    row = await session.get(FormDraft, draft_id)
    return row if row is not None and row.person_id == person_id and row.expires_at > now else None


async def take(change: Change, draft_id: int) -> FormDraft:
    """Use up what this person typed; raises Outdated when it was used or is too old."""
    assert change.person_id is not None, "a form belongs to a person"
    row = await draft(change.session, draft_id, change.person_id, change.now)
    if row is None:
        raise Outdated("form")
    await change.session.delete(row)
    return row


async def forget_drafts(session: AsyncSession, now: datetime) -> int:
    """Delete what was typed and never sent in time; gives the number."""
    result = await session.exec(delete(FormDraft).where(col(FormDraft.expires_at) <= now))
    return result.rowcount
