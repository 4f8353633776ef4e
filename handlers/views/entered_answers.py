"""The form in which the secretariat enters an office's answer that came another way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views import fields, layout, reports
from handlers.views.arrivals import source_name
from handlers.views.intentions import heading
from handlers.views.needs import NeedWords, copy
from planning.arrivals import Arrival, Source
from planning.intentions import Face
from planning.needs import InquiryState, NeedDraft

ENTER = "answer_enter"
"""For one office; the value is its inquiry."""
ENTER_ANY = "answer_enter_any"
"""For any office of a round; the value is the round."""
FORM = "answer_enter_form"
SURE_FORM = "answer_enter_sure_form"


def button(s: Speech, inquiry_id: int, *, style: str | None = None) -> ButtonElement:
    """Offer to enter the answer of one office."""
    return layout.button(s._("Enter the answer"), ENTER, inquiry_id, style=style)


def button_for_any(s: Speech, request_id: int) -> ButtonElement:
    """Offer to enter an answer of any office of a round."""
    return layout.button(s._("Enter an answer"), ENTER_ANY, request_id)


def form(
    s: Speech, face: Face, request_id: int, offices: Sequence[fields.Choice], *, chosen: str | None, today: date
) -> dict[str, Any]:
    """Ask which office answered what, on which way and when."""
    answers = [
        (InquiryState.REPORTED.value, s._("It reports a need")),
        (InquiryState.NO_NEED.value, s._("No need")),
        (InquiryState.NOT_COMPETENT.value, s._("Not competent")),
    ]
    blocks: list[Block] = [
        heading(s, face),
        fields.choice("office", s._("Which office has answered?"), offices, initial=chosen),
        fields.radio("answer", s._("What did it answer?"), answers, initial=InquiryState.REPORTED.value),
        fields.choice("source", s._("How did the answer come?"), [(o.value, source_name(s, o)) for o in Source],
                      initial=Source.PHONE.value),
        fields.day("received_on", s._("When did it come?"), initial=today),
        fields.text("reason", s._("Reason or remark"), optional=True, multiline=True, longest=1000,
                    hint=s._("Needed when the office is not competent")),
        layout.note(s.rich("The office gets a copy. Where a need is reported, its form comes next.")),
    ]  # fmt: skip
    return layout.modal(
        s._("Enter an answer"), blocks, callback=FORM, submit=s._("Continue"), close=s._("Cancel"), metadata=request_id
    )


def sure_form(s: Speech, face: Face, office: str, draft_id: int, reported: int) -> dict[str, Any]:
    """Spell out that an answer without need withdraws what the office has reported."""
    warning = s.n_rich(
        "{office} has reported {count} need for *{title}*. This answer withdraws it.",
        "{office} has reported {count} needs for *{title}*. This answer withdraws all of them.",
        reported, office=office, title=face.title,
    )  # fmt: skip
    kept = layout.note(s.rich("What was reported stays in the history, and the answer can be changed again."))
    return layout.modal(
        s._("Enter the answer?"), [layout.section(warning), kept], callback=SURE_FORM, submit=s._("Yes, enter it"),
        close=s._("Cancel"), metadata=draft_id,
    )  # fmt: skip


def entered(s: Speech, face: Face, office: str, answer: InquiryState, arrival: Arrival, *, copied: bool) -> Mrkdwn:
    """Confirm to the secretariat what stands there now, and who has a copy."""
    told = _entered(s, face, office, answer, arrival)
    if copied:
        return joined([told, s.rich("The office gets a copy.")])
    return joined([told, s.rich("Nobody is entered for the office in chat. Please send it its copy as a mail.")])


def _entered(s: Speech, face: Face, office: str, answer: InquiryState, arrival: Arrival) -> Mrkdwn:
    return s.rich(
        "Entered for {office} on *{title}*: {answer} ({how}).",
        office=office, title=face.title, answer=reports.answer_name(s, answer), how=_how(s, arrival),
    )  # fmt: skip


def _how(s: Speech, arrival: Arrival) -> str:
    source = source_name(s, arrival.source) if arrival.source is not None else ""
    day = s.short_day(arrival.received_on) if arrival.received_on is not None else ""
    return ", ".join(part for part in (source, day) if part)


@dataclass(frozen=True)
class Copied:
    """One version of an answer that was entered for an office, as the office gets it."""

    report_id: int
    face: Face
    office: str
    by: str
    answer: InquiryState
    arrival: Arrival
    needs: Sequence[NeedDraft]
    minimum: bool
    reason: str | None


def copy_text(s: Speech, copied: Copied) -> Mrkdwn:
    """Tell an office what was entered for it; also the notification text."""
    return s.rich(
        "{name} of the secretariat has entered for {office} on *{title}*: {answer} ({how}). Here is your copy.",
        name=copied.by, office=copied.office, title=copied.face.title, answer=reports.answer_name(s, copied.answer),
        how=_how(s, copied.arrival),
    )  # fmt: skip


def copy_blocks(s: Speech, words: NeedWords, copied: Copied) -> list[Block]:
    """Show an office its copy, with the way to correct it."""
    blocks: list[Block] = [layout.section(copy_text(s, copied)), *copy(s, words, copied.needs, minimum=copied.minimum)]
    if copied.reason:
        blocks.append(layout.section(s.rich("Reason: {reason}", reason=copied.reason)))
    blocks.append(layout.note(s.rich("Is something not right? Then please change the answer here.")))
    blocks.append(layout.actions(layout.button(s._("Change answer"), reports.OPEN, copied.report_id)))
    return blocks
