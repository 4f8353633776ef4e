"""What members write before a meeting, and the questions in it that go to an office."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import update
from sqlmodel import col, select

from planning.errors import Missing, Outdated
from planning.meetings import UpdateDraft, UpdateKind, check_answer
from planning.messages import DigestChanged, UpdateQuestion, UpdateQuestionAnswered
from planning.people import Candidate, choose_contact
from storage.changes import Change
from storage.database import Session
from storage.meetings import Meeting, Update, announce, digest_touched, meeting, next_meeting, redraw
from storage.people import Office, Person, members


@dataclass(frozen=True)
class OwnAnswer:
    """What one person has answered for a meeting; both empty = nothing yet."""

    texts: Sequence[Update] = ()
    said: frozenset[UpdateKind] = field(default_factory=frozenset)


async def written(session: Session, update_id: int | None) -> Update | None:
    """Find an update that was not withdrawn."""
    if update_id is None:
        return None
    found = await session.get(Update, update_id, populate_existing=True)
    return found if found is not None and found.withdrawn_at is None else None


async def of_person(session: Session, person_id: int, meeting_id: int | None) -> OwnAnswer:
    """Give what a person has answered for a meeting; None = written while no meeting was planned."""
    query = select(Update).where(
        Update.person_id == person_id, Update.meeting_id == meeting_id, col(Update.withdrawn_at).is_(None)
    )
    rows = (await session.exec(query.order_by(col(Update.id)))).all()
    texts = [row for row in rows if row.kind is UpdateKind.TEXT]
    return OwnAnswer(texts, frozenset(row.kind for row in rows))


async def open_questions_to(session: Session, office: str) -> list[Update]:
    """List the questions that this office has not answered, the oldest first."""
    query = select(Update).where(
        Update.question_office == office, col(Update.answer).is_(None), col(Update.withdrawn_at).is_(None)
    )
    return list((await session.exec(query.order_by(col(Update.id)))).all())


async def write(
    change: Change, draft: UpdateDraft, author: Person, *, today: date, meeting_id: int | None = None
) -> tuple[Update, Meeting | None]:
    """Store an update for this meeting, else for the next one, else for the one that will be planned.

    Its question goes to the office's contact, and a digest that was sent follows with one line.
    """
    wanted = await meeting(change.session, meeting_id)
    following = (
        wanted if wanted is not None and wanted.is_ahead(change.now) else await next_meeting(change.session, change.now)
    )
    row = Update(
        **draft.model_dump(),
        meeting_id=following.key if following is not None else None,
        person_id=author.key,
        office=author.office,
        written_at=change.now,
    )
    change.session.add(row)
    await change.session.flush()
    change.note("wrote", "update", row.key, meeting=row.meeting_id, intention=draft.intention_id)
    if row.question_office is not None:
        await _ask(change, row, row.question_office, today)
    if following is not None:
        await _touch(change, row, following)
    await change.redraw_homes(author.key)
    return row, following


async def say(change: Change, kind: UpdateKind, author: Person, meeting: Meeting) -> None:
    """Note "nothing new" or "unchanged" for a meeting; once is enough, and a text may still follow."""
    known = await of_person(change.session, author.key, meeting.key)
    if kind in known.said:
        return
    row = Update(kind=kind, meeting_id=meeting.key, person_id=author.key, office=author.office, written_at=change.now)
    change.session.add(row)
    await change.session.flush()
    change.note(kind, "update", row.key, meeting=meeting.key)
    await digest_touched(change)
    await change.redraw_homes(author.key)


async def withdraw(change: Change, update_id: int, author: Person) -> None:
    """Take an update back; only its author can, and only before its meeting.

    Raises Missing for somebody else's, Outdated for one that was withdrawn or presented.
    """
    row = await written(change.session, update_id)
    if row is None:
        raise Outdated("update")
    if row.person_id != author.key:
        raise Missing("update")
    its_meeting = await meeting(change.session, row.meeting_id)
    if its_meeting is not None and not its_meeting.is_ahead(change.now):
        raise Outdated("meeting", its_meeting.state)
    row.withdrawn_at = change.now
    change.session.add(row)
    await change.session.flush()
    change.note("withdrew", "update", row.key)
    await digest_touched(change)
    await change.redraw_homes()


async def answer(change: Change, update_id: int, text: str | None, office_member: Person) -> Update:
    """Store an office's answer to the question in an update and tell who asked.

    Raises Outdated when the question was withdrawn, Invalid when a colleague was faster.
    """
    row = await written(change.session, update_id)
    if row is None or row.question is None:
        raise Outdated("update")
    given = check_answer(text, answered_before=row.answer is not None)
    taken = await change.session.exec(
        update(Update)
        .where(col(Update.id) == row.key, col(Update.answer).is_(None))
        .values(answer=given, answered_by=office_member.key, answered_at=change.now)
    )
    check_answer(text, answered_before=taken.rowcount != 1)
    change.note("answered", "update", row.key)
    change.tell(UpdateQuestionAnswered(update_id=row.key), f"update:{row.key}:answered", person_id=row.person_id)
    await digest_touched(change)
    await change.redraw_homes()
    return row


async def office_asked(session: Session, row: Update) -> str:
    """Name the office that the question of an update goes to; empty without a question."""
    found = await session.get(Office, row.question_office) if row.question_office is not None else None
    return found.name if found is not None else ""


async def may_answer(session: Session, row: Update, reader: Person) -> bool:
    """Say whether this person speaks for the office asked: its members, their deputies, the secretariat."""
    if reader.is_secretariat or (reader.office is not None and reader.office == row.question_office):
        return True
    return any(colleague.deputy_id == reader.id for colleague in await members(session, row.question_office))


async def _ask(change: Change, row: Update, office: str, today: date) -> None:
    """Tell the office's contact, or the secretariat where nobody of the office can be asked."""
    people = await members(change.session)
    everyone = {p.key: Candidate(p.key, p.lead_contact, p.is_absent(today), p.deputy_id) for p in people}
    chosen = choose_contact([everyone[p.key] for p in people if p.office == office], everyone)
    readers = [chosen.person_id] if chosen is not None else [p.key for p in people if p.is_secretariat]
    for reader in readers:
        change.tell(UpdateQuestion(update_id=row.key), f"update:{row.key}:question", person_id=reader)
    await change.redraw_homes(*(p.key for p in people if p.office == office or p.key in readers))


async def _touch(change: Change, row: Update, meeting: Meeting) -> None:
    """Let a digest that was sent follow, with one line to everyone in the secretariat but the author."""
    await redraw(change, meeting)
    if meeting.digest_at is not None:
        await announce(change, DigestChanged(meeting_id=meeting.key, update_id=row.key), str(row.key))
