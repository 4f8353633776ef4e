"""The monthly list: reports nobody has confirmed for long, and those a new key figure puts in question."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.calendar import WorkingCalendar
from planning.catalogue import Catalogue
from planning.confirmations import AT_ONCE, Cause, ConfirmationState, is_old, other_units
from planning.figure_sheets import compute
from planning.figures import Rules
from planning.formulas import DividesByZero
from planning.kept_sheets import KeptSheet, SheetCause
from planning.kept_sheets import keep as keep_lines
from planning.messages import SurfaceKind
from storage import kept_sheets
from storage.changes import Change, insert_once
from storage.confirmation_requests import add_question, request_to, successors
from storage.confirmations import (
    Confirmation,
    ConfirmationMonth,
    ConfirmationRequest,
    Standing,
    facts_of,
    open_about,
    settle,
    standing,
)
from storage.figures import rules_for, site_facts, site_of
from storage.intentions import Intention
from storage.needs import Need


@dataclass(frozen=True)
class Doubtful:
    """A report to ask about, and why."""

    standing: Standing
    cause: Cause


@dataclass(frozen=True)
class _Now:
    """An intention's present rules, and its sheet by them; None where nothing can be computed."""

    intention: Intention
    rules: Rules
    sheet: KeptSheet | None


async def is_asked(session: AsyncSession, month: str) -> bool:
    """Say whether the lists of a month are out."""
    return await session.get(ConfirmationMonth, month) is not None


async def mark_asked(c: Change, month: str) -> None:
    """Note that the lists of a month are out."""
    await insert_once(c.session, ConfirmationMonth(month=month, asked_at=c.now))


async def doubtful(
    session: AsyncSession, catalogue: Catalogue, calendar: WorkingCalendar, today: date
) -> Mapping[str, list[Doubtful]]:
    """List by the office that answers today which reports to ask about; what is asked already is left out."""
    found: dict[str, list[Doubtful]] = defaultdict(list)
    heirs, now = await successors(session), dict[int, _Now]()
    asked = await _kinds_asked_for(session)
    for one in await standing(session):
        present = await open_about(session, one.report.key)
        if present is not None and present.cause in AT_ONCE:
            continue
        if one.report.intention_id not in now:
            now[one.report.intention_id] = await _now(session, catalogue, one.report.intention_id, today)
        kinds = asked.get(one.report.key, set())
        if await _other_units(session, catalogue, one, now[one.report.intention_id], kinds):
            cause = Cause.FIGURE
        elif is_old(calendar.today(one.basis.at), today):
            cause = Cause.AGE
        else:
            continue
        found[heirs.get(one.report.office, one.report.office)].append(Doubtful(one, cause))
    return found


async def _kinds_asked_for(session: AsyncSession) -> dict[int, set[str]]:
    query = select(Need.report_id, Need.facility_type).where(
        col(Need.withdrawn_at).is_(None), col(Need.facility_type).is_not(None)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for report_id, kind in (await session.exec(query)).all():
        found[report_id].add(kind or "")
    return found


async def _now(session: AsyncSession, catalogue: Catalogue, intention_id: int, today: date) -> _Now:
    row = await session.get(Intention, intention_id)
    assert row is not None, "the foreign key holds it"
    facts = await site_facts(session, intention_id)
    rules = await rules_for(session, catalogue, facts, today)
    return _Now(row, rules, await _sheet(session, catalogue, row, rules))


async def _sheet(session: AsyncSession, catalogue: Catalogue, row: Intention, rules: Rules) -> KeptSheet | None:
    site = site_of(row, await site_facts(session, row.key), catalogue)
    try:
        return keep_lines(site, rules, compute([site], rules))
    except DividesByZero:
        return None


async def _other_units(session: AsyncSession, catalogue: Catalogue, one: Standing, now: _Now, asked: set[str]) -> bool:
    """Say whether newer key figures alone, at the present size, build something else that the office asked for."""
    if one.facts.sheet is None or now.sheet is None:
        return False
    known = await kept_sheets.one(session, one.report.intention_id, one.facts.sheet)
    then = await _sheet(session, catalogue, now.intention, known.sheet.rules(now.rules))
    kinds = {line.id: line.facility_type for line in catalogue.calculations.values()}
    return then is not None and bool(other_units(then, now.sheet, kinds, asked))


async def ask(c: Change, catalogue: Catalogue, office: str, about: list[Doubtful], *, today: date, due: date) -> bool:
    """Ask an office about its doubtful reports in one list; False when it was asked this month."""
    month = f"{today:%Y-%m}"
    there = select(ConfirmationRequest.id).where(
        ConfirmationRequest.office == office, ConfirmationRequest.month == month
    )
    if (await c.session.exec(there)).first() is not None:
        return False
    request = await request_to(c, office, today=today, due=due, month=month)
    for one in about:
        earlier = await open_about(c.session, one.standing.report.key)
        if earlier is not None:
            await _replace(c, earlier)
        intention_id = one.standing.report.intention_id
        await kept_sheets.keep(c, catalogue, intention_id, SheetCause.FIGURE, today)
        row = await c.session.get(Intention, intention_id)
        assert row is not None, "the foreign key holds it"
        await add_question(c, request, one.standing, one.cause, await facts_of(c.session, row))
    await c.show(SurfaceKind.CONFIRMATION, request.key, person_id=request.contact_id)
    return True


async def _replace(c: Change, earlier: Confirmation) -> None:
    """Let this month's list take the place of an unanswered question of an earlier one."""
    await settle(c, earlier, ConfirmationState.OVERTAKEN)
