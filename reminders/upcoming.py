"""When the clock will cause something next: for a demonstration that need not guess where to jump."""

from collections.abc import Iterable
from datetime import date, datetime

from planning.calendar import ONE_DAY, WorkingCalendar
from planning.meetings import digest_day, update_days
from planning.policy import Policy
from reminders.due import step_day
from reminders.ticks import unpromised_items
from storage import closing_days
from storage.continuations import continued
from storage.database import Database
from storage.people import members, note_times
from storage.reminders import meetings_ahead, meetings_without_digest, open_inquiries, open_results
from storage.upcoming import instants_after

MOST_MORNINGS = 60
"""Mornings that are looked at; on most of them there is something to say, or there would be no step."""


async def next_due(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> datetime | None:
    """Give the first instant after `now` at which the clock causes something as things stand; None: nothing is to come.

    Deadlines, promised messages, meetings, digests and morning notes; nothing is written.
    """
    async with database.read() as session:
        calendar = await closing_days.in_force(session, calendar)
        instants = await instants_after(session, now)
        meetings = await meetings_without_digest(session, now, date.max)
    mornings = (digest_day(meeting.on, calendar, policy) for meeting in meetings)
    digests = (calendar.instant(day, policy.morning_time) for day in mornings)
    instants += [instant for instant in digests if instant > now]
    note = await _next_note(database, calendar, policy, now)
    return min([*instants, note] if note else instants, default=None)


async def _next_note(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> datetime | None:
    """Give the first instant at which somebody gets a note: each person at their own time."""
    async with database.read() as session:
        times = await note_times(session)
    for day in sorted(await _mornings(database, calendar, policy, now))[:MOST_MORNINGS]:
        persons = await unpromised_items(database, calendar, policy, calendar.instant(day, policy.morning_time))
        instants = [calendar.instant(day, times.get(person, policy.morning_time)) for person in persons]
        # What is over already was planned when it came, or comes with the next day's note.
        if to_come := [instant for instant in instants if instant > now]:
            return min(to_come)
    return None


async def _mornings(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> set[date]:
    """Give the days of all steps to come, today for who has a late time, and the next morning for what is left over.

    Reminders that were put off come on the next working day, too.
    """
    today = calendar.today(now)
    async with database.read() as session:
        inquiries = await open_inquiries(session, date.max)
        results = await open_results(session, date.max)
        meetings = await meetings_ahead(session, now, date.max)
        promised = await continued(session, today, date.max)
        absences = [person.absent_until for person in await members(session)]
    days = {calendar.working_day_from(today), calendar.working_day_from(today + ONE_DAY)}
    days |= _steps({inquiry.due for inquiry in inquiries}, policy.need_steps, calendar)
    days |= _steps({one.due for one in promised}, policy.continued_steps, calendar)
    days |= _steps({result.due for result in results}, policy.result_steps, calendar)
    days |= {day for meeting in meetings for day in update_days(meeting.on, calendar, policy)}
    days |= {calendar.working_day_from(last + ONE_DAY) for last in absences if last is not None}
    return {day for day in days if day >= today}


def _steps(due: Iterable[date], steps: Iterable[int], calendar: WorkingCalendar) -> set[date]:
    return {step_day(one, step, calendar) for one in due for step in steps}
