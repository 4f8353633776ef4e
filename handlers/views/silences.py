"""Several offices that are silent on one intention: one thing in the secretariat's morning note, and who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import entered_answers, intentions, layout, mail_texts
from handlers.views.morning import TITLE, Because, Item, Missing, day_and_month, made_up_for
from planning.intentions import Face

OPEN = "silences_open"
ABOUT_OTHERS = frozenset({Because.SECRETARIAT, Because.ON_BEHALF})
"""Why the secretariat hears of another office's answer."""
NAMED = 5
"""Offices named in the note; the list behind the button has all."""
LISTED = 40
"""Offices in the list, two blocks each."""


def together(s: Speech, silent: Sequence[Missing], now: datetime) -> Item:
    """Say in one block who is silent on an intention; all have the same deadline."""
    first, title = silent[0], cut(silent[0].face.title, TITLE)
    names = ", ".join(one.short for one in silent[:NAMED])
    if rest := len(silent[NAMED:]):
        names = s.n_("{names} and {count} more", "{names} and {count} more", rest, names=names)
    if first.due_at <= now:
        told = s.rich(
            "{number} answers on *{title}* are still missing: {names}. The deadline was on {day}. These offices stand as"
            " open, not as “no need”.",
            number=len(silent), title=title, names=names, day=day_and_month(s, first.due_at),
        )  # fmt: skip
    else:
        told = s.rich(
            "{number} answers on *{title}* are still missing: {names}. The deadline ends on {day} at {time}.",
            number=len(silent), title=title, names=names, time=s.clock(first.due_at),
            day=s.day(first.due_at.astimezone(s.zone).date()),
        )  # fmt: skip
    blocks: list[Block] = [
        layout.section(joined([told, _reason(s, silent)])),
        layout.actions(layout.button(s._("Show the offices"), OPEN, first.request_id, style="primary")),
    ]
    return Item(title, made_up_for(s, blocks) if any(one.late for one in silent) else blocks)


def _reason(s: Speech, silent: Sequence[Missing]) -> Mrkdwn:
    if all(one.because is Because.ON_BEHALF for one in silent):
        return s.rich("You get this because these offices have no contact yet.")
    return s.rich("Please call; the list names person and telephone.")


@dataclass(frozen=True)
class Silent:
    """An office without an answer; `contact` is who was asked in chat, None without one; `due_at` while time is left."""

    inquiry_id: int
    office: str
    contact: str | None
    phone: str | None
    due_at: datetime | None


def listing(s: Speech, face: Face, silent: Sequence[Silent]) -> dict[str, Any]:
    """List the silent offices of a round, each with whom to call and the ways to bring its answer in."""
    blocks: list[Block] = [intentions.heading(s, face)]
    if not silent:
        blocks.append(layout.section(s.rich("No answer is missing any more.")))
    for one in silent[:LISTED]:
        buttons = (entered_answers.button(s, one.inquiry_id), mail_texts.button(s, one.inquiry_id))
        blocks += [layout.section(_whom(s, one)), layout.actions(*buttons)]
    if rest := len(silent[LISTED:]):
        blocks.append(layout.note(s.n_rich("and {count} more office", "and {count} more offices", rest)))
    blocks += [layout.line(), layout.actions(layout.button(s._("Open intention"), intentions.OPEN, face.id))]
    return layout.modal(s._("Missing answers"), blocks, close=s._("Close"))


def _whom(s: Speech, one: Silent) -> Mrkdwn:
    lines = [s.rich("*{office}*", office=one.office)]
    if one.contact is None:
        lines.append(s.rich("Nobody is entered in chat."))
    elif one.phone:
        lines.append(s.rich("{name}, telephone {phone}", name=one.contact, phone=one.phone))
    else:
        lines.append(s.rich("{name}; no telephone number is entered.", name=one.contact))
    if one.due_at is not None:
        lines.append(s.rich("Deadline: {due}", due=s.short_moment(one.due_at)))
    return joined(lines)
