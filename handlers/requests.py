"""Rounds in chat: wishes for more time, the answers of all, closing."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.phrasing.requests import lines_of, round_of
from handlers.views import fields
from handlers.views import requests as views
from handlers.views.needs import NeedWords
from handlers.visit import Visit
from planning.errors import Missing, Outdated
from planning.needs import ANSWERED, RequestState
from planning.people import Act
from storage import inquiries, intentions, requests
from storage.database import Session
from storage.intentions import Intention
from storage.needs import NeedRequest


async def grant(ack: AsyncAck, visit: Visit, body: dict[str, Any]) -> None:
    """Give an office the time it asked for; the message the button is in shows it."""
    visit.require(Act.DECIDE_EXTENSION)
    await _decide(visit, int(body["actions"][0]["value"]), refusal=None)
    await ack()


async def open_refusal(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask why an office does not get more time."""
    visit.require(Act.DECIDE_EXTENSION)
    async with visit.read() as session:
        wish = await inquiries.wish(session, int(body["actions"][0]["value"]))
    if wish.extension.granted is not None:
        raise Outdated("extension", "decided")
    face = intentions.face(wish.case.intention, visit.person)
    office, wanted = wish.case.office.name, wish.extension.wanted
    view = views.refuse_form(visit.speech, face, wish.extension.key, office=office, wanted=wanted)
    await answers.open_form(client, body, view)
    await ack()


async def refuse(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Leave the deadline as it is, and tell the office why."""
    visit.require(Act.DECIDE_EXTENSION)
    reason = fields.read_words("reason", fields.read_form(view), 1000)
    await _decide(visit, int(view["private_metadata"]), refusal=reason)
    await ack()


async def _decide(visit: Visit, extension_id: int, *, refusal: str | None) -> None:
    house = visit.house
    async with visit.change() as change:
        wish = await inquiries.wish(change.session, extension_id)
        due_at = house.calendar.instant(wish.extension.wanted, house.policy.deadline_time)
        await inquiries.decide_extension(change, wish, granted=refusal is None, due_at=due_at, refusal=refusal)


async def open_answers(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show all answers of a round at full length."""
    visit.require(Act.SEE_SUMMARY)
    async with visit.read() as session:
        found = await round_of(session, int(body["actions"][0]["value"]))
        if found is None:
            raise Missing("request")
        view = await answers_of(session, visit, *found)
    await answers.show_in_place(client, body, view)
    await ack()


async def answers_of(session: Session, visit: Visit, request: NeedRequest, row: Intention) -> dict[str, Any]:
    """Give all answers of a round as this visitor may see them."""
    lines = await lines_of(session, request, row, visit.person)
    words = NeedWords(visit.house.catalogue, visit.speech)
    return views.answers_view(visit.speech, words, intentions.face(row, visit.person), lines)


async def close(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Say who is silent and what follows before a round is closed."""
    visit.require(Act.CLOSE_REQUEST)
    async with visit.read() as session:
        found = await round_of(session, int(body["actions"][0]["value"]))
        if found is None:
            raise Missing("request")
        if found[0].state is not RequestState.OPEN:
            raise Outdated("request", "closed")
        lines = await requests.answers(session, found[0].key)
    silent = [line.office.short for line in lines if line.inquiry.state not in ANSWERED]
    face = intentions.face(found[1], visit.person)
    await answers.show_in_place(client, body, views.close_form(visit.speech, face, found[0].key, silent))
    await ack()


async def submit_close(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Close a round, as the form spelled out."""
    visit.require(Act.CLOSE_REQUEST)
    async with visit.change() as change:
        request = await requests.close(change, int(view["private_metadata"]))
        change.answer = answers.updated(views.closed(visit.speech, request.key))
    await ack(**change.answer)


async def undo_close(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Take the closing of a round back while it is fresh."""
    visit.require(Act.CLOSE_REQUEST)
    async with visit.change() as change:
        await requests.undo_closing(change, int(body["actions"][0]["value"]))
    text = visit.speech.rich("The request is open again, as before.")
    await answers.show_in_place(client, body, answers.notice(visit.speech, visit.speech._("Undo"), text))
    await ack()


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.action(views.GRANT)(grant)
    app.action(views.REFUSE)(open_refusal)
    app.action(views.SUMMARY)(open_answers)
    app.action(views.CLOSE)(close)
    app.action(views.UNDO_CLOSE)(undo_close)
    app.view(views.CLOSE_FORM)(submit_close)
    app.view(views.REFUSE_FORM)(refuse)
