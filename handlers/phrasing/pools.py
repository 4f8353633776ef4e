"""The words of common areas in the home tab and at an intention: what is pooled, and what might be."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from handlers.views import pools as views
from handlers.visit import Visit
from handlers.voice import Draw, Phrase, Told
from planning.messages import SurfaceKind
from planning.people import Act
from storage import intentions, need_sites, pools
from storage.database import Session
from storage.intentions import Intention
from storage.people import Person
from storage.pools import PoolHint


async def at_home(told: Told) -> list[Block]:
    """Show the secretariat the small intentions that might be pooled, until it has decided."""
    assert told.reader is not None, "a home belongs to a person"
    if not told.reader.is_secretariat:
        return []
    rows = await pools.open_hints(told.session, views.MOST_HINTS)
    shown = await _shown(told.session, told.reader, rows)
    return views.at_home(told.speech, told.house.catalogue, shown)


async def at_intention(session: Session, visit: Visit, row: Intention) -> list[Block]:
    """Show at an intention with whom it is seen together, or might be."""
    may = visit.person.may(Act.POOL_INTENTIONS)
    area = await pools.area_of(session, row.key)
    others = [one for one in area.members if one.key != row.key] if area is not None else []
    rows = [] if area is not None or not may else await pools.hints_for(session, row.district, row.key)
    hints = await _shown(session, visit.person, rows)
    faces = [intentions.face(one, visit.person) for one in others]
    return views.at_intention(
        visit.speech,
        visit.house.catalogue,
        views.Standing(row.key, faces, hints),
        may=may and row.state in need_sites.OPEN_SITES,
    )


async def _shown(session: Session, reader: Person, rows: Sequence[PoolHint]) -> list[views.HintShown]:
    known = await need_sites.several(session, {one for row in rows for one in row.ids})
    return [
        views.HintShown(row.key, [intentions.face(known[one], reader) for one in row.ids if one in known], row.lines)
        for row in rows
    ]


PHRASES: dict[str, Phrase] = {}
SURFACES: dict[SurfaceKind, Draw] = {}
