"""The words of splits and mergers: the message to offices that have reported."""

from slack_sdk.models.blocks import Block

from handlers.views import intention_links as views
from handlers.views import layout
from handlers.voice import Draw, Told
from planning.intention_links import LinkKind
from planning.messages import IntentionLinked, Silence, SurfaceKind, Wording
from storage import intention_links, intentions
from storage.database import Session
from storage.intention_links import IntentionLink
from storage.intentions import Intention
from storage.people import Person


async def linked(message: IntentionLinked, told: Told) -> Wording | Silence:
    """Tell an office that what it reported on was split, or went into another intention."""
    found = await intention_links.link(told.session, message.link_id)
    if found is None:
        return Silence("the link is gone")
    link, earlier, after = found
    parts = await _parts(told.session, link, earlier, after)
    s, face = told.speech, intentions.face(earlier, told.reader)
    text = views.told(s, link.kind, face, [intentions.face(one, told.reader) for one in parts])
    blocks: list[Block] = [layout.section(text)]
    if link.kind is LinkKind.SPLIT:
        blocks.append(views.assign_button(s, earlier.key))
    return Wording(text, layout.as_list(blocks))


async def _parts(session: Session, link: IntentionLink, earlier: Intention, after: Intention) -> list[Intention]:
    """Give all parts that were made at the same moment: one message tells of them."""
    if link.kind is LinkKind.MERGED:
        return [after]
    return [
        one.other
        for one in await intention_links.links(session, earlier.key)
        if one.is_later and one.link.kind is LinkKind.SPLIT and one.link.linked_at == link.linked_at
    ]


async def ties(session: Session, intention_id: int, reader: Person | None) -> list[views.Tie]:
    """Give the links of an intention as this reader may see the other ones."""
    return [
        views.Tie(one.link.kind, intentions.face(one.other, reader), one.is_later, one.link.reason)
        for one in await intention_links.links(session, intention_id)
    ]


PHRASES = {"intention_linked": linked}
SURFACES: dict[SurfaceKind, Draw] = {}
