"""The forms behind "more" at an office's request: not competent, more time, a question, a colleague."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import joined
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.intentions import heading
from handlers.views.meanwhile import not_sent
from planning.intentions import Face

DECLINE_FORM = "inquiry_decline_form"
EXTEND_FORM = "inquiry_extend_form"
ASK_FORM = "inquiry_ask_form"
HAND_FORM = "inquiry_hand_form"


def decline_form(
    s: Speech,
    face: Face,
    inquiry_id: int,
    offices: Sequence[fields.Choice],
    reported: int,
    *,
    meanwhile: str | None = None,
    reason: str | None = None,
) -> dict[str, Any]:
    """Ask why the office is not competent and who would be; what it has reported is withdrawn only where this says so.

    `meanwhile` is who has reported while `reason` was written.
    """
    blocks: list[Block] = [heading(s, face)]
    if meanwhile is not None:
        blocks.append(layout.section(not_sent(s, meanwhile)))
    if reported:
        blocks.append(
            layout.section(
                s.n_rich(
                    "This withdraws {count} need that was reported.",
                    "This withdraws {count} needs that were reported.",
                    reported,
                )
            )
        )
    blocks += [
        fields.text("reason", s._("Why is your office not competent?"), initial=reason, multiline=True, longest=1000),
        fields.choice("better_office", s._("Which office would be?"), offices, optional=True),
    ]
    return layout.modal(
        s._("Not competent"),
        blocks,
        callback=DECLINE_FORM,
        submit=s._("Send"),
        close=s._("Cancel"),
        metadata=f"{inquiry_id}:{reported}",
    )


def extend_form(
    s: Speech, face: Face, inquiry_id: int, *, present: datetime, proposed: date, free_until: date | None
) -> dict[str, Any]:
    """Ask for a later deadline; says until when it is granted at once."""
    rule = (
        s.rich("Until {day} it is granted at once; the secretariat decides on later dates.", day=s.day(free_until))
        if free_until is not None
        else s.rich("The secretariat decides, because the deadline was extended before.")
    )
    blocks: list[Block] = [
        heading(s, face),
        layout.section(joined([s.rich("Deadline: {due}", due=s.moment(present)), rule])),
        fields.day("due", s._("New deadline"), initial=proposed),
        fields.text("reason", s._("Reason"), optional=True, multiline=True, longest=1000),
    ]
    return layout.modal(
        s._("Extend the deadline"),
        blocks,
        callback=EXTEND_FORM,
        submit=s._("Ask for it"),
        close=s._("Cancel"),
        metadata=inquiry_id,
    )


def ask_form(s: Speech, face: Face, inquiry_id: int, *, words: str | None = None) -> dict[str, Any]:
    """Ask for a question; the answer will go to all offices. `words` were typed before."""
    blocks: list[Block] = [
        heading(s, face),
        fields.text("text", s._("Your question"), initial=words, multiline=True, longest=1000,
                    hint=s._("It goes to the project lead. The answer goes to all offices that were asked.")),
    ]  # fmt: skip
    return layout.modal(
        s._("Ask a question"), blocks, callback=ASK_FORM, submit=s._("Send"), close=s._("Cancel"), metadata=inquiry_id
    )


def hand_form(s: Speech, face: Face, inquiry_id: int, colleagues: Sequence[fields.Choice]) -> dict[str, Any]:
    """Ask who of the office should look after the request."""
    blocks: list[Block] = [
        heading(s, face),
        fields.choice("colleague", s._("Who looks after it?"), colleagues),
    ]
    return layout.modal(
        s._("Hand to a colleague"),
        blocks,
        callback=HAND_FORM,
        submit=s._("Hand over request"),
        close=s._("Cancel"),
        metadata=inquiry_id,
    )
