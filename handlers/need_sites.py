"""Where needs belong: to several intentions together, to a new one, or – listed until then – to none."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.bundles import may_place
from handlers.views import intention_choices
from handlers.views import need_sites as views
from handlers.visit import Visit
from planning.errors import Missing, NotAllowed
from planning.messages import SurfaceKind
from planning.people import Act
from storage import bundles, intentions, need_sites
from storage.database import Session
from storage.need_sites import Placed
from storage.people import Person


async def open_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask to which intentions a need belongs."""
    async with visit.read() as session:
        held = await _held(session, visit, int(body["actions"][0]["value"]))
        claim = (await bundles.claims_of(session, [held.need.key]))[0]
        known = await need_sites.several(session, held.sites)
    present = [intentions.face(known[one], visit.person) for one in held.sites if one in known]
    home = intentions.face(held.home, visit.person)
    view = views.form(visit.speech, visit.house.catalogue, claim, home, present)
    await answers.show_in_place(client, body, view)
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store where a need belongs."""
    wanted = intention_choices.read(view, views.SITES)
    async with visit.change() as c:
        held = await _held(c.session, visit, int(view["private_metadata"]))
        await need_sites.place(c, held, wanted)
        known = await need_sites.several(c.session, wanted)
        for intention_id in {*held.sites, *wanted}:
            await c.redraw(SurfaceKind.CARD, intention_id)
        faces = [intentions.face(known[one], visit.person) for one in wanted]
        text = views.saved(visit.speech, faces)
        c.answer = answers.updated(answers.notice(visit.speech, visit.speech._("Sites of a need"), text))
    await ack(**c.answer)


async def _held(session: Session, visit: Visit, need_id: int) -> Placed:
    held = await need_sites.placed(session, need_id)
    if not may_place(visit.person, held.office.today):
        raise NotAllowed(Act.REPORT_NEED)
    return held


async def show_searching(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list of needs that look for a site, of one district or of all."""
    visit.require(Act.LOOK)
    await answers.open_form(client, body, await _page(visit, body["actions"][0].get("value") or views.ALL, 0))
    await ack()


async def choose_district(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show those of another district."""
    visit.require(Act.LOOK)
    chosen = body["actions"][0]["selected_option"]["value"]
    await answers.show_in_place(client, body, await _page(visit, chosen, 0))
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page."""
    visit.require(Act.LOOK)
    shown = body["view"]["private_metadata"] or views.ALL
    await answers.show_in_place(client, body, await _page(visit, shown, int(body["actions"][0]["value"])))
    await ack()


async def _page(visit: Visit, chosen: str, offset: int) -> dict[str, Any]:
    district = None if chosen == views.ALL else chosen
    if district is not None and district not in visit.house.catalogue.districts:
        raise Missing("district", district[:40])
    async with visit.read() as session:
        entries = await searching(session, visit, district, viewer=visit.person)
    page = views.Listed(entries[offset : offset + views.PAGE], len(entries), offset, district)
    return views.listing(visit.speech, visit.house.catalogue, page)


async def searching(
    session: Session, visit: Visit, district: str | None, *, viewer: Person | None
) -> list[views.Searching]:
    """Give the needs without a site as a viewer may see them; None for what is passed on."""
    found = await need_sites.searching(session, districts=[district] if district is not None else None)
    claims = {claim.id: claim for claim in await bundles.claims_of(session, [one.need.key for one in found])}
    return [
        views.Searching(
            claims[one.need.key], intentions.face(one.home, viewer), may_place(visit.person, one.office.today)
        )
        for one in found
        if one.need.key in claims
    ]


def register(app: AsyncApp) -> None:
    """Connect buttons, form, filter and pages."""
    app.view(views.FORM)(submit)
    app.action(views.OPEN)(open_form)
    app.action(views.LIST)(show_searching)
    app.action(views.DISTRICT)(choose_district)
    for action in views.TURN:
        app.action(action)(turn)
