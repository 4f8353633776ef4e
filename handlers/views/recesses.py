"""What the secretariat sees of times without deadlines, beside the closing days."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.rounds import NAME_LENGTH
from storage.recesses import Recess

NEW = "recess_new"
REMOVE = "recess_remove"
FORM = "recess_form"
MOST = 10


def blocks(s: Speech, recesses: Sequence[Recess]) -> list[Block]:
    """Show the recesses to come, and how one is entered."""
    title = joined([
        s.rich("*Recess, for example in summer*"),
        s.rich("No proposed deadline ends in it. Reminders go out on its working days as always."),
    ])  # fmt: skip
    shown: list[Block] = [layout.section(title, layout.button(s._("Enter a recess"), NEW))]
    shown += [layout.section(_line(s, one), layout.button(s._("Remove"), REMOVE, one.key)) for one in recesses[:MOST]]
    return shown


def _line(s: Speech, one: Recess) -> Mrkdwn:
    return s.rich("{name}: {first} to {last}", name=one.name, first=s.plain_day(one.first), last=s.plain_day(one.last))


def form(s: Speech) -> dict[str, Any]:
    """Ask for a recess."""
    shown: list[Block] = [
        layout.section(
            s.rich(
                "Proposed deadlines that would end in it move to the first working day after it; the reason is shown."
            )
        ),
        fields.text("name", s._("Name"), initial=s._("Summer recess"), longest=NAME_LENGTH),
        fields.day("first", s._("First day")),
        fields.day("last", s._("Last day")),
    ]
    return layout.modal(s._("Enter a recess"), shown, callback=FORM, submit=s._("Enter"), close=s._("Cancel"))


def entered(s: Speech, one: Recess) -> Mrkdwn:
    """Say that a recess is entered."""
    return s.rich(
        "{name} is entered: {first} to {last}. Deadlines that are set already stay.",
        name=one.name, first=s.plain_day(one.first), last=s.plain_day(one.last),
    )  # fmt: skip


def removed(s: Speech, one: Recess) -> Mrkdwn:
    """Say that a recess is taken back."""
    return s.rich("{name} is removed. Deadlines that are set already stay.", name=one.name)


def conflict(code: str, s: Speech) -> str | None:
    """Give the sentence for a rule of recesses; None for a rule of something else."""
    match code:
        case "recess_is_upside_down":
            return s._("The last day lies before the first one.")
        case "recess_is_too_long":
            return s._("A recess has ten weeks at most. Please check the month.")
        case "recess_overlaps":
            return s._("This overlaps a recess that is entered already.")
        case _:
            return None
