"""What people see when chosen offices are asked again: the form, and what was started."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import joined
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.intentions import Face
from planning.rounds import Deadline

OPEN = "request_again"
FORM = "request_again_form"


@dataclass(frozen=True)
class Again:
    """All the form shows; `waiting` are offices that are being asked already."""

    face: Face
    offices: Sequence[fields.Choice]
    waiting: Sequence[str]
    deadline: Deadline
    at: str


def form(s: Speech, shown: Again) -> dict[str, Any]:
    """Ask which offices are asked again, why and until when."""
    face = shown.face
    blocks: list[Block] = [
        layout.section(
            joined([
                s.rich("*{number} · {title}*", number=face.number, title=face.title),
                s.rich("The earlier request stays readable. Each office sees its earlier answer beside your reason."),
            ])
        ),
        fields.several("offices", s._("Which offices?"), shown.offices),
        fields.text("reason", s._("Why are they asked again?"), multiline=True, longest=1000,
                    hint=s._("It stands in their message.")),
        fields.day("due", s._("Deadline"), initial=shown.deadline.day,
                   hint=s._("At {time} on that day", time=shown.at)),
    ]  # fmt: skip
    if shown.waiting:
        names = ", ".join(shown.waiting)
        blocks.append(layout.note(s.rich("Still being asked, so not to be chosen: {names}", names=names)))
    return layout.modal(
        s._("Ask again"), blocks, callback=FORM, submit=s._("Ask now"), close=s._("Cancel"), metadata=face.id
    )


def nobody(s: Speech, face: Face, waiting: Sequence[str]) -> dict[str, Any]:
    """Say that every office is still being asked."""
    text = s.rich(
        "Nobody can be asked again about *{title}* at present: {names} are still being asked. Reminders go out by"
        " themselves.",
        title=face.title, names=", ".join(waiting) or "–",
    )  # fmt: skip
    return layout.modal(s._("Ask again"), [layout.section(text)], close=s._("Close"))


def started(s: Speech, face: Face, offices: Sequence[str], due_at: datetime) -> dict[str, Any]:
    """Say who is asked again until when."""
    lines = [
        s.rich("*{number} · {title}*: {names} are asked again.", number=face.number, title=face.title,
               names=", ".join(offices)),
        s.rich("Deadline: {due}", due=s.moment(due_at)),
        s.rich("The card names them, and you get a summary at the end."),
    ]  # fmt: skip
    return layout.modal(s._("Ask again"), [layout.section(joined(lines))], close=s._("Close"))
