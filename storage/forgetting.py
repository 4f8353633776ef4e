"""Who left the group is forgotten in time: the person, not what the person's office answered."""

from datetime import datetime

from sqlalchemy import delete, text, update
from sqlmodel import col, select

from planning.people import FORGOTTEN
from storage.changes import Change
from storage.database import Session
from storage.form_drafts import FormDraft
from storage.outbox import OPEN, Outgoing
from storage.people import Person
from storage.surfaces import Surface


async def to_forget(session: Session, left_before: datetime) -> list[int]:
    """List who left before this instant and is still known by name."""
    query = select(col(Person.id)).where(col(Person.left_at) < left_before, col(Person.forgotten_at).is_(None))
    return [found for found in (await session.exec(query.order_by(col(Person.id)))).all() if found is not None]


async def forget(c: Change, person_id: int) -> bool:
    """Remove name, ways to reach, absence and chat account; False when somebody else did, or the person is back.

    The row stays, so that versions, results and the audit keep their order; nothing leads back to the person.
    """
    known = await c.session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if known is None or known.left_at is None or known.forgotten_at is not None:
        return False
    known.slack_user_id = f"forgotten:{person_id}"
    known.name = FORGOTTEN
    known.email = known.phone = known.deputy_id = known.absent_from = known.absent_until = None
    known.roles, known.lead_contact = [], False
    known.is_guest = known.is_deactivated = known.is_external = False
    known.forgotten_at = c.now
    c.session.add(known)
    await c.session.exec(update(Person).where(col(Person.deputy_id) == person_id).values(deputy_id=None))
    await c.session.exec(delete(FormDraft).where(col(FormDraft.person_id) == person_id))
    await _forget_conversations(c.session, person_id)
    await c.session.flush()
    c.note("forgot", "person", person_id)
    return True


async def _forget_conversations(session: Session, person_id: int) -> None:
    """Drop the ids of the direct conversation with the person; what was said there lies with the chat."""
    said = update(Outgoing).where(col(Outgoing.person_id) == person_id, text(f"NOT ({OPEN})"))
    await session.exec(said.values(channel=None))
    shown = update(Surface).where(col(Surface.person_id) == person_id)
    await session.exec(shown.values(channel=None, ts=None, shown_rev=Surface.wanted_rev))
