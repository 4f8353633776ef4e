"""Offices without chat: the secretariat takes the request along as a mail."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.own_data import deliver
from handlers.views import fields
from handlers.views import mail_texts as views
from handlers.views.intentions import Words
from handlers.visit import Visit
from planning.people import Act
from storage import inquiries, intentions


async def open_text(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the text of the mail."""
    visit.require(Act.ENTER_ANSWER)
    async with visit.read() as session:
        found = await inquiries.case(session, int(body["actions"][0]["value"]))
    face = intentions.face(found.intention, None)  # a mail goes where nobody knows who reads it
    words = Words(visit.house.catalogue, visit.speech)
    asked = views.Asked(
        inquiry_id=found.inquiry.key,
        face=face,
        district=words.district(face),
        stage=words.short_stage(face.stage),
        office=found.office.name,
        due_at=found.inquiry.due_at,
        late=found.inquiry.due_at <= visit.now,
        remark=found.request.remark,
        sender=visit.person.name,
        phone=visit.person.phone,
    )
    await answers.show_in_place(client, body, views.form(visit.speech, asked))
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the draft as a file, with what was changed in the text."""
    visit.require(Act.ENTER_ANSWER)
    values = fields.read_form(view)
    title = fields.read_words(views.SUBJECT, values, views.SUBJECT_LENGTH)
    body = fields.read_words(views.TEXT, values, views.TEXT_LENGTH)
    s = visit.speech
    async with visit.change() as change:
        found = await inquiries.case(change.session, int(view["private_metadata"]))
        change.note("mail_made", "inquiry", found.inquiry.key)
        number = intentions.face(found.intention, None).number
        said = s.rich("The draft comes as a message from the bot. Open it, add whom it is for, and send it.")
        change.answer = answers.updated(answers.notice(s, s._("Text for mail"), said))
    content = views.draft(visit.person.email, title, body)
    deliver(visit, client, name=f"{number}-{found.office.id}.eml", title=title, content=content)
    await ack(**change.answer)


def register(app: AsyncApp) -> None:
    """Connect the button and the form."""
    app.action(views.OPEN)(open_text)
    app.view(views.FORM)(submit)
