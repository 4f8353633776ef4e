"""Request rounds, the offices' inquiries in them, and what offices reported."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Index, func, text, update
from sqlmodel import Field, SQLModel, UniqueConstraint, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.arrivals import Arrival, Source
from planning.intentions import IntentionState
from planning.messages import RoundFinished, SurfaceKind
from planning.needs import ANSWERED, InquiryState, NeedDraft, NeedKind, Priority, RequestState
from planning.quantities import Manner
from storage.changes import Change
from storage.columns import JSON_VALUE, Hundredths, Words
from storage.intentions import Intention
from storage.people import members

WAITING = frozenset({InquiryState.ASKED, InquiryState.SEEN})
"""An office in these states may still answer in time."""


class NeedRequest(SQLModel, table=True):
    """One round: every office of the distribution is asked about one intention."""

    __table_args__ = (
        Index(
            "needrequest_unfinished",
            "id",
            sqlite_where=text("state = 'open' AND finished_at IS NULL"),
            postgresql_where=text("state = 'open' AND finished_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    started_by: int = Field(foreign_key="person.id")
    started_at: datetime
    started_on: date
    due: date
    due_at: datetime
    remark: str | None = Field(default=None, max_length=1000)
    state: RequestState = Field(default=RequestState.OPEN, sa_type=Words(RequestState))
    distribution: str | None = Field(default=None, max_length=80)
    """Name of the distribution list it was started with; None: all offices."""
    left_out: list[str] = Field(default_factory=list, sa_type=JSON_VALUE)
    """Ids of the offices that the list left out."""
    brief: bool = False
    """The short form of a small project."""
    follows: int | None = Field(default=None, foreign_key="needrequest.id", index=True)
    """The round after or during which chosen offices are asked again (re-consultation); None for a first round."""
    reason: str | None = Field(default=None, max_length=1000)
    """Why they are asked again."""
    finished_at: datetime | None = None
    """When the summary went out: all answered, or the deadline passed."""
    closed_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


class Inquiry(SQLModel, table=True):
    """One office's part of a round. `due` moves with an extension; `contact_id` is who is asked."""

    __table_args__ = (
        UniqueConstraint("request_id", "office"),
        Index(
            "inquiry_open_due",
            "due",
            "id",
            sqlite_where=text("state IN ('asked', 'seen')"),
            postgresql_where=text("state IN ('asked', 'seen')"),
        ),
        Index(
            "inquiry_reported_due",
            "due",
            sqlite_where=text("state = 'reported'"),
            postgresql_where=text("state = 'reported'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="needrequest.id", index=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id", index=True)
    contact_id: int = Field(foreign_key="person.id", index=True)
    stands_in_for: int | None = Field(default=None, foreign_key="person.id")
    """The absent contact whose deputy (or, without contact, the secretariat) was asked."""
    due: date
    due_at: datetime
    extended: bool = False
    state: InquiryState = Field(default=InquiryState.ASKED, sa_type=Words(InquiryState))
    begun_by: int | None = Field(default=None, foreign_key="person.id")
    begun_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    reason: str | None = Field(default=None, max_length=1000)
    better_office: str | None = Field(default=None, max_length=60)
    source: Source | None = Field(default=None, sa_type=Words(Source))
    """Where the secretariat has the answer from that it entered; None when the office answered by itself."""
    received_on: date | None = None
    after_closing: bool = False
    """The answer came after the round was closed (Nachmeldung)."""

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id

    @property
    def arrival(self) -> Arrival:
        """Say how the present answer came."""
        return Arrival(self.source, self.received_on, self.after_closing)


class NeedReport(SQLModel, table=True):
    """What one office reports for one intention; `version` counts its submissions."""

    __table_args__ = (UniqueConstraint("intention_id", "office"),)

    id: int | None = Field(default=None, primary_key=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id", index=True)
    version: int = 0
    complete: bool = False
    changed_by: int = Field(foreign_key="person.id")
    changed_at: datetime = Field(index=True)

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


class Need(NeedDraft, table=True):
    """One need or concern, as it stands now; earlier states are in ReportVersion."""

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="needreport.id", index=True)
    kind: NeedKind = Field(default=NeedKind.NEED, sa_type=Words(NeedKind))
    quantity: Decimal | None = Field(default=None, sa_type=Hundredths)
    quantity_to: Decimal | None = Field(default=None, sa_type=Hundredths)
    manner: Manner | None = Field(default=None, sa_type=Words(Manner))
    replaces: Decimal | None = Field(default=None, sa_type=Hundredths)
    minimum: Decimal | None = Field(default=None, sa_type=Hundredths)
    figure_quantity: Decimal | None = Field(default=None, sa_type=Hundredths)
    target_groups: list[str] = Field(default_factory=list, sa_type=JSON_VALUE)
    priority: Priority | None = Field(default=None, sa_type=Words(Priority))
    step: int = 0
    """The ladder of domain 1.11: 0 reported … 6 in use."""
    withdrawn_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


class ReportVersion(SQLModel, table=True):
    """What a report said in one version: all its needs as they then were, who, when and why."""

    __table_args__ = (UniqueConstraint("report_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="needreport.id", index=True)
    version: int
    answer: InquiryState = Field(sa_type=Words(InquiryState))
    needs: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON_VALUE)
    complete: bool = False
    reason: str | None = Field(default=None, max_length=1000)
    written_by: int = Field(foreign_key="person.id")
    written_at: datetime
    source: Source | None = Field(default=None, sa_type=Words(Source))
    received_on: date | None = None
    after_closing: bool = False

    @property
    def arrival(self) -> Arrival:
        """Say how this version came."""
        return Arrival(self.source, self.received_on, self.after_closing)


class Question(SQLModel, table=True):
    """A question of an office in a round; the answer goes to all who were asked."""

    id: int | None = Field(default=None, primary_key=True)
    inquiry_id: int = Field(foreign_key="inquiry.id", index=True)
    text: str = Field(max_length=1000)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    answer: str | None = Field(default=None, max_length=2000)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


class Extension(SQLModel, table=True):
    """A later deadline an office asked for; `granted` is None until the secretariat decides, `refusal` its reason to refuse."""

    id: int | None = Field(default=None, primary_key=True)
    inquiry_id: int = Field(foreign_key="inquiry.id", index=True)
    wanted: date
    reason: str | None = Field(default=None, max_length=1000)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    granted: bool | None = None
    refusal: str | None = Field(default=None, max_length=1000)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


async def finish_round_if_done(change: Change, request_id: int, now: datetime) -> bool:
    """Promise the summary of a round in which all have answered or nobody has time left; once per round.

    It goes to project lead and secretariat. The round stays open: late answers count. False when there
    is still time, the round was finished before, or the group does not work on the intention at present.
    """
    finished = await _why_finished(change, request_id, now)
    if finished is None:
        return False
    why, due_at = finished
    taken = await change.session.exec(
        update(NeedRequest)
        .where(
            col(NeedRequest.id) == request_id,
            col(NeedRequest.state) == RequestState.OPEN,
            col(NeedRequest.finished_at).is_(None),
        )
        .values(finished_at=now)
    )
    if taken.rowcount != 1:
        return False
    request = await change.session.get(NeedRequest, request_id, populate_existing=True)
    intention = await change.session.get(Intention, request.intention_id) if request is not None else None
    assert intention is not None, "the foreign key holds it"
    for reader in await members(change.session):
        if reader.is_secretariat or reader.id == intention.lead_id:
            message = RoundFinished(request_id=request_id, why=why)
            change.tell(message, f"round:{request_id}:finished", person_id=reader.key, due_at=due_at)
    await change.redraw(SurfaceKind.CARD, intention.key)
    await redraw_round(change, request_id)  # who has not answered reads that the deadline is over
    await change.redraw_homes()  # and there, too
    change.note("finished", "request", request_id, why=why)
    return True


async def redraw_round(change: Change, request_id: int) -> None:
    """Let the messages of all offices of a round show the newest state."""
    for inquiry_id in (await change.session.exec(select(Inquiry.id).where(Inquiry.request_id == request_id))).all():
        if inquiry_id is not None:
            await change.redraw(SurfaceKind.INQUIRY, inquiry_id)


async def _why_finished(
    change: Change, request_id: int, now: datetime
) -> tuple[Literal["all_answered", "deadline"], datetime] | None:
    """Say why nobody is waited for any more, and since when."""
    query = (
        select(col(Inquiry.state), col(Inquiry.due_at))
        .join(Intention, col(Intention.id) == col(Inquiry.intention_id))
        .where(Inquiry.request_id == request_id, Intention.state == IntentionState.ACTIVE)
    )
    inquiries = (await change.session.exec(query)).all()
    states = {state for state, _ in inquiries}
    still_time = any(state in WAITING and due_at > now for state, due_at in inquiries)
    if not inquiries or still_time:
        return None
    if states <= ANSWERED:
        return "all_answered", now
    return "deadline", min(now, max(due_at for _, due_at in inquiries))


async def waiting_inquiries(session: AsyncSession, intention_id: int) -> list[Inquiry]:
    """List the inquiries of an intention that have not been answered yet."""
    query = select(Inquiry).where(Inquiry.intention_id == intention_id, col(Inquiry.state).in_(WAITING))
    return list((await session.exec(query.order_by(col(Inquiry.id)))).all())


async def deadlines_on(session: AsyncSession, day: date) -> int:
    """Count the open rounds whose deadline is this day."""
    query = select(func.count(col(NeedRequest.id))).where(
        NeedRequest.state == RequestState.OPEN, NeedRequest.due == day
    )
    return (await session.exec(query)).one()


async def open_request(session: AsyncSession, intention_id: int) -> NeedRequest | None:
    """Find the first round of an intention that is still open; None when there is none."""
    query = select(NeedRequest).where(
        NeedRequest.intention_id == intention_id,
        NeedRequest.state == RequestState.OPEN,
        col(NeedRequest.follows).is_(None),
    )
    return (await session.exec(query.order_by(col(NeedRequest.id).desc()).limit(1))).first()
