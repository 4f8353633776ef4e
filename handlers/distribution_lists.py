"""The secretariat's distribution lists in chat: looked through, added, changed, taken away."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.mrkdwn import Mrkdwn
from handlers.removals import removing
from handlers.views import distribution_lists as views
from handlers.views import fields
from handlers.visit import Visit
from planning.errors import Invalid, Outdated, UnknownChoice
from planning.people import Act
from planning.rounds import ListDraft
from storage import distribution_lists
from storage.changes import Change
from storage.database import Session
from storage.people import offices


async def open_lists(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show all lists."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        view = await _listing(session, visit)
    await answers.show_in_place(client, body, view)
    await ack()


async def _listing(session: Session, visit: Visit, notice: Mrkdwn | None = None) -> dict[str, Any]:
    lists = await distribution_lists.lists(session)
    return views.listing(visit.speech, lists, await _names(session), notice)


async def _names(session: Session) -> dict[str, str]:
    """Give the offices that can be asked, by id."""
    return {one.id: one.name for one in await offices(session) if one.asked != "never"}


async def open_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for a new list, or show one to be changed."""
    visit.require(Act.MANAGE_PEOPLE)
    action = body["actions"][0]
    async with visit.read() as session:
        found = None
        if action["action_id"] == views.EDIT:
            found = await distribution_lists.chosen(session, int(action["value"]))
            if found is None:
                raise Outdated("distribution_list")
        names = await _names(session)
    await answers.show_in_place(client, body, views.form(visit.speech, found, names))
    await ack()


async def save(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store a list and show all."""
    visit.require(Act.MANAGE_PEOPLE)
    values = fields.read_form(view)
    list_id = int(view["private_metadata"]) if view.get("private_metadata") else None
    name = " ".join((values.get("name") or "").split())
    draft = ListDraft.model_validate({"name": name, "offices": values.get("offices") or []})
    async with visit.change() as c:
        others = [one.name for one in await distribution_lists.lists(c.session) if one.key != list_id]
        draft.check(others)
        unknown = set(draft.offices) - set(await _names(c.session))
        if unknown:
            raise Invalid(UnknownChoice("offices", typed=min(unknown)))
        row = await distribution_lists.save(c, list_id, draft)
        c.answer = answers.updated(await _listing(c.session, visit, views.saved(visit.speech, row)))
    await ack(**c.answer)


async def withdraw(c: Change, visit: Visit, list_id: str) -> dict[str, Any] | None:
    """Take a list away."""
    row = await distribution_lists.withdraw(c, int(list_id))
    if row is None:
        return None
    await c.session.flush()
    return await _listing(c.session, visit, views.removed(visit.speech, row))


def register(app: AsyncApp) -> None:
    """Connect buttons and form."""
    app.action(views.OPEN)(open_lists)
    app.action(views.NEW)(open_form)
    app.action(views.EDIT)(open_form)
    app.action(views.REMOVE)(removing("distribution_list", withdraw))
    app.view(views.FORM)(save)
