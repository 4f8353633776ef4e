"""A result as people see it: one line of a list, the message of its office, a reminder."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import layout
from planning.catalogue import Catalogue
from planning.intentions import IntentionState
from planning.results import ResultKind, ResultState
from storage.result_lists import PastChange, ResultLine

RECORD = "result_record"
OPEN = "result_open"
DONE = "result_done"
DELAY = "result_delay"
MORE = "result_more"

AT_A_GLANCE = 200
"""Characters of a result's text in lists and reminders; the whole text is one press away."""
IN_FULL = 1000
DAY_AND_MONTH = {"de": "d. MMMM", "en": "d MMMM"}
"""As in "Am 30. April ist fällig": the year and the weekday are in the facts."""


@dataclass(frozen=True)
class Permitted:
    """What the viewer may do with a result; what they may not is not offered."""

    settle: bool = False
    hand_over: bool = False
    correct: bool = False


@dataclass(frozen=True)
class Words:
    """The catalogue's names and the calendar's today, as results need them."""

    speech: Speech
    catalogue: Catalogue
    today: date

    def stage(self, stage_id: str) -> str:
        """Name a stage, short enough for a sentence."""
        return self.catalogue.stages[stage_id].short.in_(self.speech.language)


def kind_name(s: Speech, kind: ResultKind) -> str:
    """Name what the meeting said."""
    match kind:
        case ResultKind.DECISION:
            return s._("Decision")
        case ResultKind.RECOMMENDATION:
            return s._("Recommendation")
        case ResultKind.EXAMINATION:
            return s._("Examination")
        case ResultKind.INFORMATION:
            return s._("Information")
        case ResultKind.PLEDGE:
            return s._("Third-party pledge")


def title(line: ResultLine, limit: int = AT_A_GLANCE) -> Mrkdwn:
    """Give the text in bold on one line; asterisks in it would end the bold too early."""
    words = cut(" ".join(line.result.text.replace("*", "∗").split()), limit)
    return Mrkdwn(f"*{safe(words)}*")


def standing(words: Words, line: ResultLine) -> Mrkdwn:
    """Say in one line where a result stands: due, overdue, waiting, done, withdrawn."""
    s, result = words.speech, line.result
    if result.state is ResultState.WITHDRAWN:
        return s.rich("Withdrawn")
    if result.is_information:
        return s.rich("For information, without a date")
    if result.state is ResultState.DONE:
        return s.rich("Done on {day}", day=s.short_day(result.done_on)) if result.done_on else s.rich("Done")
    if result.due is None:
        stage = words.stage(result.trigger_stage) if result.trigger_stage else "–"
        return s.rich("Waits for the stage “{stage}”", stage=stage)
    day = s.short_day(result.due)
    return s.rich("Overdue since {day}", day=day) if line.is_overdue(words.today) else s.rich("Due on {day}", day=day)


def row(words: Words, line: ResultLine) -> Mrkdwn:
    """Show a result in a list: number, kind, office, text, standing, intention."""
    s = words.speech
    first = s.rich(
        "{number} · {kind} · {office}",
        number=line.result.number,
        kind=kind_name(s, line.result.kind),
        office=line.office_short,
    )
    return joined([first, title(line), joined([standing(words, line), _intention(line)], " · ")])


def listed(words: Words, line: ResultLine) -> list[Block]:
    """Show a result in a list with its way in."""
    return [layout.section(row(words, line), layout.button(words.speech._("Open"), OPEN, line.result.key))]


def with_buttons(words: Words, line: ResultLine, may: Permitted) -> list[Block]:
    """Show a result with what the reader can do about it, for home and lists of one's own."""
    return [layout.section(row(words, line)), layout.actions(*_buttons(words.speech, line, may))]


def message(
    words: Words, line: ResultLine, may: Permitted, latest: PastChange | None, *, is_theirs: bool
) -> list[Block]:
    """Draw the living message of a result; without `is_theirs` it only says where the result went."""
    s, result = words.speech, line.result
    if not is_theirs:
        return [layout.section(joined([_went(s, line), title(line)])), *_reason(s, latest)]
    blocks: list[Block] = [layout.section(joined([_opening(s, line), title(line, IN_FULL)])), facts(words, line)]
    blocks += hint_on_intention(s, line)
    if result.state is ResultState.DONE and result.evidence:
        blocks.append(layout.section(s.rich("Evidence: {evidence}", evidence=result.evidence)))
    elif result.state is ResultState.WITHDRAWN:
        blocks += _reason(s, latest)
    buttons = _buttons(s, line, may)
    return [*blocks, layout.actions(*buttons)]


def message_text(words: Words, line: ResultLine, *, is_theirs: bool) -> str:
    """Say the same in one plain line, for notifications: nothing that anybody typed."""
    s = words.speech
    if not is_theirs:
        return _went(s, line)
    return s.rich("Result {number}: {standing}", number=line.result.number, standing=standing(words, line))


def reminder_blocks(words: Words, line: ResultLine, may: Permitted, *, is_theirs: bool) -> list[Block]:
    """Show a result that is due in somebody's morning note; `is_theirs` says that their office is responsible."""
    s, result = words.speech, line.result
    day = _day_and_month(s, result.due) if result.due is not None else ""
    over = line.is_overdue(words.today)
    if is_theirs and over:
        text = s.rich(
            "On {day} this was due: {result}. Your office is responsible. How does it stand?",
            day=day,
            result=title(line),
        )
    elif is_theirs and line.result.due == words.today:
        text = s.rich("This is due today: {result}. Your office is responsible. How does it stand?", result=title(line))
    elif is_theirs:
        text = s.rich(
            "On {day} this is due: {result}. Your office is responsible. How does it stand?",
            day=day,
            result=title(line),
        )
    elif over:
        text = s.rich(
            "On {day} this was due: {result}. Responsible: {office}.", day=day, result=title(line), office=_who(line)
        )
    else:
        text = s.rich(
            "On {day} this is due: {result}. Responsible: {office}.", day=day, result=title(line), office=_who(line)
        )
    blocks: list[Block] = [layout.section(joined([text, _intention(line)]))]
    return [*blocks, *hint_on_intention(s, line), layout.actions(*_buttons(s, line, may))]


def assigned(words: Words, line: ResultLine, may: Permitted, *, for_secretariat: bool) -> list[Block]:
    """Say that a result came (back) to this person, or that nobody of the responsible office is entered."""
    s = words.speech
    if for_secretariat:
        opening = s.rich(
            "Nobody can be reached for {office}, so nobody knows of this result yet."
            " Please enter a person with /agsp mitglieder, or hand it to another office.",
            office=line.office,
        )
    else:
        opening = s.rich("Your office is responsible for this result again.")
    return [layout.section(joined([opening, row(words, line)])), layout.actions(*_buttons(s, line, may))]


def triggered(words: Words, line: ResultLine, may: Permitted) -> list[Block]:
    """Say that the stage is reached which a result waited for, and until when it is due."""
    s, result = words.speech, line.result
    stage = words.stage(result.trigger_stage) if result.trigger_stage else "–"
    text = s.rich(
        "{intention} has reached the stage “{stage}”. So this is due by {day}: {result}. Responsible: {office}.",
        intention=_intention(line),
        stage=stage,
        day=s.day(result.due) if result.due is not None else "–",
        result=title(line),
        office=_who(line),
    )
    return [layout.section(text), layout.actions(*_buttons(s, line, may))]


def _buttons(s: Speech, line: ResultLine, may: Permitted) -> list[ButtonElement]:
    more = layout.button(s._("More …"), MORE, line.result.key)
    return [*report_buttons(s, line, may), more]


def report_buttons(s: Speech, line: ResultLine, may: Permitted) -> list[ButtonElement]:
    """Offer to report on an open result; one that waits for its stage has no date that could move."""
    result = line.result
    if result.state is not ResultState.OPEN or not may.settle:
        return []
    buttons = [layout.button(s._("Report as done"), DONE, result.key, style="primary")]
    if result.due is not None:
        buttons.append(layout.button(s._("It will take longer"), DELAY, result.key))
    return buttons


def _opening(s: Speech, line: ResultLine) -> Mrkdwn:
    result = line.result
    if result.state is ResultState.DONE and not result.is_information:
        return s.rich("Thank you. This result is reported as done:")
    if result.state is ResultState.WITHDRAWN:
        return s.rich("This result was withdrawn. Your office need not do anything more:")
    if result.is_information:
        return s.rich("For your office's information:")
    if result.kind is ResultKind.PLEDGE:
        return s.rich("Somebody outside the group has promised this. Your office keeps an eye on it:")
    return s.rich("Your office is responsible for this result:")


def _went(s: Speech, line: ResultLine) -> Mrkdwn:
    return s.rich(
        "Result {number} is now with {office}. You need not do anything more.",
        number=line.result.number,
        office=line.office,
    )


def facts(words: Words, line: ResultLine) -> Block:
    """Show the short facts of a result."""
    s, result = words.speech, line.result
    pairs: list[tuple[str, Mrkdwn | str | None]] = [
        (s._("Number"), f"{result.number} · {kind_name(s, result.kind)}"),
        (s._("Standing"), standing(words, line)),
        (s._("Responsible"), _who(line)),
        (s._("Meeting"), s.short_day(line.meeting_on) if line.meeting_on else None),
        (s._("Intention"), _intention(line) or None),
    ]
    if result.trigger_stage is not None and result.due is not None:
        pairs.append((s._("Due because of stage"), words.stage(result.trigger_stage)))
    return layout.facts(*(s.rich("*{label}:* {value}", label=label, value=value) for label, value in pairs if value))


def _day_and_month(s: Speech, day: date) -> str:
    return format_date(day, DAY_AND_MONTH[s.language], locale=s.language)


def _who(line: ResultLine) -> str:
    return f"{line.office} ({line.responsible})" if line.responsible else line.office


def _intention(line: ResultLine) -> Mrkdwn:
    return safe(f"{line.face.number} · {line.face.title}", 160) if line.face is not None else Mrkdwn("")


def hint_on_intention(s: Speech, line: ResultLine) -> list[Block]:
    """Say when the group no longer works on the intention of an open result."""
    if line.face is None or line.result.state is not ResultState.OPEN:
        return []
    if line.face.state is IntentionState.ABANDONED:
        text = s.rich(
            "The intention has been abandoned. If this result has become pointless, secretariat or project team"
            " can withdraw it."
        )
        return [layout.note(text)]
    if line.face.state is IntentionState.PAUSED:
        return [layout.note(s.rich("The intention is paused at the moment. The result stays open."))]
    return []


def _reason(s: Speech, latest: PastChange | None) -> list[Block]:
    if latest is None or not latest.change.reason:
        return []
    return [layout.section(s.rich("Reason: {reason}", reason=latest.change.reason))]
