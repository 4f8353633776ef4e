"""The words of an office's request: its living message, and the open ones on the home tab."""

from slack_sdk.models.blocks import Block

from handlers.phrasing import topics
from handlers.views import inquiries as views
from handlers.views import intentions as intention_views
from handlers.views import layout
from handlers.views import topics as topic_views
from handlers.views.needs import NeedWords
from handlers.voice import Phrase, Told
from planning.errors import Missing
from planning.intentions import OVER
from planning.messages import Silence, SurfaceKind, Wording
from planning.needs import ANSWERED, sees_minimum
from planning.people import Act
from storage import inquiries, intentions, questions, reports
from storage.inquiries import Case
from storage.people import Office, person


async def draw(inquiry_id: int, told: Told) -> Wording | Silence:
    """Draw an office's request from the newest state, for the person in whose message it is."""
    try:
        found = await inquiries.case(told.session, inquiry_id)
    except Missing:
        return Silence("the inquiry is gone")
    if told.reader is None:
        return Silence("an inquiry is for a person")
    shown = await shown_of(found, told)
    words = NeedWords(told.house.catalogue, told.speech)
    return Wording(views.sentence(told.speech, shown), layout.as_list(views.message(told.speech, words, shown)))


async def shown_of(found: Case, told: Told) -> views.Shown:
    """Gather what a reader sees of an inquiry."""
    reader, inquiry = told.reader, found.inquiry
    assert reader is not None, "an inquiry is for a person"
    face = intentions.face(found.intention, reader)
    words = intention_views.Words(told.house.catalogue, told.speech)
    lead = await _name(told, found.intention.lead_id)
    wish = await inquiries.pending_extension(told.session, inquiry.key)
    begun_by = await _name(told, inquiry.begun_by) if inquiry.begun_by != reader.key else None
    return views.Shown(
        inquiry_id=inquiry.key,
        state=inquiry.state,
        face=face,
        district=words.district(face),
        facts=intention_views.all_facts(told.speech, words, face, lead),
        office=found.office.name,
        on_behalf=reader.is_secretariat and reader.office != found.office.id,
        due_at=inquiry.due_at,
        overdue=inquiry.due_at <= told.now,
        remark=found.request.remark,
        stands_in_for=await _name(told, inquiry.stands_in_for),
        handed_to=await _name(told, inquiry.contact_id) if inquiry.contact_id != reader.key else None,
        begun=(begun_by, inquiry.begun_at) if begun_by and inquiry.begun_at else None,
        wish=wish.wanted if wish is not None else None,
        told=await _answer(found, told),
        questions=await _questions(found, told),
        channel=told.house.channel,
        colleagues=bool(await inquiries.colleagues(told.session, found)),
        brief=found.request.brief,
        again=await _again(found, told),
        prompts=await _prompts(found, told),
    )


async def _answer(found: Case, told: Told) -> views.Told | None:
    inquiry = found.inquiry
    if inquiry.state not in ANSWERED or inquiry.answered_at is None:
        return None
    report = await reports.report_of(told.session, found.intention.key, found.office.id)
    better = await told.session.get(Office, inquiry.better_office) if inquiry.better_office else None
    return views.Told(
        by=await _name(told, inquiry.answered_by) or "",
        at=inquiry.answered_at,
        report_id=report.key if report is not None else None,
        version=report.version if report is not None else 0,
        needs=await reports.needs_of(told.session, report.key) if report is not None else (),
        minimum=report is not None and _minimum(found, told),
        reason=inquiry.reason,
        better_office=better.name if better is not None else None,
        arrival=inquiry.arrival,
    )


async def _prompts(found: Case, told: Told) -> list[Block]:
    """Give the city-wide topics the office is asked about; none at what is over."""
    if found.intention.state in OVER:
        return []
    asked = await topics.in_request(told.session, found.request.key, found.office.id)
    return topic_views.in_request(topics.words(told), asked)


async def _again(found: Case, told: Told) -> views.Again | None:
    """Give what an office that is asked again answered before."""
    if found.request.follows is None:
        return None
    report = await reports.report_of(told.session, found.intention.key, found.office.id)
    dossier = await reports.dossier(told.session, report.key) if report is not None else None
    return views.Again(
        reason=found.request.reason or "",
        state=dossier.answer if dossier is not None else None,
        version=dossier.report.version if dossier is not None and dossier.newest is not None else None,
        needs=dossier.needs if dossier is not None else (),
        minimum=report is not None and _minimum(found, told),
    )


def _minimum(found: Case, told: Told) -> bool:
    viewer_id = told.reader.key if told.reader is not None else None
    return sees_minimum(told.reader, viewer_id, office=found.office.today, lead_id=found.intention.lead_id)


async def _questions(found: Case, told: Told) -> list[views.Answered]:
    answered = await questions.questions_of(told.session, found.request.key)
    return [views.Answered(a.case.office.short, a.question.text, a.question.answer or "") for a in answered]


async def _name(told: Told, person_id: int | None) -> str | None:
    found = await person(told.session, person_id)
    return found.name if found is not None else None


async def at_home(told: Told) -> list[Block]:
    """Show the open requests of the reader's office with their buttons."""
    assert told.reader is not None, "a home belongs to a person"
    s = told.speech
    if not told.reader.may(Act.ANSWER_REQUEST):
        return []
    blocks: list[Block] = [layout.header(s._("Open need requests"))]
    cases = await inquiries.open_cases(told.session, told.reader)
    for found in cases[:8]:
        blocks += case_blocks(found, told)
    if not cases:
        blocks.append(layout.section(s.rich("No request is waiting for your office.")))
    if len(cases) > 8:
        rest = len(cases) - 8
        blocks.append(layout.note(s.n_rich("and {count} more with /bedarf", "and {count} more with /bedarf", rest)))
    return blocks


def case_blocks(found: Case, told: Told) -> list[Block]:
    """Show one open request in a list, with its buttons."""
    assert told.reader is not None, "a list belongs to a person"
    face = intentions.face(found.intention, told.reader)
    own = told.reader.office == found.office.id
    overdue = found.inquiry.due_at <= told.now
    text = views.line(told.speech, face, found.office.short, found.inquiry.due_at, own=own, overdue=overdue)
    on_behalf = told.reader.is_secretariat and not own
    return [layout.section(text), views.answer_buttons(told.speech, found.inquiry.key, on_behalf=on_behalf)]


PHRASES: dict[str, Phrase] = {}
SURFACES = {SurfaceKind.INQUIRY: draw}
