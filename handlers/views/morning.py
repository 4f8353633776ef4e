"""The one message of a morning: what is due for its reader, each thing with its buttons, within Slack's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from babel.dates import format_date
from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import entered_answers, intentions, layout, mail_texts
from handlers.views.inquiries import answer_buttons
from planning.intentions import Face

MOST_ITEMS = 12
MOST_BLOCKS = 42
MOST_CHARACTERS = 9_000
"""Of all texts together; Slack refuses somewhere above 11,000."""
TITLE = 150
DAY_AND_MONTH = {"de": "d. MMMM", "en": "d MMMM"}


class Because(StrEnum):
    """Why a reader hears of an office's missing answer."""

    ASKED = "asked"
    ON_BEHALF = "on_behalf"
    """The reader is of the secretariat and was asked for an office without a contact."""
    DEPUTY = "deputy"
    STANDING_IN = "standing_in"
    """Who was asked is away today."""
    BACK = "back"
    """The deputy was asked while the reader was away."""
    COLLEAGUE = "colleague"
    SECRETARIAT = "secretariat"
    """The office has not answered for days after the deadline."""


@dataclass(frozen=True)
class Missing:
    """An office's missing answer; `contact` is who was asked, `phone` for the secretariat."""

    inquiry_id: int
    request_id: int
    face: Face
    office: str
    short: str
    due_at: datetime
    because: Because
    contact: str = ""
    phone: str | None = None
    late: bool = False


@dataclass(frozen=True)
class Item:
    """One thing that is due: a name for the notification, and its blocks."""

    name: str
    blocks: Sequence[Block]


def note(s: Speech, items: Sequence[Item]) -> tuple[Mrkdwn, list[Block]]:
    """Put the note together: a line for the notification, and what fits; the rest is on the home tab."""
    text = s.n_rich(
        "Good morning. {count} thing is due: {first}.",
        "Good morning. {count} things are due, first: {first}.",
        len(items),
        first=items[0].name,
    )
    blocks: list[Block] = [layout.section(s.rich("Good morning. This is what is due:"))]
    shown = 0
    for item in items[:MOST_ITEMS]:
        added = [layout.line(), *item.blocks] if shown else list(item.blocks)
        if len(blocks) + len(added) > MOST_BLOCKS or length([*blocks, *added]) > MOST_CHARACTERS:
            break
        blocks += added
        shown += 1
    if rest := len(items) - shown:
        blocks.append(
            layout.section(
                s.n_rich(
                    "{count} more thing is due. You find everything on the bot's home tab.",
                    "{count} more things are due. You find everything on the bot's home tab.",
                    rest,
                )
            )
        )
    return text, blocks


def length(blocks: Sequence[Block]) -> int:
    """Count the characters people read in blocks."""
    return sum(_characters(layout.as_json(block)) for block in blocks)


def _characters(piece: object) -> int:
    if isinstance(piece, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else _characters(v) for k, v in piece.items())
    return sum(_characters(one) for one in piece) if isinstance(piece, list) else 0


def made_up_for(s: Speech, blocks: Sequence[Block]) -> list[Block]:
    """Say that a reminder comes later than planned."""
    return [layout.note(s.rich("Made up for: this reminder was due earlier.")), *blocks]


def missing_answer(s: Speech, missing: Missing, now: datetime) -> Item:
    """Remind of an office's answer with the ways to give it."""
    title = cut(missing.face.title, TITLE)
    text = joined([_sentence(s, missing, title, now), _reason(s, missing)])
    if missing.because is Because.SECRETARIAT:
        buttons: Block = layout.actions(
            entered_answers.button(s, missing.inquiry_id, style="primary"),
            mail_texts.button(s, missing.inquiry_id),
            layout.button(s._("Open"), intentions.OPEN, missing.face.id),
        )
    else:
        buttons = answer_buttons(s, missing.inquiry_id, on_behalf=missing.because is Because.ON_BEHALF)
    blocks: list[Block] = [layout.section(text), buttons]
    return Item(title, made_up_for(s, blocks) if missing.late else blocks)


def _sentence(s: Speech, missing: Missing, title: str, now: datetime) -> Mrkdwn:
    if missing.because in (Because.SECRETARIAT, Because.ON_BEHALF):
        return _about_another_office(s, missing, title, now)
    if missing.due_at <= now:
        return s.rich(
            "The deadline for *{title}* was on {day}. Your answer still counts; without one your office stands as open,"
            " not as “no need”.",
            title=title,
            day=day_and_month(s, missing.due_at),
        )
    if _local(s, missing.due_at) == _local(s, now):
        return s.rich(
            "The answer of your office on *{title}* is still missing. The deadline ends today at {time}.",
            title=title,
            time=s.clock(missing.due_at),
        )
    return s.rich(
        "The answer of your office on *{title}* is still missing. The deadline ends on {day} at {time}.",
        title=title,
        day=s.day(_local(s, missing.due_at)),
        time=s.clock(missing.due_at),
    )


def _about_another_office(s: Speech, missing: Missing, title: str, now: datetime) -> Mrkdwn:
    if missing.due_at <= now:
        return s.rich(
            "{office} has not answered on *{title}*. The deadline was on {day}. The office stands as open, not as"
            " “no need”.",
            office=missing.office,
            title=title,
            day=day_and_month(s, missing.due_at),
        )
    return s.rich(
        "The answer of {office} on *{title}* is still missing. The deadline ends on {day} at {time}.",
        office=missing.office,
        title=title,
        day=s.day(_local(s, missing.due_at)),
        time=s.clock(missing.due_at),
    )


def _reason(s: Speech, missing: Missing) -> Mrkdwn:
    name = missing.contact
    match missing.because:
        case Because.ASKED:
            return Mrkdwn("")
        case Because.ON_BEHALF:
            return s.rich("You get this because the office has no contact yet.")
        case Because.STANDING_IN:
            return s.rich("You get this standing in for {name}.", name=name)
        case Because.DEPUTY:
            return s.rich("You get this because you are the deputy of {name}.", name=name)
        case Because.BACK:
            return s.rich("You get this because {name} was asked while standing in for you.", name=name)
        case Because.COLLEAGUE:
            return s.rich("You get this because you are of the same office as {name}, who was asked.", name=name)
        case Because.SECRETARIAT if missing.phone:
            return s.rich("Please call: {name}, telephone {phone}.", name=name, phone=missing.phone)
        case Because.SECRETARIAT:
            return s.rich("{name} was asked; no telephone number is entered.", name=name)


def _local(s: Speech, moment: datetime) -> date:
    return moment.astimezone(s.zone).date()


def day_and_month(s: Speech, moment: datetime) -> str:
    """Name a day without its year."""
    return format_date(_local(s, moment), DAY_AND_MONTH[s.language], locale=s.language)
