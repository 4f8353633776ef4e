"""City-wide topics in chat: who looks after them, and the answers to the prompts in requests."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.mrkdwn import Mrkdwn
from handlers.phrasing.topics import shown
from handlers.views import fields
from handlers.views import topics as views
from handlers.visit import Visit
from planning.errors import Missing
from planning.intentions import OVER
from planning.needs import check_can_answer, check_speaks_for
from planning.people import Act
from planning.topics import REASON_LENGTH, PromptState
from storage import intentions, topics
from storage.database import Session
from storage.people import offices
from storage.topics import Waiting


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the topics with who looks after them."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        view = await _listing(session, visit)
    await answers.show_in_place(client, body, view)


async def open_topics(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open them from a button."""
    await show(visit, body, client)
    await ack()


async def _listing(session: Session, visit: Visit, notice: Mrkdwn | None = None) -> dict[str, Any]:
    choices = [(one.id, one.short) for one in await offices(session) if one.asked != "never"]
    return views.listing(_words(visit), await topics.caretakers(session), choices, notice)


def _words(visit: Visit) -> views.TopicWords:
    return views.TopicWords(visit.house.catalogue, visit.speech)


async def entrust(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Let an office look after a topic from now on."""
    visit.require(Act.MANAGE_PEOPLE)
    topic, _, office = body["actions"][0]["selected_option"]["value"].partition(":")
    async with visit.change() as c:
        known = {one.id: one.name for one in await offices(c.session)}
        if topic not in visit.house.catalogue.topics or (office != views.NOBODY and office not in known):
            raise Missing("office_entry")
        await topics.entrust(c, topic, None if office == views.NOBODY else office)
        view = await _listing(c.session, visit, views.entrusted(_words(visit), topic, known.get(office)))
    await answers.show_in_place(client, body, view)
    await ack()


async def answer(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Note that a topic is included or does not apply, at one click."""
    action = body["actions"][0]
    state = PromptState.TAKEN if action["action_id"] == views.TAKEN else PromptState.IRRELEVANT
    async with visit.change() as c:
        found = await _mine(c.session, visit, int(action["value"]))
        await topics.answer(c, found.prompt, state, None)
    said = visit.speech.rich("Noted: {topic}.", topic=_words(visit).name(found.prompt.topic))
    await answers.tell(client, body, visit.speech, said)
    await ack()


async def open_impossible(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask why a topic is not possible here."""
    async with visit.change() as c:
        found = await _mine(c.session, visit, int(body["actions"][0]["value"]))
    face = intentions.face(found.intention, visit.person)
    await answers.open_form(client, body, views.impossible_form(_words(visit), face, shown(found.prompt)))
    await ack()


async def submit_impossible(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Note why a topic is not possible here."""
    reason = fields.read_words("reason", fields.read_form(view), REASON_LENGTH)
    async with visit.change() as c:
        found = await _mine(c.session, visit, int(view["private_metadata"]))
        await topics.answer(c, found.prompt, PromptState.IMPOSSIBLE, reason)
    await ack()


async def _mine(session: Session, visit: Visit, prompt_id: int) -> Waiting:
    """Hold a topic this person may answer: of the office that looks after it, or of the secretariat."""
    found = await topics.prompt(session, prompt_id, lock=True)
    check_speaks_for(visit.person, found.prompt.office or "")
    check_can_answer(intention_is_abandoned=found.intention.state in OVER)
    return found


def register(app: AsyncApp) -> None:
    """Connect buttons and form; /agsp opens the topics."""
    app.action(views.OPEN)(open_topics)
    app.action(views.CARE)(entrust)
    app.action(views.TAKEN)(answer)
    app.action(views.IRRELEVANT)(answer)
    app.action(views.IMPOSSIBLE)(open_impossible)
    app.view(views.FORM)(submit_impossible)
