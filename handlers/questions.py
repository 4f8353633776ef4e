"""Questions of offices in chat: the answer goes to all who were asked."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.phrasing.questions import shown_of
from handlers.views import fields
from handlers.views import questions as views
from handlers.visit import Visit
from planning.errors import NotAllowed, Outdated
from planning.people import Act
from storage import questions
from storage.people import person
from storage.questions import Asked


def _check_answers(visit: Visit, found: Asked) -> None:
    """The project lead answers, or the secretariat; who leads it may have changed since."""
    visit.require(Act.ANSWER_QUESTION)
    if not visit.person.is_secretariat and found.case.intention.lead_id != visit.person.key:
        raise NotAllowed(Act.ANSWER_QUESTION)


async def open_answer(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for the answer to a question."""
    async with visit.read() as session:
        found = await questions.asked(session, int(body["actions"][0]["value"]))
        asker = await person(session, found.question.asked_by)
    _check_answers(visit, found)
    if found.question.answered_at is not None:
        raise Outdated("question", "answered")
    await answers.show_in_place(client, body, views.answer_form(visit.speech, shown_of(found, asker, visit.person)))
    await ack()


async def answer(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Send the answer to all who were asked."""
    words = fields.read_words("answer", fields.read_form(view), 2000)
    async with visit.change() as change:
        found = await questions.asked(change.session, int(view["private_metadata"]))
        _check_answers(visit, found)
        await questions.answer(change, found, words)
        text = visit.speech.rich("Thank you. All offices that were asked get the answer.")
        change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("Answer a question"), text))
    await ack(**change.answer)


def register(app: AsyncApp) -> None:
    """Connect button and form."""
    app.action(views.ANSWER)(open_answer)
    app.view(views.ANSWER_FORM)(answer)
