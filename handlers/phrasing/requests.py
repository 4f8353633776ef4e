"""The words of rounds: wishes for more time, offices that are not competent, the summary at the end."""

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import joined
from handlers.phrasing import topics
from handlers.speech import Speech
from handlers.views import intentions as intention_views
from handlers.views import layout
from handlers.views import requests as views
from handlers.views.needs import NeedWords
from handlers.voice import Told
from planning.arrivals import BY_ITSELF
from planning.errors import Missing
from planning.intentions import OVER
from planning.messages import (
    ExtensionDecided,
    InquiryDeclined,
    RoundFinished,
    Silence,
    SurfaceKind,
    Wording,
)
from planning.needs import ANSWERED, InquiryState, sees_minimum
from planning.people import Act
from storage import inquiries, intentions, offices, reports, requests, surfaces
from storage.database import Session
from storage.intentions import Intention
from storage.needs import NeedRequest
from storage.people import Office, Person, person


async def finished(message: RoundFinished, told: Told) -> Wording | Silence:
    """Sum up a round for project lead and secretariat."""
    found = await round_of(told.session, message.request_id)
    if found is None:
        return Silence("the request is gone")
    request, row = found
    face = intentions.face(row, told.reader)
    lines = await lines_of(told.session, request, row, told.reader)
    s, words = told.speech, NeedWords(told.house.catalogue, told.speech)
    text = views.finished(s, face, lines, all_answered=message.why == "all_answered")
    blocks = [
        layout.section(text),
        *_reason(s, request),
        *views.summary(s, words, lines),
        *await topics.summary(told, request.key),
        *views.without_contact(s, await _without_contact(told, request.key)),
        views.finished_buttons(s, request.key, intention_views.OPEN, row.key, enter=_may_enter(told)),
    ]
    return Wording(text, layout.as_list(blocks))


def _reason(s: Speech, request: NeedRequest) -> list[Block]:
    if not request.reason:
        return []
    return [layout.section(s.rich("*These offices were asked again:* {reason}", reason=request.reason))]


async def _without_contact(told: Told, request_id: int) -> list[str]:
    asked = [answer.office for answer in await requests.answers(told.session, request_id)]
    return [office.short for office in await offices.without_contact(told.session, asked)]


def _may_enter(told: Told) -> bool:
    return told.reader is not None and told.reader.may(Act.ENTER_ANSWER)


async def round_of(session: Session, request_id: int) -> tuple[NeedRequest, Intention] | None:
    """Find a round with its intention."""
    request = await requests.request(session, request_id)
    row = await intentions.intention(session, request.intention_id) if request is not None else None
    return (request, row) if request is not None and row is not None else None


async def lines_of(session: Session, request: NeedRequest, row: Intention, reader: Person | None) -> list[views.Line]:
    """Gather what every office of a round answered, as this reader may see it."""
    lines = []
    answers = await requests.answers(session, request.key)
    unreached = await offices.without_contact(session, [answer.office for answer in answers])
    for answer in answers:
        state, office = answer.inquiry.state, answer.office
        report = await reports.report_of(session, row.key, office.id)
        may_copy = reader is not None and reader.may(Act.ENTER_ANSWER) and answer.inquiry.source is not None
        shows_needs = report is not None and state is InquiryState.REPORTED
        reader_id = reader.key if reader is not None else None
        lines.append(
            views.Line(
                office=office.short,
                state=state,
                needs=await reports.needs_of(session, report.key) if shows_needs and report is not None else (),
                minimum=sees_minimum(reader, reader_id, office=office.today, lead_id=row.lead_id),
                note=answer.inquiry.reason,
                arrival=answer.inquiry.arrival if state in ANSWERED else BY_ITSELF,
                copy=report.key if report is not None and may_copy and office in unreached else None,
            )
        )
    return lines


async def draw_extension(extension_id: int, told: Told) -> Wording | Silence:
    """Show a member of the secretariat a wish for more time, with the two answers or what was decided."""
    try:
        wish = await inquiries.wish(told.session, extension_id)
    except Missing:
        return Silence("the wish is gone")
    s, face, extension = told.speech, intentions.face(wish.case.intention, told.reader), wish.extension
    office, line = (
        wish.case.office.name,
        views.wish_line(s, face, office=wish.case.office.name, wanted=extension.wanted),
    )
    if extension.granted is not None:
        reader_id = told.reader.key if told.reader is not None else None
        if not await surfaces.was_posted(told.session, SurfaceKind.EXTENSION, extension_id, reader_id):
            return Silence("it was decided meanwhile")
        by = await person(told.session, extension.decided_by)
        text = views.extension_settled(
            s, face, office=office, wanted=extension.wanted, granted=extension.granted,
            by=by.name if by is not None else "", refusal=extension.refusal,
        )  # fmt: skip
        return Wording(line, layout.as_list([layout.section(text)]))
    if wish.case.intention.state in OVER:
        return Silence("the intention was abandoned")
    asker = await person(told.session, extension.asked_by)
    blocks = views.extension_wanted(
        s, face, extension_id=extension.key, office=office, name=asker.name if asker else "",
        present=wish.case.inquiry.due_at, wanted=extension.wanted, reason=extension.reason,
    )  # fmt: skip
    return Wording(line, layout.as_list(blocks))


async def extension_decided(message: ExtensionDecided, told: Told) -> Wording | Silence:
    """Tell who asked what the secretariat decided."""
    try:
        wish = await inquiries.wish(told.session, message.extension_id)
    except Missing:
        return Silence("the wish is gone")
    by = await person(told.session, wish.extension.decided_by)
    text = views.extension_decided(
        told.speech, intentions.face(wish.case.intention, told.reader), granted=bool(wish.extension.granted),
        wanted=wish.extension.wanted, due_at=wish.case.inquiry.due_at, by=by.name if by is not None else None,
        refusal=wish.extension.refusal,
    )  # fmt: skip
    return Wording(text, layout.as_list([layout.section(text)]))


async def declined(message: InquiryDeclined, told: Told) -> Wording | Silence:
    """Tell lead and secretariat that an office is not competent."""
    try:
        found = await inquiries.case(told.session, message.inquiry_id)
    except Missing:
        return Silence("the inquiry is gone")
    if found.inquiry.state is not InquiryState.NOT_COMPETENT:
        return Silence("the office has answered otherwise meanwhile")
    better = await told.session.get(Office, found.inquiry.better_office) if found.inquiry.better_office else None
    face = intentions.face(found.intention, told.reader)
    text = views.declined(
        told.speech, face, office=found.office.name, reason=found.inquiry.reason or "",
        better=better.name if better is not None else None,
    )  # fmt: skip
    button = layout.button(told.speech._("Open intention"), intention_views.OPEN, face.id)
    return Wording(text, layout.as_list([layout.section(text), layout.actions(button)]))


async def at_home(told: Told) -> list[Block]:
    """Show the secretariat the wishes for more time it has to decide."""
    assert told.reader is not None, "a home belongs to a person"
    if not told.reader.is_secretariat:
        return []
    s = told.speech
    wishes = await inquiries.open_wishes(told.session)
    blocks: list[Block] = [layout.header(s._("More time is asked for"))] if wishes else []
    for wish in wishes[:8]:
        face = intentions.face(wish.case.intention, told.reader)
        text = views.wish_line(s, face, office=wish.case.office.name, wanted=wish.extension.wanted)
        reason = wish.extension.reason
        told_reason = [s.rich("Reason: {reason}", reason=reason[:300])] if reason else []
        blocks += [layout.section(joined([text, *told_reason])), views.decision_buttons(s, wish.extension.key)]
    return blocks


PHRASES = {
    "round_finished": finished,
    "extension_decided": extension_decided,
    "inquiry_declined": declined,
}
SURFACES = {SurfaceKind.EXTENSION: draw_extension}
