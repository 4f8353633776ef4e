"""The trial request: it looks and answers like a real one, and leaves nothing behind."""

from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn
from handlers.speech import Speech
from handlers.views import layout, need_forms, needs
from planning.intentions import Face
from planning.needs import NeedDraft

REPORT = "trial_report"
NO_NEED = "trial_no_need"
FORM = "trial_form"


def sentence(s: Speech, due_at: datetime) -> Mrkdwn:
    """Say what is wanted, and that it is a trial; also the notification text."""
    return s.rich(
        "Trial: Please tell us by {due} which need your office sees at *Trial intention*. “No need” helps us too.",
        due=s.moment(due_at),
    )


def message(s: Speech, due_at: datetime) -> list[Block]:
    """Show the trial with the two answers."""
    return [
        layout.note(s.rich("*Trial* – only you see this. Nothing of it appears in lists, numbers or digests.")),
        layout.section(sentence(s, due_at)),
        layout.actions(
            layout.button(s._("Report a need"), REPORT, style="primary"), layout.button(s._("No need"), NO_NEED)
        ),
    ]


def form(s: Speech, words: needs.NeedWords, face: Face) -> dict[str, Any]:
    """Show the real form; what is sent is checked and forgotten."""
    asked = need_forms.Asked(draft_id=0, face=face, office=s._("Trial office"))
    view = need_forms.form(s, words, asked, {}, full=False)
    view["blocks"] = [block for block in view["blocks"] if block["type"] != "actions"]
    view["callback_id"] = FORM
    return view


def answered(s: Speech) -> Mrkdwn:
    """Say that the trial has worked."""
    return s.rich("The trial has worked: requests arrive, and answers come back. Nothing of it was kept.")


def copy(s: Speech, words: needs.NeedWords, need: NeedDraft) -> list[Block]:
    """Show what an office would get as its copy."""
    return [
        layout.section(answered(s)),
        layout.section(s.rich("An office would now get this copy:")),
        layout.section(needs.in_words(s, words, need, minimum=True)),
    ]
