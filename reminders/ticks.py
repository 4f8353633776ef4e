"""What the clock causes, one verb per cause: each may run twice, late, or on two machines at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from planning.calendar import WorkingCalendar
from planning.meetings import digest_day
from planning.messages import MorningNote, SurfaceKind
from planning.noise import EARLIEST_NOTE
from planning.policy import Policy
from reminders.due import (
    Item,
    confirmations_due,
    continued_due,
    drafts_due,
    may_disturb,
    needs_due,
    note_ends,
    results_due,
    returns_due,
    updates_due,
)
from reminders.noise import redirected, snoozed
from storage import closing_days, undelivered
from storage.changes import change, insert_once
from storage.confirmation_requests import open_requests
from storage.continuations import continued
from storage.database import Database, Session
from storage.forgetting import forget, to_forget
from storage.form_drafts import NEED, begun_before
from storage.meetings import Meeting
from storage.needs import finish_round_if_done
from storage.people import back_since, members, note_times, secretariat
from storage.reminders import (
    OpenInquiry,
    OpenResult,
    Reminder,
    ReminderKind,
    hold_meeting,
    meetings_ahead,
    meetings_begun,
    meetings_without_digest,
    note_key,
    note_key_of,
    open_inquiries,
    open_results,
    persons_with_note,
    promised_keys,
    rounds_to_finish,
    take_digest,
)
from storage.snoozes import put_off_until

RETURN_DAYS = 5
"""Working days after an absence within which its summary may still come, should the bot have been down."""


async def plan_morning_notes(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> int:
    """Promise each person one note with all that is due for them; return the number of notes.

    Only on working days, from the morning on. Who already has a note today gets what came up since
    in the next one; each step is promised to a person once.
    """
    calendar = await _in_force(database, calendar)
    if not may_disturb(now, calendar, policy, min(EARLIEST_NOTE, policy.morning_time)):
        return 0
    today = calendar.today(now)
    by_person = await unpromised_items(database, calendar, policy, now)
    async with database.read() as session:
        times = await note_times(session)
    planned = 0
    for person_id, items in by_person.items():
        at = times.get(person_id, policy.morning_time)
        if not may_disturb(now, calendar, policy, at):
            continue
        # Due when it should be said, not when we noticed: so a restored database knows what may have been said.
        due_at = calendar.instant(today, at)
        planned += await _plan_note(database, calendar, now, person_id, items, due_at=due_at)
    return planned


async def _in_force(database: Database, calendar: WorkingCalendar) -> WorkingCalendar:
    """Give the calendar with the closing days that the secretariat has entered by now."""
    async with database.read() as session:
        return await closing_days.in_force(session, calendar)


async def unpromised_items(
    database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime
) -> Mapping[int, Sequence[Item]]:
    """Group what is due and not yet promised by persons who can still get a note today."""
    today = calendar.today(now)
    by_person: dict[int, list[Item]] = defaultdict(list)
    async with database.read() as session:
        inquiries = await open_inquiries(session, calendar.add(today, -min(policy.need_steps)))
        results = await open_results(session, calendar.add(today, -min(policy.result_steps)))
        meetings = await meetings_ahead(session, now, calendar.add(today, policy.update_days_before))
        questions = await open_requests(session, calendar.add(today, -min(policy.confirmation_steps)))
        promised = await continued(session, today, calendar.add(today, -min(policy.continued_steps)))
        back = await back_since(session, calendar.add(today, -RETURN_DAYS), today)
        begun = await begun_before(session, NEED, calendar.instant(today, time.min), now)
        if not (inquiries or results or meetings or questions or promised or begun or back):
            return by_person
        people = await members(session)
        items = needs_due(inquiries, people, today, calendar, policy)
        items += results_due(results, people, today, calendar, policy)
        items += updates_due(meetings, people, today, calendar, policy)
        items += confirmations_due(questions, people, today, calendar, policy)
        items += continued_due(promised, people, today, calendar, policy)
        items = redirected(items, inquiries, results, people, today, questions=questions, promised=promised)
        items += returns_due(back, today) + drafts_due(begun, people, calendar)
        items = await _unpromised(session, items)
        items += await _snoozed(session, items, inquiries, results, today)
        noted = await persons_with_note(session, today, {item.person_id for item in items})
    for item in items:
        if item.person_id not in noted:
            by_person[item.person_id].append(item)
    return by_person


async def _unpromised(session: Session, items: Sequence[Item]) -> list[Item]:
    """Leave out what was promised before."""
    promised: set[str] = set()
    for kind in ReminderKind:
        subjects = {item.subject_id for item in items if item.kind is kind}
        promised |= await promised_keys(session, kind, subjects) if subjects else set()
    return [item for item in items if item.key not in promised]


async def _snoozed(
    session: Session,
    items: Sequence[Item],
    inquiries: Sequence[OpenInquiry],
    results: Sequence[OpenResult],
    today: date,
) -> list[Item]:
    put_off = await put_off_until(session, today, ReminderKind.NEED, {one.id for one in inquiries})
    put_off += await put_off_until(session, today, ReminderKind.RESULT, {one.id for one in results})
    still_open = {(ReminderKind.NEED, one.id, one.due) for one in inquiries}
    still_open |= {(ReminderKind.RESULT, one.id, one.due) for one in results}
    return snoozed(put_off, items, still_open)


async def _plan_note(
    database: Database,
    calendar: WorkingCalendar,
    now: datetime,
    person_id: int,
    items: Sequence[Item],
    *,
    due_at: datetime,
) -> bool:
    """Promise one note with its items, all or nothing; False when another machine was first."""
    today = calendar.today(now)
    ends = note_ends(today, calendar)
    async with change(database, now=now) as c:
        note = MorningNote(person_id=person_id, day=today)
        # The note comes first: its unique key makes a second machine wait here and then give way.
        if not await c.tell_first(note, note_key(today), person_id=person_id, due_at=due_at, expires_at=ends):
            return False
        for item in items:
            await insert_once(c.session, _reminder(item, today, now))
    return True


def _reminder(item: Item, today: date, now: datetime) -> Reminder:
    return Reminder(
        key=item.key,
        kind=item.kind,
        subject_id=item.subject_id,
        step=item.step,
        due=item.due,
        person_id=item.person_id,
        day=today,
        late=item.late,
        outbox_key=note_key_of(today, item.person_id),
        planned_at=now,
    )


async def finish_rounds(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> int:
    """Tell project lead and secretariat of each round in which all answered or nobody has time left.

    Returns the number of rounds. They stay open: late answers count.
    """
    async with database.read() as session:
        request_ids = await rounds_to_finish(session, now)
    finished = 0
    for request_id in request_ids:
        async with change(database, now=now) as c:
            finished += await finish_round_if_done(c, request_id, now)
    return finished


async def plan_digests(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> int:
    """Show the secretariat the digest of each meeting whose digest morning has come, even an empty one.

    Returns the number of meetings. After the meeting has begun there is no digest any more.
    """
    calendar = await _in_force(database, calendar)
    until = calendar.add(calendar.today(now), policy.digest_days_before)
    async with database.read() as session:
        meetings = await meetings_without_digest(session, now, until)
    planned = 0
    for meeting in meetings:
        due_at = calendar.instant(digest_day(meeting.on, calendar, policy), policy.morning_time)
        if due_at <= now:
            planned += await _show_digest(database, meeting, due_at, now)
    return planned


async def _show_digest(database: Database, meeting: Meeting, due_at: datetime, now: datetime) -> bool:
    meeting_id = meeting.id
    assert meeting_id is not None, "it was read from the table"
    async with change(database, now=now) as c:
        if not await take_digest(c.session, meeting, now):
            return False
        for reader in await secretariat(c.session):
            await c.show(
                SurfaceKind.DIGEST, meeting_id, person_id=reader.key, due_at=due_at, expires_at=meeting.starts_at
            )
        c.note("digest_planned", "meeting", meeting_id)
    return True


async def hold_meetings(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> int:
    """Call each meeting held once it has begun, so that results can refer to it; return their number."""
    async with database.read() as session:
        meeting_ids = await meetings_begun(session, now)
    held = 0
    for meeting_id in meeting_ids:
        async with change(database, now=now) as c:
            if await hold_meeting(c.session, meeting_id, now):
                c.note("held", "meeting", meeting_id)
                await c.redraw_homes()  # they name the next meeting
                held += 1
    return held


async def show_trouble(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> int:
    """Let the secretariat see by itself that messages came into trouble or out of it; 1 when something changed.

    Asked of the state and not told by the delivery: so it also follows the command line, and survives any crash.
    """
    async with database.read() as session:
        if not await undelivered.trouble_has_changed(session):
            return 0
    async with change(database, now=now) as c:
        return int(await undelivered.show_trouble(c))


async def forget_leavers(database: Database, calendar: WorkingCalendar, policy: Policy, now: datetime) -> int:
    """Remove the personal data of who left long enough ago; return their number. What their office answered stays."""
    async with database.read() as session:
        person_ids = await to_forget(session, now - timedelta(days=policy.forget_after_days))
    forgotten = 0
    for person_id in person_ids:
        async with change(database, now=now) as c:
            forgotten += await forget(c, person_id)
    return forgotten
