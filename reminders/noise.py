"""Who hears of what is due, once each person's wishes are heard: pure rules."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from planning.people import Act
from reminders.due import Item
from storage.confirmation_requests import OpenRequest
from storage.people import Person
from storage.reminders import OpenInquiry, OpenResult, ReminderKind
from storage.snoozes import PutOff


def redirected(
    items: Iterable[Item],
    inquiries: Iterable[OpenInquiry],
    results: Iterable[OpenResult],
    people: Sequence[Person],
    today: date,
    *,
    questions: Iterable[OpenRequest] = (),
    promised: Iterable[OpenInquiry] = (),
) -> list[Item]:
    """Give the reminders of who wants none to their deputy or a colleague; the home tab shows them all the same.

    What only the secretariat hears stays with one of it at least; requests for updates are left out.
    """  # fmt: skip
    known = {person.key: person for person in people}
    offices = {(ReminderKind.NEED, one.id): one.office for one in inquiries}
    offices |= {(ReminderKind.RESULT, one.id): one.office for one in results}
    offices |= {(ReminderKind.CONFIRMATION, one.id): one.office for one in questions}
    offices |= {(ReminderKind.CONTINUED, one.id): one.office for one in promised}
    found: dict[str, Item] = {}
    for item in items:
        person = known.get(item.person_id)
        if person is not None and not person.direct_reminders:
            office = offices.get((item.kind, item.subject_id))
            reader = None if office is None else _instead(person, office, people, today)
            if reader is None:
                continue
            heard = replace(item, person_id=reader)
        else:
            heard = item
        found.setdefault(heard.key, heard)
    return list(found.values())


def _instead(person: Person, office: str, people: Sequence[Person], today: date) -> int | None:
    """Choose who hears of it instead: the deputy, a colleague of the office, else another one of the secretariat."""
    listening = [one for one in people if one.direct_reminders and not one.is_absent(today)]
    if person.office != office and person.is_secretariat:
        others = [one.key for one in listening if one.is_secretariat]
        return others[0] if others else person.key  # somebody has to look after it
    deputy = [one.key for one in listening if one.key == person.deputy_id]
    colleagues = [one.key for one in listening if one.office == office and one.may(Act.ANSWER_REQUEST)]
    return next(iter([*deputy, *colleagues]), None)


def snoozed(
    put_off: Iterable[PutOff], items: Sequence[Item], open_until: set[tuple[ReminderKind, int, date]]
) -> list[Item]:
    """List what was put off and comes again: as far as it is still open, and nothing newer says it anyway."""
    said = {(item.kind, item.subject_id, item.person_id) for item in items}
    return [
        Item(one.kind, one.subject_id, 0, one.due, one.person_id, snooze=one.times)
        for one in put_off
        if (one.kind, one.subject_id, one.due) in open_until and (one.kind, one.subject_id, one.person_id) not in said
    ]
