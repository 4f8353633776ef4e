"""Write an import of people: all entries in the one transaction of the caller, as if entered one by one."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import col, select

from planning.membership import ChatUser
from planning.people import PersonDraft, Role
from planning.people_plan import Entry, Known
from storage import membership
from storage.changes import Change
from storage.database import Session
from storage.people import Person


async def everyone_known(session: Session) -> list[Known]:
    """List all persons ever entered, those who have left among them."""
    people = (await session.exec(select(Person).order_by(col(Person.id)))).all()
    return [Known(person.key, _draft_of(person), left=person.left_at is not None) for person in people]


def _draft_of(person: Person) -> PersonDraft:
    return PersonDraft.model_validate({name: getattr(person, name) for name in PersonDraft.model_fields})


async def enter_people(c: Change, entries: Sequence[Entry], users: Mapping[str, ChatUser], today: date) -> None:
    """Write what changes; deputies come last, because a deputy may be new as well.

    `users` is what the chat knows of new persons; who is not in it is taken for a plain member.
    """
    entering = [entry for entry in entries if entry.person_id is None or entry.returns]
    for entry in entering:
        key = entry.draft.slack_user_id
        await membership.enter(c, _with_deputy(entry, None), users.get(key, ChatUser(key)))
    ids = dict((await c.session.exec(select(Person.slack_user_id, Person.id))).all())
    for entry in entries:
        if not entry.changes:
            continue
        person = await membership.find(c.session, entry.draft.slack_user_id)
        assert person is not None, "just entered, or known before"
        deputy_id = ids[entry.deputy] if entry.deputy is not None else None
        person.roles = [Role(role) for role in person.roles]  # JSON gives back plain words
        if entry not in entering:
            await membership.edit(c, person, _with_deputy(entry, deputy_id), today)
        elif deputy_id is not None:
            person.deputy_id = deputy_id
            c.session.add(person)


def _with_deputy(entry: Entry, deputy_id: int | None) -> PersonDraft:
    return entry.draft.model_copy(update={"deputy_id": deputy_id})
