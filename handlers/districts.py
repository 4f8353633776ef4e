"""/agsp bezirk: all open needs of a district, pooled, against its deficit; as modal, message and spreadsheet."""

import html
from typing import Any

from rapidfuzz import fuzz, process
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.apologies import apology
from handlers.chat_files import direct_channel, send
from handlers.district_covers import place_counts
from handlers.need_sites import searching
from handlers.views import district_tables, layout
from handlers.views import districts as views
from handlers.visit import Visit
from planning.catalogue import Catalogue
from planning.catalogue.wording import fold
from planning.districts import Site, by_quality, totals
from planning.errors import Missing
from planning.intentions import IntentionState
from planning.needs import NeedKind
from planning.people import Act
from storage import bundles, districts, figures, intentions, need_sites
from storage.database import Session
from storage.need_sites import BUILT
from storage.people import Person

ALIKE = 70
"""Score (0–100, rapidfuzz) from which a district is offered for a word."""


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the district named behind the word; the list without a name, a choice where the name says too little."""
    visit.require(Act.LOOK)
    typed = html.unescape(body.get("text", "")).strip().partition(" ")[2].strip()
    if not typed:
        await _show_list(visit, body, client)
        return
    catalogue = visit.house.catalogue
    meant = meaning(catalogue, typed)
    if len(meant) != 1:
        meant = meant or similar(catalogue, typed)
        await answers.open_form(client, body, views.unknown(visit.speech, catalogue, typed, meant))
        return
    await answers.open_form(client, body, await _view(visit, meant[0], 0))


def meaning(catalogue: Catalogue, typed: str) -> list[str]:
    """Give the ids of the districts a word may mean: the one that it names, else all whose names it is part of."""
    found = catalogue.match_district(typed, labelled=True)
    if found is not None:
        return [found.id]
    return [one.id for one in catalogue.districts.values() if fold(typed) in fold(one.name.de)]


def similar(catalogue: Catalogue, typed: str) -> list[str]:
    """Give the ids of the districts that are spelt like a word, the most similar first; they are only offered."""
    names = {one.id: fold(one.name.de) for one in catalogue.districts.values()}
    alike = process.extract(fold(typed), names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3)
    return [district for _, _, district in alike]


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list of districts from a button."""
    visit.require(Act.LOOK)
    await _show_list(visit, body, client)
    await ack()


async def _show_list(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    async with visit.read() as session:
        counts = await districts.counts(session)
        lost: dict[str, int] = {}
        for one in await need_sites.searching(session):
            for district in {one.home.district, one.home.second_district} - {None}:
                lost[str(district)] = lost.get(str(district), 0) + 1
    await answers.open_form(client, body, views.listing(visit.speech, visit.house.catalogue, counts, lost))


async def choose(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the district that was chosen."""
    visit.require(Act.LOOK)
    action = body["actions"][0]
    chosen = action["selected_option"]["value"] if "selected_option" in action else action["value"]
    await answers.show_in_place(client, body, await _view(visit, chosen, 0))
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page."""
    visit.require(Act.LOOK)
    district = body["view"]["private_metadata"]
    await answers.show_in_place(client, body, await _view(visit, district, int(body["actions"][0]["value"])))
    await ack()


async def as_message(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the district to who asks, as a message that may be passed on."""
    visit.require(Act.LOOK)
    async with visit.read() as session:
        shown = await gather(session, visit, body["actions"][0]["value"], 0, viewer=None)
    text, blocks = views.message(visit.speech, visit.house.catalogue, shown)
    channel = await direct_channel(client, visit.person.slack_user_id)
    await client.chat_postMessage(channel=channel, text=text, blocks=layout.as_list(blocks))
    await answers.tell(client, body, visit.speech, visit.speech.rich("It is in your messages from the bot."))
    await ack()


async def as_table(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the district to who asks, as a spreadsheet that may be passed on."""
    visit.require(Act.LOOK)
    visit.house.errands.run(_send_table(visit, client, body["actions"][0]["value"]), apology(visit, client))
    await answers.tell(client, body, visit.speech, visit.speech.rich("The Excel file comes as a message from the bot."))
    await ack()


async def _send_table(visit: Visit, client: AsyncWebClient, district: str) -> None:
    s = visit.speech
    async with visit.read() as session:
        shown = await gather(session, visit, district, 0, viewer=None)
    content = district_tables.table(s, visit.house.catalogue, shown)
    channel = await direct_channel(client, visit.person.slack_user_id)
    text = s.rich("Here is the district {name}. Confidential intentions stand in it by their alias.",
                  name=views.name(s, visit.house.catalogue, district))  # fmt: skip
    file = f"Bezirk-{district}-{visit.today.isoformat()}.xlsx"
    await send(client, channel, name=file, content=content, title=s._("District"), text=text)


async def _view(visit: Visit, district: str, offset: int) -> dict[str, Any]:
    async with visit.read() as session:
        shown = await gather(session, visit, district, offset, viewer=visit.person)
    return views.view(visit.speech, visit.house.catalogue, shown)


async def gather(session: Session, visit: Visit, district: str, offset: int, *, viewer: Person | None) -> views.Shown:
    """Read everything a district needs, each need once; with `viewer` None for what is passed on."""
    catalogue = visit.house.catalogue
    if district not in catalogue.districts:
        raise Missing("district", district[:40])
    rows = await districts.intentions_in(session, district, IntentionState.ACTIVE, IntentionState.PAUSED)
    active = [row for row in rows if row.state is IntentionState.ACTIVE]
    claims = [one for one in await bundles.claims_at(session, [row.key for row in rows]) if one.step < BUILT]
    rules = await figures.general_rules(session, catalogue, visit.today, visit.speech.language)
    elsewhere = {one for claim in claims for one in claim.sites} - {row.key for row in rows}
    known = {row.key: row for row in rows} | dict(await need_sites.several(session, elsewhere))
    missing = await districts.deficits(session, district)
    found = totals(claims, missing, list(catalogue.facility_types), place_counts(visit, rules))
    needs = {one.id: one.sites for one in claims if one.kind is NeedKind.NEED}
    return views.Shown(
        district=district,
        intentions=len(active),
        dwellings=sum(row.dwellings or 0 for row in active),
        totals=found,
        concerns=sum(1 for one in claims if one.kind is NeedKind.CONCERN),
        faces={key: intentions.face(row, viewer) for key, row in known.items()},
        searching=await searching(session, visit, district, viewer=viewer),
        quality=by_quality([Site(row.key, row.quality, row.dwellings) for row in active], needs),
        city=by_quality(await districts.quality_sites(session), await districts.sites_of_all(session)),
        offset=min(max(offset, 0), max(len(found) - 1, 0)) // views.PAGE * views.PAGE,
        paused=len(rows) - len(active),
        unknown=sum(1 for row in active if not row.dwellings),
        deficits=await districts.deficit_versions(session, district),
    )


def register(app: AsyncApp) -> None:
    """Connect buttons, choices and pages; /agsp opens a district."""
    for action, listener in {
        views.LIST: open_list,
        views.SHOW: choose,
        views.CHOOSE: choose,
        views.MESSAGE: as_message,
        views.TABLE: as_table,
        **dict.fromkeys(views.TURN, turn),
    }.items():
        app.action(action)(listener)
