"""Sheets of intentions as they were computed at moments that count: kept once, never changed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.catalogue import Catalogue
from planning.errors import Missing
from planning.figure_sheets import Line, compute
from planning.figures import Rules, Site
from planning.formulas import DividesByZero
from planning.kept_sheets import KeptSheet, SheetCause, from_json, to_json
from planning.kept_sheets import keep as keep_lines
from storage.changes import Change
from storage.columns import JSON_VALUE, Words
from storage.figures import rules_for, site_facts, site_of
from storage.intentions import Intention


class SheetVersion(SQLModel, table=True):
    """One kept sheet; `number` counts those of an intention, `content` is what `planning.kept_sheets` writes."""

    __tablename__ = "sheet_version"
    __table_args__ = (UniqueConstraint("intention_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    number: int
    cause: SheetCause = Field(sa_type=Words(SheetCause))
    taken_on: date
    """The city's day, whose key figures counted."""
    taken_at: datetime
    taken_by: int | None = Field(default=None, foreign_key="person.id")
    content: dict[str, Any] = Field(sa_type=JSON_VALUE)

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id

    @property
    def sheet(self) -> KeptSheet:
        """Read what was kept."""
        return from_json(self.content)


async def keep(
    c: Change, catalogue: Catalogue, intention_id: int, cause: SheetCause, today: date
) -> SheetVersion | None:
    """Keep the sheet as it is now, unless it is the last one kept; return the newest one kept.

    None when nothing is known of the size and never was. Two who keep at once keep one after the other.
    """
    await c.session.flush()
    row = await c.session.get(Intention, intention_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Missing("intention", str(intention_id))
    newest = await latest(c.session, intention_id)
    content = to_json(await present(c.session, catalogue, row, today))
    unknown = newest is None and not content["lines"]
    if unknown or (newest is not None and newest.content == content):
        return newest
    number = newest.number + 1 if newest is not None else 1
    kept = SheetVersion(
        intention_id=intention_id, number=number, cause=cause, taken_on=today, taken_at=c.now, taken_by=c.person_id,
        content=content,
    )  # fmt: skip
    c.session.add(kept)
    await c.session.flush()
    c.note("kept", "sheet", row.number, sheet=number, cause=cause.value)
    return kept


async def present(session: AsyncSession, catalogue: Catalogue, intention: Intention, day: date) -> KeptSheet:
    """Compute the sheet with the key figures of a day."""
    facts = await site_facts(session, intention.key)
    rules = await rules_for(session, catalogue, facts, day)
    site = site_of(intention, facts, catalogue)
    return keep_lines(site, rules, _lines(site, rules))


def _lines(site: Site, rules: Rules) -> Sequence[Line]:
    """Compute the lines; a sheet that cannot be computed has none, and stands in nobody's way."""
    try:
        return compute([site], rules)
    except DividesByZero:
        return ()


async def latest(session: AsyncSession, intention_id: int) -> SheetVersion | None:
    """Find the newest sheet kept of an intention."""
    query = select(SheetVersion).where(SheetVersion.intention_id == intention_id)
    return (await session.exec(query.order_by(col(SheetVersion.number).desc()).limit(1))).first()


async def all_of(session: AsyncSession, intention_id: int) -> list[SheetVersion]:
    """List the sheets kept of an intention, the newest first."""
    query = select(SheetVersion).where(SheetVersion.intention_id == intention_id)
    return list((await session.exec(query.order_by(col(SheetVersion.number).desc()))).all())


async def one(session: AsyncSession, intention_id: int, number: int) -> SheetVersion:
    """Find a kept sheet by its number. Raises Missing."""
    query = select(SheetVersion).where(SheetVersion.intention_id == intention_id, SheetVersion.number == number)
    found = (await session.exec(query)).first()
    if found is None:
        raise Missing("sheet", str(number))
    return found
