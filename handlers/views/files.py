"""What people see when they want something on paper: the choice, and what comes with the document."""

from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.files import FileFormat, FileKind

WANT = "file_want"
FORM = "file_form"
MINIMUM = "minimum"


def button(s: Speech, kind: FileKind, subject_id: int) -> ButtonElement:
    """Offer something for the file."""
    return layout.button(s._("For the file"), WANT, place(kind, subject_id))


def place(kind: FileKind, subject_id: int) -> str:
    """Give what a button or form carries."""
    return f"{kind.value}:{subject_id}"


def read_place(value: str) -> tuple[FileKind, int]:
    """Read it back."""
    kind, _, subject_id = value.partition(":")
    return FileKind(kind), int(subject_id)


def kind_name(s: Speech, kind: FileKind) -> str:
    """Name what a document is about."""
    match kind:
        case FileKind.INTENTION:
            return s._("Intention")
        case FileKind.ROUND:
            return s._("Need request")
        case FileKind.DIGEST:
            return s._("Digest")
        case FileKind.MEETING:
            return s._("Meeting")


def contents(s: Speech, kind: FileKind) -> str:
    """Say what a document holds."""
    match kind:
        case FileKind.INTENTION:
            return s._(
                "Who was asked and answered when, all versions of the answers with their reasons, the history of stages,"
                " the results."
            )
        case FileKind.ROUND:
            return s._("Who was asked and answered when in this round, all versions of the answers with their reasons.")
        case FileKind.DIGEST:
            return s._("Everything that the digest shows now.")
        case FileKind.MEETING:
            return s._("Date and place, the results with their history, everything that the digest shows.")


def form(s: Speech, kind: FileKind, subject_id: int, name: str, *, minimum: bool) -> dict[str, Any]:
    """Ask for formats, and with `minimum` whether negotiating floors belong in it."""
    formats = [
        (FileFormat.PDF.value, s._("PDF, to be kept")),
        (FileFormat.DOCX.value, s._("Word (DOCX), to be edited")),
    ]
    blocks: list[Block] = [
        layout.section(joined([Mrkdwn(f"*{safe(name)}*"), safe(contents(s, kind))])),
        fields.ticks(
            "formats", s._("Format"), formats, initial=[value for value, _ in formats], optional=False
        ),
    ]  # fmt: skip
    if minimum:
        choice = [(MINIMUM, s._("Include the minimum values I may see (marked confidential)"))]
        blocks.append(fields.ticks("minimum", s._("Minimum values"), choice))
    blocks.append(layout.note(s.rich("The document comes as a direct message to you, as you may see things.")))
    return layout.modal(
        s._("For the file"), blocks, callback=FORM, submit=s._("Make"), close=s._("Cancel"),
        metadata=place(kind, subject_id),
    )  # fmt: skip
