"""The city's own closing days: the secretariat enters them in chat, the settings only seed them."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Field, SQLModel, col, select

from planning.calendar import WorkingCalendar
from storage.changes import Change, insert_once
from storage.database import Session


class ClosingDay(SQLModel, table=True):
    """A day on which the city's offices are closed although it is no holiday.

    One taken back keeps its row, so that the settings do not seed it again at the next start.
    """

    day: date = Field(primary_key=True)
    name: str | None = Field(default=None, max_length=80)
    withdrawn: bool = False


async def closing_days(session: Session) -> list[ClosingDay]:
    """List the closing days that hold, the earliest first."""
    query = select(ClosingDay).where(col(ClosingDay.withdrawn).is_(False)).order_by(col(ClosingDay.day))
    return list((await session.exec(query)).all())


async def in_force(session: Session, calendar: WorkingCalendar) -> WorkingCalendar:
    """Give the calendar with the closing days as they are now."""
    return calendar.closed_on([closed.day for closed in await closing_days(session)])


async def seed_closing_days(c: Change, days: Iterable[date]) -> int:
    """Enter the days that nobody ever entered; return how many."""
    added = 0
    for day in days:
        added += await insert_once(c.session, ClosingDay(day=day))
    if added:
        c.note("seeded", "closing_day", "AGSP_CLOSING_DAYS", added=added)
    return added


async def close(c: Change, day: date, name: str | None) -> None:
    """Enter a closing day, or give it another name."""
    found = await c.session.get(ClosingDay, day, with_for_update=True) or ClosingDay(day=day)
    found.name, found.withdrawn = name, False
    c.session.add(found)
    c.note("closed", "closing_day", day.isoformat())
    await c.redraw_homes()


async def open_again(c: Change, day: date) -> bool:
    """Take a closing day back; False when it is none."""
    found = await c.session.get(ClosingDay, day, with_for_update=True)
    if found is None or found.withdrawn:
        return False
    found.withdrawn = True
    c.session.add(found)
    c.note("opened", "closing_day", day.isoformat())
    await c.redraw_homes()
    return True
