"""Everything that a document for the file says, as one person may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from planning.digests import Digest
from planning.errors import Missing
from planning.files import FileKind
from planning.intentions import Face
from planning.needs import sees_minimum
from storage import digests
from storage.database import Session
from storage.intentions import Intention, IntentionChange, face, steps
from storage.meetings import Meeting
from storage.needs import Extension, Inquiry, NeedRequest
from storage.people import Office, Person, names
from storage.questions import Asked, questions_of
from storage.reports import Dossier, Written, reports_of, versions
from storage.requests import answers
from storage.result_lists import PastChange, ResultLine, history, result_lines
from storage.results import Result


@dataclass(frozen=True)
class AskedOffice:
    """One office of a round: who was asked, who answered, and whether it got more time."""

    office: Office
    inquiry: Inquiry
    extensions: Sequence[Extension]


@dataclass(frozen=True)
class RoundFile:
    """A round with all its offices, and the questions that were answered."""

    request: NeedRequest
    asked: Sequence[AskedOffice]
    questions: Sequence[Asked]


@dataclass(frozen=True)
class ReportFile:
    """What one office reported, in all versions, the oldest first; `minimum`: the viewer may know its floor."""

    report: Dossier
    versions: Sequence[Written]
    minimum: bool


@dataclass(frozen=True)
class ResultFile:
    """A result with its history, the oldest step first."""

    line: ResultLine
    history: Sequence[PastChange]


@dataclass(frozen=True)
class IntentionFile:
    """An intention with everything that was asked, answered and agreed on it. `people`: names by id."""

    face: Face
    row: Intention
    steps: Sequence[IntentionChange]
    rounds: Sequence[RoundFile]
    reports: Sequence[ReportFile]
    results: Sequence[ResultFile]
    people: dict[int, str]


@dataclass(frozen=True)
class MeetingFile:
    """A meeting with what was prepared for it and what came of it."""

    meeting: Meeting
    digest: Digest
    results: Sequence[ResultFile]
    people: dict[int, str]


async def intention_file(session: Session, intention_id: int, viewer: Person) -> IntentionFile:
    """Gather what the file says of an intention. Raises Missing."""
    row = await session.get(Intention, intention_id)
    if row is None:
        raise Missing("intention", str(intention_id))
    query = select(NeedRequest).where(NeedRequest.intention_id == intention_id).order_by(col(NeedRequest.id))
    rounds = [await _round(session, request) for request in (await session.exec(query)).all()]
    agreed = select(Result).where(Result.intention_id == intention_id).order_by(col(Result.id))
    return IntentionFile(
        face=face(row, viewer),
        row=row,
        steps=list(reversed(await steps(session, intention_id))),
        rounds=rounds,
        reports=await _reports(session, row, viewer),
        results=await _results(session, (await session.exec(agreed)).all(), viewer),
        people=await names(session),
    )


async def round_file(session: Session, request_id: int, viewer: Person) -> IntentionFile:
    """Gather what the file says of one round: the intention, that round, the reports on it. Raises Missing."""
    request = await session.get(NeedRequest, request_id)
    row = await session.get(Intention, request.intention_id) if request is not None else None
    if request is None or row is None:
        raise Missing("request")
    return IntentionFile(
        face=face(row, viewer),
        row=row,
        steps=(),
        rounds=[await _round(session, request)],
        reports=await _reports(session, row, viewer),
        results=(),
        people=await names(session),
    )


async def meeting_file(session: Session, meeting_id: int, viewer: Person, today: date) -> MeetingFile:
    """Gather what the file says of a meeting: its digest and the results of it. Raises Missing."""
    row = await session.get(Meeting, meeting_id)
    if row is None:
        raise Missing("meeting")
    agreed = select(Result).where(Result.meeting_id == meeting_id).order_by(col(Result.id))
    return MeetingFile(
        meeting=row,
        digest=await digests.digest(session, row, viewer, today),
        results=await _results(session, (await session.exec(agreed)).all(), viewer),
        people=await names(session),
    )


async def _round(session: Session, request: NeedRequest) -> RoundFile:
    asked = []
    for answer in await answers(session, request.key):
        query = select(Extension).where(Extension.inquiry_id == answer.inquiry.key).order_by(col(Extension.id))
        asked.append(AskedOffice(answer.office, answer.inquiry, (await session.exec(query)).all()))
    return RoundFile(request, asked, await questions_of(session, request.key))


async def _reports(session: Session, row: Intention, viewer: Person) -> list[ReportFile]:
    found = []
    for dossier in await reports_of(session, row.key):
        written = list(reversed(await versions(session, dossier.report.key)))
        may = sees_minimum(viewer, viewer.key, office=dossier.office.today, lead_id=row.lead_id)
        if written:
            found.append(ReportFile(dossier, written, may))
    return found


async def _results(session: Session, rows: Sequence[Result], viewer: Person) -> list[ResultFile]:
    lines = await result_lines(session, rows, viewer)
    return [ResultFile(line, list(reversed(await history(session, line.result.key)))) for line in lines]


async def minimum_to_choose(session: Session, kind: FileKind, subject_id: int, viewer: Person) -> bool:
    """Say whether a document could hold negotiating floors that this viewer may see."""
    if kind in {FileKind.DIGEST, FileKind.MEETING}:
        return False
    request = await session.get(NeedRequest, subject_id) if kind is FileKind.ROUND else None
    row = await session.get(Intention, request.intention_id if request is not None else subject_id)
    return row is not None and sees_minimum(viewer, viewer.key, office=viewer.office or "", lead_id=row.lead_id)
