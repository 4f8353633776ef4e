"""The needs of an intention seen together, from its detail view: sorted, paged, with what was found about them."""

from decimal import Decimal
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views import bundles as views
from handlers.visit import Visit
from planning.bundles import Sorting, areas, duplicates, meetings, ordered, same_ground
from planning.errors import Missing
from planning.needs import ANSWERED, InquiryState
from planning.people import Act
from storage import bundles, figures, intentions, needs
from storage.database import Session


async def open_bundle(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the first page."""
    visit.require(Act.LOOK)
    async with visit.read() as session:
        view = await _view(session, visit, int(body["actions"][0]["value"]), Sorting.FACILITY, 0)
    await answers.open_form(client, body, view)
    await ack()


async def sort(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the needs in another order, from the first page on."""
    visit.require(Act.LOOK)
    intention_id, _ = _shown(body)
    sorting = Sorting(body["actions"][0]["selected_option"]["value"])
    async with visit.read() as session:
        view = await _view(session, visit, intention_id, sorting, 0)
    await answers.show_in_place(client, body, view)
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page in the same order."""
    visit.require(Act.LOOK)
    intention_id, sorting = _shown(body)
    async with visit.read() as session:
        view = await _view(session, visit, intention_id, sorting, int(body["actions"][0]["value"]))
    await answers.show_in_place(client, body, view)
    await ack()


def _shown(body: dict[str, Any]) -> tuple[int, Sorting]:
    intention_id, _, sorting = body["view"]["private_metadata"].partition(":")
    return int(intention_id), Sorting(sorting)


async def _view(session: Session, visit: Visit, intention_id: int, sorting: Sorting, offset: int) -> dict[str, Any]:
    catalogue = visit.house.catalogue
    row = await intentions.intention(session, intention_id)
    if row is None:
        raise Missing("intention", str(intention_id))
    claims = await bundles.claims(session, intention_id)
    facts = await figures.site_facts(session, intention_id)
    standing = await needs.round_standing(session, intention_id)
    shown = views.Bundle(
        face=intentions.face(row, visit.person),
        claims=ordered(claims, sorting, list(catalogue.facility_types)),
        sorting=sorting,
        offset=offset,
        areas=areas(claims, _square_metres(facts.indoor_area), _square_metres(facts.outdoor_area)),
        duplicates=duplicates(claims),
        same_ground=same_ground(claims),
        meetings=meetings(claims, catalogue.pairings.values()),
        unanswered=standing.shorts(set(InquiryState) - ANSWERED) if standing is not None else [],
    )
    return views.view(visit.speech, catalogue, shown)


def _square_metres(area: int | None) -> Decimal | None:
    return None if area is None else Decimal(area)


def register(app: AsyncApp) -> None:
    """Connect the button, the order and the pages."""
    app.action(views.OPEN)(open_bundle)
    app.action(views.SORT)(sort)
    for action in views.TURN:
        app.action(action)(turn)
