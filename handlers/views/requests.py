"""What people see of a round: what was started, wishes for more time, the summary."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import entered_answers, fields, files, layout, mail_copies
from handlers.views.arrivals import how
from handlers.views.intentions import heading
from handlers.views.needs import NeedWords, headline, how_many, in_words
from handlers.views.reports import answer_name
from planning.arrivals import BY_ITSELF, Arrival
from planning.files import FileKind
from planning.intentions import Face
from planning.needs import InquiryState, NeedDraft

START = "request_start"
CLOSE = "request_close"
CLOSE_FORM = "request_close_form"
UNDO_CLOSE = "request_close_undo"
SUMMARY = "request_summary"
GRANT = "extension_grant"
REFUSE = "extension_refuse"
REFUSE_FORM = "extension_refuse_form"
LINES = 40
"""Offices in one message or form."""
SUMMARY_ROOM = 8000
"""Characters of answers in one message."""


def started(s: Speech, face: Face, asked: int, on_behalf: int, due_at: datetime) -> dict[str, Any]:
    """Say how many were asked, until when, and what comes next."""
    lines = [
        s.n_rich(
            "*{number} · {title}*: {count} office has been asked.",
            "*{number} · {title}*: {count} offices have been asked.",
            asked, number=face.number, title=face.title,
        ),
        s.rich("Deadline: {due}", due=s.moment(due_at)),
    ]  # fmt: skip
    if on_behalf:
        lines.append(
            s.n_rich(
                "The secretariat asks {count} office without a contact.",
                "The secretariat asks {count} offices without a contact.",
                on_behalf,
            )
        )
    lines.append(
        s.rich("Next step: nothing to do for now. The card shows who has answered, and you get a summary at the end.")
    )
    return layout.modal(s._("Request started"), [layout.section(joined(lines))], close=s._("Close"))


def extension_wanted(
    s: Speech,
    face: Face,
    *,
    extension_id: int,
    office: str,
    name: str,
    present: datetime,
    wanted: date,
    reason: str | None,
) -> list[Block]:
    """Show the secretariat a wish for more time with the two answers."""
    lines = [
        wish_line(s, face, office=office, wanted=wanted),
        s.rich("Present deadline: {due} · asked by {name}", due=s.moment(present), name=name),
    ]
    if reason:
        lines.append(s.rich("Reason: {reason}", reason=reason))
    return [layout.section(joined(lines)), decision_buttons(s, extension_id)]


def extension_settled(
    s: Speech, face: Face, *, office: str, wanted: date, granted: bool, by: str, refusal: str | None
) -> Mrkdwn:
    """Show the secretariat that one of them has decided on a wish for more time."""
    lines = [
        wish_line(s, face, office=office, wanted=wanted),
        s.rich("Granted by {name}.", name=by) if granted else s.rich("Refused by {name}.", name=by),
    ]
    if refusal:
        lines.append(s.rich("Reason: {reason}", reason=refusal))
    return joined(lines)


def refuse_form(s: Speech, face: Face, extension_id: int, *, office: str, wanted: date) -> dict[str, Any]:
    """Ask why an office does not get more time."""
    blocks: list[Block] = [
        layout.section(wish_line(s, face, office=office, wanted=wanted)),
        fields.text("reason", s._("Why not?"), multiline=True, longest=1000, hint=s._("The office reads it.")),
    ]
    return layout.modal(
        s._("Refuse more time"),
        blocks,
        callback=REFUSE_FORM,
        submit=s._("Refuse"),
        close=s._("Cancel"),
        metadata=extension_id,
    )


def decision_buttons(s: Speech, extension_id: int) -> Block:
    """Offer the two answers to a wish for more time."""
    return layout.actions(
        layout.button(s._("Grant"), GRANT, extension_id, style="primary"),
        layout.button(s._("Refuse"), REFUSE, extension_id),
    )


def wish_line(s: Speech, face: Face, *, office: str, wanted: date) -> Mrkdwn:
    """Say who asks for how much time."""
    return s.rich(
        "{office} asks for more time for *{title}*: until {day}.", office=office, title=face.title, day=s.day(wanted)
    )


def extension_decided(
    s: Speech, face: Face, *, granted: bool, wanted: date, due_at: datetime, by: str | None, refusal: str | None = None
) -> Mrkdwn:
    """Say what became of a wish for more time."""
    if granted and by is None:
        return s.rich("The deadline for *{title}* is now {due}.", title=face.title, due=s.moment(due_at))
    if granted:
        return s.rich(
            "The secretariat ({name}) has extended the deadline for *{title}* to {due}.",
            name=by, title=face.title, due=s.moment(due_at),
        )  # fmt: skip
    refused = s.rich(
        "The secretariat ({name}) could not extend the deadline for *{title}* to {day}. It stays: {due}. A short answer"
        " helps us too; you can add to it later.",
        name=by, title=face.title, day=s.day(wanted), due=s.moment(due_at),
    )  # fmt: skip
    return joined([refused, s.rich("Reason: {reason}", reason=refusal)]) if refusal else refused


@dataclass(frozen=True)
class Line:
    """What one office answered, for the summary; `minimum` says whether the reader may see the floor.

    `copy` is the report whose copy the reader can send as a mail: nobody in chat got it.
    """

    office: str
    state: InquiryState
    needs: Sequence[NeedDraft]
    minimum: bool
    note: str | None = None
    arrival: Arrival = BY_ITSELF
    copy: int | None = None


def finished(s: Speech, face: Face, lines: Sequence[Line], *, all_answered: bool) -> Mrkdwn:
    """Say in one sentence how a round ended; also the notification text."""
    answered = sum(line.state in ANSWERED_STATES for line in lines)
    if all_answered:
        return s.rich("All {total} offices have answered on *{title}*.", total=len(lines), title=face.title)
    return s.rich(
        "The deadline for *{title}* is over: {answered} of {total} offices have answered.",
        title=face.title, answered=answered, total=len(lines),
    )  # fmt: skip


ANSWERED_STATES = (InquiryState.REPORTED, InquiryState.NO_NEED, InquiryState.NOT_COMPETENT)


def summary(s: Speech, words: NeedWords, lines: Sequence[Line]) -> list[Block]:
    """List the answers of all offices in short lines, as far as a message has room; a button opens all."""
    told = [_line(s, words, line) for line in lines[:LINES]]
    fitting = how_many(told, SUMMARY_ROOM)
    blocks: list[Block] = [layout.section(text) for text in told[:fitting]]
    if len(lines) > fitting:
        blocks.append(
            layout.note(s.n_rich("and {count} more office", "and {count} more offices", len(lines) - fitting))
        )
    return blocks


def without_contact(s: Speech, names: Sequence[str]) -> list[Block]:
    """Name the offices for which nobody is entered in chat: nobody else will bring their answer."""
    if not names:
        return []
    text = s.n_rich(
        "*Without a contact in chat:* {names}. Its answer comes through the secretariat.",
        "*Without a contact in chat:* {names}. Their answers come through the secretariat.",
        len(names), names=cut(", ".join(names), 1500),
    )  # fmt: skip
    return [layout.section(text)]


def _line(s: Speech, words: NeedWords, line: Line) -> Mrkdwn:
    answer = answer_name(s, line.state)
    if not line.arrival.is_plain:
        answer = f"{answer} ({how(s, line.arrival)})"
    parts = [s.rich("*{office}:* {answer}", office=line.office, answer=answer)]
    parts += [Mrkdwn(f"• {headline(s, words, n, minimum=line.minimum)}") for n in line.needs[:8]]
    if len(line.needs) > 8:
        parts.append(s.n_rich("and {count} more need", "and {count} more needs", len(line.needs) - 8))
    if line.note:
        parts.append(s.rich("Reason: {reason}", reason=cut(line.note, 200)))
    return joined(parts)


def finished_buttons(s: Speech, request_id: int, open_intention: str, intention_id: int, *, enter: bool) -> Block:
    """Offer what lead and secretariat do with a summary."""
    return layout.actions(
        all_answers(s, request_id, style="primary"),
        layout.button(s._("Open intention"), open_intention, intention_id),
        *([entered_answers.button_for_any(s, request_id)] if enter else []),
        layout.button(s._("Close request"), CLOSE, request_id),
        files.button(s, FileKind.ROUND, request_id),
    )


def all_answers(s: Speech, request_id: int, *, style: str | None = None) -> ButtonElement:
    """Offer the answers of all offices at full length."""
    return layout.button(s._("Open all answers"), SUMMARY, request_id, style=style)


def close_form(s: Speech, face: Face, request_id: int, silent: Sequence[str]) -> dict[str, Any]:
    """Spell out what closing means before it is done; nobody is told of it."""
    blocks: list[Block] = [heading(s, face)]
    if silent:
        names = ", ".join(silent)
        blocks.append(
            layout.section(s.rich("*Without an answer:* {names}. They then stand as “no answer”.", names=names))
        )
        blocks.append(
            layout.section(s.rich("The reminders end. Late answers still count and are marked as given after closing."))
        )
    else:
        blocks.append(layout.section(s.rich("All offices have answered. They can still change their answers.")))
    return layout.modal(
        s._("Close the request?"), blocks, callback=CLOSE_FORM, submit=s._("Close request"), close=s._("Cancel"),
        metadata=request_id,
    )  # fmt: skip


def closed(s: Speech, request_id: int) -> dict[str, Any]:
    """Say that it is closed, and offer to undo it."""
    blocks: list[Block] = [
        layout.section(s.rich("The request is closed. Late answers still count and appear everywhere.")),
        layout.actions(layout.button(s._("Undo"), UNDO_CLOSE, request_id)),
        layout.note(s.rich("You can undo this for ten minutes.")),
    ]
    return layout.modal(s._("Request closed"), blocks, close=s._("Close"))


def answers_view(s: Speech, words: NeedWords, face: Face, lines: Sequence[Line]) -> dict[str, Any]:
    """Show all answers of a round at full length."""
    blocks: list[Block] = [heading(s, face)]
    for line in lines:
        blocks.append(layout.section(_line(s, words, replace(line, needs=()))))
        blocks += [layout.section(in_words(s, words, n, minimum=line.minimum, longest=600)) for n in line.needs[:25]]
        if line.copy is not None:
            blocks.append(layout.actions(mail_copies.button(s, line.copy)))
    return layout.modal(s._("All answers"), blocks, close=s._("Close"))


def declined(s: Speech, face: Face, *, office: str, reason: str, better: str | None) -> Mrkdwn:
    """Tell lead and secretariat that an office is not competent."""
    told = s.rich(
        "{office} says it is not competent for *{title}*. Reason: {reason}",
        office=office, title=face.title, reason=reason,
    )  # fmt: skip
    return joined([told, s.rich("Better asked: {office}", office=better)]) if better else told
