"""The words of intentions: the card in the channel, news in its thread, the home section."""

from collections import defaultdict
from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn
from handlers.phrasing import pools
from handlers.phrasing.intention_links import ties
from handlers.phrasing.requests import lines_of, round_of
from handlers.views import intention_links as link_views
from handlers.views import intentions as views
from handlers.views import layout
from handlers.views.confirmation_standings import standing as confirmation_standing
from handlers.views.intention_cards import Detail, Permitted, card, headline, history_line, standing_line
from handlers.views.needs import NeedWords
from handlers.views.requests import START, summary
from handlers.visit import Visit
from handlers.voice import Told
from planning.confirmations import ConfirmationState
from planning.intentions import Face
from planning.messages import IntentionNews, RequestWithdrawn, Silence, SurfaceKind, Wording
from planning.people import Act
from storage import confirmations, intentions
from storage.database import Session
from storage.intentions import Intention, IntentionChange
from storage.people import person
from storage.standings import RoundStanding, round_standing


async def draw_card(intention_id: int, told: Told) -> Wording | Silence:
    """Draw the card from the newest state; everybody in the channel may read it."""
    row = await intentions.intention(told.session, intention_id)
    if row is None:
        return Silence("the intention is gone")
    face = intentions.face(row, None)
    words = _words(told)
    standing = await round_standing(told.session, intention_id)
    blocks = card(told.speech, words, face, standing, START)
    text = Mrkdwn(f"{headline(told.speech, words, face)} – {standing_line(told.speech, standing)}")
    return Wording(text, layout.as_list(blocks))


async def news(message: IntentionNews, told: Told) -> Wording | Silence:
    """Tell a change of stage or state in the card's thread."""
    found = await _step(told, message.change_id)
    if found is None:
        return Silence("the change is gone")
    step, row = found
    s, words = told.speech, _words(told)
    name = await _name(told.session, step.changed_by)
    title = intentions.face(row, told.reader).title
    told_line = history_line(
        s, words, what=step.what, before=step.before, after=step.after, reason=step.reason, who=name,
        on=s.plain_day(told.house.calendar.today(step.changed_at)),
    )  # fmt: skip
    text = s.rich("News on *{title}*: {line}", title=title, line=told_line)
    return Wording(text, layout.as_list([layout.section(text)]))


async def withdrawn(message: RequestWithdrawn, told: Told) -> Wording | Silence:
    """Tell an office that was still asked that the intention rests, ends or goes on."""
    found = await _step(told, message.change_id)
    if found is None or found[1].state != found[0].after:
        return Silence("the intention has changed again")
    step, row = found
    s = told.speech
    title = intentions.face(row, told.reader).title
    match step.after:
        case "paused":
            text = s.rich(
                "*{title}* is paused. You need not answer for the moment; we will tell you when it goes on.",
                title=title,
            )
        case "abandoned":
            text = s.rich("*{title}* has been abandoned. You need not answer any more. Thank you.", title=title)
        case _:
            text = s.rich(
                "*{title}* goes on. Your answer is needed again; the request above shows the deadline.", title=title
            )
    return Wording(text, layout.as_list([layout.section(text)]))


async def at_home(told: Told) -> list[Block]:
    """Show the reader's own intentions as project lead, and the ways in."""
    s, words = told.speech, _words(told)
    assert told.reader is not None, "a home belongs to a person"
    blocks: list[Block] = []
    rows = await intentions.led_by(told.session, told.reader.key)
    if rows:
        blocks.append(layout.header(s._("My intentions")))
    for row in rows[:5]:
        standing = await round_standing(told.session, row.key)
        face = intentions.face(row, told.reader)
        text = Mrkdwn(f"{views.line(s, words, face)}\n{standing_line(s, standing)}")
        blocks.append(layout.section(text, layout.button(s._("Open"), views.OPEN, face.id)))
    return blocks


async def detail_of(session: Session, visit: Visit, row: Intention, permalink: str | None) -> Detail:
    """Gather what the detail view of one intention shows this visitor."""
    face = intentions.face(row, visit.person)
    lead = await person(session, row.lead_id)
    standing = await round_standing(session, row.key)
    may = visit.person.may
    return Detail(
        face=face,
        lead=lead.name if lead else None,
        standing=standing,
        history=await _history(session, visit, face),
        permalink=permalink,
        permitted=Permitted(
            start=may(Act.START_REQUEST),
            change=may(Act.CHANGE_INTENTION),
            edit=may(Act.CHANGE_INTENTION) and not face.masked,
            file=may(Act.TAKE_FILE),
            enter=may(Act.ENTER_ANSWER),
            close=may(Act.CLOSE_REQUEST),
        ),
        start=START,
        extra=[
            *link_views.ties(visit.speech, await ties(session, row.key, visit.person), views.OPEN),
            *await _reported(session, visit, row, standing),
            *await pools.at_intention(session, visit, row),
        ],
    )


async def _reported(session: Session, visit: Visit, row: Intention, standing: RoundStanding | None) -> list[Block]:
    """Show what the offices have reported so far; the minimum only to those who may know it."""
    found = await round_of(session, standing.request_id) if standing is not None else None
    if found is None:
        return []
    lines = [line for line in await lines_of(session, found[0], row, visit.person) if line.needs]
    if not lines:
        return []
    words = NeedWords(visit.house.catalogue, visit.speech)
    heading = layout.section(visit.speech.rich("*Reported needs*"))
    return [heading, *summary(visit.speech, words, lines), *await _confirmed(session, visit, row)]


async def _confirmed(session: Session, visit: Visit, row: Intention) -> list[Block]:
    """Say what each office's newest question whether its report still holds came to."""
    newest: dict[int, confirmations.Question] = {}
    for one in await confirmations.of_intention(session, row.key):
        newest.setdefault(one.report.key, one)
    by_state = defaultdict[ConfirmationState, list[str]](list)
    for one in sorted(newest.values(), key=lambda one: one.office.position):
        if one.confirmation.state is not ConfirmationState.OVERTAKEN:
            by_state[one.confirmation.state].append(one.office.short)
    return confirmation_standing(visit.speech, by_state)


async def _history(session: Session, visit: Visit, face: Face) -> Sequence[Mrkdwn]:
    s = visit.speech
    words = views.Words(visit.house.catalogue, s)
    lines = []
    for step in await intentions.steps(session, face.id):
        on = s.plain_day(visit.house.calendar.today(step.changed_at))
        who = await _name(session, step.changed_by)
        lines.append(
            history_line(
                s, words, what=step.what, before=step.before, after=step.after, reason=step.reason, who=who, on=on
            )
        )
    return lines


async def _step(told: Told, change_id: int) -> tuple[IntentionChange, Intention] | None:
    step = await intentions.step(told.session, change_id)
    row = await intentions.intention(told.session, step.intention_id) if step is not None else None
    return (step, row) if step is not None and row is not None else None


async def _name(session: Session, person_id: int) -> str:
    found = await person(session, person_id)
    return found.name if found is not None else ""


def _words(told: Told) -> views.Words:
    return views.Words(told.house.catalogue, told.speech)


PHRASES = {"intention_news": news, "request_withdrawn": withdrawn}
SURFACES = {SurfaceKind.CARD: draw_card}
