"""Meetings in chat: /sitzung, the list, planning, moving and cancelling."""

import html
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views import fields
from handlers.views import meetings as views
from handlers.visit import Visit
from planning.meetings import Doubt, MeetingDraft, check_reason, digest_day, doubts, update_days
from planning.people import Act
from storage import form_drafts, meetings
from storage.changes import Change
from storage.meetings import Meeting


async def command(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """/sitzung – what is planned and what was; `neu` – plan one; `archiv` – only what was."""
    match html.unescape(body.get("text", "")).strip().lower():
        case "neu" | "new":
            await _open_new(visit, body, client)
        case "archiv" | "archive":
            visit.require(Act.LOOK)
            await answers.open_form(client, body, await _list(visit, 0, 0, archive=True))
        case _:
            visit.require(Act.LOOK)
            await answers.open_form(client, body, await _list(visit, 0, 0))
    await ack()


async def open_list(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show all meetings from a button."""
    visit.require(Act.LOOK)
    await answers.open_form(client, body, await _list(visit, 0, 0))
    await ack()


async def turn(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show another page of one of the lists in place."""
    visit.require(Act.LOOK)
    coming, _, past = body["actions"][0]["value"].partition(":")
    archive = body["view"].get("private_metadata") == views.ARCHIVE
    view = await _list(visit, int(coming), int(past), archive=archive)
    await client.views_update(view_id=body["view"]["id"], view=view)
    await ack()


async def _list(visit: Visit, coming: int, past: int, *, archive: bool = False) -> dict[str, Any]:
    async with visit.read() as session:
        ahead, ahead_total = await meetings.coming(session, visit.now, offset=coming, limit=views.PAGE)
        over, over_total = await meetings.past(session, visit.now, offset=past, limit=views.PAGE)
    page = views.Listed(ahead, ahead_total, coming, over, over_total, past)
    show = views.archive if archive else views.listing
    return show(visit.speech, page, may_plan=visit.person.may(Act.PLAN_MEETING))


async def new(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form from a button."""
    await _open_new(visit, body, client)
    await ack()


async def _open_new(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    visit.require(Act.PLAN_MEETING)
    await answers.open_form(client, body, views.form(visit.speech, {}))


async def submit_new(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Plan a meeting; what is questionable about its day has to be confirmed once."""
    visit.require(Act.PLAN_MEETING)
    form = _read(visit, view)
    async with visit.change() as change:
        found = doubts(form.draft.on, visit.house.calendar, await meetings.other_days(change.session, None))
        if await _confirmed(change, form, found):
            row = await meetings.plan(change, form.draft, visit.house.calendar, visit.house.channel)
            change.answer = answers.updated(_planned(visit, row, moved=False))
        else:
            change.answer = await _warn(change, visit, form, found, None)
    await ack(**change.answer)


async def open_move(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form of a planned meeting."""
    visit.require(Act.PLAN_MEETING)
    row = await _ahead(visit, body["actions"][0]["value"])
    metadata = _metadata(row)
    view = views.form(visit.speech, views.values_of(row), metadata=metadata, move=True)
    await answers.open_form(client, body, view)
    await ack()


async def submit_move(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Move a meeting; everything planned for it moves along."""
    visit.require(Act.PLAN_MEETING)
    form = _read(visit, view)
    reason = check_reason(form.values.get("reason"))
    async with visit.change() as change:
        row = await meetings.meeting_ahead(change.session, form.meeting_id, visit.now)
        found = await _doubts_of_move(change, visit, form, row)
        if await _confirmed(change, form, found):
            house = visit.house
            moved = await meetings.move(
                change, row, form.draft, reason=reason, calendar=house.calendar, policy=house.policy,
                channel=house.channel,
            )  # fmt: skip
            change.answer = answers.updated(_planned(visit, moved, moved=True))
        else:
            change.answer = await _warn(change, visit, form, found, row)
    await ack(**change.answer)


async def open_cancel(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for the reason and say what cancelling means."""
    visit.require(Act.PLAN_MEETING)
    row = await _ahead(visit, body["actions"][0]["value"])
    await answers.open_form(client, body, views.cancel_form(visit.speech, row))
    await ack()


async def submit_cancel(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Cancel a meeting."""
    visit.require(Act.PLAN_MEETING)
    reason = check_reason(fields.read_form(view).get("reason"))
    async with visit.change() as change:
        row = await meetings.meeting_ahead(change.session, int(view["private_metadata"]), visit.now)
        cancelled = await meetings.cancel(change, row, reason, visit.house.channel)
        text = visit.speech.rich(
            "The meeting on {moment} is cancelled.", moment=visit.speech.moment(cancelled.starts_at)
        )
        change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("Meeting cancelled"), text))
    await ack(**change.answer)


@dataclass(frozen=True)
class _Form:
    """A submitted form; `revision` is that of the meeting when the form was shown."""

    draft: MeetingDraft
    values: dict[str, Any]
    meeting_id: int | None
    revision: int
    draft_id: int | None
    """What was typed when a warning was shown."""


def _read(visit: Visit, view: dict[str, Any]) -> _Form:
    values = fields.read_form(view)
    draft = MeetingDraft.model_validate(values)
    draft.check(visit.now, visit.house.calendar)
    meeting_id, revision, draft_id = (int(part) if part else None for part in _parts(view["private_metadata"]))
    return _Form(draft, values, meeting_id, revision or 0, draft_id)


def _metadata(row: Meeting | None, draft_id: int | None = None) -> str:
    """Give what a form carries: meeting, its revision and the confirmed draft, ids only."""
    return f"{row.key if row else ''}:{row.revision if row else ''}:{draft_id or ''}"


def _parts(metadata: str) -> list[str]:
    return (metadata.split(":") if metadata else ["", "", ""])[:3]


async def _doubts_of_move(change: Change, visit: Visit, form: _Form, row: Meeting) -> list[Doubt]:
    found = doubts(form.draft.on, visit.house.calendar, await meetings.other_days(change.session, row.key))
    return [*found, Doubt.CHANGED_MEANWHILE] if row.revision != form.revision else found


async def _confirmed(change: Change, form: _Form, found: list[Doubt]) -> bool:
    """Say whether the same doubts about the same day were shown before."""
    if not found:
        return True
    assert change.person_id is not None, "a person submitted it"
    if form.draft_id is None:
        return False
    kept = await form_drafts.draft(change.session, form.draft_id, change.person_id, change.now)
    if kept is None or kept.context.get("on") != form.draft.on.isoformat():
        return False
    return Doubt.CHANGED_MEANWHILE not in found and set(found) <= set(kept.context["doubts"])


async def _warn(change: Change, visit: Visit, form: _Form, found: list[Doubt], row: Meeting | None) -> dict[str, Any]:
    context = {"on": form.draft.on.isoformat(), "doubts": [doubt.value for doubt in found]}
    draft_id = await form_drafts.keep(change, "meeting", context=context, values=form.values)
    day = visit.speech.day(form.draft.on)
    view = views.form(
        visit.speech,
        form.values | form.draft.model_dump(),
        metadata=_metadata(row, draft_id),
        move=row is not None,
        warnings=[views.warning(visit.speech, doubt, day, row) for doubt in found],
    )
    return answers.updated(view)


def _planned(visit: Visit, row: Meeting, *, moved: bool) -> dict[str, Any]:
    house, speech = visit.house, visit.speech
    first, _ = update_days(row.on, house.calendar, house.policy)
    digest_at = house.calendar.instant(digest_day(row.on, house.calendar, house.policy), house.policy.morning_time)
    return views.planned(
        speech,
        row,
        moved=moved,
        asked_on=speech.day(first) if first > visit.today else None,
        digest_at=speech.moment(digest_at) if digest_at > visit.now else None,
    )


async def _ahead(visit: Visit, meeting_id: str) -> Meeting:
    async with visit.read() as session:
        return await meetings.meeting_ahead(session, int(meeting_id), visit.now)


def register(app: AsyncApp) -> None:
    """Connect the command, buttons and forms."""
    app.command("/sitzung")(command)
    app.view(views.FORM)(submit_new)
    app.view(views.MOVE_FORM)(submit_move)
    app.view(views.CANCEL_FORM)(submit_cancel)
    app.action(views.LIST)(open_list)
    app.action(views.NEW)(new)
    app.action(views.MOVE)(open_move)
    app.action(views.CANCEL)(open_cancel)
    for action in views.TURN:
        app.action(action)(turn)
