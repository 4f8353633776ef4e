"""What offices report: one report per office and intention, in versions that are never lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.arrivals import Arrival
from planning.errors import Missing
from planning.messages import AnswerEntered, InquiryDeclined, ReportReceived, SurfaceKind
from planning.needs import InquiryState, NeedDraft, RequestState
from planning.people import Act
from planning.reports import snapshot
from storage import confirmations
from storage.changes import Change, insert_once
from storage.inquiries import concerned, latest
from storage.intentions import Intention
from storage.joint_needs import dissolve_with
from storage.meetings import digest_touched
from storage.needs import Inquiry, Need, NeedReport, NeedRequest, ReportVersion, finish_round_if_done
from storage.people import Office, Person, members


@dataclass(frozen=True)
class Dossier:
    """A report with its intention, its office, the needs that stand, and the newest version."""

    report: NeedReport
    intention: Intention
    office: Office
    needs: Sequence[Need]
    newest: ReportVersion | None
    inquiry: Inquiry | None
    """The office's part of the newest round; None when it reported without being asked."""

    @property
    def answer(self) -> InquiryState | None:
        """What the office says at present; None before its first version."""
        return None if self.newest is None else self.newest.answer


@dataclass(frozen=True)
class Written:
    """One version with who wrote it."""

    version: ReportVersion
    author: Person


async def dossier(session: AsyncSession, report_id: int) -> Dossier:
    """Find a report with everything it belongs to. Raises Missing."""
    report = await session.get(NeedReport, report_id, populate_existing=True)
    if report is None:
        raise Missing("report")
    intention = await session.get(Intention, report.intention_id, populate_existing=True)
    office = await session.get(Office, report.office)
    assert intention is not None, "the foreign key holds it"
    assert office is not None, "the foreign key holds it"
    written = await versions(session, report_id)
    return Dossier(
        report=report,
        intention=intention,
        office=office,
        needs=await needs_of(session, report_id),
        newest=written[0].version if written else None,
        inquiry=await latest(session, report.intention_id, report.office),
    )


async def report_of(session: AsyncSession, intention_id: int, office: str) -> NeedReport | None:
    """Find what an office answered for an intention; None when it never did."""
    query = select(NeedReport).where(NeedReport.intention_id == intention_id, NeedReport.office == office)
    return (await session.exec(query)).first()


async def reports_of(session: AsyncSession, intention_id: int) -> list[Dossier]:
    """List what all offices answered for an intention, in the catalogue's order."""
    query = (
        select(NeedReport.id)
        .join(Office, col(Office.id) == col(NeedReport.office))
        .where(NeedReport.intention_id == intention_id)
        .order_by(col(Office.position), col(Office.id))
    )
    return [await dossier(session, found) for found in (await session.exec(query)).all() if found is not None]


async def reports_by(session: AsyncSession, office: str, limit: int) -> list[Dossier]:
    """List what an office answered, and what those answered that became part of it; the newest change first."""
    own = or_(col(Office.id) == office, col(Office.merged_into) == office)
    query = (
        select(NeedReport.id).join(Office, col(Office.id) == col(NeedReport.office)).where(own, NeedReport.version > 0)
    )
    newest = query.order_by(col(NeedReport.changed_at).desc(), col(NeedReport.id).desc()).limit(limit)
    return [await dossier(session, found) for found in (await session.exec(newest)).all() if found is not None]


async def needs_of(session: AsyncSession, report_id: int) -> list[Need]:
    """List the needs of a report that were not withdrawn, in the order they were reported."""
    query = select(Need).where(Need.report_id == report_id, col(Need.withdrawn_at).is_(None)).order_by(col(Need.id))
    return list((await session.exec(query)).all())


async def need(session: AsyncSession, need_id: int) -> Need:
    """Find one need that was not withdrawn. Raises Missing."""
    found = await session.get(Need, need_id, populate_existing=True)
    if found is None or found.withdrawn_at is not None:
        raise Missing("need")
    return found


async def versions(session: AsyncSession, report_id: int) -> list[Written]:
    """List the versions of a report, the newest first."""
    query = (
        select(ReportVersion, Person)
        .join(Person, col(Person.id) == col(ReportVersion.written_by))
        .where(ReportVersion.report_id == report_id)
        .order_by(col(ReportVersion.version).desc())
    )
    return [Written(version, author) for version, author in (await session.exec(query)).all()]


async def version(session: AsyncSession, report_id: int, number: int) -> Written:
    """Find one version of a report. Raises Missing."""
    found = next((w for w in await versions(session, report_id) if w.version.version == number), None)
    if found is None:
        raise Missing("report")
    return found


async def take(change: Change, intention_id: int, office: str) -> Dossier:
    """Open the office's report for writing and hold it until the end of the transaction.

    Two of one office who report at once write one after the other.
    """
    assert change.person_id is not None, "somebody reports"
    empty = NeedReport(intention_id=intention_id, office=office, changed_by=change.person_id, changed_at=change.now)
    await insert_once(change.session, empty)
    where = (NeedReport.intention_id == intention_id, NeedReport.office == office)
    report_id = (await change.session.exec(select(NeedReport.id).where(*where).with_for_update())).one()
    assert report_id is not None
    return await dossier(change.session, report_id)


async def add(change: Change, held: Dossier, draft: NeedDraft) -> Need:
    """Add a need to a report that is held."""
    added = Need(**draft.model_dump(), report_id=held.report.key)
    change.session.add(added)
    await change.session.flush()
    return added


async def edit(change: Change, present: Need, draft: NeedDraft) -> None:
    """Let a need say what the draft says."""
    present.sqlmodel_update(draft.model_dump())
    change.session.add(present)
    await change.session.flush()


async def withdraw(change: Change, needs: Sequence[Need]) -> None:
    """Take needs back; they stay in the earlier versions."""
    for gone in needs:
        gone.withdrawn_at = change.now
        change.session.add(gone)
    await change.session.flush()
    await dissolve_with(change, needs)


async def conclude(
    change: Change,
    held: Dossier,
    answer: InquiryState,
    *,
    complete: bool,
    reason: str | None = None,
    entered: Arrival | None = None,
) -> int:
    """Make what the report now says its next version and the office's answer; return the version's number.

    The receipt, all messages that show it and the summary of the round follow in the same transaction.
    `entered` says where the secretariat has the answer from; then the office gets the copy.
    """
    report = held.report
    assert change.person_id is not None, "somebody answers"
    report.version += 1
    report.complete = complete
    report.changed_by, report.changed_at = change.person_id, change.now
    kept = [snapshot(n.key, n) for n in await needs_of(change.session, report.key)]
    version_row = ReportVersion(
        report_id=report.key,
        version=report.version,
        answer=answer,
        needs=kept,
        complete=complete,
        reason=reason,
        written_by=change.person_id,
        written_at=change.now,
        source=entered.source if entered is not None else None,
        received_on=entered.received_on if entered is not None else None,
        after_closing=await _is_closed(change, held.inquiry),
    )
    change.session.add_all((report, version_row))
    await change.session.flush()
    change.note(answer, "report", report.key, reason, version=report.version, needs=len(kept), **_told(entered))
    unchanged = held.newest is not None and held.newest.answer is answer and held.newest.needs == kept
    await confirmations.sent(change, report, held.intention, answer, unchanged=unchanged)
    await _send_copy(change, held, answer, entered)
    await _answer_inquiry(change, held, answer, version_row.arrival)
    await change.redraw(SurfaceKind.CARD, held.intention.key)
    await change.redraw_homes(*await concerned(change.session, held.office.today, held.intention.lead_id))
    await digest_touched(change, report=(report.key, report.version))
    return report.version


async def _is_closed(change: Change, inquiry: Inquiry | None) -> bool:
    request = await change.session.get(NeedRequest, inquiry.request_id) if inquiry is not None else None
    return request is not None and request.state is RequestState.CLOSED


def _told(entered: Arrival | None) -> dict[str, str]:
    if entered is None or entered.source is None or entered.received_on is None:
        return {}
    return {"source": entered.source, "received_on": entered.received_on.isoformat()}


async def _send_copy(change: Change, held: Dossier, answer: InquiryState, entered: Arrival | None) -> None:
    """Send who answered a receipt; what the secretariat entered goes to the office instead."""
    report = held.report
    key = f"report:{report.key}:v{report.version}"
    if entered is not None:
        entry = AnswerEntered(report_id=report.key, version=report.version)
        for reader in await copy_readers(change, held):
            change.tell(entry, f"{key}:entered", person_id=reader)
    elif answer is InquiryState.REPORTED:
        received = ReportReceived(report_id=report.key, version=report.version)
        change.tell(received, key, person_id=change.person_id)


async def copy_readers(change: Change, held: Dossier) -> list[int]:
    """Give who of the office gets the copy: who was asked, else its lead contact; nobody where nobody is entered."""
    own = [p for p in await members(change.session, held.office.today) if p.may(Act.ANSWER_REQUEST)]
    asked = held.inquiry.contact_id if held.inquiry is not None else None
    ranked = sorted(own, key=lambda p: (p.key != asked, not p.lead_contact, p.key))
    return [p.key for p in ranked[:1] if p.key != change.person_id]


async def _answer_inquiry(change: Change, held: Dossier, answer: InquiryState, arrival: Arrival) -> None:
    inquiry = held.inquiry
    if inquiry is None:
        return
    inquiry.state = answer
    inquiry.answered_by, inquiry.answered_at = change.person_id, change.now
    inquiry.source, inquiry.received_on = arrival.source, arrival.received_on
    inquiry.after_closing = arrival.after_closing
    if answer is not InquiryState.NOT_COMPETENT:
        inquiry.reason = inquiry.better_office = None
    change.session.add(inquiry)
    await change.session.flush()
    await change.redraw(SurfaceKind.INQUIRY, inquiry.key)
    await finish_round_if_done(change, inquiry.request_id, change.now)


async def decline(
    change: Change, held: Dossier, *, reason: str, better_office: str | None, entered: Arrival | None = None
) -> None:
    """Answer "not ours" with a reason and a better office; project lead and secretariat are told."""
    if held.inquiry is None:
        raise Missing("inquiry")
    held.inquiry.reason, held.inquiry.better_office = reason, better_office
    await withdraw(change, held.needs)
    number = await conclude(change, held, InquiryState.NOT_COMPETENT, complete=True, reason=reason, entered=entered)
    message = InquiryDeclined(inquiry_id=held.inquiry.key)
    for reader in await members(change.session):
        if reader.is_secretariat or reader.key == held.intention.lead_id:
            change.tell(message, f"inquiry:{held.inquiry.key}:declined:v{number}", person_id=reader.key)
