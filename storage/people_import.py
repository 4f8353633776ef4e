"""Write an import of people: all entries in the one transaction of the caller, each with its audit row."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col, select

from planning.people_plan import Entry, Known
from storage.changes import Change
from storage.database import Session
from storage.people import Person

WRITTEN = ("name", "email", "phone", "office", "roles", "lead_contact")


async def everyone_known(session: Session) -> list[Known]:
    """List all persons ever entered, those who have left among them."""
    people = (await session.exec(select(Person).order_by(col(Person.id)))).all()
    return [Known(person.key, person, left=person.left_at is not None) for person in people]


async def enter_people(c: Change, entries: Sequence[Entry], relieved: Sequence[int]) -> None:
    """Write what changes; deputies come last, because a deputy may be new as well."""
    if relieved:
        await c.session.exec(update(Person).where(col(Person.id).in_(relieved)).values(lead_contact=False))
    changed = [entry for entry in entries if entry.changes]
    for entry in changed:
        await _enter(c, entry)
    await c.session.flush()
    rows = (await c.session.exec(select(Person))).all()
    people = {person.slack_user_id: person for person in rows}
    for entry in changed:
        person = people[entry.draft.slack_user_id]
        person.deputy_id = people[entry.deputy].key if entry.deputy is not None else None
        c.note(
            "entered" if entry.person_id is None else "changed", "person", person.key,
            fields=[difference.field for difference in entry.differences],
        )  # fmt: skip
    await c.redraw_homes()


async def _enter(c: Change, entry: Entry) -> None:
    values = {name: getattr(entry.draft, name) for name in WRITTEN}
    if entry.person_id is None:
        c.session.add(Person(slack_user_id=entry.draft.slack_user_id, **values))
        return
    person = await c.session.get(Person, entry.person_id)
    assert person is not None, "persons are never deleted"
    for name, value in values.items():
        setattr(person, name, value)
    person.left_at = None
    c.session.add(person)
