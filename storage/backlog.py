"""What came with a list and still rests: intentions without card, without request, results nobody was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from planning.errors import Outdated
from planning.intentions import IntentionState
from planning.messages import SurfaceKind
from planning.results import ResultState
from storage.changes import Change
from storage.database import Session
from storage.intentions import Intention
from storage.needs import NeedRequest
from storage.people import Office
from storage.requests import Addressee, distribution
from storage.results import Result
from storage.surfaces import Surface


@dataclass(frozen=True)
class Resting:
    """How much still rests."""

    without_card: int
    without_request: int
    unseen_results: int

    def __bool__(self) -> bool:
        return bool(self.without_card or self.without_request or self.unseen_results)


async def resting(session: Session) -> Resting:
    """Count what still rests of the imported."""
    intention = select(func.count()).select_from(Intention)
    return Resting(
        (await session.exec(intention.where(*_without_card()))).one(),
        (await session.exec(intention.where(*_without_request()))).one(),
        (await session.exec(select(func.count()).select_from(Result).where(*_unseen()))).one(),
    )


async def without_card(session: Session, limit: int) -> list[Intention]:
    """List imported intentions that have no card yet, in the order of their numbers."""
    query = select(Intention).where(*_without_card()).order_by(col(Intention.id)).limit(limit)
    return list((await session.exec(query)).all())


async def without_request(session: Session, limit: int) -> list[Intention]:
    """List imported intentions about which nobody was ever asked, in the order of their numbers."""
    query = select(Intention).where(*_without_request()).order_by(col(Intention.id)).limit(limit)
    return list((await session.exec(query)).all())


async def show_cards(change: Change, ids: Sequence[int], channel: str) -> int:
    """Post cards; give the number of those that had none."""
    query = select(Intention).where(*_without_card(), col(Intention.id).in_(ids)).order_by(col(Intention.id))
    rows = (await change.session.exec(query)).all()
    for row in rows:
        await change.show(SurfaceKind.CARD, row.key, channel_id=channel)
    change.note("shown", "cards", len(rows), intentions=[row.number for row in rows])
    return len(rows)


async def show_results(change: Change, limit: int) -> int:
    """Show results that nobody was shown to whoever is responsible; give their number."""
    query = select(Result).where(*_unseen()).order_by(col(Result.id)).limit(limit)
    rows = (await change.session.exec(query)).all()
    for row in rows:
        assert row.responsible_id is not None, "the query leaves out who is nobody"
        await change.show(SurfaceKind.RESULT, row.key, person_id=row.responsible_id)
    change.note("shown", "results", len(rows), results=[row.number for row in rows])
    return len(rows)


async def addressed(session: Session, ids: Sequence[int], today: date) -> list[tuple[Intention, list[Addressee]]]:
    """Say for some intentions who would be asked. Raises Outdated when one of them cannot be asked about any more."""
    query = select(Intention).where(*_without_request(), col(Intention.id).in_(ids)).order_by(col(Intention.id))
    rows = (await session.exec(query)).all()
    if len(rows) != len(set(ids)):
        raise Outdated("wave")
    return [(row, await distribution(session, row, today)) for row in rows]


async def unseen_by_office(session: Session) -> dict[str, int]:
    """Count by office the results that nobody was shown."""
    query = (
        select(col(Office.name), func.count())
        .select_from(Result)
        .join(Office, col(Office.id) == col(Result.office))
        .where(*_unseen())
        .group_by(col(Office.name), col(Office.position))
        .order_by(col(Office.position))
    )
    return dict((await session.exec(query)).all())


def _without_card() -> tuple[ColumnElement[bool], ...]:
    shown = select(Surface.id).where(Surface.kind == SurfaceKind.CARD, Surface.subject_id == Intention.id)
    return (*_imported(), ~shown.exists())


def _without_request() -> tuple[ColumnElement[bool], ...]:
    asked = select(NeedRequest.id).where(NeedRequest.intention_id == Intention.id)
    return (*_imported(), ~asked.exists())


def _imported() -> tuple[ColumnElement[bool], ...]:
    return col(Intention.imported).is_(True), col(Intention.state) == IntentionState.ACTIVE


def _unseen() -> tuple[ColumnElement[bool], ...]:
    shown = select(Surface.id).where(Surface.kind == SurfaceKind.RESULT, Surface.subject_id == Result.id)
    return col(Result.state) == ResultState.OPEN, col(Result.responsible_id).is_not(None), ~shown.exists()
