"""/agsp abwesend: when somebody is away, who stands in, shown before it is saved."""

import html
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.mrkdwn import Mrkdwn
from handlers.views import absences as views
from handlers.views import fields, people
from handlers.visit import Visit
from planning.absences import BACK, Absence, Colleague, check_absence, ended, read_absence, shown, stand_in
from planning.errors import Invalid, UnknownChoice
from planning.people import Act
from storage import absences, membership
from storage.changes import Change
from storage.people import Person, offices

MOST_OFFERED = 500


async def show(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form, with the days typed behind the command; "zurück" ends an absence in the form."""
    visit.require(Act.SET_ABSENCE)
    typed = html.unescape(body.get("text", "")).strip().partition(" ")[2].strip()
    present = shown(Absence(visit.person.absent_from, visit.person.absent_until), visit.today)
    wanted = read_absence(typed, visit.today) if typed else present
    if typed and typed.casefold() not in BACK:
        check_absence(wanted, visit.today, visit.person.key, None)
    async with visit.read() as session:
        others = await absences.others(session, visit.person)
        names = {office.id: office.name for office in await offices(session)}
    deputy = next((one for one in others if one.id == visit.person.deputy_id), None)
    office = [one for one in others if one.office is not None and one.office == visit.person.office]
    without = views.otherwise(visit.speech, stand_in(wanted, None, office))
    form = views.form(visit.speech, wanted, _groups(visit, others, names), deputy, without)
    await answers.open_form(client, body, form)


def _groups(visit: Visit, others: list[Colleague], names: dict[str, str]) -> views.Groups:
    """Offer everybody who can answer, under their offices, colleagues first."""
    groups: dict[str, list[fields.Choice]] = {}
    for one in [one for one in others if one.answers][:MOST_OFFERED]:
        title = names.get(one.office or "", visit.speech._("Without an office"))
        groups.setdefault(title, []).append((str(one.id), one.name))
    return [(title, choices[:100]) for title, choices in groups.items()][:100]


async def open_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form from a button."""
    await show(visit, body, client)
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Note when the visitor is away and who stands in; the answer says who gets what falls due."""
    visit.require(Act.SET_ABSENCE)
    values = fields.read_form(view)
    async with visit.change() as c:
        known = await membership.member(c.session, visit.person.key)
        others = await absences.others(c.session, known)
        deputy = _deputy(values, others, known)
        wanted = Absence(
            *(fields.read_day(n, values) if values.get(n) else None for n in ("absent_from", "absent_until"))
        )
        check_absence(wanted, visit.today, known.key, deputy)
        text = await _note(c, visit, known, wanted, deputy)
        c.answer = answers.updated(answers.notice(visit.speech, visit.speech._("My absence"), text))
    await ack(**c.answer)


def _deputy(values: dict[str, Any], others: list[Colleague], known: Person) -> Colleague | None:
    typed = values.get("deputy_id") if "deputy_id" in values else str(known.deputy_id or "")
    found = next((one for one in others if str(one.id) == typed), None)
    if typed and found is None and "deputy_id" in values:
        raise Invalid(UnknownChoice("deputy_id", typed=typed))
    return found


async def _note(c: Change, visit: Visit, known: Person, wanted: Absence, deputy: Colleague | None) -> Mrkdwn:
    before = shown(Absence(known.absent_from, known.absent_until), visit.today)
    deputy_id = deputy.id if deputy is not None else None
    if wanted.first is None:
        past = Absence(known.absent_from, known.absent_until)
        await membership.set_absence(c, known, ended(before, visit.today) if before.first else past, deputy_id)
        is_over = before.first is not None and before.first < visit.today
        return views.over(visit.speech) if is_over else views.noted(visit.speech, wanted, None, absences.Open())
    await membership.set_absence(c, known, wanted, deputy_id)
    others = await absences.others(c.session, known)
    office = [one for one in others if one.office is not None and one.office == known.office]
    return views.noted(
        visit.speech, wanted, stand_in(wanted, deputy, office), await absences.open_for(c.session, known)
    )  # fmt: skip


def register(app: AsyncApp) -> None:
    """Connect button and form."""
    app.action(people.ABSENCE)(open_form)
    app.view(views.FORM)(submit)
