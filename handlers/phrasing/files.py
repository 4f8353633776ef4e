"""The words of documents for the file, and the documents themselves: made when they are delivered."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import Block

from handlers.documents import contents
from handlers.documents.contents import Desk
from handlers.documents.letterhead import TemplateBroken
from handlers.documents.paper import Paper
from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.views import layout
from handlers.views.files import kind_name
from handlers.voice import Draw, Told
from planning.errors import Missing
from planning.files import FileFormat, FileKind
from planning.later import Later
from planning.messages import Attachment, FileUncertain, FileWanted, Silence, SurfaceKind, Wording
from planning.people import Act
from storage.files import intention_file, meeting_file, round_file

if TYPE_CHECKING:
    from handlers.documents import pdf, word
else:
    pdf = Later("handlers.documents.pdf")
    word = Later("handlers.documents.word")


async def wanted(message: FileWanted, told: Told) -> Wording | Silence:
    """Make a document from the newest state, as its reader may see it now."""
    reader = told.reader
    if reader is None or not reader.may(Act.TAKE_FILE):
        return Silence("the reader may not take files any more")
    desk = Desk(told.speech, told.house.catalogue, told.now, reader.name, message.minimum)
    try:
        paper = await _paper(message, desk, told)
    except Missing:
        return Silence("it is gone")
    # Typst and Word take a moment; other conversations go on meanwhile.
    files, broken = await asyncio.to_thread(_made, message, paper, told)
    s = told.speech
    lines = [s.rich("For the file: *{title}*", title=paper.title)]
    if paper.warning:
        lines.append(s.rich("It holds minimum values and is marked confidential."))
    if broken is not None:
        wanted_word = FileFormat.DOCX in message.formats
        came = not wanted_word or any(file.name.endswith(".docx") for file in files)
        lines.append(_without_letterhead(told, broken) if came else _sorry(told, broken))
    if not files:
        text = joined(lines)
        return Wording(text, layout.as_list([layout.section(text)]))
    return Wording(joined(lines), files=files)


async def _paper(message: FileWanted, desk: Desk, told: Told) -> Paper:
    session, reader, subject_id = told.session, told.reader, message.subject_id
    assert reader is not None, "just looked"
    match message.what:
        case FileKind.INTENTION:
            return contents.intention_paper(desk, await intention_file(session, subject_id, reader))
        case FileKind.ROUND:
            return contents.round_paper(desk, await round_file(session, subject_id, reader))
        case FileKind.DIGEST:
            return contents.digest_paper(desk, await meeting_file(session, subject_id, reader, told.today))
        case FileKind.MEETING:
            return contents.meeting_paper(desk, await meeting_file(session, subject_id, reader, told.today))


def _made(message: FileWanted, paper: Paper, told: Told) -> tuple[list[Attachment], TemplateBroken | None]:
    made: list[Attachment] = []
    kind = kind_name(told.speech, message.what)
    title = paper.title if paper.title.startswith(kind) else f"{kind} {paper.title}"
    name = "".join(_letters(title))[:80].strip("-")
    broken: TemplateBroken | None = None
    if FileFormat.PDF in message.formats:
        try:
            laid_out = pdf.pdf(paper, told.now, told.house.templates)
        except TemplateBroken as error:
            broken, laid_out = error, pdf.pdf(paper, told.now)
        made.append(Attachment(f"{name}.pdf", f"{paper.title} (PDF)", laid_out))
    if FileFormat.DOCX in message.formats:
        try:
            written = word.docx(paper, message.what, told.house.templates)
        except TemplateBroken as error:
            return made, error
        made.append(Attachment(f"{name}.docx", f"{paper.title} (DOCX)", written))
    return made, broken


def _letters(title: str) -> Iterator[str]:
    """Give a title as part of a file's name."""
    previous = ""
    for letter in title:
        kept = letter if letter.isalnum() else "-"
        if kept != "-" or previous != "-":
            yield kept
        previous = kept


def _sorry(told: Told, broken: TemplateBroken) -> Mrkdwn:
    return told.speech.rich(
        "The Word file could not be made: the template {name} has a mistake ({why}). The administrator can correct it.",
        name=broken.name, why=safe(broken.why, 200),
    )  # fmt: skip


def _without_letterhead(told: Told, broken: TemplateBroken) -> Mrkdwn:
    return told.speech.rich(
        "The PDF has no letterhead: {name} has a mistake ({why}). The administrator can correct it.",
        name=broken.name, why=safe(broken.why, 200),
    )  # fmt: skip


async def uncertain(message: FileUncertain, told: Told) -> Wording | Silence:
    """Tell who asked for a document that it may not have arrived."""
    text = told.speech.rich(
        "Nobody knows whether your document for the file ({what}) has arrived; it is not sent twice. If it is missing,"
        " please ask for it once more.",
        what=kind_name(told.speech, message.what),
    )  # fmt: skip
    return Wording(text, layout.as_list([layout.section(text)]))


async def at_home(told: Told) -> list[Block]:
    """Show nothing: documents are asked for where their subject is."""
    return []


PHRASES = {"file_wanted": wanted, "file_uncertain": uncertain}
SURFACES: dict[SurfaceKind, Draw] = {}
