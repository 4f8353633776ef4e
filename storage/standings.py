"""How far the rounds of an intention are: who was asked, who has answered, who was asked again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from planning.arrivals import Arrival
from planning.needs import ANSWERED, InquiryState, RequestState
from storage.database import Session
from storage.needs import Inquiry, NeedRequest
from storage.people import Office


@dataclass(frozen=True)
class Again:
    """A re-consultation: which offices were asked again, why, and who of them has answered."""

    request_id: int
    state: RequestState
    due_at: datetime
    reason: str
    offices: tuple[str, ...]
    answered: int


@dataclass(frozen=True)
class RoundStanding:
    """How far the latest round of an intention is; office short names in the catalogue's order by state."""

    request_id: int
    state: RequestState
    due_at: datetime
    offices: dict[InquiryState, tuple[str, ...]]
    arrivals: Mapping[str, Arrival] = field(default_factory=dict)
    """How answers came that the office did not give by itself in time."""
    left_out: tuple[str, ...] = ()
    """Offices that the distribution list left out."""
    brief: bool = False
    again: tuple["Again", ...] = ()
    """Re-consultations of chosen offices, the newest first."""

    @property
    def total(self) -> int:
        """Count the offices asked."""
        return sum(len(names) for names in self.offices.values())

    @property
    def answered(self) -> int:
        """Count the offices that have answered; silence is no answer."""
        return sum(len(names) for state, names in self.offices.items() if state in ANSWERED)

    def shorts(self, states: Collection[InquiryState]) -> list[str]:
        """List the short names of the offices in any of these states."""
        return [name for state, names in self.offices.items() if state in states for name in names]


async def round_standing(session: Session, intention_id: int) -> RoundStanding | None:
    """Tell how far the latest first round of an intention is; None when no office was ever asked."""
    first = select(NeedRequest).where(NeedRequest.intention_id == intention_id, col(NeedRequest.follows).is_(None))
    is_open = col(NeedRequest.state) == RequestState.OPEN  # one that came with a merger may be older than a closed one
    request = (await session.exec(first.order_by(is_open.desc(), col(NeedRequest.id).desc()).limit(1))).first()
    if request is None:
        return None
    offices: dict[InquiryState, tuple[str, ...]] = {}
    arrivals: dict[str, Arrival] = {}
    for inquiry, short in await _asked(session, request.key):
        offices[inquiry.state] = (*offices.get(inquiry.state, ()), short)
        if inquiry.state in ANSWERED and not inquiry.arrival.is_plain:
            arrivals[short] = inquiry.arrival
    return RoundStanding(
        request.key, request.state, request.due_at, offices, arrivals,
        left_out=await _left_out(session, request), brief=request.brief, again=await _again(session, request),
    )  # fmt: skip


async def _asked(session: Session, request_id: int) -> list[tuple[Inquiry, str]]:
    query = (
        select(Inquiry, col(Office.short))
        .join(Office, col(Office.id) == col(Inquiry.office))
        .where(Inquiry.request_id == request_id)
        .order_by(col(Office.position), col(Office.id))
    )
    return [(inquiry, short) for inquiry, short in (await session.exec(query)).all()]


async def _left_out(session: Session, request: NeedRequest) -> tuple[str, ...]:
    if not request.left_out:
        return ()
    query = select(col(Office.short)).where(col(Office.id).in_(request.left_out))
    return tuple((await session.exec(query.order_by(col(Office.position), col(Office.id)))).all())


async def _again(session: Session, first: NeedRequest) -> tuple[Again, ...]:
    query = select(NeedRequest).where(NeedRequest.follows == first.key).order_by(col(NeedRequest.id).desc())
    found = []
    for request in (await session.exec(query)).all():
        asked = await _asked(session, request.key)
        answered = sum(inquiry.state in ANSWERED for inquiry, _ in asked)
        names = tuple(short for _, short in asked)
        found.append(Again(request.key, request.state, request.due_at, request.reason or "", names, answered))
    return tuple(found)
