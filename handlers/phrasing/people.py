"""The words about members: who is gone and where the tasks went, for whom somebody stands in."""

from handlers.views import absences as views
from handlers.views import layout
from handlers.voice import Draw, Told
from planning.absences import Absence
from planning.errors import Missing
from planning.messages import MemberGone, Silence, StandInAsked, SurfaceKind, Wording
from storage import absences, inquiries, intentions
from storage.people import person
from storage.result_lists import lines_by_id


async def stand_in_asked(message: StandInAsked, told: Told) -> Wording | Silence:
    """Tell a deputy for whom they stand in, as it is noted by now."""
    away = await person(told.session, message.person_id)
    if away is None or told.reader is None or away.deputy_id != told.reader.key or away.absent_from != message.first:
        return Silence("the absence has been changed meanwhile")
    waiting = await absences.open_for(told.session, away)
    text = views.stand_in_asked(told.speech, away.name, Absence(away.absent_from, away.absent_until), waiting)
    return Wording(text, layout.as_list([layout.section(text)]))


async def member_gone(message: MemberGone, told: Told) -> Wording | Silence:
    """List for the secretariat what somebody who is gone had open, and who has it now."""
    gone = await person(told.session, message.person_id)
    if gone is None or (gone.left_at is None and not gone.is_deactivated):
        return Silence("the member is back")
    s = told.speech
    nobody = s._("nobody")
    asked = []
    for inquiry_id in message.inquiry_ids:
        try:
            found = await inquiries.case(told.session, inquiry_id)
        except Missing:
            continue
        contact = await person(told.session, found.inquiry.contact_id)
        name = contact.name if contact is not None and contact.key != gone.key else nobody
        asked.append((intentions.face(found.intention, told.reader), found.office.short, name))
    lines = await lines_by_id(told.session, list(message.result_ids), told.reader)
    owed = [(line.result.number, line.responsible or nobody) for line in lines.values()]
    leads = len(await intentions.led_by(told.session, gone.key))
    said = views.member_gone(s, gone.name, closed=gone.left_at is None)
    return Wording(said, layout.as_list(views.gone_blocks(s, said, asked, owed, leads)))


PHRASES = {"stand_in_asked": stand_in_asked, "member_gone": member_gone}
SURFACES: dict[SurfaceKind, Draw] = {}
