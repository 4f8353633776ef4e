"""A person's own settings of what the bot says by itself, and putting off a single reminder."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, InteractiveElement

from handlers.mrkdwn import Mrkdwn
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.noise import MOST_SNOOZES, times_offered

OPEN = "notifications_open"
FORM = "notifications_form"
SNOOZE = "reminder_snooze"
ON, OFF = "on", "off"


def form(s: Speech, note_at: time, *, direct: bool) -> dict[str, Any]:
    """Ask when the one message of a day comes, and whether at all."""
    choices = [(f"{at:%H:%M}", s._("{time}", time=f"{at:%H:%M}")) for at in times_offered()]
    wishes = [
        (ON, s._("Remind me directly")),
        (OFF, s._("Do not remind me; my deputy or colleagues hear of it")),
    ]
    blocks: list[Block] = [
        layout.section(
            s.rich(
                "The bot reminds you at most once a working day, in one message. New requests, questions and receipts"
                " come at once."
            )
        ),
        fields.choice("note_at", s._("When should the message come?"), choices, initial=f"{note_at:%H:%M}"),
        fields.radio("direct", s._("Reminders"), wishes, initial=ON if direct else OFF),
        layout.note(
            s.rich("Your office is asked in any case, and the bot's home tab always shows what is open for you.")
        ),
    ]
    return layout.modal(s._("My notifications"), blocks, callback=FORM, submit=s._("Save"), close=s._("Cancel"))


def saved(s: Speech, note_at: time, *, direct: bool) -> Mrkdwn:
    """Confirm what holds from now on."""
    if direct:
        return s.rich("From now on the message comes at {time}.", time=f"{note_at:%H:%M}")
    return s.rich("From now on the bot does not remind you. What is open stands on the home tab.")


def button(s: Speech, reminder_ids: Sequence[int], put_off: int) -> ButtonElement | None:
    """Offer to put off what a reminder says, saying how often that still works; None at the limit."""
    left = MOST_SNOOZES - put_off
    if left <= 0:
        return None
    text = s.n_("Remind me tomorrow ({count} time left)", "Remind me tomorrow ({count} times left)", left)
    return layout.button(text, SNOOZE, ",".join(map(str, reminder_ids)))


def put_off_by(value: str) -> list[int]:
    """Read from the button which reminders to put off."""
    return [int(one) for one in value.split(",")]


def with_snooze(s: Speech, blocks: list[Block], reminder_ids: Sequence[int], put_off: int) -> list[Block]:
    """Add the button to the last row of buttons, and how often the reminder was put off."""
    more = button(s, reminder_ids, put_off)
    last = blocks[-1]
    if more is not None and isinstance(last, ActionsBlock):
        buttons = [one for one in last.elements if isinstance(one, InteractiveElement)]
        blocks = [*blocks[:-1], layout.actions(*buttons, more)]
    if put_off:
        blocks.append(layout.note(s.n_rich("Put off {count} time", "Put off {count} times", put_off)))
    return blocks


def put_off_until(s: Speech, day: date, times: int) -> Mrkdwn:
    """Confirm when a reminder comes again."""
    return s.n_rich(
        "You are reminded of it again on {day} (put off {count} time).",
        "You are reminded of it again on {day} (put off {count} times).",
        times, day=s.day_in_year(day),
    )  # fmt: skip
