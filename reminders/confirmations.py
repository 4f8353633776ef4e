"""Once a month the clock asks each office about its doubtful reports, in one list."""

from datetime import datetime

from planning.calendar import WorkingCalendar
from planning.catalogue import Catalogue
from planning.policy import Policy
from reminders.due import may_disturb
from storage import closing_days, confirmation_lists
from storage.changes import change
from storage.database import Database


async def ask_monthly(
    database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime, *, catalogue: Catalogue
) -> int:
    """Ask the offices on the first working morning of a month; return how many got a list.

    A report that is asked about because its intention changed is left out; one month asks nobody twice.
    """
    async with database.read() as session:
        calendar = await closing_days.in_force(session, calendar)
        today = calendar.today(now)
        month = f"{today:%Y-%m}"
        if not may_disturb(now, calendar, policy) or await confirmation_lists.is_asked(session, month):
            return 0
        by_office = await confirmation_lists.doubtful(session, catalogue, calendar, today)
    due, asked = calendar.add(today, policy.confirmation_days), 0
    for office, about in by_office.items():
        async with change(database, now=now) as c:
            asked += await confirmation_lists.ask(c, catalogue, office, about, today=today, due=due)
    async with change(database, now=now) as c:
        await confirmation_lists.mark_asked(c, month)
    return asked
