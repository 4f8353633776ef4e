"""Questions of offices in a round, and the answers that go to all who were asked."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.errors import Missing, Outdated
from planning.messages import QuestionAnswered, QuestionAsked
from storage.changes import Change
from storage.inquiries import Case, case, concerned
from storage.needs import Inquiry, Question, redraw_round
from storage.people import Person, members


@dataclass(frozen=True)
class Asked:
    """A question with the inquiry it came from."""

    question: Question
    case: Case


async def ask(change: Change, found: Case, text: str) -> Question:
    """Store a question and bring it to whoever can answer it."""
    assert change.person_id is not None, "somebody asks"
    question = Question(inquiry_id=found.inquiry.key, text=text, asked_by=change.person_id, asked_at=change.now)
    change.session.add(question)
    await change.session.flush()
    readers = await who_answers(change.session, found.intention.lead_id)
    for reader in readers:
        message = QuestionAsked(question_id=question.key)
        change.tell(message, f"question:{question.key}:asked", person_id=reader.key)
    await change.redraw_homes(*(reader.key for reader in readers))
    change.note("asked", "question", question.key, inquiry=found.inquiry.key)
    return question


async def who_answers(session: AsyncSession, lead_id: int | None) -> list[Person]:
    """List who answers questions on an intention: its project lead, else the secretariat."""
    everyone = await members(session)
    lead = [person for person in everyone if person.key == lead_id]
    return lead or [person for person in everyone if person.is_secretariat]


async def asked(session: AsyncSession, question_id: int) -> Asked:
    """Find a question. Raises Missing."""
    question = await session.get(Question, question_id, populate_existing=True)
    if question is None:
        raise Missing("question")
    return Asked(question, await case(session, question.inquiry_id))


async def questions_of(session: AsyncSession, request_id: int) -> list[Asked]:
    """List the answered questions of a round, in the order they were answered."""
    query = (
        select(Question.id)
        .join(Inquiry, col(Inquiry.id) == col(Question.inquiry_id))
        .where(Inquiry.request_id == request_id, col(Question.answer).is_not(None))
        .order_by(col(Question.answered_at), col(Question.id))
    )
    return [await asked(session, found) for found in (await session.exec(query)).all() if found is not None]


async def open_questions(session: AsyncSession, person: Person) -> list[Asked]:
    """List the unanswered questions this person can answer, the oldest first."""
    query = select(Question.id).where(col(Question.answered_at).is_(None)).order_by(col(Question.id))
    found = [await asked(session, q) for q in (await session.exec(query)).all() if q is not None]
    return [a for a in found if person.is_secretariat or a.case.intention.lead_id == person.key]


async def answer(change: Change, answered: Asked, text: str) -> None:
    """Answer a question, to all who were asked in that round; the first answer counts, later ones raise Outdated."""
    question_id = answered.question.key
    taken = await change.session.exec(
        update(Question)
        .where(col(Question.id) == question_id, col(Question.answered_at).is_(None))
        .values(answer=text, answered_by=change.person_id, answered_at=change.now)
    )
    if taken.rowcount != 1:
        raise Outdated("question", "answered")
    request_id = answered.case.request.key
    contacts = (await change.session.exec(select(Inquiry.contact_id).where(Inquiry.request_id == request_id))).all()
    for reader in {*contacts, answered.question.asked_by}:
        message = QuestionAnswered(question_id=question_id)
        change.tell(message, f"question:{question_id}:answered", person_id=reader)
    await redraw_round(change, request_id)
    lead_id = answered.case.intention.lead_id
    await change.redraw_homes(*await concerned(change.session, answered.case.office.id, lead_id))
    change.note("answered", "question", question_id)
