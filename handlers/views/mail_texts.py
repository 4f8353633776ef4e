"""A request as a mail to an office without chat: the text to copy, and the same as a draft for the mail program."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import cut
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.intentions import Face

OPEN = "mail_text_open"
FORM = "mail_text_form"
SUBJECT, TEXT = "mail_subject", "mail_text"
SUBJECT_LENGTH = 200
TEXT_LENGTH = 3000
REMARK_LENGTH = 900


@dataclass(frozen=True)
class Asked:
    """What the mail asks; `face` is the one that everybody may see, `late` says that the deadline has passed."""

    inquiry_id: int
    face: Face
    district: str
    stage: str
    office: str
    due_at: datetime
    late: bool
    remark: str | None
    sender: str
    phone: str | None


def button(s: Speech, inquiry_id: int) -> ButtonElement:
    """Offer the text of a mail."""
    return layout.button(s._("Text for mail"), OPEN, inquiry_id)


def subject(s: Speech, asked: Asked) -> str:
    """Word the subject."""
    number, title = asked.face.number, cut(asked.face.title, 100)
    if asked.late:
        return s._("Need request {number} · {title}: your answer is still missing", number=number, title=title)
    day = s.plain_day(asked.due_at.astimezone(s.zone).date())
    return s._("Need request {number} · {title}: please answer by {day}", number=number, title=title, day=day)


def text(s: Speech, asked: Asked) -> str:
    """Word the mail; nothing in it that is confidential."""
    about = [f"{asked.face.number} · {asked.face.title}", s._("District: {district}", district=asked.district)]
    about.append(s._("Stage: {stage}", stage=asked.stage))
    if asked.face.dwellings:
        about.append(s._("Dwellings: {number}", number=s.number(asked.face.dwellings)))
    if asked.remark:
        about.append(s._("Remark: {remark}", remark=cut(asked.remark, REMARK_LENGTH)))
    three = [
        s._("1. What is needed?"),
        s._("2. How much (a number with its unit)?"),
        s._("3. Why?"),
    ]
    paragraphs = [
        s._("Good day,"),
        s._("the working group on social planning asks all offices for their need at this intention:"),
        "\n".join(about),
        "\n".join([_wish(s, asked), *three]),
        s._("“No need” helps us too; one sentence is enough. Without an answer your office stands as open."),
        closing(s, asked.sender, asked.phone),
    ]
    return "\n\n".join(paragraphs)


def _wish(s: Speech, asked: Asked) -> str:
    if asked.late:
        return s._(
            "The deadline was {due}; your answer still counts. Please tell us which need your office ({office}) sees"
            " there. Three things are enough for each need:",
            due=s.moment(asked.due_at), office=asked.office,
        )  # fmt: skip
    return s._(
        "Please tell us by {due} which need your office ({office}) sees there. Three things are enough for each need:",
        due=s.moment(asked.due_at), office=asked.office,
    )  # fmt: skip


def closing(s: Speech, sender: str, phone: str | None) -> str:
    """Sign a mail of the secretariat."""
    lines = [s._("Kind regards"), sender, s._("Secretariat of the working group on social planning")]
    return "\n".join([*lines, s._("Telephone: {phone}", phone=phone)] if phone else lines)


def form(s: Speech, asked: Asked) -> dict[str, Any]:
    """Show the text to copy or to change; sending the form makes the file."""
    blocks: list[Block] = [
        layout.section(
            s.rich(
                "*Mail to: {office}*\nCopy the text into a mail, or let the bot make a draft that your mail"
                " program opens. When the answer is there, please enter it.",
                office=asked.office,
            )
        ),
        fields.text(SUBJECT, s._("Subject"), initial=subject(s, asked), longest=SUBJECT_LENGTH),
        fields.text(TEXT, s._("Text"), initial=text(s, asked), multiline=True, longest=TEXT_LENGTH),
    ]
    return layout.modal(
        s._("Text for mail"), blocks, callback=FORM, submit=s._("Make a draft (.eml)"), close=s._("Close"),
        metadata=asked.inquiry_id,
    )  # fmt: skip


def draft(sender: str | None, title: str, body: str) -> bytes:
    """Make the file that a mail program opens as an unsent mail; whom it is for, people know."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(title.split())
    if sender:
        mail["From"] = sender
    mail["X-Unsent"] = "1"
    mail.set_content(body)
    return mail.as_bytes()
