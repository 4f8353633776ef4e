"""The needs of an intention seen together, from its detail view: sorted, paged, with what was found about them."""

from decimal import Decimal
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.apologies import apology
from handlers.chat_files import direct_channel, send
from handlers.district_covers import covers_of
from handlers.views import bundle_tables
from handlers.views import bundles as views
from handlers.visit import Visit
from planning.bundles import Sorting, areas, duplicates, meetings, ordered, same_ground
from planning.errors import Missing
from planning.figure_sheets import compute
from planning.needs import ANSWERED, InquiryState
from planning.people import Act
from planning.quantity_checks import checks, shares, unlike
from storage import bundles, figures, intentions, need_sites
from storage.database import Session
from storage.people import Person
from storage.standings import round_standing


async def open_bundle(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the first page."""
    visit.require(Act.LOOK)
    async with visit.read() as session:
        view = await view_of(session, visit, int(body["actions"][0]["value"]), Sorting.FACILITY, 0)
    await answers.open_form(client, body, view)
    await ack()


async def sort(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the needs in another order, from the first page on."""
    visit.require(Act.LOOK)
    intention_id, _ = _shown(body)
    sorting = Sorting(body["actions"][0]["selected_option"]["value"])
    async with visit.read() as session:
        view = await view_of(session, visit, intention_id, sorting, 0)
    await answers.show_in_place(client, body, view)
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page in the same order."""
    visit.require(Act.LOOK)
    intention_id, sorting = _shown(body)
    async with visit.read() as session:
        view = await view_of(session, visit, intention_id, sorting, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, view)
    await ack()


async def as_table(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the needs as a spreadsheet to who asks; it may be passed on."""
    visit.require(Act.LOOK)
    intention_id, sorting = _shown(body)
    visit.house.errands.run(_send_table(visit, client, intention_id, sorting), apology(visit, client))
    await answers.tell(client, body, visit.speech, visit.speech.rich("The Excel file comes as a message from the bot."))
    await ack()


async def _send_table(visit: Visit, client: AsyncWebClient, intention_id: int, sorting: Sorting) -> None:
    s = visit.speech
    async with visit.read() as session:
        shown = await gather(session, visit, intention_id, sorting, 0, viewer=None)
    content = bundle_tables.table(s, visit.house.catalogue, shown)
    channel = await direct_channel(client, visit.person.slack_user_id)
    name = f"Bedarfe-{shown.face.number}-{visit.today.isoformat()}.xlsx"
    text = s.rich("Here are the needs of {number}. Minimum values are not in it.", number=shown.face.number)
    await send(client, channel, name=name, content=content, title=s._("Needs together"), text=text)


def _shown(body: dict[str, Any]) -> tuple[int, Sorting]:
    intention_id, _, sorting = body["view"]["private_metadata"].partition(":")
    return int(intention_id), Sorting(sorting)


async def view_of(session: Session, visit: Visit, intention_id: int, sorting: Sorting, offset: int) -> dict[str, Any]:
    """Draw one page of an intention's needs as this visitor may see it."""
    shown = await gather(session, visit, intention_id, sorting, offset, viewer=visit.person)
    return views.view(visit.speech, visit.house.catalogue, shown)


async def gather(
    session: Session, visit: Visit, intention_id: int, sorting: Sorting, offset: int, *, viewer: Person | None
) -> views.Bundle:
    """Read the needs of an intention and what is found about them; with `viewer` None for a list that is passed on.

    What is read is what belongs to this intention alone, however many others there are.
    """
    catalogue = visit.house.catalogue
    row = await intentions.intention(session, intention_id)
    if row is None:
        raise Missing("intention", str(intention_id))
    claims = await bundles.claims(session, intention_id)
    facts = await figures.site_facts(session, intention_id)
    rules = await figures.rules_for(session, catalogue, facts, visit.today, visit.speech.language)
    lines = compute([figures.site_of(row, facts, catalogue)], rules)
    standing = await round_standing(session, intention_id)
    others = await need_sites.several(session, {one for claim in claims for one in claim.sites} - {intention_id})
    return views.Bundle(
        face=intentions.face(row, viewer),
        claims=ordered(claims, sorting, list(catalogue.facility_types)),
        sorting=sorting,
        offset=min(max(offset, 0), max(len(claims) - 1, 0)) // views.PAGE * views.PAGE,
        areas=areas(claims, _square_metres(facts.indoor_area), _square_metres(facts.outdoor_area)),
        duplicates=duplicates(claims),
        same_ground=same_ground(claims),
        meetings=meetings(claims, catalogue.pairings.values(), row.uses),
        unanswered=standing.shorts(set(InquiryState) - ANSWERED) if standing is not None else [],
        checks=checks(claims, lines, catalogue.calculations),
        unlike=unlike(claims, lines, catalogue.calculations),
        covers=await covers_of(session, visit, row, claims, lines=lines, rules=rules),
        shares=shares(claims, rules),
        faces={key: intentions.face(other, viewer) for key, other in others.items()},
        office=visit.person.office if viewer is not None and visit.person.may(Act.REPORT_NEED) else None,
    )


def may_place(person: Person, office: str) -> bool:
    """Say whether somebody chooses the intentions of an office's needs: the office itself and the secretariat."""
    return person.may(Act.REPORT_NEED) and (person.is_secretariat or person.office == office)


def _square_metres(area: int | None) -> Decimal | None:
    return None if area is None else Decimal(area)


def register(app: AsyncApp) -> None:
    """Connect the button, the order, the pages and the table."""
    app.action(views.OPEN)(open_bundle)
    app.action(views.SORT)(sort)
    app.action(views.TABLE)(as_table)
    for action in views.TURN:
        app.action(action)(turn)
