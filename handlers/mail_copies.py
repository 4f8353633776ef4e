"""Offices without chat: the secretariat takes the copy of an answer it has entered along as a mail."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.mail_texts import About, file_of, hand_over
from handlers.views import mail_copies as views
from handlers.visit import Visit
from planning.errors import Missing
from planning.people import Act
from planning.reports import need_of
from storage import intentions, reports
from storage.database import Session


async def open_text(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the text of the mail: what the office's answer says at present."""
    visit.require(Act.ENTER_ANSWER)
    async with visit.read() as session:
        found = await reports.dossier(session, int(body["actions"][0]["value"]))
    if found.newest is None:
        raise Missing("report")
    copy = views.Copy(
        report_id=found.report.key,
        face=intentions.face(found.intention, None),  # a mail goes where nobody knows who reads it
        office=found.office.name,
        answer=found.newest.answer,
        arrival=found.newest.arrival,
        needs=[need_of(kept) for kept in found.newest.needs],
        reason=found.newest.reason,
        sender=visit.person.name,
        phone=visit.person.phone,
    )
    await answers.show_in_place(client, body, views.form(visit.speech, need_forms.words(visit), copy))
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the draft of a copy as a file, with what was changed in the text."""

    async def about(session: Session, report_id: int) -> About:
        found = await reports.dossier(session, report_id)
        file = file_of(found.intention, found.office, "-kopie")
        return About("report", found.report.key, file, visit.speech._("Copy as mail"))

    await hand_over(ack, visit, view, client, about)


def register(app: AsyncApp) -> None:
    """Connect the button and the form."""
    app.action(views.OPEN)(open_text)
    app.view(views.FORM)(submit)
