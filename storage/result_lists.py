"""Results as people read them: with office, person, intention and meeting, in pages and with history."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal_column
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from planning.intentions import Face, IntentionState
from planning.meetings import MeetingState
from planning.results import ResultKind, ResultState
from storage.database import Session
from storage.intentions import Intention, face
from storage.meetings import Meeting
from storage.people import Office, Person
from storage.results import Result, ResultChange

PAGE = 10
"""Results on one page of the list."""
FILTERS = 99
"""Intentions that a list can be narrowed to; a menu holds a hundred entries."""
PAST_MEETINGS = 12
COMING_MEETINGS = 3
IS_OPEN = col(Result.state) == literal_column("'open'")
"""Written out, so that the index over open results is found: a bound value hides which rows are meant."""
NUMBER = re.compile(r"(?:E-?)?(?:(?P<year>\d{4})-)?(?P<sequence>\d{1,6})", re.IGNORECASE)


class ResultTab(StrEnum):
    """The lists that /ergebnis offers."""

    MINE = "mine"
    OFFICE = "office"
    OPEN = "open"
    INFORMATION = "information"
    SETTLED = "settled"


PAST_TABS = (ResultTab.INFORMATION, ResultTab.SETTLED)


@dataclass(frozen=True)
class ResultLine:
    """A result with what a view says about it; `face` is the intention as the viewer may see it."""

    result: Result
    office: str
    office_short: str
    responsible: str | None
    """Name of the responsible person; None when nobody of the office is entered."""
    face: Face | None
    meeting_on: date | None

    def is_overdue(self, today: date) -> bool:
        """Say whether it is open and its day is over."""
        result = self.result
        return result.state is ResultState.OPEN and result.due is not None and result.due < today


@dataclass(frozen=True)
class ResultFilter:
    """What a list is narrowed to; None = everything."""

    office: str | None = None
    intention_id: int | None = None


EVERYTHING = ResultFilter()


@dataclass(frozen=True)
class ResultPage:
    """One page of a list; `offset` counts results, `total` all of the tab that the filter lets through.

    `offices` (id, short name) and `faces` are what the list can be narrowed to.
    """

    tab: ResultTab
    lines: Sequence[ResultLine]
    offset: int
    total: int
    wanted: ResultFilter = EVERYTHING
    offices: Sequence[tuple[str, str]] = ()
    faces: Sequence[Face] = ()


@dataclass(frozen=True)
class PastChange:
    """One step of a result's history; `who` is None when the clock or the administrator did it.

    `given_by` and `given_to` are the short names of the offices when the result was handed over.
    """

    change: ResultChange
    who: str | None
    given_by: str | None = None
    given_to: str | None = None


async def find_result(session: Session, reference: str) -> Result | None:
    """Find a result by what people type: "E-2026-001", "2026-1" or "1" (the newest year counts)."""
    typed = NUMBER.fullmatch(reference.strip())
    if typed is None:
        return None
    year, sequence = typed["year"] or "%", int(typed["sequence"])
    query = select(Result).where(col(Result.number).like(f"E-{year}-{sequence:03d}"))
    return (await session.exec(query.order_by(col(Result.number).desc()).limit(1))).first()


async def result_page(
    session: Session, tab: ResultTab, viewer: Person, *, offset: int = 0, wanted: ResultFilter = EVERYTHING
) -> ResultPage:
    """Read one page of a list: overdue first, then by date; what waits for a stage comes last."""
    where = [*_tab(tab, viewer)]
    if wanted.office is not None:
        where.append(col(Result.office) == wanted.office)
    if wanted.intention_id is not None:
        where.append(col(Result.intention_id) == wanted.intention_id)
    total = (await session.exec(select(func.count()).select_from(Result).where(*where))).one()
    begin = min(max(offset, 0), max(total - 1, 0)) // PAGE * PAGE
    query = select(Result).where(*where).order_by(*_order(tab)).offset(begin).limit(PAGE)
    rows = (await session.exec(query)).all()
    lines = await result_lines(session, rows, viewer)
    among = () if tab in PAST_TABS else (IS_OPEN,)
    offices, faces = await _offices_with(session, *among), await _faces_with(session, viewer, *among)
    return ResultPage(tab, lines, begin, total, wanted, offices, faces)


async def _offices_with(session: Session, *among: ColumnElement[bool]) -> list[tuple[str, str]]:
    # One look into the index for each office: the list of all results grows with the years.
    query = select(Office.id, Office.short).where(exists().where(col(Result.office) == col(Office.id), *among))
    return [(key, short) for key, short in (await session.exec(query.order_by(col(Office.position)))).all()]


async def _faces_with(session: Session, viewer: Person, *among: ColumnElement[bool]) -> list[Face]:
    query = select(Intention).where(exists().where(col(Result.intention_id) == col(Intention.id), *among))
    rows = (await session.exec(query.order_by(col(Intention.id).desc()).limit(FILTERS))).all()
    return [face(row, viewer) for row in rows]


def _tab(tab: ResultTab, viewer: Person) -> tuple[ColumnElement[bool], ...]:
    match tab:
        case ResultTab.MINE:
            return IS_OPEN, col(Result.responsible_id) == viewer.key
        case ResultTab.OFFICE:
            return IS_OPEN, col(Result.office) == viewer.office
        case ResultTab.OPEN:
            return (IS_OPEN,)
        case ResultTab.INFORMATION:
            return col(Result.kind) == ResultKind.INFORMATION, col(Result.state) != ResultState.WITHDRAWN
        case ResultTab.SETTLED:
            informs = (col(Result.kind) == ResultKind.INFORMATION) & (col(Result.state) == ResultState.DONE)
            return col(Result.state) != ResultState.OPEN, ~informs


def _order(tab: ResultTab) -> tuple[ColumnElement[Any], ...]:
    if tab in PAST_TABS:
        return (col(Result.id).desc(),)
    return col(Result.due).is_(None).asc(), col(Result.due).asc(), col(Result.id).asc()


async def results_at_home(session: Session, viewer: Person, *, most: int = 5) -> tuple[Sequence[ResultLine], int]:
    """List the open results of this person and their office, overdue first, and count them all."""
    mine = col(Result.responsible_id) == viewer.key
    where = (IS_OPEN, mine | (col(Result.office) == viewer.office))
    total = (await session.exec(select(func.count()).select_from(Result).where(*where))).one()
    query = select(Result).where(*where).order_by(*_order(ResultTab.OPEN)).limit(most)
    return await result_lines(session, (await session.exec(query)).all(), viewer), total


async def open_result_lines(session: Session, viewer: Person | None) -> list[ResultLine]:
    """List all open results for an agenda or digest, overdue first; None as viewer is a channel."""
    query = select(Result).where(IS_OPEN).order_by(*_order(ResultTab.OPEN))
    return await result_lines(session, (await session.exec(query)).all(), viewer)


async def lines_by_id(session: Session, result_ids: Iterable[int], viewer: Person | None) -> dict[int, ResultLine]:
    """Read the results of a morning note by id; the caller leaves out those that are settled or re-dated."""
    query = select(Result).where(col(Result.id).in_(list(result_ids)))
    lines = await result_lines(session, (await session.exec(query)).all(), viewer)
    return {line.result.key: line for line in lines}


async def result_line(session: Session, result_id: int, viewer: Person | None) -> ResultLine | None:
    """Read one result as this viewer may see it; None when there is no such result."""
    return (await lines_by_id(session, [result_id], viewer)).get(result_id)


async def result_lines(session: Session, rows: Sequence[Result], viewer: Person | None) -> list[ResultLine]:
    """Put offices, persons, intentions and meetings to the results, in the given order."""
    offices = {office.id: office for office in (await session.exec(select(Office))).all()}
    lines = []
    for row in rows:
        office = offices[row.office]
        responsible = await session.get(Person, row.responsible_id) if row.responsible_id is not None else None
        intention = await session.get(Intention, row.intention_id) if row.intention_id is not None else None
        meeting = await session.get(Meeting, row.meeting_id) if row.meeting_id is not None else None
        lines.append(
            ResultLine(
                result=row,
                office=office.name,
                office_short=office.short,
                responsible=responsible.name if responsible is not None and responsible.left_at is None else None,
                face=face(intention, viewer) if intention is not None else None,
                meeting_on=meeting.on if meeting is not None else None,
            )
        )
    return lines


async def history(session: Session, result_id: int) -> list[PastChange]:
    """List what happened to a result, the newest first."""
    before, after = aliased(Office), aliased(Office)
    query = (
        select(ResultChange, col(Person.name), col(before.short), col(after.short))
        .outerjoin(Person, col(Person.id) == col(ResultChange.changed_by))
        .outerjoin(before, col(before.id) == col(ResultChange.before))
        .outerjoin(after, col(after.id) == col(ResultChange.after))
        .where(ResultChange.result_id == result_id)
        .order_by(col(ResultChange.id).desc())
    )
    return [PastChange(*row) for row in (await session.exec(query)).all()]


async def meetings_to_choose(session: Session) -> tuple[list[Meeting], int | None]:
    """List the meetings a result may come from, the newest first, and the id of the last one held."""
    held = select(Meeting).where(Meeting.state == MeetingState.HELD).order_by(col(Meeting.starts_at).desc())
    past = list((await session.exec(held.limit(PAST_MEETINGS))).all())
    planned = select(Meeting).where(Meeting.state == MeetingState.PLANNED).order_by(col(Meeting.starts_at))
    coming = list((await session.exec(planned.limit(COMING_MEETINGS))).all())
    return [*reversed(coming), *past], past[0].id if past else None


async def faces_to_choose(session: Session, viewer: Person) -> list[Face]:
    """List the intentions the group works on as this viewer may see them, the newest first."""
    active = select(Intention).where(Intention.state == IntentionState.ACTIVE)
    rows = (await session.exec(active.order_by(col(Intention.id).desc()))).all()
    return [face(row, viewer) for row in rows]
