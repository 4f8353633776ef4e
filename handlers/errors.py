"""Every rule's no as a sentence: at the form's field, as a line only the asker sees, or in a small modal."""

import json
import secrets
from typing import Any

import structlog
from pydantic import ValidationError
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.house import House
from handlers.mrkdwn import Mrkdwn
from handlers.speech import Speech
from handlers.views.absences import conflict as absence_conflict
from handlers.views.absences import deputy_away
from handlers.views.closing_days import conflict as closing_conflict
from handlers.views.distribution_lists import conflict as list_conflict
from handlers.views.fields import named
from handlers.views.figures import conflict as figure_conflict
from handlers.views.figures import not_computed
from handlers.views.homes import closed
from handlers.views.intention_links import conflict as link_conflict
from handlers.views.need_details import conflict as joint_conflict
from handlers.views.need_details import outdated as joint_outdated
from handlers.views.need_forms import conflict as need_conflict
from handlers.views.offices import conflict as office_conflict
from handlers.views.people import conflict as member_conflict
from handlers.views.pools import conflict as pool_conflict
from handlers.views.recesses import conflict as recess_conflict
from handlers.views.refusals import missing, outdated
from planning import errors as e
from planning.formulas import DividesByZero
from storage.changes import Repeated
from storage.people import secretariat

log = structlog.get_logger()


def register(app: AsyncApp) -> None:
    """Let every refusal of every handler be answered here."""
    app.error(answer_refusal)


async def answer_refusal(
    error: Exception, body: dict[str, Any], client: AsyncWebClient, speech: Speech, house: House
) -> BoltResponse:
    """Answer a handler's exception: what a rule said, or a reference number that is in the log."""
    match error:
        case Repeated(answer=answer):
            return acknowledged(answer or {})
        case e.Invalid() if body.get("type") == "view_submission":
            return acknowledged(answers.field_errors(_at_fields(error, body, speech)))
        case ValidationError():
            return await answer_refusal(e.Invalid(*e.problems_of(error)), body, client, speech, house)
        case e.Refusal():
            text = await refusal(error, speech, house)
        case DividesByZero(formula=formula):
            text = not_computed(speech, formula)
        case answers.TriggerOver():
            text = speech.rich("The form could not be opened in time. Please try again; nothing was changed.")
        case _:
            reference = secrets.token_hex(3)
            log.error("handler failed", reference=reference, exc_info=error)
            text = speech.rich(
                "That did not work; nothing was stored. If it happens again, please tell the secretariat"
                " this number: {reference}.",
                reference=reference,
            )
    return await _said(text, body, client, speech)


def acknowledged(answer: dict[str, Any]) -> BoltResponse:
    """Acknowledge with a JSON answer (or nothing)."""
    if not answer:
        return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})


async def _said(text: Mrkdwn, body: dict[str, Any], client: AsyncWebClient, speech: Speech) -> BoltResponse:
    if "command" in body:
        return acknowledged(answers.ephemeral(text))
    if body.get("type") == "view_submission":
        return acknowledged(answers.updated(answers.notice(speech, speech._("Please note"), text)))
    if body.get("type") in {"block_actions", "message_action", "shortcut"}:
        await answers.tell(client, body, speech, text)
    event = body.get("event") or {}
    if event.get("type") == "app_home_opened" and event.get("tab") == "home":
        await client.views_publish(user_id=event["user"], view=closed(speech, text))
    return acknowledged({})


async def refusal(error: e.Refusal, speech: Speech, house: House) -> Mrkdwn:
    """Give the sentence for a refusal of a whole act."""
    match error:
        case e.NotAllowed():
            return speech.rich(
                "Your role does not include this. The secretariat can help: {names}.",
                names=await _secretariat_names(speech, house),
            )
        case e.NotAMember():
            return speech.rich(
                "You are not entered for the working group yet and cannot use this function."
                " Please turn to the secretariat: {names}.",
                names=await _secretariat_names(speech, house),
            )
        case e.Missing(noun=noun, reference=reference):
            return missing(noun, reference, speech)
        case e.Outdated(noun="joint_need", now=now):
            return joint_outdated(now, speech)
        case e.Outdated(noun=noun, now=now):
            return outdated(noun, now, speech)
        case e.AskFirst(question=question):
            return speech.rich("Please confirm first: {question}", question=question)
        case e.Invalid(problems=problems):
            return Mrkdwn("\n".join(problem_sentence(problem, speech) for problem in problems))
        case _:
            return speech.rich("That is not possible at the moment.")


async def _secretariat_names(speech: Speech, house: House) -> str:
    async with house.database.read() as session:
        names = [person.name for person in await secretariat(session)]
    return ", ".join(names) or speech._("nobody is entered yet; the administrator can tell")


def _at_fields(error: e.Invalid, body: dict[str, Any], speech: Speech) -> dict[str, str]:
    blocks = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    inputs = {named(block): block for block in blocks}
    sentences: dict[str, str] = {}
    for problem in error.problems:
        at = inputs.get(problem.field, blocks[0])
        sentence = problem_sentence(problem, speech)
        sentences[at] = f"{sentences[at]} {sentence}" if at in sentences else sentence
    return sentences


def problem_sentence(problem: e.Problem, speech: Speech) -> str:
    """Give the sentence for one field (plain text)."""
    match problem:
        case e.Required():
            return speech._("Please fill this in.")
        case e.TooLong(limit=limit, length=length):
            return speech._("At most {limit} characters, please; these are {length}.", limit=limit, length=length)
        case e.NotAQuantity(typed=typed):
            return speech._(
                "“{typed}” is not a number. Please write it like this: 4 groups, 3–4 groups, about 600 m², at least 2.",
                typed=typed,
            )
        case e.UnknownUnit(typed=typed):
            return speech._(
                "The unit “{typed}” is unknown. Please write only the number, or a unit of the list: groups, places, m².",
                typed=typed,
            )
        case e.NotANumber(typed=typed):
            return speech._("“{typed}” is not a number. Please write it like this: 570 or 1.150 or 2,5.", typed=typed)
        case e.OutOfRange(low=low, high=high):
            return _out_of_range(low, high, speech)
        case e.InThePast(value=value):
            return speech._("{day} is over. Please choose a later date.", day=speech.day(value))
        case e.InTheFuture(value=value):
            return speech._("{day} has not come yet. Please choose today or an earlier date.", day=speech.day(value))
        case e.TooFarAhead(last=last):
            return speech._("That is too far ahead. The last possible date is {day}.", day=speech.day(last))
        case e.NotAWorkingDay(value=value):
            return speech._("{day} is not a working day. Please choose another date.", day=speech.day(value))
        case e.MinimumAboveTarget():
            return speech._("The minimum is larger than the target. Please check both.")
        case e.UnknownChoice():
            return speech._("Please choose from the list.")
        case e.Backwards():
            return speech._("This stage lies before the present one. Please say why.")
        case e.DeputyAway():
            return deputy_away(problem, speech)
        case e.Conflict(code=code):
            return _conflict(code, speech)
        case _:
            return speech._("Please check this.")


def _out_of_range(low: str, high: str, speech: Speech) -> str:
    if low and high:
        return speech._("Please enter a number from {low} to {high}.", low=low, high=high)
    if low:
        return speech._("Please enter a number above {low}.", low=low)
    return speech._("Please enter a number up to {high}.", high=high)


def _noun_conflict(code: str, speech: Speech) -> str | None:
    for conflict in (
        member_conflict,
        absence_conflict,
        office_conflict,
        closing_conflict,
        figure_conflict,
        recess_conflict,
        link_conflict,
        list_conflict,
        need_conflict,
        pool_conflict,
        joint_conflict,
    ):
        if sentence := conflict(code, speech):
            return sentence
    return None


def _conflict(code: str, speech: Speech) -> str:
    match code:
        case "information_has_no_date":
            return speech._(
                "An information has neither date nor stage. Please clear this field or choose another kind."
            )
        case "date_or_stage":
            return speech._("Please name a date or the stage at which this falls due.")
        case "date_and_stage":
            return speech._("Please name either a date or a stage, not both.")
        case "stage_needs_intention":
            return speech._("A stage only makes sense with an intention. Please choose one.")
        case "stage_is_reached":
            return speech._("The intention has already reached this stage. Please choose a later one or a date.")
        case "stage_not_on_route":
            return speech._("The intention's planning route has no such stage. Please choose another one or a date.")
        case "intention_not_active":
            return speech._("The intention is paused or abandoned. Please choose another one or leave this empty.")
        case "same_office":
            return speech._("This office is responsible already. Please choose another one.")
        case "meeting_in_the_night":
            return speech._("Please choose a time between 6:00 and 22:00.")
        case "meeting_time_is_over":
            return speech._("This time is over for today. Please choose a later one.")
        case "question_to_own_office":
            return speech._("This is your own office. Please choose another one.")
        case "question_is_answered":
            return speech._("A colleague has answered this question meanwhile. You can close this form.")
        case "received_before_asked":
            return speech._("The offices were asked later than that. Please check the date.")
        case "extension_is_not_later":
            return speech._("The new deadline is not later than the present one.")
        case "delay_is_not_later":
            return speech._("The new date is not later than the present one.")
        case code if sentence := _noun_conflict(code, speech):
            return sentence
        case _:
            return speech._("Please check this.")
