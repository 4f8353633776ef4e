"""Who must be reminded of what on a given day: pure rules, with the day as an argument."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from planning.calendar import WorkingCalendar
from planning.people import Act, Candidate, Contact, choose_contact
from planning.policy import Policy
from storage.confirmation_requests import OpenRequest
from storage.form_drafts import Begun
from storage.people import Person
from storage.reminders import ComingMeeting, OpenInquiry, OpenResult, ReminderKind

DEPUTY_STEP = 1
"""From this working day after the deadline on, the deputy hears of it too."""
SECRETARIAT_STEP = 3
"""From this working day after the deadline on, the secretariat hears of it."""

LATEST_NOTE = time(18, 0)
"""No note after this local time: nobody in an office reads it before the next morning's."""


@dataclass(frozen=True)
class Item:
    """One thing to say to one person; `late` means that the step's own day has passed."""

    kind: ReminderKind
    subject_id: int
    step: int
    due: date
    person_id: int
    late: bool = False
    snooze: int = 0
    """How often it was put off, when it comes because of that."""

    @property
    def key(self) -> str:
        """Give the unique key: the same step for the same date is said to a person once."""
        if self.snooze:
            return f"{self.kind}:{self.subject_id}:S{self.snooze}:{self.due.isoformat()}:{self.person_id}"
        return f"{self.kind}:{self.subject_id}:T{self.step:+d}:{self.due.isoformat()}:{self.person_id}"


def may_disturb(now: datetime, calendar: WorkingCalendar, policy: Policy, at: time | None = None) -> bool:
    """Say whether the clock may cause a note at this instant; what people cause is not held back by it.

    Only on working days, from the morning time (or `at`, where a person chose one) on and not in the evening, by
    the city's wall clock.
    """
    local = calendar.local(now)
    return calendar.is_working_day(local.date()) and (at or policy.morning_time) <= local.time() < LATEST_NOTE


def note_ends(day: date, calendar: WorkingCalendar) -> datetime:
    """Give the instant from which a day's note is not posted any more, however long it had to wait.

    A note held up by an outage goes out as soon as that ends, but never in the evening or at night:
    then its items come with the next working day's note.
    """
    return calendar.instant(day, LATEST_NOTE)


def step_day(due: date, step: int, calendar: WorkingCalendar) -> date:
    """Give the day of a step, counted in working days from the working day on which `due` ends.

    A date on a weekend or holiday ends on the next working day (§ 193 BGB); deadlines of requests are
    working days anyway, dates of results need not be.
    """
    return calendar.add(calendar.working_day_from(due), step)


def step_due(due: date, steps: Iterable[int], today: date, since: date, calendar: WorkingCalendar) -> int | None:
    """Give the latest step whose day has come; earlier steps have expired. None when nothing is to say.

    A step on or before `since`, the day on which the person last heard of the matter, says nothing new.
    """
    come = [step for step in steps if step_day(due, step, calendar) <= today]
    if not come or step_day(due, max(come), calendar) <= since:
        return None
    return max(come)


def needs_due(
    inquiries: Iterable[OpenInquiry],
    people: Sequence[Person],
    today: date,
    calendar: WorkingCalendar,
    policy: Policy,
) -> list[Item]:
    """List whom to remind of missing answers; `people` are all active members.

    Up to the deadline the contact, from the day after also the deputy, at last the secretariat alone.
    """
    items: list[Item] = []
    for inquiry in inquiries:
        step = step_due(inquiry.due, policy.need_steps, today, calendar.today(inquiry.since), calendar)
        if step is None:
            continue
        if step >= SECRETARIAT_STEP:
            readers = _secretariat(people)
        else:
            contact = _contact(inquiry.contact_id, inquiry.office, people, today)
            readers = _readers(contact, step, inquiry.stands_in_for, people, today)
        late = step_day(inquiry.due, step, calendar) < today
        items += [Item(ReminderKind.NEED, inquiry.id, step, inquiry.due, reader, late) for reader in sorted(readers)]
    return items


def results_due(
    results: Iterable[OpenResult],
    people: Sequence[Person],
    today: date,
    calendar: WorkingCalendar,
    policy: Policy,
) -> list[Item]:
    """List whom to remind of open results: the responsible person, then also the deputy, then all.

    Without a responsible person it is the office's contact, without that the secretariat.
    """
    items: list[Item] = []
    for result in results:
        step = step_due(result.due, policy.result_steps, today, calendar.today(result.since), calendar)
        if step is None:
            continue
        contact = _contact(result.responsible_id, result.office, people, today)
        readers = _readers(contact, step, None, people, today)
        if step >= SECRETARIAT_STEP:
            readers |= _secretariat(people)
        late = step_day(result.due, step, calendar) < today
        items += [Item(ReminderKind.RESULT, result.id, step, result.due, reader, late) for reader in sorted(readers)]
    return items


def updates_due(
    meetings: Iterable[ComingMeeting],
    people: Sequence[Person],
    today: date,
    calendar: WorkingCalendar,
    policy: Policy,
) -> list[Item]:
    """List whom to ask for an update: present members who may send one and have not answered.

    A meeting planned at short notice asks at once. A moved one asks again only when a step of its
    new date comes after the day on which the person was last asked.
    """
    steps = (-policy.update_days_before, -policy.update_again_days_before)
    items: list[Item] = []
    for meeting in meetings:
        for person in people:
            if person.key in meeting.answered or person.is_absent(today) or not person.may(Act.SEND_UPDATE):
                continue
            asked = meeting.last_asked.get(person.key, date.min)
            step = step_due(meeting.on, steps, today, asked, calendar)
            if step is not None:
                late = step_day(meeting.on, step, calendar) < today
                items.append(Item(ReminderKind.UPDATE, meeting.id, step, meeting.on, person.key, late))
    return items


def confirmations_due(
    requests: Iterable[OpenRequest],
    people: Sequence[Person],
    today: date,
    calendar: WorkingCalendar,
    policy: Policy,
) -> list[Item]:
    """List whom to remind of the question whether reports still hold: once who was asked, then the secretariat."""
    items: list[Item] = []
    for request in requests:
        step = step_due(request.due, policy.confirmation_steps, today, calendar.today(request.since), calendar)
        if step is None:
            continue
        contact = _contact(request.contact_id, request.office, people, today)
        readers = _secretariat(people) if step > 0 or contact is None else {contact.person_id}
        late = step_day(request.due, step, calendar) < today
        items += [
            Item(ReminderKind.CONFIRMATION, request.id, step, request.due, reader, late) for reader in sorted(readers)
        ]
    return items


def drafts_due(begun: Iterable[Begun], people: Sequence[Person], calendar: WorkingCalendar) -> list[Item]:
    """List whom to remind of what they began to write on an earlier day and have not sent: once, its author only."""
    listening = {person.key for person in people if person.direct_reminders}
    return [
        Item(ReminderKind.DRAFT, one.id, 1, calendar.today(one.at), one.person_id)
        for one in begun
        if one.person_id in listening
    ]


def continued_due(
    inquiries: Iterable[OpenInquiry],
    people: Sequence[Person],
    today: date,
    calendar: WorkingCalendar,
    policy: Policy,
) -> list[Item]:
    """List whom to remind, before the deadline and once, that their office said more needs would follow."""
    items: list[Item] = []
    for inquiry in inquiries:
        step = step_due(inquiry.due, policy.continued_steps, today, calendar.today(inquiry.since), calendar)
        contact = _contact(inquiry.contact_id, inquiry.office, people, today)
        if step is not None and contact is not None:
            late = step_day(inquiry.due, step, calendar) < today
            items.append(Item(ReminderKind.CONTINUED, inquiry.id, step, inquiry.due, contact.person_id, late))
    return items


def returns_due(back: Iterable[Person], today: date) -> list[Item]:
    """List who gets a summary of what came in while they were away: once, with the first note after it."""
    return [
        Item(ReminderKind.RETURN, person.key, 1, person.absent_until, person.key)
        for person in back
        if person.absent_until is not None and not person.is_absent(today)
    ]


def _contact(person_id: int | None, office: str, people: Sequence[Person], today: date) -> Contact | None:
    """Choose who acts today for who was asked, as the office's contact is chosen; None means nobody can.

    Who has left counts as never asked. When the whole office is away, it waits for who was asked.
    """
    still_here = any(member.key == person_id for member in people)
    candidates = {
        member.key: Candidate(
            id=member.key,
            lead_contact=member.key == person_id if still_here else member.lead_contact,
            absent=member.is_absent(today),
            deputy_id=member.deputy_id,
        )
        for member in people
    }
    asked = [candidates[member.key] for member in people if member.office == office or member.key == person_id]
    chosen = choose_contact(asked, candidates)
    return Contact(person_id) if chosen is None and still_here and person_id is not None else chosen


def _readers(
    contact: Contact | None, step: int, stands_in_for: int | None, people: Sequence[Person], today: date
) -> set[int]:
    if contact is None:
        return _secretariat(people)
    if step < DEPUTY_STEP:
        return {contact.person_id}
    return {contact.person_id} | _deputies(contact, stands_in_for, people, today)


def _deputies(contact: Contact, stands_in_for: int | None, people: Sequence[Person], today: date) -> set[int]:
    """The present deputy, and the contact for whom a deputy was asked once that contact is back."""
    active = {person.key: person for person in people}
    principal = active[contact.stands_in_for or contact.person_id]
    wanted = (principal.deputy_id, stands_in_for)
    found = (active.get(person_id) for person_id in wanted if person_id is not None)
    return {person.key for person in found if person is not None and not person.is_absent(today)}


def _secretariat(people: Iterable[Person]) -> set[int]:
    return {person.key for person in people if person.is_secretariat}
