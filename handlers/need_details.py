"""One need opened from the overview: supported, seen with other eyes, made one with another office's need."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, need_forms
from handlers.bundles import may_place
from handlers.views import fields
from handlers.views import need_details as views
from handlers.views.need_sites import OPEN as SITES
from handlers.visit import Visit
from planning.errors import Invalid, Missing, NotAllowed, UnknownChoice
from planning.intentions import OVER
from planning.joint_needs import ARGUMENT_LENGTH, Effect, JointState
from planning.needs import check_can_answer, sees_minimum
from planning.people import Act
from storage import intentions, joint_needs, supports
from storage.database import Session
from storage.intentions import Intention
from storage.joint_needs import Part, Side
from storage.people import Person, office
from storage.supports import SeenEffect


async def open_need(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show one need with everything said to it."""
    visit.require(Act.LOOK)
    async with visit.read() as session:
        view = await _detail(session, visit, int(body["actions"][0]["value"]))
    await answers.open_form(client, body, view)
    await ack()


async def _detail(session: Session, visit: Visit, need_id: int) -> dict[str, Any]:
    held = await joint_needs.side(session, need_id)
    row = await _intention(session, held)
    parts = await joint_needs.parts_of(session, [need_id])
    others = (await joint_needs.owners(session, [need_id])).get(need_id, [])
    own = {held.office.today, *(one.today for one in others)}
    backing = (await supports.supporters(session, [need_id])).get(need_id, [])
    person = visit.person
    shown = views.Detail(
        need_id=need_id,
        need=held.need,
        face=intentions.face(row, person),
        offices=[held.office.name, *(one.name for one in others)],
        minimum=any(sees_minimum(person, person.key, office=one, lead_id=row.lead_id) for one in own),
        joint=[joint_of(one, person) for one in parts],
        supports=backing,
        effects=(await supports.effects_of(session, [need_id])).get(need_id, []),
        may_echo=_may_echo(person, own) and row.state not in OVER,
        supports_it=any(one.office_id == person.office for one in backing),
        may_place=may_place(person, held.office.today),
        sites_action=SITES,
    )
    return views.detail(visit.speech, need_forms.words(visit), shown)


def joint_of(part: Part, reader: Person) -> views.Joint:
    """Give a part as its reader sees it."""
    return views.Joint(
        owner_id=part.row.key,
        state=part.row.state,
        offices=(part.stays.office.short, part.joined.office.short),
        stays=part.stays.need,
        other=part.joined.need,
        note=part.row.note,
        decides=_speaks(reader) and reader.office == part.asked.office.today,
        concerns=_speaks(reader) and reader.office in part.offices,
    )


def _speaks(person: Person) -> bool:
    return person.office is not None and person.may(Act.REPORT_NEED)


def _may_echo(person: Person, owners: set[str]) -> bool:
    return _speaks(person) and person.office not in owners


async def _intention(session: Session, held: Side) -> Intention:
    row = await intentions.intention(session, held.report.intention_id)
    assert row is not None, "the foreign key holds it"
    return row


async def _others(session: Session, visit: Visit, need_id: int) -> tuple[Side, str]:
    """Give another office's need and this visitor's office. Raises NotAllowed, Missing, Outdated."""
    held = await joint_needs.side(session, need_id)
    own = {held.office.today, *(one.today for one in (await joint_needs.owners(session, [need_id])).get(need_id, []))}
    if visit.person.office is None:
        raise Missing("office")
    if not _may_echo(visit.person, own):
        raise NotAllowed(Act.REPORT_NEED)
    row = await _intention(session, held)
    check_can_answer(intention_is_abandoned=row.state in OVER)
    return held, visit.person.office


async def open_support(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for the argument."""
    async with visit.read() as session:
        held, own = await _others(session, visit, int(body["actions"][0]["value"]))
        given = (await supports.supporters(session, [held.need.key])).get(held.need.key, [])
    argument = next((one.argument for one in given if one.office_id == own), None)
    form = views.support_form(visit.speech, need_forms.words(visit), held.need, held.need.key, argument)
    await answers.show_in_place(client, body, form)
    await ack()


async def support(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store the support and show the need with it."""
    argument = fields.read_words("argument", fields.read_form(view), ARGUMENT_LENGTH)
    async with visit.change() as c:
        held, own = await _others(c.session, visit, int(view["private_metadata"]))
        await supports.support(c, held, own, argument)
        c.answer = answers.updated(await _detail(c.session, visit, held.need.key))
    await ack(**c.answer)


async def end_support(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Take the support back and show the need without it."""
    async with visit.change() as c:
        held, own = await _others(c.session, visit, int(body["actions"][0]["value"]))
        await supports.end_support(c, held.need.key, own)
        view = await _detail(c.session, visit, held.need.key)
    await answers.show_in_place(client, body, view)
    await ack()


async def open_effect(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask whom it benefits or harms."""
    async with visit.read() as session:
        held, own = await _others(session, visit, int(body["actions"][0]["value"]))
        seat = await office(session, own)
    groups = list(seat.target_groups) if seat is not None else []
    form = views.effect_form(visit.speech, need_forms.words(visit), held.need, held.need.key, groups)
    await answers.show_in_place(client, body, form)
    await ack()


async def see_effect(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Store the office's view and show the need with it."""
    values = fields.read_form(view)
    groups = tuple(values.get("target_groups") or ())
    unknown = next((one for one in groups if one not in visit.house.catalogue.target_groups), None)
    if unknown is not None:
        raise Invalid(UnknownChoice("target_groups", typed=unknown[:40]))
    note = fields.read_words("note", values, ARGUMENT_LENGTH, optional=True) or None
    effect = Effect(values.get("effect") or Effect.BENEFITS)
    async with visit.change() as c:
        held, own = await _others(c.session, visit, int(view["private_metadata"]))
        await supports.see_effects(c, held, SeenEffect(own, "", effect, groups, note))
        c.answer = answers.updated(await _detail(c.session, visit, held.need.key))
    await ack(**c.answer)


async def open_join(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask which of two needs stands for both."""
    one, _, other = body["actions"][0]["value"].partition(":")
    async with visit.read() as session:
        two = await _pair(session, visit, int(one), int(other))
        row = await _intention(session, two[0])
    face = intentions.face(row, visit.person)
    named = [(side.office.short, side.need) for side in two]
    form = views.join_form(visit.speech, need_forms.words(visit), face, (int(one), int(other)), named)
    await answers.open_form(client, body, form)
    await ack()


async def _pair(session: Session, visit: Visit, one: int, other: int) -> tuple[Side, Side]:
    """Give two needs, one of which is of this visitor's office. Raises NotAllowed, Missing, Outdated."""
    two = (await joint_needs.side(session, one), await joint_needs.side(session, other))
    if not _speaks(visit.person) or visit.person.office not in {side.office.today for side in two}:
        raise NotAllowed(Act.REPORT_NEED)
    for side in two:
        row = await _intention(session, side)
        check_can_answer(intention_is_abandoned=row.state in OVER)
    return two


async def join(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Propose it to the other office."""
    values, s = fields.read_form(view), visit.speech
    one, _, other = view["private_metadata"].partition(":")
    if values.get("stays") not in {one, other}:
        raise Invalid(UnknownChoice("stays", typed=str(values.get("stays"))[:40]))
    if values["stays"] == other:
        one, other = other, one
    note = fields.read_words("note", values, ARGUMENT_LENGTH, optional=True) or None
    async with visit.change() as c:
        stays, joined = await _pair(c.session, visit, int(one), int(other))
        by, asked = (stays, joined) if stays.office.today == visit.person.office else (joined, stays)
        await joint_needs.propose(c, stays, joined, by, note)
        text = s.rich("{office} is asked. Until it agrees both needs count for themselves.", office=asked.office.name)
        c.answer = answers.updated(answers.notice(s, s._("Report jointly"), text))
    await ack(**c.answer)


async def agree(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Make one need of two."""
    await _decide(visit, body, client, JointState.AGREED)
    await ack()


async def refuse(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Leave the two needs apart."""
    await _decide(visit, body, client, JointState.REFUSED)
    await ack()


async def dissolve(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Make two needs of one again."""
    await _decide(visit, body, client, JointState.DISSOLVED)
    await ack()


async def _decide(visit: Visit, body: dict[str, Any], client: AsyncWebClient, state: JointState) -> None:
    async with visit.change() as c:
        held = await joint_needs.part(c.session, int(body["actions"][0]["value"]), lock=True)
        shown = joint_of(held, visit.person)
        if not (shown.concerns if state is JointState.DISSOLVED else shown.decides):
            raise NotAllowed(Act.REPORT_NEED)
        for one in (held.stays, held.joined):
            await joint_needs.side(c.session, one.need.key)
        check_can_answer(intention_is_abandoned=held.intention.state in OVER)
        await joint_needs.decide(c, held, state)
        text = views.decided(visit.speech, intentions.face(held.intention, visit.person), shown, state)
    if body.get("view"):
        await answers.show_in_place(client, body, answers.notice(visit.speech, visit.speech._("Joint need"), text))
    else:
        await answers.tell(client, body, visit.speech, text)


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.view(views.SUPPORT_FORM)(support)
    app.view(views.EFFECT_FORM)(see_effect)
    app.view(views.JOIN_FORM)(join)
    for action, listener in {
        views.OPEN: open_need,
        views.SUPPORT: open_support,
        views.END_SUPPORT: end_support,
        views.EFFECT: open_effect,
        views.JOIN: open_join,
        views.AGREE: agree,
        views.REFUSE: refuse,
        views.DISSOLVE: dissolve,
    }.items():
        app.action(action)(listener)
