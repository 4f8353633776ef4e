"""Does a report still hold? The office's three answers, one by one or all at once, and what makes the bot ask."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.mrkdwn import Mrkdwn
from handlers.reports import ask_first, overview
from handlers.views import confirmations as views
from handlers.visit import Visit
from planning.confirmations import Cause, ConfirmationState, Facts
from planning.errors import Outdated
from planning.intentions import IntentionDraft, IntentionState
from planning.kept_sheets import SheetCause
from planning.needs import check_speaks_for
from storage import confirmation_requests, confirmations, intentions, kept_sheets, reports
from storage.changes import Change
from storage.confirmations import ConfirmationRequest, Question, Standing
from storage.database import Session
from storage.intentions import Intention


async def concerned_by(change: Change, row: Intention, draft: IntentionDraft) -> list[Standing]:
    """List the reports that a change of size would put in question."""
    after = Facts(stage=row.stage, dwellings=draft.dwellings, floor_area=draft.floor_area)
    found = await confirmations.would_ask(change.session, row, after)
    present = await confirmations.facts_of(change.session, row)
    unchanged = (present.dwellings, present.floor_area) == (after.dwellings, after.floor_area)
    return [] if unchanged else [one for one, cause in found if cause is Cause.SIZE]


async def follow(change: Change, visit: Visit, row: Intention, cause: SheetCause = SheetCause.SIZE) -> int:
    """Keep the sheet after a change and ask the offices whose reports may not hold any more; give their number."""
    house = visit.house
    await kept_sheets.keep(change, house.catalogue, row.key, cause, visit.today)
    due = house.calendar.add(visit.today, house.policy.confirmation_days)
    return await confirmation_requests.follow(change, row, today=visit.today, due=due)


async def ask_or_give_up(change: Change, visit: Visit, row: Intention) -> None:
    """Ask what became questionable while an intention rested, or end the questions of one that is given up."""
    if row.state is IntentionState.ACTIVE:
        await follow(change, visit, row)
    elif row.state is IntentionState.ABANDONED:
        await confirmation_requests.give_up(change, row.key)


async def hold(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Note that a report still holds."""
    confirmation_id, revision = views.read(body["actions"][0]["value"])
    async with visit.change() as change:
        found = await _answerable(change.session, visit, confirmation_id, revision)
        await kept_sheets.keep(change, visit.house.catalogue, found.intention.key, SheetCause.REPORT, visit.today)
        await confirmations.hold(change, confirmation_id, revision)
        await change.redraw_homes(visit.person.key, found.request.contact_id)
    face = intentions.face(found.intention, visit.person)
    await _say(visit, body, client, views.thanks(visit.speech, face, found.office.name))
    await ack()


async def hold_all(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Note that all reports of a list still hold that nobody has answered yet."""
    request_id, shown = views.read(body["actions"][0]["value"])
    async with visit.change() as change:
        waiting = [
            one
            for one in await confirmations.of_request(change.session, request_id)
            if one.confirmation.state is ConfirmationState.OPEN and one.confirmation.key <= shown
        ]
        for one in waiting:
            _check_speaks(visit, one)
            await kept_sheets.keep(change, visit.house.catalogue, one.intention.key, SheetCause.REPORT, visit.today)
            await confirmations.hold(change, one.confirmation.key, one.confirmation.revision)
        await change.redraw_homes(visit.person.key)
    if not waiting:
        raise Outdated("confirmation", "answered")
    await _say(visit, body, client, views.thanks_for_all(visit.speech, len(waiting)))
    await ack()


async def open_change(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the report: its only need at once, else all of them to choose from."""
    confirmation_id, _ = views.read(body["actions"][0]["value"])
    async with visit.change() as change:
        found = await _answerable(change.session, visit, confirmation_id)
        held = await reports.dossier(change.session, found.report.key)
        if len(held.needs) == 1:
            view = await need_forms.begin_edit(change, visit, held.needs[0].key)
        else:
            view = overview(visit, held, may_change=True)
    await answers.open_form(client, body, view)
    await ack()


async def open_withdraw(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask before the whole report is taken back."""
    confirmation_id, _ = views.read(body["actions"][0]["value"])
    async with visit.read() as session:
        found = await _answerable(session, visit, confirmation_id)
        held = await reports.dossier(session, found.report.key)
    await answers.open_form(client, body, ask_first(visit, held))
    await ack()


async def _answerable(session: Session, visit: Visit, confirmation_id: int, revision: int | None = None) -> Question:
    found = await confirmations.question(session, confirmation_id)
    _check_speaks(visit, found)
    confirmations.check_open(found, revision)
    return found


def _check_speaks(visit: Visit, found: Question) -> None:
    check_speaks_for(visit.person, found.request.office, was_asked=_was_asked(visit, found.request))


def _was_asked(visit: Visit, request: ConfirmationRequest) -> bool:
    return request.contact_id == visit.person.key


async def _say(visit: Visit, body: dict[str, Any], client: AsyncWebClient, text: Mrkdwn) -> None:
    """Confirm where the message does not say it itself: below reminders and on the home tab."""
    message = (body.get("container") or {}).get("message_ts")
    async with visit.read() as session:
        own = await confirmation_requests.messages_to(session, visit.person.key)
    if message is None or message not in own:
        await answers.tell(client, body, visit.speech, text)


def register(app: AsyncApp) -> None:
    """Connect the buttons."""
    app.action(views.HOLD)(hold)
    app.action(views.HOLD_ALL)(hold_all)
    app.action(views.CHANGE)(open_change)
    app.action(views.WITHDRAW)(open_withdraw)
