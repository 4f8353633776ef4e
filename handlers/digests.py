"""Digest and agenda in chat: look at the agenda, post it in the channel, see everything page by page."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.mrkdwn import Mrkdwn
from handlers.views import digests as views
from handlers.views.digest_chapters import agenda, chapters
from handlers.views.intentions import Words
from handlers.visit import Visit
from planning.errors import Missing, NotAllowed
from planning.people import Act
from storage import digests, meetings
from storage.changes import Change


async def preview(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the secretariat the agenda as the group will read it."""
    visit.require(Act.PUBLISH_AGENDA)
    async with visit.read() as session:
        row = await meetings.meeting_ahead(session, int(body["actions"][0]["value"]), visit.now)
        digest = await digests.digest(session, row, None, visit.today)
    may_publish = visit.house.channel is not None
    view = views.agenda_preview(visit.speech, _words(visit), digest, visit.now, may_publish=may_publish)
    await answers.open_form(client, body, view)
    await ack()


async def publish(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Post the agenda from the digest's button."""
    async with visit.change() as change:
        first = await _publish(change, visit, int(body["actions"][0]["value"]))
    await answers.tell(client, body, visit.speech, _said(visit, first=first))
    await ack()


async def submit_publish(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Post the agenda from its preview."""
    async with visit.change() as change:
        first = await _publish(change, visit, int(view["private_metadata"]))
        notice = answers.notice(visit.speech, visit.speech._("Agenda"), _said(visit, first=first))
        change.answer = answers.updated(notice)
    await ack(**change.answer)


async def _publish(change: Change, visit: Visit, meeting_id: int) -> bool:
    visit.require(Act.PUBLISH_AGENDA)
    if visit.house.channel is None:
        raise Missing("channel")
    row = await meetings.meeting_ahead(change.session, meeting_id, visit.now)
    return await meetings.publish(change, row, visit.house.channel)


def _said(visit: Visit, *, first: bool) -> Mrkdwn:
    if first:
        return visit.speech.rich("The agenda appears in the group's channel now and stays current there.")
    return visit.speech.rich("The agenda is in the group's channel already and is current there.")


async def show_all(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open everything in digest or agenda, page by page."""
    await answers.open_form(client, body, await _everything(visit, body["actions"][0]["value"]))
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page in place."""
    view = await _everything(visit, body["actions"][0]["value"])
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


async def _everything(visit: Visit, value: str) -> dict[str, Any]:
    """Show the digest to the secretariat only, the agenda to all once it is published."""
    meeting_id, which, offset = value.split(":")
    visit.require(Act.PUBLISH_AGENDA if which == views.DIGEST else Act.LOOK)
    async with visit.read() as session:
        row = await meetings.meeting(session, int(meeting_id))
        if row is None:
            raise Missing("meeting")
        if row.published_at is None and not visit.person.may(Act.PUBLISH_AGENDA):
            raise NotAllowed(Act.PUBLISH_AGENDA)
        viewer = visit.person if which == views.DIGEST else None
        digest = await digests.digest(session, row, viewer, visit.today)
    written = (chapters if which == views.DIGEST else agenda)(visit.speech, _words(visit), digest, visit.now)
    return views.everything(visit.speech, written, row.key, which, int(offset))


def _words(visit: Visit) -> Words:
    return Words(visit.house.catalogue, visit.speech)


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.view(views.PUBLISH_FORM)(submit_publish)
    app.action(views.PREVIEW)(preview)
    app.action(views.PUBLISH)(publish)
    app.action(views.ALL)(show_all)
    for action in views.TURN:
        app.action(action)(turn)
