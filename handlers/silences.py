"""The offices that are silent on an intention, for the secretariat: whom to call, and to enter what they say."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.phrasing.requests import round_of
from handlers.views import silences as views
from handlers.visit import Visit
from planning.errors import Missing
from planning.people import Act
from storage import intentions, requests
from storage.database import Session
from storage.needs import WAITING
from storage.people import person
from storage.requests import Answer


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show who has not answered by now; what came since the note was written is left out."""
    visit.require(Act.ENTER_ANSWER)
    async with visit.read() as session:
        found = await round_of(session, int(body["actions"][0]["value"]))
        if found is None:
            raise Missing("request")
        request, row = found
        asked = await requests.answers(session, request.key)
        silent = [await _silent(session, visit, one) for one in asked if one.inquiry.state in WAITING]
    await answers.show_in_place(client, body, views.listing(visit.speech, intentions.face(row, visit.person), silent))
    await ack()


async def _silent(session: Session, visit: Visit, answer: Answer) -> views.Silent:
    inquiry = answer.inquiry
    contact = await person(session, inquiry.contact_id)
    assert contact is not None, "persons are never deleted"
    on_behalf = contact.is_secretariat and contact.office != inquiry.office
    return views.Silent(
        inquiry_id=inquiry.key,
        office=answer.office.name,
        contact=None if on_behalf else contact.name,
        phone=contact.phone,
        due_at=inquiry.due_at if inquiry.due_at > visit.now else None,
    )


def register(app: AsyncApp) -> None:
    """Connect the button."""
    app.action(views.OPEN)(open_list)
