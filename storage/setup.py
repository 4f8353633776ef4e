"""How far the installation is set up: what the secretariat has looked through."""

from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Field, SQLModel, col, select

from planning.needs import Asking
from planning.setup import DISMISSED, Standing, Step
from storage.changes import Change
from storage.database import Session
from storage.offices import seats


class SetupMark(SQLModel, table=True):
    """A step of the setup that somebody called done; `about` is what it was done for, where that can change."""

    step: str = Field(primary_key=True, max_length=20)
    about: str | None = Field(default=None, max_length=60)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime


async def standing(session: Session, channel: str | None, today: date) -> Standing:
    """Give what the checklist looks at."""
    marks = {mark.step: mark.about for mark in (await session.exec(select(SetupMark))).all()}
    unreached = [seat.office.name for seat in await seats(session, today) if seat.asking is Asking.SECRETARIAT]
    return Standing(frozenset(marks), channel, marks.get(Step.CHANNEL), unreached)


async def mark(c: Change, step: Step, about: str | None = None) -> None:
    """Call a step done; twice is once."""
    await _set(c, step, about)


async def dismiss(c: Change) -> None:
    """Put the checklist away."""
    await _set(c, DISMISSED, None)


async def bring_back(c: Change) -> None:
    """Show the checklist again, as long as something is to be done."""
    await c.session.exec(delete(SetupMark).where(col(SetupMark.step) == DISMISSED))
    await c.redraw_homes()


async def _set(c: Change, step: str, about: str | None) -> None:
    row = await c.session.get(SetupMark, step, with_for_update=True)
    row = row or SetupMark(step=step, at=c.now)
    row.about, row.person_id, row.at = about, c.person_id, c.now
    c.session.add(row)
    c.note("marked", "setup", step, about=about)
    await c.redraw_homes()
