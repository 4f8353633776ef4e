"""The words of results: the message of the responsible person, news about it, the home section."""

from slack_sdk.models.blocks import Block

from handlers.views import layout
from handlers.views import results as views
from handlers.views.result_lists import LIST
from handlers.voice import Told
from planning.messages import ResultAssigned, ResultTriggered, Silence, SurfaceKind, Wording
from planning.people import Act
from planning.results import ResultChangeKind, ResultState, may_hand_over, may_settle
from storage.people import Person
from storage.result_lists import ResultLine, ResultTab, history, result_line, results_at_home
from storage.results import Result

GONE = "the result is gone"


def permitted(person: Person, result: Result) -> views.Permitted:
    """Say what this person may do with a result."""
    return views.Permitted(
        settle=may_settle(person.roles, person.office, result.office),
        hand_over=may_hand_over(person.roles, person.office, result.office),
        correct=person.may(Act.CORRECT_RESULT),
    )


def is_theirs(person: Person, result: Result) -> bool:
    """Say whether this person's office is responsible, or the person stands in for it."""
    return person.key == result.responsible_id or person.office == result.office


async def draw_result(result_id: int, told: Told) -> Wording | Silence:
    """Draw the living message; whoever had the result before only sees where it went."""
    assert told.reader is not None, "a result is shown to a person"
    line = await result_line(told.session, result_id, told.reader)
    if line is None:
        return Silence(GONE)
    theirs = is_theirs(told.reader, line.result)
    wanted = ResultChangeKind.WITHDRAWN if theirs else ResultChangeKind.HANDED_OVER
    past = await history(told.session, result_id)
    latest = next((step for step in past if step.change.what is wanted), None)
    words, may = _words(told), permitted(told.reader, line.result)
    blocks = views.message(words, line, may, latest, is_theirs=theirs)
    return Wording(views.message_text(words, line, is_theirs=theirs), layout.as_list(blocks))


async def assigned(message: ResultAssigned, told: Told) -> Wording | Silence:
    """Tell that a result came back to this person, or the secretariat that nobody has it."""
    assert told.reader is not None, "results are told to persons"
    line = await result_line(told.session, message.result_id, told.reader)
    if line is None:
        return Silence(GONE)
    result = line.result
    if result.revision != message.revision or result.state is ResultState.WITHDRAWN:
        return Silence("the result has moved on")
    nobody = result.responsible_id is None
    if not nobody and result.responsible_id != told.reader.key:
        return Silence("somebody is responsible by now")
    blocks = views.assigned(_words(told), line, permitted(told.reader, result), for_secretariat=nobody)
    return _wording(told, line, blocks)


async def triggered(message: ResultTriggered, told: Told) -> Wording | Silence:
    """Tell that the stage is reached which a result waited for."""
    assert told.reader is not None, "results are told to persons"
    line = await result_line(told.session, message.result_id, told.reader)
    if line is None or line.result.state is not ResultState.OPEN or line.result.triggered_on is None:
        return Silence("the result is settled or gone")
    return _wording(told, line, views.triggered(_words(told), line, permitted(told.reader, line.result)))


async def at_home(told: Told) -> list[Block]:
    """Show the open results of the reader and of the reader's office, overdue first."""
    assert told.reader is not None, "a home belongs to a person"
    s = told.speech
    lines, total = await results_at_home(told.session, told.reader)
    blocks: list[Block] = [layout.header(s._("My results"))]
    for line in lines:
        blocks += views.with_buttons(_words(told), line, permitted(told.reader, line.result))
    if not lines:
        blocks.append(layout.section(s.rich("No result is open for you or your office.")))
    if total > len(lines):
        rest = s.n_rich("{count} more is open.", "{count} more are open.", total - len(lines))
        blocks.append(layout.note(rest))
    tab = ResultTab.OFFICE if total else ResultTab.OPEN
    blocks.append(layout.actions(layout.button(s._("All results"), LIST, f"{tab.value}:0")))
    return blocks


def _wording(told: Told, line: ResultLine, blocks: list[Block]) -> Wording:
    return Wording(views.message_text(_words(told), line, is_theirs=True), layout.as_list(blocks))


def _words(told: Told) -> views.Words:
    return views.Words(told.speech, told.house.catalogue, told.today)


PHRASES = {"result_assigned": assigned, "result_triggered": triggered}
SURFACES = {SurfaceKind.RESULT: draw_result}
