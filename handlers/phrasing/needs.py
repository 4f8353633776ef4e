"""The words of need reports: the receipt with its copy."""

from handlers.views import layout
from handlers.views.needs import NeedWords
from handlers.views.reports import Receipt, receipt_blocks, received
from handlers.voice import Draw, Told
from planning.errors import Missing
from planning.messages import ReportReceived, Silence, SurfaceKind, Wording
from planning.needs import sees_minimum
from planning.reports import need_of
from storage import intentions, reports
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
        minimum=sees_minimum(reader, reader_id, office=found.report.office, lead_id=found.intention.lead_id),
    )


PHRASES = {"report_received": receipt}
SURFACES: dict[SurfaceKind, Draw] = {}
