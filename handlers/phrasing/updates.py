"""The words of updates: the question in the morning note, questions to an office and their answers."""

from collections.abc import Mapping

from slack_sdk.models.blocks import Block

from handlers.views import layout
from handlers.views import updates as views
from handlers.views.updates import Question
from handlers.voice import Draw, Told
from planning.messages import Silence, SurfaceKind, UpdateQuestion, UpdateQuestionAnswered, Wording
from planning.people import Act
from storage import intentions, meetings, updates
from storage.database import Session
from storage.meetings import Update
from storage.people import Person, person

MOST_AT_HOME = 5


async def prompt(meeting_id: int, told: Told, *, again: bool = False) -> list[Block]:
    """Ask the reader for an update, as part of the morning note; nothing when it is settled or overtaken."""
    row = await meetings.meeting(told.session, meeting_id)
    if row is None or not row.is_ahead(told.now) or told.reader is None or not told.reader.may(Act.SEND_UPDATE):
        return []
    own = await updates.of_person(told.session, told.reader.key, row.key)
    if own.said:
        return []
    leads = await intentions.led_by(told.session, told.reader.key)
    may_change = told.reader.may(Act.CHANGE_INTENTION)
    return views.prompt_block(told.speech, row, leads=bool(leads) and may_change, again=again)


async def question(message: UpdateQuestion, told: Told) -> Wording | Silence:
    """Put a question to an office; silent when it is answered or taken back."""
    row = await updates.written(told.session, message.update_id)
    if row is None or row.question is None or told.reader is None:
        return Silence("the update was taken back")
    if row.answer is not None:
        return Silence("the question is answered")
    asked = await question_of(told.session, row, told.reader)
    text = told.speech.rich("{author} has a question to {office}.", author=asked.author, office=asked.office)
    return Wording(text, layout.as_list(views.question(told.speech, asked)))


async def answered(message: UpdateQuestionAnswered, told: Told) -> Wording | Silence:
    """Tell who asked what the office answers."""
    row = await updates.written(told.session, message.update_id)
    if row is None or row.answer is None:
        return Silence("the update was taken back")
    asked = await question_of(told.session, row, told.reader)
    by = await person(told.session, row.answered_by)
    text = views.answered(told.speech, asked, by.name if by is not None else "")
    return Wording(text, layout.as_list([layout.section(text)]))


async def at_home(told: Told) -> list[Block]:
    """Show the questions that the reader's office has not answered."""
    if told.reader is None or told.reader.office is None:
        return []
    rows = await updates.open_questions_to(told.session, told.reader.office)
    blocks: list[Block] = [layout.header(told.speech._("Questions to your office"))] if rows else []
    for row in rows[:MOST_AT_HOME]:
        blocks += views.question(told.speech, await question_of(told.session, row, told.reader))
    return blocks


async def question_of(session: Session, row: Update, reader: Person | None) -> Question:
    """Gather what a question shows to this reader."""
    author = await person(session, row.person_id)
    about = await intentions.intention(session, row.intention_id)
    return Question(
        update=row,
        author=author.name if author is not None else "",
        office=await updates.office_asked(session, row),
        intention=intentions.face(about, reader) if about is not None else None,
    )


PHRASES = {"update_question": question, "update_question_answered": answered}
SURFACES: Mapping[SurfaceKind, Draw] = {}
