"""What people see of questions in a round and their answers."""

from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.intentions import Face

ANSWER = "question_answer"
ANSWER_FORM = "question_answer_form"


@dataclass(frozen=True)
class Asked:
    """A question as its reader gets it."""

    question_id: int
    face: Face
    office: str
    name: str
    text: str


def asked_line(s: Speech, asked: Asked) -> Mrkdwn:
    """Say who asks about what; also the notification text."""
    return s.rich(
        "{office} ({name}) has a question on *{title}*.", office=asked.office, name=asked.name, title=asked.face.title
    )


def asked_blocks(s: Speech, asked: Asked) -> list[Block]:
    """Show a question with its button."""
    return [
        layout.section(joined([asked_line(s, asked), s.rich("“{text}”", text=cut(asked.text, 1000))])),
        layout.actions(layout.button(s._("Answer"), ANSWER, asked.question_id, style="primary")),
    ]


def answer_form(s: Speech, asked: Asked) -> dict[str, Any]:
    """Ask for the answer, which goes to all who were asked."""
    blocks: list[Block] = [
        layout.section(joined([asked_line(s, asked), s.rich("“{text}”", text=cut(asked.text, 1000))])),
        fields.text("answer", s._("Answer"), multiline=True, longest=2000,
                    hint=s._("It goes to all offices that were asked, not only to this one.")),
    ]  # fmt: skip
    return layout.modal(
        s._("Answer a question"), blocks, callback=ANSWER_FORM, submit=s._("Send to all"), close=s._("Cancel"),
        metadata=asked.question_id,
    )  # fmt: skip


def answered(s: Speech, asked: Asked, answer: str, by: str) -> list[Block]:
    """Show question and answer to everyone who was asked."""
    return [
        layout.section(answered_line(s, asked)),
        layout.section(s.rich("*Question of {office}:* {question}\n*Answer:* {answer}", office=asked.office,
                              question=cut(asked.text, 1000), answer=cut(answer, 1500))),
        layout.note(s.rich("Answered by {name}", name=by)),
    ]  # fmt: skip


def answered_line(s: Speech, asked: Asked) -> Mrkdwn:
    """Say that a question was answered; also the notification text."""
    return s.rich("A question on *{title}* has been answered.", title=asked.face.title)
