"""A person's own notifications: when the one message comes, whether at all, and putting off one reminder."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views import fields
from handlers.views import notifications as views
from handlers.visit import Visit
from planning.errors import Outdated
from planning.noise import note_time_from, snooze_until
from planning.people import Act
from storage import snoozes
from storage.people import Person
from storage.reminders import Reminder


async def open_settings(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show what holds for this person."""
    visit.require(Act.LOOK)
    note_at = visit.person.note_at or visit.house.policy.morning_time
    form = views.form(visit.speech, note_at, direct=visit.person.direct_reminders)
    await answers.open_form(client, body, form)
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Keep what this person wants."""
    visit.require(Act.LOOK)
    values = fields.read_form(view)
    note_at, direct = note_time_from(values.get("note_at")), values.get("direct") != views.OFF
    async with visit.change() as change:
        person = await change.session.get(Person, visit.person.key, with_for_update=True, populate_existing=True)
        assert person is not None, "persons are never deleted"
        person.note_at, person.direct_reminders = note_at, direct
        change.session.add(person)
        change.note("changed", "person", person.key, note_at=f"{note_at:%H:%M}", direct_reminders=direct)
        text = views.saved(visit.speech, note_at, direct=direct)
        change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("My notifications"), text))
    await ack(**change.answer)


async def snooze(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Let a reminder come again on the next working day, at most twice; several offices may stand in one."""
    visit.require(Act.LOOK)
    async with visit.change() as change:
        until, times = visit.today, 0
        for reminder_id in views.put_off_by(body["actions"][0]["value"]):
            reminder = await change.session.get(Reminder, reminder_id)
            if reminder is None or reminder.person_id != visit.person.key:
                raise Outdated("reminder")
            before = await snoozes.times_put_off(change.session, reminder)
            until, times = snooze_until(before, visit.today, visit.house.calendar), max(times, before + 1)
            await snoozes.put_off(change, reminder, until, before + 1)
    await answers.tell(client, body, visit.speech, views.put_off_until(visit.speech, until, times))
    await ack()


def register(app: AsyncApp) -> None:
    """Connect the buttons and the form."""
    app.action(views.OPEN)(open_settings)
    app.view(views.FORM)(submit)
    app.action(views.SNOOZE)(snooze)
