"""The checklist of the first day: what is done, what is open, and the button that does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import closing_days, distribution_lists, layout, people
from handlers.views import offices as office_views
from handlers.views.offices import missing
from planning.needs import Asking
from planning.setup import Item, Standing, Step, checklist
from storage.offices import Seat

OPEN = "setup_open"
CHECK_CHANNEL = "setup_check_channel"
DISTRIBUTION = "setup_distribution"
TRIAL = "setup_trial"
DONE = "setup_done"
DISMISS = "setup_dismiss"
MOST_NAMED = 8
"""Offices named in one sentence; more are counted."""


def blocks(s: Speech, standing: Standing) -> list[Block]:
    """Show the checklist for the home tab, open steps with their buttons."""
    items = checklist(standing)
    done = [item for item in items if item.done]
    title = s._("Setup: {done} of {total}", done=len(done), total=len(items))
    shown: list[Block] = [layout.header(title)]
    if done:
        names = ", ".join(name(s, item.step) for item in done)
        shown.append(layout.note(s.rich("Done: {steps}", steps=names)))
    for item in items:
        if not item.done:
            shown += _open(s, item, standing)
    if len(done) == len(items):
        shown.append(layout.section(s.rich("Everything is set up. Record the first intention and start its request.")))
    else:
        shown.append(layout.actions(layout.button(s._("Hide checklist"), DISMISS)))
    return shown


def modal(s: Speech, standing: Standing, notice: Mrkdwn | None = None) -> dict[str, Any]:
    """Show the checklist on its own, for the command and after a step."""
    said: list[Block] = [layout.section(notice), layout.line()] if notice else []
    return layout.modal(s._("Setup"), [*said, *blocks(s, standing)], close=s._("Close"))


def name(s: Speech, step: Step) -> str:
    """Name a step in a word."""
    match step:
        case Step.CHANNEL:
            return s._("Channel")
        case Step.OFFICES:
            return s._("Offices")
        case Step.CONTACTS:
            return s._("Contacts")
        case Step.HOLIDAYS:
            return s._("Holidays")
        case Step.DISTRIBUTION:
            return s._("Distribution")
        case Step.TRIAL:
            return s._("Trial request")


def _open(s: Speech, item: Item, standing: Standing) -> list[Block]:
    text, buttons = _step(s, item.step, standing)
    said = joined([s.rich("*{step}*", step=name(s, item.step)), text])
    if len(buttons) == 1:
        return [layout.section(said, buttons[0])]
    return [layout.section(said), layout.actions(*buttons)]


def _step(s: Speech, step: Step, standing: Standing) -> tuple[Mrkdwn, list[ButtonElement]]:
    match step:
        case Step.CHANNEL:
            return _channel(s, standing), [layout.button(s._("Check the channel"), CHECK_CHANNEL)]
        case Step.OFFICES:
            text = s.rich("The offices are filled in as an example. Please look through names, remits and districts.")
            return text, [layout.button(s._("Look through the offices"), office_views.LIST)]
        case Step.CONTACTS:
            return missing(s, named(s, standing.unreached)), [
                layout.button(s._("Enter contacts"), people.LIST),
                layout.button(s._("Leave it so"), DONE, Step.CONTACTS),
            ]
        case Step.HOLIDAYS:
            text = s.rich("Deadlines and reminders keep to working days. Please check holidays and closing days.")
            return text, [layout.button(s._("Check the holidays"), closing_days.OPEN)]
        case Step.DISTRIBUTION:
            text = s.rich("Please check who is asked in every need request.")
            return text, [layout.button(s._("Check the distribution"), DISTRIBUTION)]
        case Step.TRIAL:
            text = s.rich("Send a trial request to yourself and answer it. Nothing of it stays.")
            return text, [layout.button(s._("Trial request to me"), TRIAL)]


def _channel(s: Speech, standing: Standing) -> Mrkdwn:
    if standing.channel is None:
        return s.rich("No channel is configured for the group yet. The administrator sets AGSP_CHANNEL.")
    return s.rich("Please invite the bot to the group's channel, then check here.")


def named(s: Speech, offices: Sequence[str]) -> str:
    """Name offices in a row; many are counted at the end."""
    names = ", ".join(cut(one, 80) for one in offices[:MOST_NAMED])
    rest = len(offices) - MOST_NAMED
    return s.n_("{names} and {count} more", "{names} and {count} more", rest, names=names) if rest > 0 else names


def done_button(s: Speech, standing: Standing, step: Step) -> Block | None:
    """Offer to call a step done where it is looked at; None when it is."""
    if step in standing.marks:
        return None
    return layout.actions(layout.button(s._("Checked, this is right"), DONE, step, style="primary"))


def gap(s: Speech, standing: Standing) -> list[Block]:
    """Name offices without anybody, on the home tab after the setup."""
    button = layout.button(s._("Enter contacts"), people.LIST)
    return [layout.section(missing(s, named(s, standing.unreached)), button)]


@dataclass(frozen=True)
class Channel:
    """What the chat says about the group's channel."""

    name: str
    is_member: bool
    is_archived: bool = False


def channel_checked(s: Speech, channel: Channel | None) -> Mrkdwn:
    """Say what the look at the channel found; None when the chat knows no such channel."""
    if channel is None:
        return s.rich(
            "The channel cannot be found. Please invite the bot there; the administrator checks AGSP_CHANNEL."
        )
    if channel.is_archived:
        return s.rich("The channel #{name} is archived. Please restore it or choose another one.", name=channel.name)
    if not channel.is_member:
        return s.rich(
            "The bot is not in #{name} yet. Please type there: /invite and the bot's name.", name=channel.name
        )
    return s.rich("The bot is in #{name}. Cards and agendas appear there.", name=channel.name)


def distribution(s: Speech, seats: Sequence[Seat], confirm: Block | None) -> dict[str, Any]:
    """Show who is asked in every request, and who gets it where nobody is entered."""
    asked = [seat for seat in seats if seat.asking is Asking.CONTACT]
    gaps = [seat.office.name for seat in seats if seat.asking is Asking.SECRETARIAT]
    later = [seat.office.name for seat in seats if seat.asking is Asking.NOT_ASKED]
    never = [seat.office.name for seat in seats if seat.asking is None]
    shown: list[Block] = [confirm] if confirm is not None else []
    lines = [
        s.rich("• {office}: {name}", office=seat.office.name, name=seat.contact.name)
        for seat in asked
        if seat.contact is not None
    ]
    shown.append(layout.section(joined([s.rich("*Asked in every request*"), *lines])))
    for title, names in (
        (s.rich("*Nobody is entered – the request goes to the secretariat*"), gaps),
        (s.rich("*Asked once a contact is entered*"), later),
        (s.rich("*Not in the distribution*"), never),
    ):
        if names:
            shown.append(layout.section(joined([title, safe(", ".join(names))])))
    shown.append(
        layout.actions(layout.button(s._("Change offices"), office_views.LIST), distribution_lists.open_button(s))
    )
    return layout.modal(s._("Distribution"), shown, close=s._("Close"))
