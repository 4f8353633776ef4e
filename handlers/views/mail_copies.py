"""The copy of an entered answer as a mail to an office without chat: the text to copy, and a draft for the mail program."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, cut
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.arrivals import how
from handlers.views.mail_texts import SUBJECT, SUBJECT_LENGTH, TEXT, TEXT_LENGTH, closing
from handlers.views.needs import NeedWords
from handlers.views.reports import answer_name
from planning.arrivals import Arrival
from planning.intentions import Face
from planning.needs import InquiryState, NeedDraft

OPEN = "mail_copy_open"
FORM = "mail_copy_form"
MOST_NEEDS = 10
WHY_LENGTH = 120


@dataclass(frozen=True)
class Copy:
    """What was entered; `face` is the one that everybody may see, and no minimum is in it."""

    report_id: int
    face: Face
    office: str
    answer: InquiryState
    arrival: Arrival
    needs: Sequence[NeedDraft]
    reason: str | None
    sender: str
    phone: str | None


def offer(s: Speech, told: Mrkdwn, report_id: int) -> dict[str, Any]:
    """Confirm what was entered, and offer the copy that nobody in chat can get."""
    return layout.modal(
        s._("Answer noted"),
        [layout.section(told), layout.actions(button(s, report_id, style="primary"))],
        close=s._("Close"),
    )


def button(s: Speech, report_id: int, *, style: str | None = None) -> ButtonElement:
    """Offer the text of the copy."""
    return layout.button(s._("Copy as mail"), OPEN, report_id, style=style)


def subject(s: Speech, copy: Copy) -> str:
    """Word the subject."""
    return s._("Your answer on {number} · {title}: copy", number=copy.face.number, title=cut(copy.face.title, 100))


def text(s: Speech, words: NeedWords, copy: Copy) -> str:
    """Word the mail; nothing in it that is confidential."""
    told = s._(
        "we have entered for {office} on {number} · {title}: {answer} ({how}).",
        office=copy.office, number=copy.face.number, title=cut(copy.face.title, 100), answer=answer_name(s, copy.answer),
        how=how(s, copy.arrival),
    )  # fmt: skip
    lines = [_need(s, words, number, need) for number, need in enumerate(copy.needs[:MOST_NEEDS], start=1)]
    if len(copy.needs) > MOST_NEEDS:
        rest = len(copy.needs) - MOST_NEEDS
        lines.append(s.n_("and {count} more need", "and {count} more needs", rest))
    if copy.reason:
        lines.append(s._("Reason: {reason}", reason=cut(copy.reason, 500)))
    paragraphs = [
        s._("Good day,"),
        told,
        "\n".join(lines),
        s._("Is something not right? One sentence to us is enough; every answer can be changed."),
        closing(s, copy.sender, copy.phone),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _need(s: Speech, words: NeedWords, number: int, need: NeedDraft) -> str:
    amount = f" · {words.amount(need.quantity, need.unit)}" if need.quantity is not None else ""
    why = s._("Reason: {reason}", reason=cut(need.why, WHY_LENGTH))
    return f"{number}. {cut(need.what, 120)}{amount}\n   {why}"


def form(s: Speech, words: NeedWords, copy: Copy) -> dict[str, Any]:
    """Show the text to copy or to change; sending the form makes the file."""
    blocks: list[Block] = [
        layout.section(
            s.rich(
                "Nobody is entered for {office} in chat. Copy the text into a mail, or let the bot make a draft that your"
                " mail program opens.",
                office=copy.office,
            )
        ),
        fields.text(SUBJECT, s._("Subject"), initial=cut(subject(s, copy), SUBJECT_LENGTH), longest=SUBJECT_LENGTH),
        fields.text(
            TEXT, s._("Text"), initial=cut(text(s, words, copy), TEXT_LENGTH), multiline=True, longest=TEXT_LENGTH
        ),
    ]
    return layout.modal(
        s._("Copy as mail"), blocks, callback=FORM, submit=s._("Make a draft (.eml)"), close=s._("Close"),
        metadata=copy.report_id,
    )  # fmt: skip
