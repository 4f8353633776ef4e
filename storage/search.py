"""Finding again: one entry for each fact that can be found, and what one person may find of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, text, true
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select

from planning.intentions import Face, IntentionState
from planning.search import HitKind, excerpt, spellings, stem, words_of
from storage.columns import Words
from storage.database import Session
from storage.intentions import Intention, face
from storage.meetings import Meeting, Update
from storage.needs import Inquiry, Need, NeedReport, Question, ReportVersion
from storage.people import Office, Person
from storage.results import Result
from storage.search_index import LOOKED_UP, filling

PAGE = 10
"""Hits on one page."""
SHORTEST_WITHIN = 3
"""Letters; shorter words stand within nearly everything."""


class SearchEntry(SQLModel, table=True):
    """What can be found of one fact; only the database's triggers write here (see `search_index`).

    `words` are shown as an excerpt, `also` is only searched. An intention has two entries: the `hidden`
    one is for whoever sees everything of it, the other one for everybody else.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "hidden"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: HitKind = Field(sa_type=Words(HitKind))
    subject_id: int
    intention_id: int | None = Field(default=None, index=True)
    hidden: bool
    words: str
    also: str


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as the person who searched may see it.

    `face` is the intention it belongs to. `number` is the visible number of an intention or result, or that of a
    version of the report `report_id`; `office` the short name of who said it, `day` that of a meeting.
    """

    kind: HitKind
    subject_id: int
    excerpt: str
    face: Face | None = None
    number: str | None = None
    office: str | None = None
    report_id: int | None = None
    meeting_id: int | None = None
    day: date | None = None
    published: bool = False
    """Whether the meeting's agenda is there for all."""


@dataclass(frozen=True)
class Found:
    """One page of hits; `words` are what was looked for, `total` counts all hits."""

    words: Sequence[str]
    hits: Sequence[Hit]
    offset: int
    total: int


async def find(
    session: Session, typed: str | None, viewer: Person, *, kind: HitKind | None = None, offset: int = 0
) -> Found:
    """Find what the viewer may see and that has all the words, in any of their forms.

    Where no word begins like that, the words are looked for within longer ones ("platz" in "Spielplatz").
    Intentions come first, then what belongs to them, the newest first.
    """
    words = words_of(typed)
    if not words:
        return Found((), (), 0, 0)
    forgotten = col(Intention.state) == IntentionState.MISTAKEN
    of_kind = col(SearchEntry.kind) == kind if kind is not None else true()
    seen = [_may_see(viewer), forgotten.is_not(True), ~_said_again(), of_kind]
    ways = [_by_words(session, words)]
    if min(map(len, words)) >= SHORTEST_WITHIN:
        ways.append(_within(words))
    for looked_for in ways:
        total = (await session.exec(_from_entries(func.count()).where(*seen, looked_for))).one()
        if total:
            begin = min(max(offset, 0), total - 1) // PAGE * PAGE
            query = (
                _from_entries(SearchEntry)
                .where(*seen, looked_for)
                .order_by(_order(), col(SearchEntry.subject_id).desc())
            )
            rows = (await session.exec(query.offset(begin).limit(PAGE))).all()
            return Found(words, [await _hit(session, row, words, viewer) for row in rows], begin, total)
    return Found(words, (), 0, 0)


async def rebuild(session: Session) -> int:
    """Write the whole index anew from the facts; return the number of its entries."""
    for statement in filling(session.get_bind().dialect.name):
        await session.exec(text(statement))  # type: ignore[call-overload]  # SQLModel types its own statements only
    return (await session.exec(select(func.count()).select_from(SearchEntry))).one()


def _from_entries(wanted: Any) -> Any:
    joined = col(Intention.id) == col(SearchEntry.intention_id)
    return select(wanted).select_from(SearchEntry).outerjoin(Intention, joined)


def _may_see(viewer: Person) -> ColumnElement[bool]:
    if viewer.is_secretariat:
        everything: ColumnElement[bool] = true()
    else:
        everything = or_(col(Intention.confidential).is_(False), func.coalesce(col(Intention.lead_id), 0) == viewer.key)
    return or_(col(SearchEntry.kind) != HitKind.INTENTION, col(SearchEntry.hidden) == everything)


def _said_again() -> ColumnElement[bool]:
    """The newest version of a report repeats the needs that are found anyway, unless it says why it was written."""
    newest = (
        select(ReportVersion.id)
        .join(NeedReport, col(NeedReport.id) == col(ReportVersion.report_id))
        .where(ReportVersion.id == SearchEntry.subject_id, ReportVersion.version == NeedReport.version)
        .where(col(ReportVersion.reason).is_(None))
    )
    return and_(col(SearchEntry.kind) == HitKind.VERSION, newest.exists())


def _order() -> ColumnElement[int]:
    return case({kind.value: place for place, kind in enumerate(HitKind)}, value=col(SearchEntry.kind), else_=9)


def _by_words(session: Session, words: Sequence[str]) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "sqlite":
        ways = [" OR ".join(f'"{stem(way)}"*' for way in spellings(word)) for word in words]
        match = " AND ".join(f"({way})" for way in ways)
        clause = "search_entry.id IN (SELECT rowid FROM search_words WHERE search_words MATCH :looked_for)"
        return text(clause).bindparams(looked_for=match)  # type: ignore[return-value]
    # The dictionary knows "häuser", but not "kitas"; ours does.
    forms = [dict.fromkeys(form for way in spellings(word) for form in (way, stem(way))) for word in words]
    ways = [" | ".join(f"'{form}':*" for form in word) for word in forms]
    match = " & ".join(f"({way})" for way in ways)
    return text(f"{LOOKED_UP} @@ to_tsquery('german', :looked_for)").bindparams(looked_for=match)  # type: ignore[return-value]


def _within(words: Sequence[str]) -> ColumnElement[bool]:
    places = (SearchEntry.words, SearchEntry.also)
    return and_(
        *(or_(*(col(p).icontains(way, autoescape=True) for p in places for way in spellings(word))) for word in words)
    )


async def _hit(session: Session, entry: SearchEntry, words: Sequence[str], viewer: Person) -> Hit:
    shown = excerpt(entry.words, list(words))
    intention = await session.get(Intention, entry.intention_id) if entry.intention_id is not None else None
    seen = face(intention, viewer) if intention is not None else None
    match entry.kind:
        case HitKind.INTENTION:
            return Hit(entry.kind, entry.subject_id, shown, seen, seen.number if seen is not None else None)
        case HitKind.NEED:
            need = await session.get(Need, entry.subject_id)
            report = await session.get(NeedReport, need.report_id) if need is not None else None
            return Hit(entry.kind, entry.subject_id, shown, seen, office=await _office(session, report))
        case HitKind.RESULT:
            result = await session.get(Result, entry.subject_id)
            number = result.number if result is not None else None
            return Hit(entry.kind, entry.subject_id, shown, seen, number, await _office(session, result))
        case HitKind.UPDATE:
            said = await session.get(Update, entry.subject_id)
            meeting = await session.get(Meeting, said.meeting_id) if said is not None and said.meeting_id else None
            office = await _office(session, said)
            return Hit(entry.kind, entry.subject_id, shown, seen, office=office, **_of(meeting))
        case HitKind.QUESTION:
            question = await session.get(Question, entry.subject_id)
            inquiry = await session.get(Inquiry, question.inquiry_id) if question is not None else None
            return Hit(entry.kind, entry.subject_id, shown, seen, office=await _office(session, inquiry))
        case HitKind.STEP:
            return Hit(entry.kind, entry.subject_id, shown, seen)
        case HitKind.VERSION:
            return await _version(session, entry, shown, seen)
        case HitKind.MEETING:
            return Hit(entry.kind, entry.subject_id, shown, **_of(await session.get(Meeting, entry.subject_id)))


async def _version(session: Session, entry: SearchEntry, shown: str, seen: Face | None) -> Hit:
    version = await session.get(ReportVersion, entry.subject_id)
    report = await session.get(NeedReport, version.report_id) if version is not None else None
    return Hit(
        entry.kind, entry.subject_id, shown, seen, number=str(version.version) if version is not None else None,
        office=await _office(session, report), report_id=report.id if report is not None else None,
    )  # fmt: skip


def _of(meeting: Meeting | None) -> dict[str, Any]:
    return (
        {}
        if meeting is None
        else {"meeting_id": meeting.key, "day": meeting.on, "published": meeting.published_at is not None}
    )


async def _office(session: Session, said_by: NeedReport | Inquiry | Result | Update | None) -> str | None:
    office = await session.get(Office, said_by.office) if said_by is not None and said_by.office else None
    return office.short if office is not None else None
