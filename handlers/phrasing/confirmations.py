"""The words of the question whether reports still hold: the living message, the home section, the morning note."""

from datetime import date

from slack_sdk.models.blocks import Block

from handlers.views import confirmation_standings as standings
from handlers.views import confirmations as views
from handlers.views import layout
from handlers.views.kept_sheets import figure_name
from handlers.views.needs import NeedWords
from handlers.voice import Phrase, Told
from planning.confirmations import AT_ONCE, Cause, ConfirmationState, other_units
from planning.kept_sheets import LineChange, figure_changes, line_changes
from planning.messages import Silence, SurfaceKind, Wording
from planning.people import Act
from storage import confirmations, intentions, kept_sheets, reports
from storage.confirmations import Question
from storage.kept_sheets import SheetVersion
from storage.people import person

MOST_AT_HOME = 5


async def draw(request_id: int, told: Told) -> Wording | Silence:
    """Draw the question, or what came of it, from the newest state."""
    found = await confirmations.of_request(told.session, request_id)
    if not found or told.reader is None:
        return Silence("the question is gone")
    shown = [await shown_to(one, told) for one in found]
    text = views.notification(told.speech, shown, found[0].request.due)
    if all(one.state is not ConfirmationState.OPEN for one in shown):
        text = views.outcome(told.speech, shown[0])
    return Wording(text, layout.as_list(blocks_of(found, shown, told)))


def blocks_of(found: list[Question], shown: list[views.Shown], told: Told) -> list[Block]:
    """Show one question at length, or a list."""
    words, request = NeedWords(told.house.catalogue, told.speech), found[0].request
    if request.month is None and len(shown) == 1:
        return views.message(told.speech, words, shown[0], request.due)
    return views.list_message(told.speech, words, request.key, shown, request.due)


async def shown_to(found: Question, told: Told) -> views.Shown:
    """Gather one question as its reader may see it."""
    row, s = found.confirmation, told.speech
    stages = {stage.id: stage.name.in_(s.language) for stage in told.house.catalogue.stages.values()}
    then, now = await _sheets(found, told)
    by = await person(told.session, row.answered_by)
    basis = await confirmations.basis(told.session, found.report.key)
    answered = (by.name, row.answered_at) if by is not None and row.answered_at is not None else None
    reported_at = basis.at if basis is not None and row.state is ConfirmationState.OPEN else found.report.changed_at
    held = await reports.dossier(told.session, found.report.key)
    return views.Shown(
        id=row.key,
        revision=row.revision,
        face=intentions.face(found.intention, told.reader),
        office=found.office.short,
        cause=row.cause,
        state=row.state,
        before=found.before,
        after=found.after,
        stages=(stages.get(found.before.stage, found.before.stage), stages.get(found.after.stage, found.after.stage)),
        changes=_changes(found, then, now, told, {need.facility_type for need in held.needs if need.facility_type}),
        figures=_figures(then, now, told) if row.cause is Cause.FIGURE else (),
        needs=held.needs,
        reported_on=told.house.calendar.today(reported_at),
        report_id=found.report.key,
        answered=answered,
    )


async def _sheets(found: Question, told: Told) -> tuple[SheetVersion | None, SheetVersion | None]:
    numbers = (found.before.sheet, found.after.sheet)
    then, now = [
        await kept_sheets.one(told.session, found.intention.key, number) if number is not None else None
        for number in numbers
    ]
    return then, now


def _changes(
    found: Question, then: SheetVersion | None, now: SheetVersion | None, told: Told, asked: set[str]
) -> list[LineChange]:
    """Give the lines about what the office asked for; after a change of the intention with the new residents."""
    if now is None:
        return []
    calculations = told.house.catalogue.calculations
    kinds = {one.id: one.facility_type for one in calculations.values()}
    if found.confirmation.cause not in AT_ONCE:
        return other_units(then.sheet, now.sheet, kinds, asked) if then is not None else []
    parts = {part for one in calculations.values() if one.facility_type in asked for part in one.sum_of}
    return [
        change
        for change in line_changes(then.sheet if then is not None else None, now.sheet)
        if not asked or kinds.get(change.id) is None or kinds[change.id] in asked or change.id in parts
    ]


def _figures(then: SheetVersion | None, now: SheetVersion | None, told: Told) -> tuple[str, ...]:
    if then is None or now is None:
        return ()
    changed = figure_changes(then.sheet, now.sheet)
    return tuple(figure_name(told.speech, told.house.catalogue, one.id) for one in changed)


async def reminder(request_id: int, due: date, told: Told) -> tuple[str, list[Block]] | None:
    """Give the question for the morning note, with a name for the notification; None when it is settled."""
    found = [one for one in await confirmations.of_request(told.session, request_id)
             if one.confirmation.state is ConfirmationState.OPEN]  # fmt: skip
    if not found or told.reader is None or found[0].request.due != due:
        return None
    s, shown = told.speech, [await shown_to(one, told) for one in found]
    theirs = told.reader.office == found[0].request.office or told.reader.key == found[0].request.contact_id
    if not theirs:
        return s._("an unanswered question about a report"), standings.unanswered(s, shown, found[0].request.due)
    words = NeedWords(told.house.catalogue, s)
    return s._("the question whether your report still holds"), views.reminder(s, words, shown, found[0].request.due)


async def at_home(told: Told) -> list[Block]:
    """Show what the reader's office is asked about its reports; the secretariat sees what is unanswered."""
    reader, s = told.reader, told.speech
    assert reader is not None, "a home belongs to a person"
    blocks: list[Block] = []
    own = await confirmations.open_for(told.session, reader) if reader.may(Act.ANSWER_REQUEST) else []
    if own:
        blocks.append(layout.header(s._("Does your report still hold?")))
        words = NeedWords(told.house.catalogue, s)
        for one in own[:MOST_AT_HOME]:
            blocks += views.short(s, words, await shown_to(one, told))
        if len(own) > MOST_AT_HOME:
            rest = len(own) - MOST_AT_HOME
            blocks.append(
                layout.note(s.n_rich("{count} more waits for an answer.", "{count} more wait for an answer.", rest))
            )
    if reader.is_secretariat:
        late = [one for one in await confirmations.unanswered(told.session, told.today) if one not in own]
        blocks += (
            standings.late(s, [await shown_to(one, told) for one in late[:MOST_AT_HOME]], len(late)) if late else []
        )
    return blocks


PHRASES: dict[str, Phrase] = {}
SURFACES = {SurfaceKind.CONFIRMATION: draw}
