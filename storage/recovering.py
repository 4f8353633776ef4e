"""After an old backup was restored: what may have been said is looked for before it is said again, the rest redrawn."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, text, update
from sqlmodel import col, select

from planning.messages import SurfaceKind
from storage.changes import Change
from storage.clock import real_time
from storage.doubts import doubt_restored
from storage.installation import Installation, installation
from storage.outbox import OPEN, Outgoing
from storage.surfaces import Surface


@dataclass(frozen=True)
class Recovered:
    """`doubted` messages are looked for first, `later` ones are not due yet and simply wait for their time."""

    watermark: datetime
    doubted: int
    later: int


async def recover(c: Change) -> Recovered:
    """Doubt whatever is due by now, also what is planned with such a due time from here on.

    May be repeated; each time everything due is looked for once more.
    """
    await installation(c.session, c.now)
    await c.session.exec(
        update(Installation)
        .where(col(Installation.id) == 1)
        .values(watermark=c.now, recovered_at=real_time())
        .execution_options(synchronize_session=False)
    )
    doubted = await doubt_restored(c.session, c.now)
    # What they show was drawn from facts that are gone, perhaps: a state later than ours.
    await c.session.exec(
        update(Surface)
        .where(or_(col(Surface.ts).is_not(None), col(Surface.kind) == SurfaceKind.HOME))
        .values(wanted_rev=Surface.wanted_rev + 1)
        .execution_options(synchronize_session=False)
    )
    waiting = select(func.count()).select_from(Outgoing).where(text(OPEN), col(Outgoing.due_at) > c.now)
    later = (await c.session.exec(waiting)).one()
    c.note("recovered", "installation", 1, doubted=doubted)
    return Recovered(c.now, doubted, later)
