"""What people do with a result: report it done, delay, hand over, correct, withdraw."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.mrkdwn import Mrkdwn
from handlers.results import line_of, pressed, stage_ahead, words
from handlers.views import fields
from handlers.views import result_forms as forms
from handlers.views.result_lists import CORRECT, HAND_OVER, REOPEN, WITHDRAW
from handlers.views.results import DELAY, DONE
from handlers.visit import Visit
from planning.people import Act
from planning.results import (
    CorrectionDraft,
    DelayDraft,
    HandoverDraft,
    ReopeningDraft,
    SettlementDraft,
    WithdrawalDraft,
    require_handover,
    require_settling,
)
from storage import result_reopenings, results
from storage.changes import Change
from storage.intentions import Intention
from storage.people import Office, offices
from storage.result_lists import ResultLine
from storage.results import Result

Guard = Callable[[Visit, Result], None]
"""Raises a refusal unless this visitor may do this with this result now."""


def may_report(visit: Visit, result: Result) -> None:
    """Allow reports by the responsible office and the secretariat while the result is open."""
    results.require_open(result)
    require_settling(visit.person.roles, visit.person.office, result.office)


def may_delay(visit: Visit, result: Result) -> None:
    """Allow a delay as a report, once there is a date."""
    may_report(visit, result)
    results.require_dated(result)


def may_give_away(visit: Visit, result: Result) -> None:
    """Allow the handover to who reports, and to who records results."""
    results.require_open(result)
    require_handover(visit.person.roles, visit.person.office, result.office)


def may_correct(visit: Visit, result: Result) -> None:
    """Allow corrections and withdrawals to planners and secretariat."""
    visit.require(Act.CORRECT_RESULT)
    results.require_correctable(result)


def may_reopen(visit: Visit, result: Result) -> None:
    """Allow reopening to planners and secretariat."""
    visit.require(Act.CORRECT_RESULT)
    result_reopenings.require_closed(result)


async def open_done(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for the evidence."""
    line = await _line(visit, body, may_report)
    await answers.open_form(client, body, forms.done(words(visit), line))
    await ack()


async def submit_done(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Call a result done."""
    draft = SettlementDraft.model_validate(fields.read_form(view))
    async with _changing(visit, view, may_report) as (change, result):
        draft.check(visit.today)
        await results.settle_result(change, result, draft)
        text = visit.speech.rich("Thank you. *{number}* is reported as done.", number=result.number)
        _answer(change, visit, text, undo=result.key)
    await ack(**change.answer)


async def open_delay(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for reason and new date."""
    line = await _line(visit, body, may_delay)
    await answers.open_form(client, body, forms.delay(words(visit), line))
    await ack()


async def submit_delay(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Move the date of a result."""
    s, draft = visit.speech, DelayDraft.model_validate(fields.read_form(view))
    async with _changing(visit, view, may_delay) as (change, result):
        draft.check(result.due, visit.today)
        await results.delay_result(change, result, draft)
        assert result.due is not None, "it has just been set"
        text = s.rich("Thank you. *{number}* is now due on {day}.", number=result.number, day=s.day(result.due))
        _answer(change, visit, text)
    await ack(**change.answer)


async def open_hand_over(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for the other office and the reason."""
    line = await _line(visit, body, may_give_away)
    await answers.open_form(client, body, forms.hand_over(words(visit), line, await _offices(visit)))
    await ack()


async def submit_hand_over(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Make another office responsible."""
    s, draft = visit.speech, HandoverDraft.model_validate(fields.read_form(view))
    async with _changing(visit, view, may_give_away) as (change, result):
        known = {office.id: office.name for office in await offices(change.session)}
        draft.check(result.office, known)
        await results.hand_over_result(change, result, draft, visit.today)
        _answer(
            change, visit, s.rich("*{number}* is now with {office}.", number=result.number, office=known[draft.office])
        )
    await ack(**change.answer)


async def open_correct(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show what was recorded, to be corrected."""
    line = await _line(visit, body, may_correct)
    await answers.open_form(client, body, forms.correct(words(visit), line))
    await ack()


async def submit_correct(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Put right what was recorded wrongly."""
    draft = CorrectionDraft.model_validate(fields.read_form(view))
    async with _changing(visit, view, may_correct) as (change, result):
        intention = await change.session.get(Intention, result.intention_id) if result.intention_id else None
        ahead = intention is None or stage_ahead(visit, intention, draft.trigger_stage)
        draft.check(result, visit.today, stage_is_ahead=ahead)
        await results.correct_result(change, result, draft)
        _answer(change, visit, visit.speech.rich("*{number}* is corrected.", number=result.number))
    await ack(**change.answer)


async def open_withdraw(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Say what follows and ask for the reason."""
    line = await _line(visit, body, may_correct)
    await answers.open_form(client, body, forms.withdraw(words(visit), line))
    await ack()


async def submit_withdraw(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Take a result back."""
    draft = WithdrawalDraft.model_validate(fields.read_form(view))
    async with _changing(visit, view, may_correct) as (change, result):
        draft.check()
        await results.withdraw_result(change, result, draft)
        _answer(change, visit, visit.speech.rich("*{number}* is withdrawn.", number=result.number), undo=result.key)
    await ack(**change.answer)


@asynccontextmanager
async def _changing(visit: Visit, view: dict[str, Any], guard: Guard) -> AsyncIterator[tuple[Change, Result]]:
    """Open the change of the form's result: read anew, locked, and only for who may."""
    async with visit.change() as change:
        result = await results.result_to_change(change, int(view["private_metadata"]))
        guard(visit, result)
        yield change, result


async def _line(visit: Visit, body: dict[str, Any], guard: Guard) -> ResultLine:
    async with visit.read() as session:
        line = await line_of(session, visit, pressed(body))
    guard(visit, line.result)
    return line


async def _offices(visit: Visit) -> list[Office]:
    async with visit.read() as session:
        return await offices(session)


async def open_reopen(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Say what follows and ask for the reason."""
    line = await _line(visit, body, may_reopen)
    # In place: what lies below would go on saying that the result is settled.
    await answers.show_in_place(client, body, forms.reopen(words(visit), line))
    await ack()


async def submit_reopen(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Let a settled or withdrawn result be open again."""
    draft = ReopeningDraft.model_validate(fields.read_form(view))
    async with _changing(visit, view, may_reopen) as (change, result):
        intention = await change.session.get(Intention, result.intention_id) if result.intention_id else None
        stage = result.trigger_stage if result.triggered_on is None else None
        waits = intention is not None and stage is not None and stage_ahead(visit, intention, stage)
        draft.check(result, visit.today, waits_for_stage=waits)
        await result_reopenings.reopen_result(change, result, draft)
        told = visit.speech.rich(
            "*{number}* is open again. The responsible office is told at once.", number=result.number
        )
        _answer(change, visit, told)
    await ack(**change.answer)


async def undo(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Take back one's own report or withdrawal while it is fresh."""
    visit.require(Act.SETTLE_RESULT)
    async with visit.change() as change:
        result = await results.result_to_change(change, pressed(body))
        await result_reopenings.undo_settlement(change, result)
        text = visit.speech.rich("*{number}* is open again, as before.", number=result.number)
    await answers.show_in_place(client, body, forms.settled(visit.speech, text))
    await ack()


def _answer(change: Change, visit: Visit, text: Mrkdwn, undo: int | None = None) -> None:
    change.answer = answers.updated(forms.settled(visit.speech, text, undo))


def register(app: AsyncApp) -> None:
    """Connect the buttons and forms of a result."""
    for action, opens, form, stores in (
        (DONE, open_done, forms.DONE_FORM, submit_done),
        (DELAY, open_delay, forms.DELAY_FORM, submit_delay),
        (HAND_OVER, open_hand_over, forms.HAND_OVER_FORM, submit_hand_over),
        (CORRECT, open_correct, forms.CORRECT_FORM, submit_correct),
        (WITHDRAW, open_withdraw, forms.WITHDRAW_FORM, submit_withdraw),
        (REOPEN, open_reopen, forms.REOPEN_FORM, submit_reopen),
    ):
        app.action(action)(opens)
        app.view(form)(stores)
    app.action(forms.UNDO)(undo)
