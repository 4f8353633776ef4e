"""The first day in chat: the checklist, what its buttons do, and a trial request to oneself."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_drafts, need_forms
from handlers.phrasing.setup import trial_face
from handlers.views import fields, layout
from handlers.views import setup as views
from handlers.views import trial as trial_views
from handlers.visit import Visit
from planning.errors import Missing
from planning.messages import TrialRequest
from planning.people import Act
from planning.setup import Step
from storage import offices, setup
from storage.changes import Change
from storage.database import Session


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the checklist, also one that was put away."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        await setup.bring_back(c)
        view = await _modal(c.session, visit)
    await answers.show_in_place(client, body, view)


async def _modal(session: Session, visit: Visit, notice: Any = None) -> dict[str, Any]:
    return views.modal(
        visit.speech, await setup.standing(session, visit.house.channel, visit.today), notice
    )  # fmt: skip


async def open_checklist(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the checklist from a button."""
    await show(visit, body, client)
    await ack()


async def check_channel(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Look whether the bot is in the group's channel, and keep it if so."""
    visit.require(Act.MANAGE_PEOPLE)
    channel = visit.house.channel
    if channel is None:
        raise Missing("channel")
    found = await _look_at(client, channel)
    if found is not None and found.is_member and not found.is_archived:
        async with visit.change() as c:
            await setup.mark(c, Step.CHANNEL, channel)
    async with visit.read() as session:
        view = await _modal(session, visit, views.channel_checked(visit.speech, found))
    await answers.show_in_place(client, body, view)
    await ack()


async def _look_at(client: AsyncWebClient, channel: str) -> views.Channel | None:
    try:
        found: dict[str, Any] = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        if error.response.get("error") == "channel_not_found":
            return None
        raise
    return views.Channel(
        str(found.get("name")), bool(found.get("is_member")), bool(found.get("is_archived"))
    )  # fmt: skip


async def open_distribution(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show who is asked in every request."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        seats = await offices.seats(session, visit.today)
        known = await setup.standing(session, visit.house.channel, visit.today)
    confirm = views.done_button(visit.speech, known, Step.DISTRIBUTION)
    await answers.show_in_place(client, body, views.distribution(visit.speech, seats, confirm))
    await ack()


async def done(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Call a step done and show what is left."""
    visit.require(Act.MANAGE_PEOPLE)
    step = Step(body["actions"][0]["value"])
    async with visit.change() as c:
        await setup.mark(c, step)
        view = await _modal(c.session, visit)
    await answers.show_in_place(client, body, view)
    await ack()


async def dismiss(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Put the checklist away and say how it comes back."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        await setup.dismiss(c)
    said = visit.speech.rich("The checklist is put away. /agsp einrichtung shows it again.")
    await answers.show_in_place(client, body, answers.notice(visit.speech, visit.speech._("Setup"), said))
    await ack()


async def send_trial(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send a trial request to whoever pressed, on the way of all messages."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        key = f"trial:{int(visit.now.timestamp())}"
        c.tell(TrialRequest(sent_on=visit.today), key, person_id=visit.person.key)
    said = visit.speech.rich("The trial request is on its way. You find it under “Messages”; please answer it there.")
    await answers.show_in_place(client, body, answers.notice(visit.speech, visit.speech._("Trial request"), said))
    await ack()


async def open_trial(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form of a need."""
    visit.require(Act.MANAGE_PEOPLE)
    form = trial_views.form(visit.speech, need_forms.words(visit), trial_face(visit.speech))
    await answers.open_form(client, body, form)
    await ack()


async def submit_trial(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Check what was typed as for a real request, show the copy and forget it."""
    visit.require(Act.MANAGE_PEOPLE)
    draft = need_drafts.draft_from(fields.read_form(view), visit.house.catalogue)
    shown = trial_views.copy(visit.speech, need_forms.words(visit), draft)
    async with visit.change() as c:
        await _worked(c)
        s = visit.speech
        c.answer = answers.updated(layout.modal(s._("Trial request"), shown, close=s._("Close")))
    await ack(**c.answer)


async def trial_without_need(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Take "no need" as the trial's answer."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        await _worked(c)
    text = trial_views.answered(visit.speech)
    await answers.tell(client, body, visit.speech, text)
    await ack()


async def _worked(c: Change) -> None:
    await setup.mark(c, Step.TRIAL)


def register(app: AsyncApp) -> None:
    """Connect buttons and form."""
    app.view(trial_views.FORM)(submit_trial)
    for action, listener in {
        views.OPEN: open_checklist,
        views.CHECK_CHANNEL: check_channel,
        views.DISTRIBUTION: open_distribution,
        views.DONE: done,
        views.DISMISS: dismiss,
        views.TRIAL: send_trial,
        trial_views.REPORT: open_trial,
        trial_views.NO_NEED: trial_without_need,
    }.items():
        app.action(action)(listener)
