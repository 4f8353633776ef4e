"""Words typed to the bot: below a request they become a need or a question, elsewhere they get a short hint."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.views import inquiry_forms
from handlers.views import typed_texts as views
from handlers.visit import Visit
from planning.errors import Outdated
from planning.messages import TextTyped, TypingHint
from planning.needs import WHY_LENGTH
from planning.people import Act
from storage import form_drafts, inquiries, intentions, typed_texts
from storage.changes import Change
from storage.form_drafts import FormDraft
from storage.inquiries import Case

KIND = "typed_text"
WHAT_LENGTH = 200
PEOPLE_WRITE = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person wrote; all others tell of changes."""


async def typed(ack: AsyncAck, visit: Visit, event: dict[str, Any]) -> None:
    """Keep what a person typed and offer what it may be; say once a day how the bot is spoken to."""
    words = str(event.get("text") or "").strip()
    by_a_person = event.get("subtype") in PEOPLE_WRITE and not event.get("bot_id")
    if event.get("channel_type") == "im" and by_a_person and words:
        async with visit.change() as change:
            await _answer(change, visit, words, event)
    await ack()


async def _answer(change: Change, visit: Visit, words: str, event: dict[str, Any]) -> None:
    below = await typed_texts.request_above(change.session, visit.person.key, event.get("thread_ts"), event["ts"])
    if below is None or not visit.person.may(Act.ANSWER_REQUEST):
        hint = TypingHint(day=visit.today)
        change.tell(hint, f"typing_hint:{visit.today.isoformat()}", person_id=visit.person.key)
        return
    draft_id = await form_drafts.keep(
        change, KIND, context={"inquiry": below.inquiry_id}, values={"text": words}, kept=typed_texts.KEPT
    )
    offer = TextTyped(draft_id=draft_id, inquiry_id=below.inquiry_id)
    thread = below.surface_id if event.get("thread_ts") else None
    change.tell(offer, f"typed:{event['ts']}", person_id=visit.person.key, thread_of=thread)


async def as_need(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form of a need with the words in it."""
    async with visit.change() as change:
        kept, found = await _kept(change, visit, body)
        words = str(kept.values["text"])
        typed_in = {"what": words} if len(words) <= WHAT_LENGTH else {"why": words[:WHY_LENGTH]}
        form = await need_forms.begin(change, visit, found.intention.key, found.office.id, typed=typed_in)
    await answers.show_in_place(client, body, form)
    await ack()


async def as_question(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form of a question with the words in it."""
    async with visit.change() as change:
        kept, found = await _kept(change, visit, body)
    face = intentions.face(found.intention, visit.person)
    form = inquiry_forms.ask_form(visit.speech, face, found.inquiry.key, words=str(kept.values["text"]))
    await answers.show_in_place(client, body, form)
    await ack()


async def _kept(change: Change, visit: Visit, body: dict[str, Any]) -> tuple[FormDraft, Case]:
    """Find what this person typed and the request it stands below; it stays kept until the form is sent."""
    draft_id = int(body["actions"][0]["value"])
    kept = await form_drafts.draft(change.session, draft_id, visit.person.key, visit.now)
    if kept is None:
        raise Outdated("form")
    found = await inquiries.case(change.session, int(kept.context["inquiry"]))
    await need_forms.allowed(change, visit, found.intention.key, found.office.id)
    return kept, found


def register(app: AsyncApp) -> None:
    """Connect the event and the buttons."""
    app.event("message")(typed)
    app.action(views.AS_NEED)(as_need)
    app.action(views.AS_QUESTION)(as_question)
