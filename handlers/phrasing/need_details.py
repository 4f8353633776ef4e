"""The words of what offices say to each other's needs: proposals, decisions, support."""

from handlers.need_details import joint_of
from handlers.views import layout
from handlers.views import need_details as views
from handlers.views.needs import NeedWords
from handlers.voice import Draw, Phrase, Told
from planning.errors import Missing
from planning.intentions import OVER
from planning.joint_needs import JointState
from planning.messages import JointNeedDecided, JointNeedProposed, NeedEchoed, Silence, SurfaceKind, Wording
from storage import intentions, joint_needs
from storage.people import office


async def proposed(message: JointNeedProposed, told: Told) -> Wording | Silence:
    """Ask the other office whether two needs shall be one."""
    assert told.reader is not None, "it is for a person"
    part = await joint_needs.part(told.session, message.owner_id)
    if part.row.state is not JointState.PROPOSED or part.intention.state in OVER:
        return Silence("it was decided meanwhile")
    face, shown = intentions.face(part.intention, told.reader), joint_of(part, told.reader)
    words = NeedWords(told.house.catalogue, told.speech)
    blocks = views.proposal(told.speech, words, face, shown)
    return Wording(views.proposed(told.speech, face, shown), layout.as_list(blocks))


async def decided(message: JointNeedDecided, told: Told) -> Wording | Silence:
    """Tell an office what became of a joint need."""
    assert told.reader is not None, "it is for a person"
    part = await joint_needs.part(told.session, message.owner_id)
    face = intentions.face(part.intention, told.reader)
    return Wording(views.decided(told.speech, face, joint_of(part, told.reader), message.state))


async def echoed(message: NeedEchoed, told: Told) -> Wording | Silence:
    """Tell an office that another one has said something to its need."""
    assert told.reader is not None, "it is for a person"
    try:
        held = await joint_needs.side(told.session, message.need_id)
    except Missing:
        return Silence("the need was withdrawn")
    row = await intentions.intention(told.session, held.report.intention_id)
    who = await office(told.session, message.office)
    assert row is not None, "the foreign key holds it"
    assert who is not None, "the foreign key holds it"
    title = intentions.face(row, told.reader).title
    text = views.echoed(told.speech, title, who.short, held.need.what, supports=message.what == "support")
    return Wording(text, layout.as_list(views.with_opening(told.speech, text, held.need.key)))


PHRASES: dict[str, Phrase] = {
    "joint_need_proposed": proposed,
    "joint_need_decided": decided,
    "need_echoed": echoed,
}
SURFACES: dict[SurfaceKind, Draw] = {}
