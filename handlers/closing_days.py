"""Closing days in chat: looked at with the holidays, entered and taken back; deadlines follow at once."""

from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.mrkdwn import Mrkdwn
from handlers.removals import removing
from handlers.views import closing_days as views
from handlers.views import fields
from handlers.views import recesses as recess_views
from handlers.views import setup as setup_views
from handlers.visit import Visit
from planning.closing_days import NAME_LENGTH, check_closing_day
from planning.people import Act
from planning.rounds import RecessDraft
from planning.setup import Step
from storage import closing_days, recesses, setup
from storage.changes import Change
from storage.database import Session
from storage.needs import deadlines_on

YEAR = 365


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open holidays and closing days."""
    visit.require(Act.MANAGE_PEOPLE)
    async with visit.read() as session:
        view = await _modal(session, visit)
    await answers.show_in_place(client, body, view)


async def open_days(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open them from a button."""
    await show(visit, body, client)
    await ack()


async def _modal(session: Session, visit: Visit, notice: Mrkdwn | None = None) -> dict[str, Any]:
    calendar, today = visit.house.calendar, visit.today
    known = await setup.standing(session, visit.house.channel, today)
    last = date.fromordinal(today.toordinal() + YEAR)
    shown = views.Shown(
        region=calendar.region,
        holidays=calendar.holidays_between(today, last),
        closed=[one for one in await closing_days.closing_days(session) if one.day >= today],
        confirm=setup_views.done_button(visit.speech, known, Step.HOLIDAYS),
        recesses=await recesses.recesses(session, today),
    )
    return views.modal(visit.speech, shown, notice)


async def enter(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Enter a closing day."""
    visit.require(Act.MANAGE_PEOPLE)
    values = fields.read_form(view)
    day, name = fields.read_day("day", values), fields.read_words("name", values, NAME_LENGTH, optional=True)
    check_closing_day(day, visit.today, visit.house.calendar)
    async with visit.change() as c:
        await closing_days.close(c, day, name or None)
        notice = views.entered(visit.speech, day, await deadlines_on(c.session, day))
        c.answer = answers.updated(await _modal(c.session, visit, notice))
    await ack(**c.answer)


async def open_again(c: Change, visit: Visit, day: str) -> dict[str, Any] | None:
    """Take a closing day back."""
    again = date.fromisoformat(day)
    if not await closing_days.open_again(c, again):
        return None
    return await _modal(c.session, visit, views.removed(visit.speech, again))


async def open_recess(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for a recess."""
    visit.require(Act.MANAGE_PEOPLE)
    await answers.show_in_place(client, body, recess_views.form(visit.speech))
    await ack()


async def enter_recess(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Enter a recess."""
    visit.require(Act.MANAGE_PEOPLE)
    values = fields.read_form(view)
    draft = RecessDraft.model_validate({
        "name": fields.read_words("name", values, NAME_LENGTH),
        "first": fields.read_day("first", values), "last": fields.read_day("last", values),
    })  # fmt: skip
    async with visit.change() as c:
        draft.check(visit.today, await recesses.recesses(c.session, visit.today))
        row = await recesses.enter(c, draft)
        c.answer = answers.updated(await _modal(c.session, visit, recess_views.entered(visit.speech, row)))
    await ack(**c.answer)


async def withdraw_recess(c: Change, visit: Visit, recess_id: str) -> dict[str, Any] | None:
    """Take a recess back."""
    row = await recesses.withdraw(c, int(recess_id))
    if row is None:
        return None
    await c.session.flush()
    return await _modal(c.session, visit, recess_views.removed(visit.speech, row))


def register(app: AsyncApp) -> None:
    """Connect buttons and form."""
    app.action(views.OPEN)(open_days)
    app.action(views.REMOVE)(removing("closing_day", open_again))
    app.view(views.FORM)(enter)
    app.action(recess_views.NEW)(open_recess)
    app.action(recess_views.REMOVE)(removing("recess", withdraw_recess))
    app.view(recess_views.FORM)(enter_recess)
