"""Several intentions seen as one area: made, looked at, changed, dissolved; hints taken up or put aside."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.needs import look_up
from handlers.views import fields, intention_choices
from handlers.views import pools as views
from handlers.visit import Visit
from planning.errors import Missing
from planning.figures import Rules
from planning.people import Act
from planning.pools import Member, PoolDraft, hints, pooled_sheet
from storage import bundles, figures, intentions, need_sites, pools
from storage.changes import Change
from storage.database import Session
from storage.intentions import Intention
from storage.pools import Area


async def open_pool(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the area an intention belongs to; else ask with which others it is to be seen."""
    visit.require(Act.LOOK)
    intention_id = int(body["actions"][0]["value"])
    async with visit.read() as session:
        row = await intentions.intention(session, intention_id)
        if row is None:
            raise Missing("intention", str(intention_id))
        area = await pools.area_of(session, intention_id)
        view = await _view(session, visit, area) if area is not None else _empty_form(visit, [row])
    await answers.open_form(client, body, view)
    await ack()


def _empty_form(visit: Visit, rows: Sequence[Intention]) -> dict[str, Any]:
    visit.require(Act.POOL_INTENTIONS)
    return views.form(visit.speech, None, [intentions.face(row, visit.person) for row in rows])


async def take_hint(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form with the intentions that a hint named."""
    visit.require(Act.POOL_INTENTIONS)
    async with visit.read() as session:
        row = await pools.hint(session, int(body["actions"][0]["value"]))
        known = await need_sites.several(session, row.ids)
    view = _empty_form(visit, [known[one] for one in row.ids if one in known])
    await answers.open_form(client, body, view)
    await ack()


async def dismiss_hint(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Note that these need not be pooled; the same constellation is not told again."""
    visit.require(Act.POOL_INTENTIONS)
    async with visit.change() as c:
        await pools.dismiss(c, int(body["actions"][0]["value"]))
        await c.redraw_homes()
    text = visit.speech.rich("Noted. These intentions are not suggested together again.")
    await answers.tell(client, body, visit.speech, text)
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """See the chosen intentions as one area from now on."""
    visit.require(Act.POOL_INTENTIONS)
    draft = _draft(view)
    async with visit.change() as c:
        pool = await pools.create(c, draft)
        c.answer = await _stored(c, visit, pool.key)
    await ack(**c.answer)


async def open_edit(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the form with the present members."""
    visit.require(Act.POOL_INTENTIONS)
    async with visit.read() as session:
        area = await pools.area(session, int(body["actions"][0]["value"]))
    faces = [intentions.face(row, visit.person) for row in area.members]
    view = views.form(visit.speech, area.pool.name, faces, callback=views.EDIT_FORM, metadata=area.pool.key)
    await answers.show_in_place(client, body, view)
    await ack()


async def edit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store the name and the members of an area."""
    visit.require(Act.POOL_INTENTIONS)
    draft, pool_id = _draft(view), int(view["private_metadata"])
    async with visit.change() as c:
        await pools.change_members(c, pool_id, draft)
        c.answer = await _stored(c, visit, pool_id)
    await ack(**c.answer)


async def dissolve(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """See the intentions apart again."""
    visit.require(Act.POOL_INTENTIONS)
    s, pool_id = visit.speech, int(body["actions"][0]["value"])
    async with visit.change() as c:
        area = await pools.area(c.session, pool_id)
        await pools.dissolve(c, pool_id)
        await _look_again(c, visit, {row.district for row in area.members})
    text = s.rich(
        "*{name}* is no common area any more. Each intention is computed by itself again.", name=area.pool.name
    )
    await answers.show_in_place(client, body, answers.notice(s, s._("Common area"), text))
    await ack()


def _draft(view: dict[str, Any]) -> PoolDraft:
    draft = PoolDraft.model_validate({
        "name": " ".join((fields.read_form(view).get("name") or "").split()),
        "members": intention_choices.read(view, views.MEMBERS),
    })  # fmt: skip
    draft.check()
    return draft


async def _stored(c: Change, visit: Visit, pool_id: int) -> dict[str, Any]:
    area = await pools.area(c.session, pool_id)
    await _look_again(c, visit, {row.district for row in area.members})
    return answers.updated(await _view(c.session, visit, area))


async def _view(session: Session, visit: Visit, area: Area) -> dict[str, Any]:
    rules = await figures.general_rules(session, visit.house.catalogue, visit.today, visit.speech.language)
    claims = await bundles.claims_at(session, [row.key for row in area.members])
    ids = {row.key for row in area.members}
    shown = views.Shown(
        pool_id=area.pool.key,
        name=area.pool.name,
        faces=[intentions.face(row, visit.person) for row in area.members],
        sheet=pooled_sheet(await _members(session, visit, area.members, rules), rules),
        shared=[f"{claim.what} ({claim.office})" for claim in claims if len(ids & set(claim.sites)) > 1],
        may_change=visit.person.may(Act.POOL_INTENTIONS),
    )
    return views.view(visit.speech, visit.house.catalogue, shown)


async def _members(session: Session, visit: Visit, rows: Sequence[Intention], rules: Rules) -> list[Member]:
    facts = await figures.site_facts_of(session, [row.key for row in rows])
    catalogue = visit.house.catalogue
    return [
        Member(row.key, figures.site_of(row, facts[row.key], catalogue), figures.overridden(rules, facts[row.key]))
        for row in rows
    ]


async def look_for_hints(c: Change, visit: Visit, row: Intention, *before: str | None) -> None:
    """See whether small intentions of this one's districts might be pooled, now that it has changed.

    `before` are districts it lay in until then.
    """
    await c.session.flush()
    await _look_again(c, visit, {one for one in (row.district, row.second_district, *before) if one})


async def look_in_all_districts(c: Change, visit: Visit) -> None:
    """See the same for the whole city, after a list was brought in."""
    await c.session.flush()
    await _look_again(c, visit, set(visit.house.catalogue.districts))


async def _look_again(c: Change, visit: Visit, touched: set[str]) -> None:
    rules = await figures.general_rules(c.session, visit.house.catalogue, visit.today)
    new = False
    for district in sorted(touched):
        rows = await pools.single_in(c.session, district)
        members = await _members(c.session, visit, rows, rules)
        new = await pools.renew_hints(c, district, hints(members)) or new
    if new:
        await c.redraw_homes()


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.options(intention_choices.CHOSEN)(look_up)
    app.view(views.FORM)(submit)
    app.view(views.EDIT_FORM)(edit)
    for action, listener in {
        views.OPEN: open_pool,
        views.EDIT: open_edit,
        views.DISSOLVE: dissolve,
        views.TAKE_HINT: take_hint,
        views.DISMISS_HINT: dismiss_hint,
    }.items():
        app.action(action)(listener)
