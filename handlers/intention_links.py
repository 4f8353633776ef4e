"""Splitting and merging intentions in chat, and the assignment of needs to the parts by their offices."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.confirmations import follow
from handlers.pools import look_for_hints
from handlers.views import fields
from handlers.views import intention_links as views
from handlers.views.intention_cards import pick
from handlers.visit import Visit
from planning.errors import Invalid, Missing, NotAllowed, UnknownChoice
from planning.figures import count_from
from planning.intention_links import MOST_PARTS, MergeDraft, PartDraft, check_linkable, check_merge, check_parts
from planning.intentions import LONG_TEXT, OVER
from planning.kept_sheets import SheetCause
from planning.messages import IntentionNews, SurfaceKind
from planning.needs import check_can_answer, check_speaks_for
from planning.people import Act
from storage import intention_links, intentions, reports
from storage.changes import Change
from storage.database import Session
from storage.intentions import Intention
from storage.reports import Dossier


async def open_split(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for the parts."""
    async with visit.read() as session:
        row = await _linkable(session, visit, body["actions"][0]["value"])
        reported = [one for one in await reports.reports_of(session, row.key) if one.newest is not None]
    face = intentions.face(row, visit.person)
    await answers.show_in_place(client, body, views.split_form(visit.speech, face, len(reported)))
    await ack()


async def _linkable(session: Session, visit: Visit, intention_id: str | int) -> Intention:
    visit.require(Act.CHANGE_INTENTION)
    row = await intentions.intention(session, int(intention_id))
    if row is None:
        raise Missing("intention", str(intention_id))
    if intentions.face(row, visit.person).masked:
        raise NotAllowed(Act.CHANGE_INTENTION)
    check_linkable(row.state)
    return row


async def submit_split(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Let an intention become several."""
    values = fields.read_form(view)
    parts = _parts(values)
    reason = fields.read_words("reason", values, LONG_TEXT, optional=True) or None
    async with visit.change() as c:
        row = await _linkable(c.session, visit, view["private_metadata"])
        district = visit.house.catalogue.districts[row.district].name.de
        made = await intention_links.split(c, row, parts, reason, today=visit.today, district=district)
        for one in made:
            if visit.house.channel is not None:
                await c.show(SurfaceKind.CARD, one.key, channel_id=visit.house.channel)
        await follow(c, visit, row, SheetCause.SPLIT)
        await look_for_hints(c, visit, row)
        faces = [intentions.face(one, visit.person) for one in (row, *made)]
        c.answer = answers.updated(views.done(visit.speech, visit.speech._("Split intention"), faces))
    await ack(**c.answer)


def _parts(values: dict[str, Any]) -> list[PartDraft]:
    parts = []
    for nth in range(1, MOST_PARTS + 1):
        title = " ".join((values.get(f"title_{nth}") or "").split())
        dwellings = count_from(f"dwellings_{nth}", values.get(f"dwellings_{nth}"), most=50_000)
        if title:
            parts.append(PartDraft(title=title, dwellings=dwellings))
    check_parts(parts)
    return parts


async def open_merge(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask which intention stays."""
    async with visit.read() as session:
        row = await _linkable(session, visit, body["actions"][0]["value"])
        others = [one for one in await intentions.active(session, 100) if one.key != row.key]
    faces = [face for one in others if not (face := intentions.face(one, visit.person)).masked]
    if not faces:
        raise Missing("other_intention")
    view = views.choose_form(visit.speech, intentions.face(row, visit.person), pick(faces))
    await answers.show_in_place(client, body, view)
    await ack()


async def choose(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Spell out what the merger would do."""
    chosen = fields.read_form(view).get("kept")
    if not chosen:
        raise Invalid(UnknownChoice("kept", typed=""))
    async with visit.read() as session:
        gone = await _linkable(session, visit, view["private_metadata"])
        kept = await _linkable(session, visit, chosen)
        check_merge(gone.key, kept.key)
        moving = await _moving(session, gone)
    first, second = intentions.face(gone, visit.person), intentions.face(kept, visit.person)
    hidden = gone.confidential or kept.confidential
    form = views.merge_form(visit.speech, first, second, moving, hidden=hidden)
    await ack(**answers.updated(form))


async def _moving(session: Session, gone: Intention) -> views.Moving:
    found = [one for one in await reports.reports_of(session, gone.key) if one.needs]
    requests, results = await intention_links.counts(session, gone.key)
    return views.Moving(sum(len(one.needs) for one in found), len(found), requests, results)


async def submit_merge(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Let one intention go into another."""
    gone_id, _, kept_id = view["private_metadata"].partition(":")
    values = fields.read_form(view)
    draft = MergeDraft.model_validate({
        "title": " ".join((values.get("title") or "").split()),
        "dwellings": count_from("dwellings", values.get("dwellings"), most=50_000),
        "reason": fields.read_words("reason", values, LONG_TEXT),
    })  # fmt: skip
    async with visit.change() as c:
        first, second = sorted((int(gone_id), int(kept_id)))
        await intention_links.hold(c.session, first, second)
        gone, kept = [await _linkable(c.session, visit, one) for one in (gone_id, kept_id)]
        check_merge(gone.key, kept.key)
        _, step = await intention_links.merge(c, gone, kept, draft)
        await _announce(c, visit, gone, step.key)
        await follow(c, visit, kept, SheetCause.SPLIT)
        for one in (gone, kept):
            await look_for_hints(c, visit, one)
        face = intentions.face(kept, visit.person)
        c.answer = answers.updated(views.done(visit.speech, visit.speech._("Merge intentions"), [face]))
    await ack(**c.answer)


async def _announce(c: Change, visit: Visit, row: Intention, change_id: int) -> None:
    card = await intentions.card_of(c.session, row.key)
    if card is not None and visit.house.channel is not None:
        news, channel = IntentionNews(change_id=change_id), visit.house.channel
        c.tell(news, f"intention-change:{change_id}", channel_id=channel, thread_of=card.id)


async def open_assign(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask an office for each need to which part it belongs."""
    async with visit.read() as session:
        held = await _own(session, visit, int(body["actions"][0]["value"]))
        parts = await intention_links.parts(session, held.intention.key)
    faces = [intentions.face(one, visit.person) for one in parts]
    needs = {one.key: one.what for one in held.needs}
    view = views.assign_form(visit.speech, faces[0], held.office.name, needs, faces)
    await answers.show_in_place(client, body, view)
    await ack()


async def _own(session: Session, visit: Visit, intention_id: int) -> Dossier:
    """Give the reader's office's report with needs on an intention."""
    report = await reports.report_of(session, intention_id, visit.person.office or "")
    held = await reports.dossier(session, report.key) if report is not None else None
    if held is None or not held.needs:
        raise Missing("need")
    check_speaks_for(visit.person, held.office.id)
    check_can_answer(intention_is_abandoned=held.intention.state in OVER)
    return held


async def assign(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Move needs to the parts they belong to; the versions say from where."""
    values = fields.read_form(view)
    async with visit.change() as c:
        held = await _own(c.session, visit, int(view["private_metadata"]))
        known = {str(one.key): one for one in await intention_links.parts(c.session, held.intention.key)}
        wanted = {need.key: values.get(f"need_{need.key}") or str(held.intention.key) for need in held.needs}
        if set(wanted.values()) - set(known):
            raise Missing("intention", "")
        moved = await intention_links.assign(c, held, {need: known[part] for need, part in wanted.items()})
        text = views.assigned(visit.speech, moved)
        c.answer = answers.updated(answers.notice(visit.speech, visit.speech._("Assign needs"), text))
    await ack(**c.answer)


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.action(views.SPLIT)(open_split)
    app.action(views.MERGE)(open_merge)
    app.action(views.ASSIGN)(open_assign)
    app.view(views.SPLIT_FORM)(submit_split)
    app.view(views.CHOOSE_FORM)(choose)
    app.view(views.MERGE_FORM)(submit_merge)
    app.view(views.ASSIGN_FORM)(assign)
