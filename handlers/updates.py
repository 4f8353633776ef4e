"""Updates in chat: /update, the answers to the question before a meeting, questions to an office."""

import html
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.phrasing.updates import question_of
from handlers.views import fields
from handlers.views import updates as views
from handlers.views.intention_cards import pick
from handlers.views.intentions import Words
from handlers.visit import Visit
from planning.errors import Invalid, Missing, NotAllowed, Outdated, UnknownChoice
from planning.meetings import UpdateDraft, UpdateKind
from planning.people import Act
from storage import intentions, meetings, updates
from storage.changes import Change
from storage.database import Session
from storage.meetings import Update
from storage.people import Office, offices


async def command(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """/update – write one for the next meeting; words after it are already in the form."""
    await _open(visit, body, client, None, html.unescape(body.get("text", "")).strip() or None)
    await ack()


async def write(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form from a button; one of a meeting that is over says so."""
    meeting_id = body["actions"][0].get("value")
    await _open(visit, body, client, int(meeting_id) if meeting_id else None, None)
    await ack()


async def _open(
    visit: Visit, body: dict[str, Any], client: AsyncWebClient, meeting_id: int | None, text: str | None
) -> None:
    visit.require(Act.SEND_UPDATE)
    async with visit.read() as session:
        if meeting_id is None:
            row = await meetings.next_meeting(session, visit.now)
        else:
            row = await meetings.meeting_ahead(session, meeting_id, visit.now)
        faces = [intentions.face(found, visit.person) for found in await intentions.active(session)]
        others = [(o.id, o.name) for o in await offices(session) if o.id != visit.person.office]
    await answers.open_form(client, body, views.form(visit.speech, row, pick(faces), others, text))


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store an update; a question in it goes to its office at once."""
    visit.require(Act.SEND_UPDATE)
    draft = UpdateDraft.model_validate(fields.read_form(view))
    draft.check(visit.person.office)
    meeting_id = int(view["private_metadata"]) if view["private_metadata"] else None
    async with visit.change() as change:
        office = await _check_choices(change.session, draft)
        _, row = await updates.write(change, draft, visit.person, today=visit.today, meeting_id=meeting_id)
        change.answer = answers.updated(views.thanks(visit.speech, row, office.name if office else None))
    await ack(**change.answer)


async def _check_choices(session: Session, draft: UpdateDraft) -> Office | None:
    if draft.intention_id is not None and await intentions.intention(session, draft.intention_id) is None:
        raise Invalid(UnknownChoice("intention_id", str(draft.intention_id)))
    if draft.question_office is None:
        return None
    known = {office.id: office for office in await offices(session)}
    if draft.question_office not in known:
        raise Invalid(UnknownChoice("question_office", draft.question_office))
    return known[draft.question_office]


async def nothing_new(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Note that there is nothing new; one click."""
    await _say(visit, body, client, UpdateKind.NOTHING_NEW)
    await ack()


async def unchanged(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Note that the stages of one's intentions are unchanged; one click."""
    await _say(visit, body, client, UpdateKind.UNCHANGED)
    await ack()


async def _say(visit: Visit, body: dict[str, Any], client: AsyncWebClient, kind: UpdateKind) -> None:
    """Store the answer and put it in the place of the buttons; at home the home is redrawn."""
    visit.require(Act.SEND_UPDATE)
    async with visit.change() as change:
        row = await meetings.meeting_ahead(change.session, int(body["actions"][0]["value"]), visit.now)
        await updates.say(change, kind, visit.person, row)
    message, channel = body.get("message"), (body.get("channel") or {}).get("id")
    if message and channel:
        blocks = views.settled(message.get("blocks") or [], visit.speech, kind, row)
        await client.chat_update(channel=channel, ts=message["ts"], text=message.get("text", ""), blocks=blocks)


async def stages(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Let a project lead choose whose stage has changed."""
    visit.require(Act.CHANGE_INTENTION)
    async with visit.read() as session:
        await meetings.meeting_ahead(session, int(body["actions"][0]["value"]), visit.now)
        faces = [intentions.face(row, visit.person) for row in await intentions.led_by(session, visit.person.key)]
    view = views.stages(visit.speech, Words(visit.house.catalogue, visit.speech), faces)
    await answers.open_form(client, body, view)
    await ack()


async def withdraw(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Take one's own update back."""
    visit.require(Act.SEND_UPDATE)
    async with visit.change() as change:
        await updates.withdraw(change, int(body["actions"][0]["value"]), visit.person)
    await answers.tell(client, body, visit.speech, visit.speech.rich("Your update is taken back."))
    await ack()


async def open_answer(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form for an office's answer, or show the answer a colleague has given."""
    async with visit.read() as session:
        row = await _answerable(session, visit, int(body["actions"][0]["value"]))
        asked = await question_of(session, row, visit.person)
    if row.answer is not None:
        text = visit.speech.rich("This is answered already: {answer}", answer=row.answer)
        view = answers.notice(visit.speech, visit.speech._("Please note"), text)
    else:
        view = views.answer_form(visit.speech, asked)
    await answers.open_form(client, body, view)
    await ack()


async def submit_answer(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store an office's answer and tell who asked."""
    async with visit.change() as change:
        row = await _answerable(change.session, visit, int(view["private_metadata"]))
        await updates.answer(change, row.key, fields.read_form(view).get("answer"), visit.person)
        change.answer = await _thank(change, visit, row)
    await ack(**change.answer)


async def _thank(change: Change, visit: Visit, row: Update) -> dict[str, Any]:
    asked = await question_of(change.session, row, visit.person)
    text = visit.speech.rich("Thank you. {name} gets your answer now.", name=asked.author)
    return answers.updated(answers.notice(visit.speech, visit.speech._("Answer sent"), text))


async def _answerable(session: Session, visit: Visit, update_id: int) -> Update:
    row = await updates.written(session, update_id)
    if row is None:
        raise Outdated("update")
    if row.question is None:
        raise Missing("update")
    if not await updates.may_answer(session, row, visit.person):
        raise NotAllowed(Act.ANSWER_QUESTION)
    return row


def register(app: AsyncApp) -> None:
    """Connect the command, buttons and forms."""
    app.command("/update")(command)
    app.view(views.FORM)(submit)
    app.view(views.ANSWER_FORM)(submit_answer)
    for action, listener in {
        views.WRITE: write,
        views.NOTHING_NEW: nothing_new,
        views.UNCHANGED: unchanged,
        views.STAGES: stages,
        views.WITHDRAW: withdraw,
        views.ANSWER: open_answer,
    }.items():
        app.action(action)(listener)
