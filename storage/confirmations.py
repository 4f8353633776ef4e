"""Whether reports still hold: what they were built on, what was asked about them, what each office says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, and_, text, update
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.confirmations import Cause, ConfirmationState, Facts, cause_of, facts_from
from planning.errors import Missing, Outdated
from planning.intentions import IntentionState
from planning.messages import SurfaceKind
from planning.needs import InquiryState
from storage import kept_sheets
from storage.changes import Change
from storage.columns import JSON_VALUE, Words
from storage.intentions import Intention
from storage.needs import NeedReport, ReportVersion
from storage.people import Office, Person

OPEN = text("confirmation.state = 'open'")


class ReportBasis(SQLModel, table=True):
    """What an office knew of an intention when it last sent or confirmed its report."""

    __tablename__ = "report_basis"

    report_id: int = Field(primary_key=True, foreign_key="needreport.id")
    facts: dict[str, Any] = Field(sa_type=JSON_VALUE)
    at: datetime
    """When the last version was sent or confirmed."""


class ConfirmationRequest(SQLModel, table=True):
    """One message to one office: does this report, or do these reports, still hold?"""

    __tablename__ = "confirmation_request"
    __table_args__ = (UniqueConstraint("office", "month"),)

    id: int | None = Field(default=None, primary_key=True)
    office: str = Field(max_length=60, foreign_key="office.id", index=True)
    """Who answers: after a merger the office that took over."""
    contact_id: int = Field(foreign_key="person.id", index=True)
    month: str | None = Field(default=None, max_length=7)
    """ "2026-10" for the monthly list; None for a question about one report."""
    asked_at: datetime
    asked_on: date
    due: date

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


class Confirmation(SQLModel, table=True):
    """The question about one report; `before` and `after` are facts, `revision` counts changes while it is open."""

    __table_args__ = (
        Index(
            "confirmation_one_open",
            "report_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="confirmation_request.id", index=True)
    report_id: int = Field(foreign_key="needreport.id", index=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    cause: Cause = Field(sa_type=Words(Cause))
    before: dict[str, Any] = Field(sa_type=JSON_VALUE)
    after: dict[str, Any] = Field(sa_type=JSON_VALUE)
    revision: int = 1
    state: ConfirmationState = Field(default=ConfirmationState.OPEN, sa_type=Words(ConfirmationState))
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


class ConfirmationMonth(SQLModel, table=True):
    """A month in which all offices were asked that had to be; "2026-10"."""

    __tablename__ = "confirmation_month"

    month: str = Field(max_length=7, primary_key=True)
    asked_at: datetime


@dataclass(frozen=True)
class Question:
    """A confirmation with everything it belongs to."""

    confirmation: Confirmation
    request: ConfirmationRequest
    report: NeedReport
    intention: Intention
    office: Office
    """The reporting office; after a merger another one answers."""

    @property
    def before(self) -> Facts:
        """Give what the report was built on."""
        return facts_from(self.confirmation.before)

    @property
    def after(self) -> Facts:
        """Give what is known now."""
        return facts_from(self.confirmation.after)


async def facts_of(session: AsyncSession, row: Intention) -> Facts:
    """Say what is known of an intention now."""
    sheet = await kept_sheets.latest(session, row.key)
    number = sheet.number if sheet is not None else None
    return Facts(stage=row.stage, dwellings=row.dwellings, floor_area=row.floor_area, sheet=number)


async def basis(session: AsyncSession, report_id: int) -> ReportBasis | None:
    """Find what a report was built on; None for one that was never sent."""
    return await session.get(ReportBasis, report_id, populate_existing=True)


async def sent(c: Change, report: NeedReport, row: Intention, answer: InquiryState, *, unchanged: bool) -> None:
    """Note what a report is built on that is being sent; a question about it is answered by that."""
    await _ground(c, report.key, row)
    found = await open_about(c.session, report.key)
    if found is not None:
        state = ConfirmationState.CHANGED if answer is InquiryState.REPORTED else ConfirmationState.WITHDRAWN
        await settle(c, found, ConfirmationState.HOLDS if unchanged else state)


async def _ground(c: Change, report_id: int, row: Intention) -> None:
    facts = await facts_of(c.session, row)
    known = await basis(c.session, report_id)
    ground = known if known is not None else ReportBasis(report_id=report_id, facts={}, at=c.now)
    ground.facts, ground.at = facts.to_json(), c.now
    c.session.add(ground)
    await c.session.flush()


async def hold(c: Change, confirmation_id: int, revision: int) -> Question:
    """Note that a report still holds; what it asks for stays as it is.

    Raises Outdated when the question was answered, overtaken, or asks something newer than was seen.
    """
    found = await question(c.session, confirmation_id)
    check_open(found, revision)
    if not await settle(c, found.confirmation, ConfirmationState.HOLDS):
        raise Outdated("confirmation", "answered")
    await _ground(c, found.report.key, found.intention)
    return found


def check_open(found: Question, revision: int | None = None) -> None:
    """Raise Outdated when a question is no longer the one that somebody saw."""
    if found.intention.state in (IntentionState.ABANDONED, IntentionState.MISTAKEN):
        raise Outdated("intention", found.intention.state)
    if found.confirmation.state is not ConfirmationState.OPEN:
        raise Outdated("confirmation", found.confirmation.state)
    if revision is not None and revision != found.confirmation.revision:
        raise Outdated("confirmation", "changed")


async def settle(c: Change, row: Confirmation, state: ConfirmationState) -> bool:
    """Note what came of a question; False when somebody else was first or it asks something newer by now."""
    taken = await c.session.exec(
        update(Confirmation)
        .where(
            col(Confirmation.id) == row.key,
            col(Confirmation.state) == ConfirmationState.OPEN,
            col(Confirmation.revision) == row.revision,
        )
        .values(state=state, answered_by=c.person_id, answered_at=c.now)
    )
    if taken.rowcount != 1:
        return False
    await c.session.refresh(row)
    await c.redraw(SurfaceKind.CONFIRMATION, row.request_id)
    c.note(state, "confirmation", row.key, cause=row.cause.value, report=row.report_id)
    return True


async def question(session: AsyncSession, confirmation_id: int) -> Question:
    """Find a question. Raises Missing."""
    found = await _questions(session, col(Confirmation.id) == confirmation_id)
    if not found:
        raise Missing("confirmation")
    return found[0]


async def of_request(session: AsyncSession, request_id: int) -> list[Question]:
    """List the questions of one message, in the order of the intentions."""
    return await _questions(session, col(Confirmation.request_id) == request_id)


async def of_intention(session: AsyncSession, intention_id: int) -> list[Question]:
    """List all questions about reports on an intention, the newest first."""
    return (await _questions(session, col(Confirmation.intention_id) == intention_id))[::-1]


async def of_report(session: AsyncSession, report_id: int) -> list[Question]:
    """List all questions about a report, the oldest first."""
    return await _questions(session, col(Confirmation.report_id) == report_id)


async def _questions(session: AsyncSession, *where: Any) -> list[Question]:
    query = (
        select(Confirmation, ConfirmationRequest, NeedReport, Intention)
        .join(ConfirmationRequest, col(ConfirmationRequest.id) == col(Confirmation.request_id))
        .join(NeedReport, col(NeedReport.id) == col(Confirmation.report_id))
        .join(Intention, col(Intention.id) == col(Confirmation.intention_id))
        .where(*where)
        .order_by(col(Confirmation.id))
        .execution_options(populate_existing=True)
    )
    rows = (await session.exec(query)).all()
    named = select(Office).where(col(Office.id).in_({report.office for _, _, report, _ in rows}))
    offices = {office.id: office for office in (await session.exec(named)).all()} if rows else {}
    return [Question(*row, offices[row[2].office]) for row in rows]


async def open_about(session: AsyncSession, report_id: int) -> Confirmation | None:
    """Find the open question about a report."""
    query = select(Confirmation).where(Confirmation.report_id == report_id, OPEN)
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def is_questioned(session: AsyncSession, intention_id: int, office: str) -> bool:
    """Say whether a question about an office's report is open: who changes it now explains why."""
    query = (
        select(Confirmation.id)
        .join(NeedReport, col(NeedReport.id) == col(Confirmation.report_id))
        .where(OPEN, Confirmation.intention_id == intention_id, NeedReport.office == office)
    )
    return (await session.exec(query)).first() is not None


async def is_asked(session: AsyncSession, intention_id: int, office: str, person: Person) -> bool:
    """Say whether somebody is asked about an office's report: in person, or because their office took that one over."""
    theirs = (col(ConfirmationRequest.contact_id) == person.id) | (col(ConfirmationRequest.office) == person.office)
    query = (
        select(Confirmation.id)
        .join(ConfirmationRequest, col(ConfirmationRequest.id) == col(Confirmation.request_id))
        .join(NeedReport, col(NeedReport.id) == col(Confirmation.report_id))
        .where(Confirmation.intention_id == intention_id, NeedReport.office == office, theirs)
    )
    return (await session.exec(query)).first() is not None


async def open_for(session: AsyncSession, reader: Person) -> list[Question]:
    """List what a person or their office is asked and has not answered, of intentions the group works on."""
    theirs = (col(ConfirmationRequest.contact_id) == reader.id) | (col(ConfirmationRequest.office) == reader.office)
    return await _questions(session, OPEN, theirs, Intention.state == IntentionState.ACTIVE)


async def unanswered(session: AsyncSession, before: date) -> list[Question]:
    """List what was to be answered before this day and is not."""
    active = Intention.state == IntentionState.ACTIVE
    return await _questions(session, OPEN, col(ConfirmationRequest.due) < before, active)


@dataclass(frozen=True)
class Standing:
    """A report with needs, and what it was built on."""

    report: NeedReport
    basis: ReportBasis

    @property
    def facts(self) -> Facts:
        """Give what the office knew."""
        return facts_from(self.basis.facts)


async def standing(session: AsyncSession, intention_id: int | None = None) -> list[Standing]:
    """List the reports in which something is asked for, of one intention or of all the group works on."""
    newest = and_(
        col(ReportVersion.report_id) == col(NeedReport.id), col(ReportVersion.version) == col(NeedReport.version)
    )
    query = (
        select(NeedReport, ReportBasis)
        .join(ReportBasis, col(ReportBasis.report_id) == col(NeedReport.id))
        .join(ReportVersion, newest)
        .join(Intention, col(Intention.id) == col(NeedReport.intention_id))
        .where(ReportVersion.answer == InquiryState.REPORTED, Intention.state == IntentionState.ACTIVE)
        .order_by(col(NeedReport.intention_id), col(NeedReport.id))
    )
    if intention_id is not None:
        query = query.where(NeedReport.intention_id == intention_id)
    return [Standing(*row) for row in (await session.exec(query)).all()]


async def would_ask(session: AsyncSession, row: Intention, after: Facts) -> list[tuple[Standing, Cause]]:
    """List whose reports would be asked about if these were the facts."""
    found = [(one, cause_of(one.facts, after)) for one in await standing(session, row.key)]
    return [(one, cause) for one, cause in found if cause is not None]
