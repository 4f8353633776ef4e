"""Starting a round: who is asked, by which list and in which form, shown before anybody is."""

from dataclasses import replace
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views import fields, request_previews
from handlers.views import requests as views
from handlers.views.request_previews import Chosen, Preview, Recipient
from handlers.visit import Visit
from planning.errors import Missing, Outdated
from planning.intentions import IntentionState
from planning.kept_sheets import SheetCause
from planning.needs import Asking, check_deadline
from planning.people import Act
from planning.rounds import is_small, parted, proposed_deadline
from storage import distribution_lists, intentions, kept_sheets, requests, topics
from storage.changes import Change
from storage.database import Session
from storage.intentions import Intention
from storage.needs import open_request
from storage.recesses import recesses
from storage.requests import Addressee, Terms


async def open_preview(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show who would be asked, until when."""
    visit.require(Act.START_REQUEST)
    await _show(visit, body, client, Chosen.read(body["actions"][0]["value"]))
    await ack()


async def choose_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show who would be asked by another list."""
    visit.require(Act.START_REQUEST)
    chosen = Chosen.read(body["view"]["private_metadata"])
    wanted = body["actions"][0]["selected_option"]["value"]
    list_id = int(wanted) if wanted != request_previews.ALL else None
    await _show(visit, body, client, replace(chosen, list_id=list_id))
    await ack()


async def choose_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Change between the short form and the long one."""
    visit.require(Act.START_REQUEST)
    chosen = Chosen.read(body["actions"][0]["value"])
    await _show(visit, body, client, replace(chosen, brief=not chosen.brief))
    await ack()


async def _show(visit: Visit, body: dict[str, Any], client: AsyncWebClient, chosen: Chosen) -> None:
    house = visit.house
    async with visit.read() as session:
        row = await _startable(session, chosen.intention_id)
        addressees, left_out, _ = await _addressed(session, visit, row, chosen)
        lists = [(str(one.key), one.name) for one in await distribution_lists.lists(session)]
        around = await recesses(session, visit.today)
    brief = chosen.brief and is_small(row.dwellings, house.policy)
    deadline = proposed_deadline(visit.today, house.calendar, house.policy, around, brief=brief)
    shown = Preview(
        face=intentions.face(row, visit.person),
        chosen=replace(chosen, brief=brief),
        recipients=[recipient(one) for one in addressees],
        left_out=[one.office.name for one in left_out],
        lists=lists[:99],
        small=is_small(row.dwellings, house.policy),
        deadline=deadline,
        at=visit.speech.clock(house.calendar.instant(deadline.day, house.policy.deadline_time)),
    )
    # In place of the form with the button: below it, that form would offer to start what has been started.
    await answers.show_in_place(client, body, request_previews.preview(visit.speech, shown))


async def _addressed(
    session: Session, visit: Visit, row: Intention, chosen: Chosen
) -> tuple[list[Addressee], list[Addressee], str | None]:
    """Give who is asked, who is left out, and the name of the list (None: all offices)."""
    everybody = await requests.distribution(session, row, visit.today)
    found = await distribution_lists.chosen(session, chosen.list_id)
    ids = [one.office.id for one in everybody]
    asked, left_out = parted(everybody, ids, found.offices if found is not None else None)
    return asked, left_out, found.name if found is not None else None


async def _startable(session: Session, intention_id: int) -> Intention:
    row = await intentions.intention(session, intention_id)
    if row is None:
        raise Missing("intention", str(intention_id))
    if row.state is not IntentionState.ACTIVE:
        raise Outdated("intention", row.state)
    if await open_request(session, row.key) is not None:
        raise Outdated("request", "open")
    return row


def recipient(addressee: Addressee) -> Recipient:
    """Give one line of a preview."""
    absent = addressee.stands_in_for
    return Recipient(
        office=addressee.office.name,
        asking=addressee.asking,
        person=addressee.person.name if addressee.person is not None else "",
        stands_in_for=absent.name if absent is not None else None,
    )


async def start(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Ask all offices of the chosen list in one transaction."""
    visit.require(Act.START_REQUEST)
    values, chosen = fields.read_form(view), Chosen.read(view["private_metadata"])
    due = fields.read_day(chosen.due_field, values)
    remark = fields.read_words("remark", values, 1000, optional=True)
    check_deadline(due, visit.today, visit.house.calendar, chosen.due_field)
    async with visit.change() as change:
        change.answer = answers.updated(await _ask(change, visit, chosen, due, remark or None))
    await ack(**change.answer)


async def _ask(change: Change, visit: Visit, chosen: Chosen, due: date, remark: str | None) -> dict[str, Any]:
    house = visit.house
    due_at = house.calendar.instant(due, house.policy.deadline_time)
    row = await _startable(change.session, chosen.intention_id)
    addressees, left_out, name = await _addressed(change.session, visit, row, chosen)
    if not any(one.person is not None for one in addressees):
        raise Missing("addressee")
    left = tuple(one.office.id for one in left_out)
    terms = Terms(name, left, brief=chosen.brief and is_small(row.dwellings, house.policy))
    request = await requests.start(
        change, row.key, addressees, started_on=visit.today, due=due, due_at=due_at, remark=remark, terms=terms
    )
    await topics.ask(change, request, house.catalogue.topics)
    await kept_sheets.keep(change, house.catalogue, row.key, SheetCause.REQUEST, visit.today)
    on_behalf = sum(a.asking is Asking.SECRETARIAT for a in addressees)
    asked = sum(a.person is not None for a in addressees)
    return views.started(visit.speech, intentions.face(row, visit.person), asked, on_behalf, due_at)


def register(app: AsyncApp) -> None:
    """Connect buttons and form."""
    app.action(views.START)(open_preview)
    app.action(request_previews.CHOOSE_LIST)(choose_list)
    app.action(request_previews.CHOOSE_FORM)(choose_form)
    app.view(request_previews.START_FORM)(start)
