"""Everything that happened between two meetings, read for one reader; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from sqlmodel import col, select

from planning import digests as rules
from planning.digests import Answer, Digest, Pending, Said, Step, Unanswered, Untaken
from planning.intentions import OVER, Face, IntentionState
from planning.meetings import MeetingState, UpdateKind
from planning.needs import InquiryState, RequestState
from planning.results import ResultKind, ResultState
from storage.database import Session
from storage.intentions import Intention, IntentionChange, face
from storage.meetings import Meeting, Update
from storage.needs import Inquiry, NeedReport, NeedRequest, ReportVersion
from storage.people import Office, Person
from storage.results import Result
from storage.topics import waiting

EVER = datetime.min.replace(tzinfo=UTC)
UNANSWERED = (InquiryState.ASKED, InquiryState.SEEN, InquiryState.NO_ANSWER)
DECLINED = (InquiryState.NO_NEED, InquiryState.NOT_COMPETENT)


@dataclass(frozen=True)
class Span:
    """From the beginning of the last held meeting (or ever) until the meeting itself, for one reader.

    `viewer` None is the group's channel.
    """

    meeting: Meeting
    since: datetime
    viewer: Person | None
    today: date
    session: Session


async def digest(session: Session, meeting: Meeting, viewer: Person | None, today: date) -> Digest:
    """Gather what the digest of a meeting says to `viewer`; None is the channel, where aliases stand.

    `today` is the city's date: results due before it are overdue.
    """
    span = Span(meeting, await _since(session, meeting), viewer, today, session)
    offices = {office.id: office.short for office in (await session.exec(select(Office))).all()}
    people = {person.key: person.name for person in (await session.exec(select(Person))).all()}
    said = [_said(row, span, intention, offices, people) for row, intention in await _updates(span)]
    open_questions = [_said(row, span, i, offices, people) for row, i in await _open_questions(span)]
    return Digest(
        meeting_id=meeting.key,
        on=meeting.on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        notes=meeting.notes,
        state=meeting.state,
        published_at=meeting.published_at,
        new=await _new(span),
        steps=rules.steps_taken(await _steps(span)),
        received=rules.received(await _answers(span, offices)),
        unanswered=await _unanswered(span, offices),
        said=tuple(said),
        questions=tuple(open_questions),
        results=rules.in_order_of_urgency(await _pending(span, offices)),
        topics=await _topics(span),
        nothing_new=await _nothing_new(span, offices, people),
    )


async def _since(session: Session, meeting: Meeting) -> datetime:
    """Give the beginning of the meeting before this one; one that has begun counts as held."""
    query = select(Meeting.starts_at).where(
        Meeting.state != MeetingState.CANCELLED, Meeting.starts_at < meeting.starts_at, Meeting.id != meeting.id
    )
    found = (await session.exec(query.order_by(col(Meeting.starts_at).desc()).limit(1))).first()
    return found if found is not None else EVER


async def _new(span: Span) -> tuple[Face, ...]:
    query = select(Intention).where(
        Intention.recorded_at > span.since,
        Intention.recorded_at <= span.meeting.starts_at,
        col(Intention.state).not_in((*OVER, IntentionState.MISTAKEN)),
        col(Intention.imported).is_(False),
    )
    rows = (await span.session.exec(query.order_by(col(Intention.id)))).all()
    return tuple(face(row, span.viewer) for row in rows)


async def _steps(span: Span) -> list[Step]:
    query = (
        select(IntentionChange, Intention)
        .join(Intention, col(Intention.id) == col(IntentionChange.intention_id))
        .where(IntentionChange.changed_at > span.since, IntentionChange.changed_at <= span.meeting.starts_at)
        .order_by(col(IntentionChange.id))
    )
    return [
        Step(face(intention, span.viewer), _what(change.what), change.before, change.after)
        for change, intention in (await span.session.exec(query)).all()
    ]


def _what(what: str) -> Literal["stage", "state"]:
    return "stage" if what == "stage" else "state"


async def _answers(span: Span, offices: dict[str, str]) -> list[Answer]:
    """List reports by their newest version, then answers that left no report; in the order in which they came."""
    found: dict[tuple[int, str], tuple[datetime, Answer]] = {}
    for report, version, intention in await _versions(span):
        before = await _reported_before(span, report)
        answer = Answer(
            face(intention, span.viewer), _name(offices, report.office), version.answer, before, version.arrival
        )
        found[intention.key, report.office] = (version.written_at, answer)
    for inquiry, intention in await _declined(span):
        answer = Answer(
            face(intention, span.viewer), _name(offices, inquiry.office), inquiry.state, arrival=inquiry.arrival
        )
        at = inquiry.answered_at or span.since
        found.setdefault((intention.key, inquiry.office), (at, answer))
    return [answer for _, answer in sorted(found.values(), key=lambda pair: pair[0])]


async def _versions(span: Span) -> Sequence[tuple[NeedReport, ReportVersion, Intention]]:
    query = (
        select(NeedReport, ReportVersion, Intention)
        .join(ReportVersion, col(ReportVersion.report_id) == col(NeedReport.id))
        .join(Intention, col(Intention.id) == col(NeedReport.intention_id))
        .where(ReportVersion.version == NeedReport.version)
        .where(ReportVersion.written_at > span.since, ReportVersion.written_at <= span.meeting.starts_at)
        .order_by(col(ReportVersion.id))
    )
    return (await span.session.exec(query)).all()


async def _reported_before(span: Span, report: NeedReport) -> bool:
    query = select(ReportVersion.id).where(
        ReportVersion.report_id == report.id,
        ReportVersion.answer == InquiryState.REPORTED,
        ReportVersion.written_at <= span.since,
    )
    return (await span.session.exec(query.limit(1))).first() is not None


async def _declined(span: Span) -> Sequence[tuple[Inquiry, Intention]]:
    query = (
        select(Inquiry, Intention)
        .join(Intention, col(Intention.id) == col(Inquiry.intention_id))
        .where(col(Inquiry.state).in_(DECLINED), col(Inquiry.answered_at) > span.since)
        .where(col(Inquiry.answered_at) <= span.meeting.starts_at)
        .order_by(col(Inquiry.id))
    )
    return (await span.session.exec(query)).all()


async def _unanswered(span: Span, offices: dict[str, str]) -> tuple[Unanswered, ...]:
    """List who has not answered in open rounds, and in those that were finished since the last meeting."""
    finished = col(NeedRequest.finished_at) > span.since
    query = (
        select(Inquiry, Intention)
        .join(NeedRequest, col(NeedRequest.id) == col(Inquiry.request_id))
        .join(Intention, col(Intention.id) == col(Inquiry.intention_id))
        .join(Office, col(Office.id) == col(Inquiry.office))
        .where(col(Inquiry.state).in_(UNANSWERED), (col(NeedRequest.state) == RequestState.OPEN) | finished)
        .where(Intention.state == IntentionState.ACTIVE)
        .order_by(col(Inquiry.due_at), col(Intention.id), col(Office.position), col(Office.id))
    )
    groups: dict[tuple[int, datetime], tuple[Face, list[str]]] = {}
    for inquiry, intention in (await span.session.exec(query)).all():
        group = groups.setdefault((intention.key, inquiry.due_at), (face(intention, span.viewer), []))
        group[1].append(_name(offices, inquiry.office))
    return tuple(Unanswered(shown, tuple(names), due_at) for (_, due_at), (shown, names) in groups.items())


async def _topics(span: Span) -> tuple[Untaken, ...]:
    """List the city-wide topics that nobody answers, by intention."""
    found: dict[int, tuple[Face, list[str]]] = {}
    for one in await waiting(span.session, span.meeting.starts_at):
        group = found.setdefault(one.intention.key, (face(one.intention, span.viewer), []))
        group[1].append(one.prompt.topic)
    return tuple(Untaken(shown, tuple(topics)) for shown, topics in found.values())


async def _updates(span: Span) -> Sequence[tuple[Update, Intention | None]]:
    query = (
        select(Update, Intention)
        .join(Intention, col(Intention.id) == col(Update.intention_id), isouter=True)
        .where(Update.meeting_id == span.meeting.id, Update.kind == UpdateKind.TEXT)
        .where(col(Update.withdrawn_at).is_(None))
        .order_by(col(Update.id))
    )
    return (await span.session.exec(query)).all()


async def _open_questions(span: Span) -> Sequence[tuple[Update, Intention | None]]:
    """List questions nobody has answered: of this meeting and, until they are answered, of those before."""
    query = (
        select(Update, Intention)
        .join(Intention, col(Intention.id) == col(Update.intention_id), isouter=True)
        .join(Meeting, col(Meeting.id) == col(Update.meeting_id))
        .where(col(Update.question).is_not(None), col(Update.answer).is_(None))
        .where(col(Update.withdrawn_at).is_(None), Meeting.starts_at <= span.meeting.starts_at)
        .order_by(col(Update.id))
    )
    return (await span.session.exec(query)).all()


def _said(
    row: Update, span: Span, intention: Intention | None, offices: dict[str, str], people: dict[int, str]
) -> Said:
    return Said(
        update_id=row.key,
        intention=face(intention, span.viewer) if intention is not None else None,
        office=_name(offices, row.office) if row.office is not None else None,
        author=people.get(row.person_id, ""),
        text=row.text,
        question=row.question,
        question_office=_name(offices, row.question_office) if row.question_office is not None else None,
        answer=row.answer,
    )


async def _pending(span: Span, offices: dict[str, str]) -> list[Pending]:
    query = (
        select(Result, Intention)
        .join(Intention, col(Intention.id) == col(Result.intention_id), isouter=True)
        .where(Result.state == ResultState.OPEN, Result.kind != ResultKind.INFORMATION)
        .order_by(col(Result.id))
    )
    rows: Sequence[tuple[Result, Intention | None]] = (await span.session.exec(query)).all()
    return [
        Pending(
            result_id=result.key,
            number=result.number,
            text=result.text,
            office=_name(offices, result.office),
            due=result.due,
            trigger_stage=result.trigger_stage,
            intention=face(intention, span.viewer) if intention is not None else None,
            overdue=result.due is not None and result.due < span.today,
        )
        for result, intention in rows
    ]


async def _nothing_new(span: Span, offices: dict[str, str], people: dict[int, str]) -> tuple[str, ...]:
    """Name who said explicitly that there is nothing new and wrote nothing: the office, else the person."""
    query = (
        select(Update)
        .where(Update.meeting_id == span.meeting.id, col(Update.withdrawn_at).is_(None))
        .order_by(col(Update.id))
    )
    rows = (await span.session.exec(query)).all()
    wrote = {row.person_id for row in rows if row.kind is UpdateKind.TEXT}
    silent = [row for row in rows if row.kind is not UpdateKind.TEXT and row.person_id not in wrote]
    names = (_name(offices, row.office) if row.office else people.get(row.person_id, "") for row in silent)
    return tuple(dict.fromkeys(names))


def _name(offices: dict[str, str], office: str) -> str:
    return offices.get(office, office)
