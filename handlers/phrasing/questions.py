"""The words of questions in a round and of their answers."""

from slack_sdk.models.blocks import Block

from handlers.views import layout
from handlers.views import questions as views
from handlers.voice import Draw, Told
from planning.errors import Missing
from planning.messages import QuestionAnswered, QuestionAsked, Silence, SurfaceKind, Wording
from storage import intentions, questions
from storage.people import Person, person
from storage.questions import Asked


async def question_asked(message: QuestionAsked, told: Told) -> Wording | Silence:
    """Bring a question to whoever can answer it."""
    try:
        found = await questions.asked(told.session, message.question_id)
    except Missing:
        return Silence("the question is gone")
    if found.question.answered_at is not None:
        return Silence("it was answered meanwhile")
    shown = shown_of(found, await person(told.session, found.question.asked_by), told.reader)
    return Wording(views.asked_line(told.speech, shown), layout.as_list(views.asked_blocks(told.speech, shown)))


async def question_answered(message: QuestionAnswered, told: Told) -> Wording | Silence:
    """Bring question and answer to all who were asked."""
    try:
        found = await questions.asked(told.session, message.question_id)
    except Missing:
        return Silence("the question is gone")
    shown = shown_of(found, None, told.reader)
    by = await person(told.session, found.question.answered_by)
    blocks = views.answered(told.speech, shown, found.question.answer or "", by.name if by is not None else "")
    return Wording(views.answered_line(told.speech, shown), layout.as_list(blocks))


def shown_of(found: Asked, asker: Person | None, reader: Person | None) -> views.Asked:
    """Gather a question as its reader may see it."""
    return views.Asked(
        question_id=found.question.key,
        face=intentions.face(found.case.intention, reader),
        office=found.case.office.name,
        name=asker.name if asker is not None else "",
        text=found.question.text,
    )


async def at_home(told: Told) -> list[Block]:
    """Show the questions the reader can answer."""
    assert told.reader is not None, "a home belongs to a person"
    waiting = await questions.open_questions(told.session, told.reader)
    blocks: list[Block] = [layout.header(told.speech._("Questions of offices"))] if waiting else []
    for found in waiting[:8]:
        asker = await person(told.session, found.question.asked_by)
        blocks += views.asked_blocks(told.speech, shown_of(found, asker, told.reader))
    return blocks


PHRASES = {"question_asked": question_asked, "question_answered": question_answered}
SURFACES: dict[SurfaceKind, Draw] = {}
