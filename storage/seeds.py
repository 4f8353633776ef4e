"""What an installation starts with: its secret, the catalogue's offices, the first secretariat.

Everything here adds what is missing and overwrites nothing: at run time the database is the truth.
"""

from collections.abc import Iterable

from sqlmodel import col, select

from planning.catalogue import Catalogue
from planning.people import Role
from storage.changes import Change, insert_once
from storage.database import Session
from storage.installation import Installation, installation
from storage.people import Office, Person


async def has_offices(session: Session) -> bool:
    """Say whether offices were ever seeded."""
    return (await session.exec(select(Office.id).limit(1))).first() is not None


async def seed_offices(c: Change, catalogue: Catalogue) -> int:
    """Add the catalogue's offices that the database lacks; return how many. Idempotent."""
    added = 0
    for position, office in enumerate(catalogue.offices.values()):
        row = Office(
            id=office.id,
            name=office.name.de,
            short=office.short.de,
            remit=office.remit.de,
            asked=office.asked,
            districts=list(office.districts),
            target_groups=list(office.target_groups),
            position=position,
            until=office.until,
            merged_into=office.merged_into,
        )
        added += await insert_once(c.session, row)
    if added:
        c.note("seeded", "office", "catalogue", added=added)
    return added


async def missing_secretariat(session: Session, slack_user_ids: Iterable[str]) -> list[str]:
    """List the chat user ids that are not active members of the secretariat."""
    wanted = list(slack_user_ids)
    query = select(Person).where(col(Person.slack_user_id).in_(wanted), col(Person.left_at).is_(None))
    there = {person.slack_user_id for person in (await session.exec(query)).all() if person.is_secretariat}
    return [one for one in wanted if one not in there]


async def enter_secretariat(c: Change, slack_user_id: str, name: str) -> None:
    """Make sure this chat user is an active member of the secretariat; other entries of theirs stay."""
    query = select(Person).where(Person.slack_user_id == slack_user_id)
    person = (await c.session.exec(query)).first()
    if person is None:
        person = Person(slack_user_id=slack_user_id, name=name)
    person.roles = sorted({*person.roles, Role.SECRETARIAT}, key=list(Role).index)
    person.left_at = None
    c.session.add(person)
    await c.session.flush()
    c.note("entered", "person", person.key, reason="AGSP_SECRETARIAT")


async def pin_team(c: Change, team_id: str) -> str:
    """Keep the team this installation first belonged to; return it, which may be another one."""
    facts = await installation(c.session, c.now)
    if facts.team_id is None:
        facts.team_id = team_id
        c.session.add(facts)
        c.note("pinned", "team", team_id)
    return facts.team_id


async def pinned_team(session: Session) -> str | None:
    """Give the team this installation belongs to; None before its first contact with the chat."""
    facts = await session.get(Installation, 1)
    return facts.team_id if facts is not None else None
