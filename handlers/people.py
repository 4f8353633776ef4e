"""/agsp: help, members of the group and who represents them, one's own absence; accounts as the chat changes them."""

import html
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import (
    absences,
    answers,
    audit,
    closing_days,
    districts,
    figures,
    imports,
    offices,
    own_data,
    search,
    setup,
    topics,
)
from handlers.chat_users import chat_user, look_up
from handlers.house import House
from handlers.mrkdwn import Mrkdwn
from handlers.views import fields
from handlers.views import help as help_views
from handlers.views import people as views
from handlers.visit import Visit, delivery_key
from planning.absences import Absence, check_absence
from planning.errors import Invalid, Required
from planning.membership import ChatUser, check_eligible, check_entry, check_leaving
from planning.people import Act, PersonDraft, Role
from storage import absences as stand_ins
from storage import form_drafts, intentions, membership
from storage.changes import Change, change
from storage.database import Session
from storage.people import Person, entered, members, names
from storage.people import offices as all_offices

NEW_PERSON = "person"
"""The kind of draft that carries whom the secretariat is entering."""


async def command(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """/agsp – help; with a word what that opens."""
    visit.require(Act.LOOK)
    word = html.unescape(body.get("text", "")).strip().lower().partition(" ")[0]
    for words, show in OPENED_BY_WORD.items():
        if word in words:
            await show(visit, body, client)
            await ack()
            return
    text, blocks = help_views.message(visit.speech, visit.person)
    await ack(**answers.ephemeral(text, blocks))


async def open_help(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Explain all commands from a button."""
    visit.require(Act.LOOK)
    await answers.open_form(client, body, help_views.modal(visit.speech))
    await ack()


async def show_list(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the first page of the members."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        view = await _listing(session, visit, 0)
    await answers.open_form(client, body, view)


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list from a button."""
    await show_list(visit, body, client)
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page of the list in place."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        view = await _listing(session, visit, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, view)
    await ack()


async def _listing(
    session: Session, visit: Visit, offset: int, notice: Mrkdwn | None = None, show: int | None = None
) -> dict[str, Any]:
    """Draw one page of the list; with `show` the page on which that person stands."""
    people = await entered(session)
    if show is not None:
        offset = next((at for at, one in enumerate(people) if one.key == show), 0)
    begin = max(min(offset, len(people) - 1), 0) // views.PAGE * views.PAGE
    page = views.Listed(
        people=people[begin : begin + views.PAGE],
        total=len(people),
        offset=begin,
        names=await names(session),
        offices={office.id: office for office in await all_offices(session)},
        today=visit.today,
    )
    return views.listing(visit.speech, page, notice)


async def open_choice(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask whom to enter."""
    visit.require(Act.MANAGE_PEOPLE)
    await answers.show_in_place(client, body, views.choose(visit.speech))
    await ack()


async def choose(ack: AsyncAck, visit: Visit, view: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the form with what the chat knows; for somebody entered already, their entry."""
    visit.require(Act.MANAGE_PEOPLE)
    user_id = fields.read_form(view)[views.CHAT_USER]
    if not user_id:
        raise Invalid(Required(views.CHAT_USER))
    user = await look_up(client, user_id, visit.house.team)
    async with visit.change() as c:
        known = await membership.find(c.session, user_id)
        if known is not None and known.left_at is None:
            notice = visit.speech.rich("*{name}* is entered already. You see the present entry.", name=known.name)
            c.answer = answers.updated(await _form(c.session, visit, known, known.key, notice=notice))
        else:
            check_eligible(user)
            c.answer = answers.updated(await _empty_form(c, visit, user, known))
    await ack(**c.answer)


async def _empty_form(c: Change, visit: Visit, user: ChatUser, known: Person | None) -> dict[str, Any]:
    kept = await form_drafts.keep(c, NEW_PERSON, context=asdict(user), values={})
    proposed: PersonDraft = known or PersonDraft(
        slack_user_id=user.id, name=user.name or " ", email=user.email, roles=[Role.OFFICE]
    )
    notice = visit.speech.rich("*{name}* was a member before.", name=known.name) if known is not None else None
    return await _form(c.session, visit, proposed, kept, entered_before=False, notice=notice)


async def _form(
    session: Session,
    visit: Visit,
    entry: PersonDraft,
    metadata: int,
    *,
    entered_before: bool = True,
    notice: Mrkdwn | None = None,
) -> dict[str, Any]:
    known = await all_offices(session)
    others = [one for one in await members(session) if one.slack_user_id != entry.slack_user_id]
    others = sorted(others, key=lambda one: one.office != entry.office)[: views.MOST_DEPUTIES]
    places = [(office.id, office.name) for office in known] + [(None, visit.speech._("Without an office"))]
    grouped = [
        (title, [(str(one.key), one.name) for one in others if one.office == office][:100]) for office, title in places
    ]
    offered = views.Offered(known, [(title, people) for title, people in grouped if people][:100])
    return views.form(visit.speech, offered, entry, metadata=metadata, entered=entered_before, notice=notice)


async def enter(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store a new member."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        kept = await form_drafts.take(c, int(view["private_metadata"]))
        user = ChatUser(**kept.context)
        draft = draft_from(fields.read_form(view), user.id)
        await _check(c, visit, draft, None)
        new, happened = await membership.enter(c, draft, user)
        notice = views.saved(visit.speech, new.name, happened, entered=True)
        c.answer = answers.updated(await _listing(c.session, visit, 0, notice, show=new.key))
    await ack(**c.answer)


def draft_from(values: dict[str, Any], slack_user_id: str) -> PersonDraft:
    """Make the draft of a submitted form; raises ValidationError naming the fields."""
    deputy = values.get("deputy_id")
    return PersonDraft.model_validate(
        {
            **values,
            "slack_user_id": slack_user_id,
            "name": " ".join((values.get("name") or "").split()),
            "roles": values.get("roles") or [],
            "lead_contact": views.CONTACT in (values.get("lead_contact") or ()),
            "deputy_id": int(deputy) if deputy else None,
        }
    )


async def _check(c: Change, visit: Visit, draft: PersonDraft, person_id: int | None) -> None:
    others = await membership.others_in_secretariat(c.session, person_id)
    always = draft.slack_user_id in visit.house.secretariat
    check_entry(draft, person_id=person_id, others=others, always=always)


async def _check_absence(c: Change, visit: Visit, draft: PersonDraft, known: Person) -> None:
    """Let a changed absence or deputy be one that works; what is long noted stays as it is."""
    names = ("absent_from", "absent_until", "deputy_id")
    if all(getattr(draft, name) == getattr(known, name) for name in names):
        return
    others = await stand_ins.others(c.session, known)
    deputy = next((one for one in others if one.id == draft.deputy_id), None)
    check_absence(Absence(draft.absent_from, draft.absent_until), visit.today, known.key, deputy)


async def open_edit(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the entry of a member."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        known = await membership.member(session, int(body["actions"][0]["value"]))
        view = await _form(session, visit, known, known.key)
    await answers.show_in_place(client, body, view)
    await ack()


async def edit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store a changed entry and say what changed with it."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        known = await membership.member(c.session, int(view["private_metadata"]))
        draft = draft_from(fields.read_form(view), known.slack_user_id)
        await _check(c, visit, draft, known.key)
        await _check_absence(c, visit, draft, known)
        happened = await membership.edit(c, known, draft, visit.today)
        notice = views.saved(visit.speech, known.name, happened)
        c.answer = answers.updated(await _listing(c.session, visit, 0, notice, show=known.key))
    await ack(**c.answer)


async def remove(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Let a member go; what waits for them goes to somebody else."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.change() as c:
        known = await membership.member(c.session, int(body["actions"][0]["value"]))
        others = await membership.others_in_secretariat(c.session, known.key)
        check_leaving(known, others=others, always=known.slack_user_id in visit.house.secretariat)
        leads = len(await intentions.led_by(c.session, known.key))
        happened = await membership.leave(c, known, visit.today)
        notice = views.removed(visit.speech, known.name, happened, leads)
        view = await _listing(c.session, visit, 0, notice)
    await answers.show_in_place(client, body, view)
    await ack()


OPENED_BY_WORD: Mapping[tuple[str, ...], Callable[[Visit, dict[str, Any], AsyncWebClient], Awaitable[None]]] = {
    ("mitglieder", "mitglied", "members"): show_list,
    ("abwesend", "abwesenheit", "away"): absences.show,
    ("suche", "suchen", "search"): search.show,
    ("historie", "verlauf", "history"): search.show_history,
    ("einrichtung", "setup"): setup.show,
    ("feiertage", "schließtage", "schliesstage", "holidays"): closing_days.show,
    ("kennwert", "kennwerte", "figures"): figures.show,
    ("bezirk", "bezirke", "district"): districts.show,
    ("aemter", "ämter", "amt", "offices"): offices.show_list,
    ("themen", "thema", "topics"): topics.show,
    ("import", "importieren"): imports.show_form,
    ("meine-daten", "meinedaten", "my-data"): own_data.show,
    ("protokoll", "audit"): audit.show,
}
"""What a word behind /agsp opens."""


async def user_changed(ack: AsyncAck, house: House, body: dict[str, Any]) -> None:
    """Follow what the chat says about an account: closed, guest, of another organisation, renamed."""
    now = await house.clock.now()
    user = chat_user(body["event"]["user"], house.team)
    async with change(house.database, now=now, delivery=delivery_key(body)) as c:
        await membership.follow_chat(c, user, house.calendar.today(now))
    await ack()


def register(app: AsyncApp) -> None:
    """Connect the command, its buttons and forms, and the event about accounts."""
    app.command("/agsp")(command)
    app.event("user_change")(user_changed)
    app.view(views.CHOOSE_FORM)(choose)
    app.view(views.ENTER_FORM)(enter)
    app.view(views.EDIT_FORM)(edit)
    for action, listener in {
        help_views.OPEN: open_help,
        views.LIST: open_list,
        views.ADD: open_choice,
        views.EDIT: open_edit,
        views.REMOVE: remove,
        **dict.fromkeys(views.TURN, turn),
    }.items():
        app.action(action)(listener)
