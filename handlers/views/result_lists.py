"""One result with its history, and the lists of /ergebnis."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.results import (
    IN_FULL,
    RECORD,
    Permitted,
    Words,
    facts,
    hint_on_intention,
    listed,
    report_buttons,
    title,
)
from planning.results import ResultChangeKind, ResultState
from storage.result_lists import EVERYTHING, PAGE, PastChange, ResultLine, ResultPage, ResultTab

HAND_OVER = "result_hand_over"
CORRECT = "result_correct"
WITHDRAW = "result_withdraw"
REOPEN = "result_reopen"
LIST = "result_list"
"""Opens the list; the tabs and pages in it have action ids that begin with it."""
LIST_OFFICE = "result_list_of_office"
LIST_INTENTION = "result_list_of_intention"
ALL = "all"
HISTORY = 20


def detail(
    words: Words, line: ResultLine, may: Permitted, past: Sequence[PastChange], recorded: Mrkdwn
) -> dict[str, Any]:
    """Show one result with everything that can be done with it, and its history."""
    s, result = words.speech, line.result
    blocks: list[Block] = [layout.section(title(line, IN_FULL)), facts(words, line), *hint_on_intention(s, line)]
    if result.evidence:
        blocks.append(layout.section(s.rich("Evidence: {evidence}", evidence=result.evidence)))
    buttons = [*report_buttons(s, line, may), *_other_buttons(s, line, may)]
    if buttons:
        blocks.append(layout.actions(*buttons))
    blocks += [layout.line(), layout.section(s.rich("*History*"))]
    blocks += [layout.section(_step(words, step)) for step in past[:HISTORY]]
    return layout.modal(result.number, [*blocks, layout.section(recorded)], close=s._("Close"))


def recorded_line(s: Speech, who: str | None, on: date) -> Mrkdwn:
    """Say who recorded a result and when: the first step of its history."""
    return s.rich("{on}: recorded ({who})", on=s.plain_day(on), who=who or "–")


def listing(words: Words, page: ResultPage, *, may_record: bool) -> dict[str, Any]:
    """Show one page of a list under its tabs; the value of each button is tab and offset."""
    s = words.speech
    blocks: list[Block] = [_tabs(s, page.tab), *_filters(s, page)]
    for line in page.lines:
        blocks += listed(words, line)
    if not page.lines:
        narrowed = page.wanted != EVERYTHING
        nothing = s.rich("No result matches this choice.") if narrowed else _empty(s, page.tab)
        blocks.append(layout.section(nothing))
    blocks += _pages(s, page)
    if may_record:
        blocks.append(layout.actions(layout.button(s._("Record a result"), RECORD)))
    return layout.modal(s._("Results"), blocks, close=s._("Close"), metadata=page.tab.value)


def _filters(s: Speech, page: ResultPage) -> list[Block]:
    """Narrow the list to an office (where all are shown) or an intention, as far as there is a choice."""
    menus = []
    if page.tab not in {ResultTab.MINE, ResultTab.OFFICE} and (page.offices or page.wanted.office):
        offices = [(ALL, s._("All offices")), *page.offices]
        menus.append(fields.menu(LIST_OFFICE, s._("Office"), offices, page.wanted.office or ALL))
    if page.faces or page.wanted.intention_id is not None:
        faces = [
            (ALL, s._("All intentions")),
            *((str(face.id), f"{face.number} · {face.title}") for face in page.faces),
        ]
        menus.append(fields.menu(LIST_INTENTION, s._("Intention"), faces, str(page.wanted.intention_id or ALL)))
    return [layout.actions(*menus, block_id=LIST)] if menus else []


def place(value: str) -> tuple[ResultTab, int]:
    """Read which tab and offset a button of the list means; anything else is the first page of one's own."""
    tab, _, offset = value.partition(":")
    known = {one.value: one for one in ResultTab}
    return known.get(tab, ResultTab.MINE), int(offset) if offset.isdigit() else 0


def _tabs(s: Speech, chosen: ResultTab) -> Block:
    """The chosen tab says so in words, because a colour alone says nothing to a screen reader."""
    buttons = []
    for tab, name in _names(s).items():
        shown = s._("{name} (shown)", name=name) if tab is chosen else name
        style = "primary" if tab is chosen else None
        buttons.append(layout.button(shown, f"{LIST}_{tab.value}", f"{tab.value}:0", style=style))
    return layout.actions(*buttons)


def _names(s: Speech) -> dict[ResultTab, str]:
    return {
        ResultTab.MINE: s._("Mine"),
        ResultTab.OFFICE: s._("My office"),
        ResultTab.OPEN: s._("All open"),
        ResultTab.INFORMATION: s._("For information"),
        ResultTab.SETTLED: s._("Settled"),
    }


def _empty(s: Speech, tab: ResultTab) -> Mrkdwn:
    match tab:
        case ResultTab.MINE:
            return s.rich("Nothing is open for you. “My office” shows what your colleagues have.")
        case ResultTab.OFFICE:
            return s.rich("Nothing is open for your office. “All open” shows what the group has agreed.")
        case ResultTab.OPEN:
            return s.rich("No result is open. New ones are recorded with /ergebnis neu.")
        case ResultTab.INFORMATION:
            return s.rich("No information has been recorded yet.")
        case ResultTab.SETTLED:
            return s.rich("Nothing has been settled yet.")


def _pages(s: Speech, page: ResultPage) -> list[Block]:
    if page.total <= PAGE:
        return []
    last = page.offset + len(page.lines)
    buttons = []
    if page.offset > 0:
        buttons.append(layout.button(s._("Back"), f"{LIST}_back", f"{page.tab.value}:{page.offset - PAGE}"))
    if last < page.total:
        buttons.append(layout.button(s._("Next"), f"{LIST}_next", f"{page.tab.value}:{page.offset + PAGE}"))
    where = s.rich("{first} to {last} of {total}", first=page.offset + 1, last=last, total=page.total)
    return [layout.note(where), layout.actions(*buttons)]


def _other_buttons(s: Speech, line: ResultLine, may: Permitted) -> list[ButtonElement]:
    result = line.result
    is_open = result.state is ResultState.OPEN
    buttons = []
    if may.hand_over and is_open:
        buttons.append(layout.button(s._("Hand over to another office"), HAND_OVER, result.key))
    if may.correct and (is_open or (result.is_information and result.state is ResultState.DONE)):
        buttons.append(layout.button(s._("Correct"), CORRECT, result.key))
        buttons.append(layout.button(s._("Withdraw"), WITHDRAW, result.key, style="danger"))
    if may.correct and not is_open and not (result.is_information and result.state is ResultState.DONE):
        buttons.append(layout.button(s._("Reopen"), REOPEN, result.key))
    return buttons


def _step(words: Words, step: PastChange) -> Mrkdwn:
    s, change = words.speech, step.change
    on = s.plain_day(change.changed_at.astimezone(s.zone).date())
    told = s.rich("{on}: {what} ({who})", on=on, what=_what(words, step), who=step.who or s._("automatically"))
    parts = [told]
    if change.what is ResultChangeKind.CORRECTED and change.before:
        parts.append(s.rich("Before: {text}", text=cut(change.before, 600)))
    if change.reason and change.what is ResultChangeKind.DONE:
        parts.append(s.rich("Evidence: {evidence}", evidence=change.reason))
    elif change.reason:
        parts.append(s.rich("Reason: {reason}", reason=change.reason))
    return joined(parts)


def _what(words: Words, step: PastChange) -> str:
    s, change = words.speech, step.change
    match change.what:
        case ResultChangeKind.DELAYED:
            return s._("moved from {before} to {after}", before=_day(s, change.before), after=_day(s, change.after))
        case ResultChangeKind.HANDED_OVER:
            given_by, given_to = step.given_by or change.before or "", step.given_to or change.after or ""
            return s._("handed from {before} to {after}", before=given_by, after=given_to)
        case ResultChangeKind.CORRECTED:
            return s._("corrected")
        case ResultChangeKind.DONE:
            return s._("done on {day}", day=_day(s, change.after))
        case ResultChangeKind.WITHDRAWN:
            return s._("withdrawn")
        case ResultChangeKind.REOPENED:
            return s._("reopened")
        case ResultChangeKind.TRIGGERED:
            return s._("stage reached, due by {day}", day=_day(s, change.after))


def _day(s: Speech, iso: str | None) -> str:
    return s.plain_day(date.fromisoformat(iso)) if iso else "–"
