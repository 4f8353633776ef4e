"""Offices without chat: the secretariat takes the request along as a mail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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
from storage.database import Session
from storage.intentions import Intention
from storage.people import Office


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


@dataclass(frozen=True)
class About:
    """What a mail is about: the thing whose history tells of it, the draft's file name and its heading in chat."""

    noun: str
    key: int
    file: str
    heading: str


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the draft of a request as a file, with what was changed in the text."""

    async def about(session: Session, inquiry_id: int) -> About:
        found = await inquiries.case(session, inquiry_id)
        return About(
            "inquiry", found.inquiry.key, file_of(found.intention, found.office), visit.speech._("Text for mail")
        )

    await hand_over(ack, visit, view, client, about)


async def hand_over(
    ack: AsyncAck,
    visit: Visit,
    view: dict[str, Any],
    client: AsyncWebClient,
    about: Callable[[Session, int], Awaitable[About]],
) -> None:
    """Send the draft of any mail to whoever wrote it, noted in the history of what it is `about`."""
    visit.require(Act.ENTER_ANSWER)
    values = fields.read_form(view)
    title = fields.read_words(views.SUBJECT, values, views.SUBJECT_LENGTH)
    body = fields.read_words(views.TEXT, values, views.TEXT_LENGTH)
    s = visit.speech
    async with visit.change() as change:
        found = await about(change.session, int(view["private_metadata"]))
        change.note("mail_made", found.noun, found.key)
        said = s.rich("The draft comes as a message from the bot. Open it, add whom it is for, and send it.")
        change.answer = answers.updated(answers.notice(s, found.heading, said))
    deliver(visit, client, name=found.file, title=title, content=views.draft(visit.person.email, title, body))
    await ack(**change.answer)


def file_of(intention: Intention, office: Office, kind: str = "") -> str:
    """Name a draft after the intention and the office, as everybody may see them."""
    return f"{intentions.face(intention, None).number}-{office.id}{kind}.eml"


def register(app: AsyncApp) -> None:
    """Connect the button and the form."""
    app.action(views.OPEN)(open_text)
    app.view(views.FORM)(submit)
