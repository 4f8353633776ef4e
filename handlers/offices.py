"""Offices in chat: looked through and searched, added, changed, made part of another; all by the secretariat."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.mrkdwn import Mrkdwn
from handlers.views import fields
from handlers.views import offices as views
from handlers.views import setup as setup_views
from handlers.visit import Visit
from planning.errors import Invalid, Missing, UnknownChoice
from planning.offices import OfficeDraft, check_merge
from planning.people import Act
from planning.setup import Step
from storage import offices, setup
from storage.changes import Change
from storage.database import Session
from storage.people import Office, members
from storage.people import offices as all_offices


async def show_list(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the first page of the offices."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        view = await listing(session, visit)
    await answers.show_in_place(client, body, view)


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list from a button."""
    await show_list(visit, body, client)
    await ack()


async def search(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Show the offices that fit what was typed."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        found = await listing(session, visit, search=fields.read_form(view)[views.SEARCH] or "")
    await ack(**answers.updated(found))


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page in place; the search stays."""
    visit.require(Act.MANAGE_PEOPLE)
    typed = fields.read_form(body["view"]).get(views.SEARCH) or ""
    async with visit.read() as session:
        view = await listing(session, visit, int(body["actions"][0]["value"]), search=typed)
    await answers.show_in_place(client, body, view)
    await ack()


async def listing(
    session: Session,
    visit: Visit,
    offset: int = 0,
    *,
    search: str = "",
    notice: Mrkdwn | None = None,
    show: str | None = None,
) -> dict[str, Any]:
    """Draw one page of the list; with `show` the page on which that office stands."""
    seats = await offices.seats(session, visit.today, search)
    if show is not None:
        offset = next((at for at, seat in enumerate(seats) if seat.office.id == show), 0)
    begin = max(min(offset, len(seats) - 1), 0) // views.PAGE * views.PAGE
    known = await setup.standing(session, visit.house.channel, visit.today)
    page = views.Listed(
        seats=seats[begin : begin + views.PAGE],
        total=len(seats),
        offset=begin,
        search=search,
        districts=_districts(visit),
        confirm=setup_views.done_button(visit.speech, known, Step.OFFICES),
    )
    return views.listing(visit.speech, page, notice)


def _districts(visit: Visit) -> list[fields.Choice]:
    language = visit.speech.language
    return [(one.id, one.name.in_(language)) for one in visit.house.catalogue.districts.values()]


async def open_new(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for a new office."""
    visit.require(Act.MANAGE_PEOPLE)
    await answers.show_in_place(client, body, views.form(visit.speech, None, _districts(visit), ()))
    await ack()


async def open_edit(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show an office with all that can be changed."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        office = await offices.existing(c.session, body["actions"][0]["value"])
        people = [one for one in await members(c.session, office.id) if one.may(Act.ANSWER_REQUEST)]
    view = views.form(visit.speech, _draft_of(office), _districts(visit), people, office.id)
    await answers.show_in_place(client, body, view)
    await ack()


def _draft_of(office: Office) -> OfficeDraft:
    return OfficeDraft.model_validate(office.model_dump())


async def save(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store a new or changed office and show it in the list."""
    visit.require(Act.MANAGE_PEOPLE)
    office_id = view.get("private_metadata") or None
    values = fields.read_form(view)
    draft = _draft_from(values)
    async with visit.change() as c:
        draft.check(await offices.taken(c.session, office_id), visit.house.catalogue.districts)
        if office_id is None:
            office = await offices.add(c, draft)
        else:
            office = await offices.existing(c.session, office_id)
            await offices.edit(c, office, draft)
            await _name_contact(c, office, values)
        notice = views.saved(visit.speech, office.name, added=office_id is None)
        c.answer = answers.updated(await listing(c.session, visit, notice=notice, show=office.id))
    await ack(**c.answer)


def _draft_from(values: dict[str, Any]) -> OfficeDraft:
    """Make the draft of a submitted form; raises ValidationError naming the fields."""
    words = {name: " ".join((values.get(name) or "").split()) for name in ("name", "short", "remit")}
    return OfficeDraft.model_validate(
        {
            **words,
            "remit": words["remit"] or None,
            "asked": values.get("asked"),
            "districts": values.get("districts") or [],
        }
    )


async def _name_contact(c: Change, office: Office, values: dict[str, Any]) -> None:
    if views.CONTACT not in values:
        return
    typed = values[views.CONTACT]
    able = {str(one.key): one.key for one in await members(c.session, office.id) if one.may(Act.ANSWER_REQUEST)}
    if typed is not None and typed not in able:
        raise Invalid(UnknownChoice(views.CONTACT, typed=typed))
    await offices.name_contact(c, office, able.get(typed or ""))


async def open_merge(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask which office takes over."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        seats = await offices.seats(session, visit.today)
    chosen = next((seat for seat in seats if seat.office.id == body["actions"][0]["value"]), None)
    if chosen is None:
        raise Missing("office_entry")
    others = [seat.office for seat in seats if seat is not chosen]
    await answers.show_in_place(client, body, views.merge_form(visit.speech, chosen.office, others, chosen))
    await ack()


async def merge(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Let one office become part of another and say what moved."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        office = await offices.existing(c.session, view["private_metadata"])
        known = {one.id for one in await all_offices(c.session)}
        into = await offices.existing(c.session, check_merge(office.id, fields.read_form(view).get(views.INTO), known))
        reason = visit.speech._("The office is now part of: {office}", office=into.name)
        moved = await offices.merge(c, office, into, today=visit.today, reason=reason)
        notice = views.merged(visit.speech, office.name, into.name, moved)
        c.answer = answers.updated(await listing(c.session, visit, notice=notice, show=into.id))
    await ack(**c.answer)


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.view(views.SEARCH_FORM)(search)
    app.view(views.FORM)(save)
    app.view(views.MERGE_FORM)(merge)
    for action, listener in {
        views.LIST: open_list,
        views.ADD: open_new,
        views.EDIT: open_edit,
        views.MERGE: open_merge,
        **dict.fromkeys(views.TURN, turn),
    }.items():
        app.action(action)(listener)
