"""The living messages that name an intention: they change when its name does."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.messages import SurfaceKind
from storage.changes import Change
from storage.confirmations import Confirmation
from storage.needs import Inquiry
from storage.results import Result


async def rename(change: Change, intention_id: int, lead_before: int | None) -> None:
    """Let whatever named an intention name it as its reader may know it now.

    For a change of confidentiality (`lead_before` None) that is everybody; else who led it before. Messages that
    do not live, like a morning note, keep what they said.
    """
    for kind, subject_id in await naming(change.session, intention_id):
        await change.redraw(kind, subject_id)
    await change.redraw_homes(*(() if lead_before is None else (lead_before,)))


async def naming(session: AsyncSession, intention_id: int) -> list[tuple[SurfaceKind, int]]:
    """List what was asked and agreed about an intention, answered and settled or not."""
    asked = select(Inquiry).where(Inquiry.intention_id == intention_id).order_by(col(Inquiry.id))
    agreed = select(Result).where(Result.intention_id == intention_id).order_by(col(Result.id))
    questioned = select(Confirmation.request_id).where(Confirmation.intention_id == intention_id).distinct()
    return [
        *((SurfaceKind.INQUIRY, one.key) for one in (await session.exec(asked)).all()),
        *((SurfaceKind.RESULT, one.key) for one in (await session.exec(agreed)).all()),
        *((SurfaceKind.CONFIRMATION, one) for one in (await session.exec(questioned)).all()),
    ]
