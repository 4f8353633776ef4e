"""The words of need reports: the receipt with its copy."""

from datetime import date

from slack_sdk.models.blocks import Block

from handlers.views import layout, typed_texts
from handlers.views.entered_answers import Copied, copy_blocks, copy_text
from handlers.views.need_forms import begun_blocks
from handlers.views.needs import NeedWords
from handlers.views.reports import Receipt, continued_blocks, receipt_blocks, received
from handlers.voice import Draw, Phrase, Told
from planning.errors import Missing
from planning.intentions import IntentionState
from planning.messages import AnswerEntered, ReportReceived, Silence, SurfaceKind, TextTyped, TypingHint, Wording
from planning.needs import InquiryState, RequestState, sees_minimum
from planning.reports import need_of
from storage import inquiries, intentions, reports
from storage.form_drafts import draft
from storage.people import Person
from storage.reports import Dossier, Written


async def receipt(message: ReportReceived, told: Told) -> Wording | Silence:
    """Thank for a report; the copy shows the version that was sent."""
    try:
        found = await reports.dossier(told.session, message.report_id)
        written = await reports.version(told.session, message.report_id, message.version)
    except Missing:
        return Silence("the report is gone")
    shown = receipt_of(found, written, told.reader)
    words = NeedWords(told.house.catalogue, told.speech)
    return Wording(received(told.speech, shown), layout.as_list(receipt_blocks(told.speech, words, shown)))


async def entered(message: AnswerEntered, told: Told) -> Wording | Silence:
    """Give an office the copy of what the secretariat entered for it."""
    try:
        found = await reports.dossier(told.session, message.report_id)
        written = await reports.version(told.session, message.report_id, message.version)
    except Missing:
        return Silence("the report is gone")
    receipt_shown = receipt_of(found, written, told.reader)
    copied = Copied(
        report_id=found.report.key,
        face=receipt_shown.face,
        office=found.office.name,
        by=written.author.name,
        answer=written.version.answer,
        arrival=written.version.arrival,
        needs=receipt_shown.needs,
        minimum=receipt_shown.minimum,
        reason=written.version.reason,
    )
    words = NeedWords(told.house.catalogue, told.speech)
    return Wording(copy_text(told.speech, copied), layout.as_list(copy_blocks(told.speech, words, copied)))


async def text_typed(message: TextTyped, told: Told) -> Wording | Silence:
    """Offer what words typed below a request may become."""
    assert told.reader is not None, "it was typed by a person"
    kept = await draft(told.session, message.draft_id, told.reader.key, told.now)
    if kept is None:
        return Silence("the words are no longer kept")
    found = await inquiries.case(told.session, message.inquiry_id)
    title = intentions.face(found.intention, told.reader).title
    blocks = typed_texts.blocks(told.speech, title, str(kept.values["text"]), message.draft_id)
    return Wording(typed_texts.offered(told.speech, title), layout.as_list(blocks))


async def typing_hint(message: TypingHint, told: Told) -> Wording | Silence:
    """Say how the bot is spoken to."""
    return Wording(typed_texts.hint(told.speech))


async def begun(draft_id: int, told: Told) -> tuple[str, list[Block]] | None:
    """Remind the author of a need that was begun and not sent; None when there is nothing to send any more."""
    assert told.reader is not None, "it was begun by a person"
    kept = await draft(told.session, draft_id, told.reader.key, told.now)
    row = await intentions.intention(told.session, kept.context["intention"]) if kept is not None else None
    if kept is None or kept.begun_at is None or row is None or row.state is not IntentionState.ACTIVE:
        return None
    face = intentions.face(row, told.reader)
    return face.title, begun_blocks(told.speech, face, kept.begun_at, str(kept.values.get("what") or ""), draft_id)


async def continued(inquiry_id: int, due: date, told: Told) -> tuple[str, list[Block]] | None:
    """Remind an office that more needs were to follow; None when they came, or nobody waits for them any more."""
    case = await inquiries.case(told.session, inquiry_id)
    report = await reports.report_of(told.session, case.intention.key, case.inquiry.office)
    waits = case.request.state is RequestState.OPEN and case.intention.state is IntentionState.ACTIVE
    promised = report is not None and not report.complete and case.inquiry.state is InquiryState.REPORTED
    if report is None or not (waits and promised) or case.inquiry.due != due:
        return None
    face = intentions.face(case.intention, told.reader)
    blocks = continued_blocks(
        told.speech, face, case.office.name, report.key, at=report.changed_at, due_at=case.inquiry.due_at
    )
    return face.title, blocks


def receipt_of(found: Dossier, written: Written, reader: Person | None) -> Receipt:
    """Gather one version of a report as its reader may see it."""
    reader_id = reader.key if reader is not None else None
    return Receipt(
        report_id=found.report.key,
        version=written.version.version,
        face=intentions.face(found.intention, reader),
        at=written.version.written_at,
        complete=written.version.complete,
        needs=[need_of(kept) for kept in written.version.needs],
        minimum=sees_minimum(reader, reader_id, office=found.office.today, lead_id=found.intention.lead_id),
    )


PHRASES: dict[str, Phrase] = {
    "report_received": receipt,
    "answer_entered": entered,
    "text_typed": text_typed,
    "typing_hint": typing_hint,
}
SURFACES: dict[SurfaceKind, Draw] = {}
