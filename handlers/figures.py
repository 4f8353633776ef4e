"""/agsp kennwert: key figures and their versions, and the sheet of an intention, computed where everyone can follow."""

import html
from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.district_covers import covers_of
from handlers.pools import look_for_hints
from handlers.views import fields, figure_forms
from handlers.views import figures as views
from handlers.visit import Visit
from planning.catalogue import Catalogue
from planning.errors import Invalid, Missing, NotANumber, Required
from planning.figure_sheets import Line, compute
from planning.figures import Figure, FigureDraft, Override, Rules, SiteDraft, figure_from, own_value, required_figure
from planning.formulas import DividesByZero
from planning.kept_sheets import SheetCause
from planning.people import Act
from storage import bundles, figures, intentions, kept_sheets
from storage.database import Session
from storage.figures import SiteFacts
from storage.intentions import Intention
from storage.people import names


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list, or the sheet of the intention named behind the word."""
    visit.require(Act.LOOK)
    reference = html.unescape(body.get("text", "")).strip().partition(" ")[2].strip()
    async with visit.read() as session:
        if not reference:
            in_force = await figures.in_force(session, visit.house.catalogue, visit.today, visit.speech.language)
            view = views.listing(visit.speech, list(in_force.values()))
        else:
            row = await intentions.by_reference(session, reference, visit.today.year)
            if row is None:
                raise Missing("intention", reference[:40])
            view = await _sheet(session, visit, row)
    await answers.open_form(client, body, view)


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the list from a button."""
    await show(visit, body | {"text": ""}, client)
    await ack()


async def open_sheet(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open an intention's sheet from a button."""
    visit.require(Act.LOOK)
    async with visit.read() as session:
        view = await _sheet(session, visit, await _intention(session, body["actions"][0]["value"]))
    await answers.open_form(client, body, view)
    await ack()


async def _sheet(session: Session, visit: Visit, row: Intention) -> dict[str, Any]:
    catalogue = visit.house.catalogue
    facts = await figures.site_facts(session, row.key)
    rules = await figures.rules_for(session, catalogue, facts, visit.today, visit.speech.language)
    lines, formula = _computed(row, facts, rules, catalogue)
    may_describe = visit.person.may(Act.DESCRIBE_SITE)
    claims = await bundles.claims(session, row.key)
    covers = await covers_of(session, visit, row, claims, lines=lines, rules=rules)
    shown = views.Sheet(intentions.face(row, visit.person), facts, rules, lines, may_describe, formula, covers)
    return views.sheet(visit.speech, catalogue, shown)


def _computed(
    row: Intention, facts: SiteFacts, rules: Rules, catalogue: Catalogue
) -> tuple[Sequence[Line], str | None]:
    """Compute the lines, or name the formula that cannot be computed: the sheet opens all the same, to put it right."""
    try:
        return compute([figures.site_of(row, facts, catalogue)], rules), None
    except DividesByZero as error:
        return (), error.formula


async def _intention(session: Session, intention_id: str) -> Intention:
    row = await intentions.intention(session, int(intention_id))
    if row is None:
        raise Missing("intention", intention_id)
    return row


async def open_one(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open one key figure with all its versions."""
    visit.require(Act.LOOK)
    language, catalogue = visit.speech.language, visit.house.catalogue
    async with visit.read() as session:
        figure = await _figure(session, visit, body["actions"][0]["selected_option"]["value"])
        known = await names(session)
        history = [
            (row, known.get(row.changed_by) if row.changed_by is not None else None)
            for row in await figures.versions(session, figure.id)
        ]
    may = visit.person.may(Act.CHANGE_FIGURES)
    view = views.one(visit.speech, figure, history, views.uses(figure.id, catalogue, language), may=may)
    await answers.open_form(client, body, view)
    await ack()


async def _figure(session: Session, visit: Visit, figure_id: str) -> Figure:
    in_force = await figures.in_force(session, visit.house.catalogue, visit.today, visit.speech.language)
    if figure_id not in in_force:
        raise Missing("figure", figure_id[:40])
    return in_force[figure_id]


async def open_revise(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for a new version."""
    visit.require(Act.CHANGE_FIGURES)
    async with visit.read() as session:
        figure = await _figure(session, visit, body["actions"][0]["value"])
    await answers.show_in_place(client, body, figure_forms.revise_form(visit.speech, figure, visit.today))
    await ack()


async def revise(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store a new version of a key figure."""
    visit.require(Act.CHANGE_FIGURES)
    values = fields.read_form(view)
    draft = FigureDraft.model_validate(
        values
        | {"value": required_figure("value", values.get("value"))}
        | {field: figure_from(field, values.get(field)) for field in ("low", "high")}
        | {"valid_from": fields.read_day("valid_from", values)}
    )
    draft.check()
    s = visit.speech
    async with visit.change() as c:
        row = await figures.revise(c, visit.house.catalogue, view["private_metadata"], draft)
        text = s.rich(
            "Version {version} is stored: {value}, valid from {day}.",
            version=row.version, value=views.digits(s, row.value), day=s.day(row.valid_from),
        )  # fmt: skip
        c.answer = answers.updated(answers.notice(s, s._("New version"), text))
    await ack(**c.answer)


async def open_site(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask what is known of an intention's dwellings."""
    visit.require(Act.DESCRIBE_SITE)
    async with visit.read() as session:
        row = await _intention(session, body["actions"][0]["value"])
        view = figure_forms.site_form(visit.speech, row.key, await figures.site_facts(session, row.key))
    await answers.show_in_place(client, body, view)
    await ack()


async def describe_site(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store what is known of the dwellings and show the sheet anew."""
    visit.require(Act.DESCRIBE_SITE)
    draft = SiteDraft.model_validate({name: _count(name, typed) for name, typed in fields.read_form(view).items()})
    async with visit.change() as c:
        row = await _intention(c.session, view["private_metadata"])
        draft.check(row.dwellings)
        await figures.describe_site(c, row, draft)
        await look_for_hints(c, visit, row)
        await kept_sheets.keep(c, visit.house.catalogue, row.key, SheetCause.SIZE, visit.today)
        c.answer = answers.updated(await _sheet(c.session, visit, row))
    await ack(**c.answer)


def _count(field: str, typed: str | None) -> int | None:
    value = figure_from(field, typed)
    if value is not None and value != int(value):
        raise Invalid(NotANumber(field, typed=(typed or "")[:40]))
    return int(value) if value is not None else None


async def open_override(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for a value that counts for this intention only."""
    visit.require(Act.DESCRIBE_SITE)
    async with visit.read() as session:
        row = await _intention(session, body["actions"][0]["value"])
        in_force = await figures.in_force(session, visit.house.catalogue, visit.today, visit.speech.language)
    view = figure_forms.override_form(visit.speech, row.key, list(in_force.values()))
    await answers.show_in_place(client, body, view)
    await ack()


async def override(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store an own value with its reason, or take it back, and show the sheet anew."""
    visit.require(Act.DESCRIBE_SITE)
    values = fields.read_form(view)
    value = own_value("value", values.get("value"))
    given = None
    if value is not None:
        if not values.get("reason"):
            raise Invalid(Required("reason"))
        given = Override(value=value, reason=values["reason"])
    async with visit.change() as c:
        row = await _intention(c.session, view["private_metadata"])
        figure = await _figure(c.session, visit, values.get(figure_forms.FIGURE) or "")
        await figures.override(c, row, figure.id, given)
        await look_for_hints(c, visit, row)
        await kept_sheets.keep(c, visit.house.catalogue, row.key, SheetCause.SIZE, visit.today)
        c.answer = answers.updated(await _sheet(c.session, visit, row))
    await ack(**c.answer)


def register(app: AsyncApp) -> None:
    """Connect buttons and forms; /agsp opens the list and the sheet."""
    app.view(figure_forms.REVISE_FORM)(revise)
    app.view(figure_forms.SITE_FORM)(describe_site)
    app.view(figure_forms.OVERRIDE_FORM)(override)
    for action, listener in {
        views.LIST: open_list,
        views.ONE: open_one,
        views.REVISE: open_revise,
        views.SHEET: open_sheet,
        views.SITE: open_site,
        views.OVERRIDE: open_override,
    }.items():
        app.action(action)(listener)
