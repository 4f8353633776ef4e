"""What people see when they are asked whether a report still holds: the message, the list, the question before a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import layout
from handlers.views.figures import SHEET
from handlers.views.kept_sheets import line_change
from handlers.views.needs import MOST_SHOWN, ROOM, NeedWords, headline, how_many
from handlers.views.reports import HISTORY, OPEN
from planning.confirmations import Cause, ConfirmationState, Facts, differs_much, percent
from planning.intentions import Face, IntentionDraft
from planning.kept_sheets import LineChange
from planning.needs import NeedDraft
from storage.confirmations import Standing

HOLD = "confirmation_hold"
HOLD_ALL = "confirmation_hold_all"
CHANGE = "confirmation_change"
WITHDRAW = "confirmation_withdraw"
EDIT_ANYWAY = "intention_edit_anyway"
BACK_TO_EDIT = "intention_back_to_edit"
PAGE = 8
"""Questions with their buttons in one message; the next ones come up as these are answered."""
MOST_LINES = 9
MOST_NEEDS = 4


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One question as its reader may see it; `changes` are the lines of the sheet that differ."""

    id: int
    revision: int
    face: Face
    office: str
    cause: Cause
    state: ConfirmationState
    before: Facts
    after: Facts
    stages: tuple[str, str]
    """Names of the stage then and now."""
    changes: Sequence[LineChange]
    figures: Sequence[str] = ()
    """Names of the key figures with a new version."""
    needs: Sequence[NeedDraft]
    reported_on: date
    report_id: int
    answered: tuple[str, datetime] | None = None


def value(confirmation_id: int, revision: int) -> str:
    """Write which question, as it was asked when somebody saw it."""
    return f"{confirmation_id}:{revision}"


def read(text: str) -> tuple[int, int]:
    """Read which question is meant."""
    first, _, second = text.partition(":")
    return int(first), int(second or 0)


def notification(s: Speech, shown: Sequence[Shown], due: date) -> Mrkdwn:
    """Ask in one sentence."""
    if len(shown) == 1:
        return s.rich(
            "Does your report on *{title}* still hold? Please answer by {day}.",
            title=shown[0].face.title, day=s.day(due),
        )  # fmt: skip
    return s.n_rich(
        "Does {count} report of your office still hold? Please answer by {day}.",
        "Do {count} reports of your office still hold? Please answer by {day}.",
        len(shown), day=s.day(due),
    )  # fmt: skip


def message(s: Speech, words: NeedWords, shown: Shown, due: date) -> list[Block]:
    """Ask about one report: old and new figures side by side, the report, three answers."""
    face = shown.face
    blocks: list[Block] = [
        layout.section(joined([Mrkdwn(f"*{safe(face.number)} · {safe(face.title)}*"), _why(s, words, shown)]))
    ]
    if shown.state is ConfirmationState.OPEN:
        blocks += _side_by_side(s, words, shown)
        blocks += _report(s, words, shown.needs)
        blocks += [buttons(s, shown), layout.note(s.rich("Please answer by {day}.", day=s.day(due)))]
    else:
        blocks.append(layout.section(outcome(s, shown)))
        change, past = layout.button(s._("Change"), OPEN, shown.report_id), s._("History")
        blocks.append(layout.actions(change, layout.button(past, HISTORY, shown.report_id)))
    return blocks


def _report(s: Speech, words: NeedWords, needs: Sequence[NeedDraft]) -> list[Block]:
    """Remind of what was reported, one line for each need."""
    told = [Mrkdwn(f"• {headline(s, words, need, minimum=False)}") for need in needs[:MOST_SHOWN]]
    blocks: list[Block] = [layout.section(joined([s.rich("*Your report*"), *told]))]
    if rest := len(needs) - len(told):
        blocks.append(layout.note(s.n_rich("and {count} more need", "and {count} more needs", rest)))
    return blocks


def _why(s: Speech, words: NeedWords, shown: Shown) -> Mrkdwn:
    day = s.plain_day(shown.reported_on)
    match shown.cause:
        case Cause.SIZE:
            return s.rich(
                "The intention has another size than when {office} reported on {day}.", office=shown.office, day=day
            )
        case Cause.STAGE:
            return s.rich(
                "The intention has another stage than when {office} reported on {day}.", office=shown.office, day=day
            )
        case Cause.FIGURE:
            names = ", ".join(shown.figures)
            return s.rich(
                "A key figure has a new version since {office} reported on {day}: {names}",
                office=shown.office,
                day=day,
                names=names,
            )
        case Cause.AGE:
            return s.rich(
                "{office} has reported or confirmed this on {day}, more than six months ago.",
                office=shown.office,
                day=day,
            )


def _side_by_side(s: Speech, words: NeedWords, shown: Shown) -> list[Block]:
    then, now = [s.rich("*When you reported*")], [s.rich("*Now*")]
    for old, new in (_dwellings(s, shown), _floor_area(s, shown), shown.stages):
        then.append(safe(old))
        now.append(safe(new))
    blocks: list[Block] = [layout.facts(joined(then), joined(now))]
    lines = [line_change(s, words.catalogue, change) for change in shown.changes[:MOST_LINES]]
    if lines:
        blocks.append(layout.section(joined(lines)))
    return blocks


def _dwellings(s: Speech, shown: Shown) -> tuple[str, str]:
    before, after = shown.before.dwellings, shown.after.dwellings
    old, new = (
        s.n_("{number} dwelling", "{number} dwellings", count, number=s.number(count))
        if count is not None
        else s._("dwellings unknown")
        for count in (before, after)
    )
    return old, new + _percent(s, before, after)


def _floor_area(s: Speech, shown: Shown) -> tuple[str, str]:
    before, after = shown.before.floor_area, shown.after.floor_area
    if before is None and after is None:
        return "", ""
    old, new = (
        s._("{area} m² floor area", area=s.number(area)) if area is not None else s._("floor area unknown")
        for area in (before, after)
    )
    return old, new + _percent(s, before, after)


def _percent(s: Speech, before: int | None, after: int | None) -> str:
    """Add the change in percent: " (+14,3 %)"; nothing where it is undefined."""
    change = percent(before, after)
    if not change:
        return ""
    return f" ({'+' if change > 0 else '−'}{s.number(abs(change))} %)"


def buttons(s: Speech, shown: Shown) -> Block:
    """Offer the three answers."""
    asked = value(shown.id, shown.revision)
    return layout.actions(
        layout.button(s._("Still holds"), HOLD, asked, style="primary"),
        layout.button(s._("Change"), CHANGE, asked),
        layout.button(s._("Take back"), WITHDRAW, asked),
        layout.button(s._("Key figures"), SHEET, shown.face.id),
    )


def outcome(s: Speech, shown: Shown) -> Mrkdwn:
    """Say what came of a question."""
    who, when = (shown.answered[0], s.short_moment(shown.answered[1])) if shown.answered is not None else ("", "")
    match shown.state:
        case ConfirmationState.HOLDS:
            return s.rich("The report still holds. Answered by {name}, {when}. Thank you.", name=who, when=when)
        case ConfirmationState.CHANGED:
            return s.rich("The report was changed by {name}, {when}. Thank you.", name=who, when=when)
        case ConfirmationState.WITHDRAWN:
            return s.rich("The report was taken back by {name}, {when}. Thank you.", name=who, when=when)
        case ConfirmationState.OVERTAKEN:
            return s.rich("Nothing is left to answer: things have moved on.")
        case ConfirmationState.OPEN:
            return s.rich("Still unanswered.")


def list_message(s: Speech, words: NeedWords, request_id: int, shown: Sequence[Shown], due: date) -> list[Block]:
    """Ask about several reports: all at once or one by one; what is answered is counted."""
    waiting = [one for one in shown if one.state is ConfirmationState.OPEN]
    head = s.n_rich(
        "*Once a month:* {count} report of your office may not hold any more.",
        "*Once a month:* {count} reports of your office may not hold any more.",
        len(shown),
    )
    blocks: list[Block] = [layout.section(head)]
    if not waiting:
        return [*blocks, layout.section(s.rich("All are answered. Thank you."))]
    if len(waiting) > 1:
        blocks.append(layout.actions(_all(s, request_id, waiting)))
    told = [_short(s, words, one) for one in waiting[:PAGE]]
    fitting = how_many(told, ROOM)
    for one, text in zip(waiting[:fitting], told, strict=False):
        blocks += [layout.section(text), buttons(s, one)]
    notes = [s.rich("Please answer by {day}.", day=s.day(due))]
    if rest := len(waiting) - fitting:
        notes.append(
            s.n_rich("{count} more comes up as you answer these.", "{count} more come up as you answer these.", rest)
        )
    return [*blocks, layout.note(*notes)]


def _all(s: Speech, request_id: int, waiting: Sequence[Shown]) -> Any:
    question = s.n_(
        "{count} report stays as it is: {titles}", "{count} reports stay as they are: {titles}", len(waiting),
        titles=", ".join(cut(one.face.title, 40) for one in waiting),
    )  # fmt: skip
    return layout.button(
        s._("All still hold"), HOLD_ALL, value(request_id, max(one.id for one in waiting)), style="primary",
        confirm=layout.confirm(s._("All still hold?"), question, s._("Yes, all hold"), s._("Back")),
    )  # fmt: skip


def _short(s: Speech, words: NeedWords, shown: Shown) -> Mrkdwn:
    title = Mrkdwn(f"*{safe(shown.face.number)} · {safe(cut(shown.face.title, 100))}*")
    needs = [headline(s, words, need, minimum=False) for need in shown.needs[:MOST_NEEDS]]
    changes = [line_change(s, words.catalogue, change) for change in shown.changes[:3]]
    return joined([title, _why(s, words, shown), *changes, *needs])


def short(s: Speech, words: NeedWords, shown: Shown) -> list[Block]:
    """Show one question in a list, with its answers."""
    return [layout.section(_short(s, words, shown)), buttons(s, shown)]


def reminder(s: Speech, words: NeedWords, shown: Sequence[Shown], due: date) -> list[Block]:
    """Remind of what is not answered: the first one with its buttons, the others are in the message above."""
    text = s.rich("Please answer by {day} whether this still holds.", day=s.day(due))
    blocks: list[Block] = [layout.section(text), *short(s, words, shown[0])]
    if len(shown) > 1:
        rest = s.n_rich(
            "{count} more is in the list above and on the home tab.",
            "{count} more are in the list above and on the home tab.",
            len(shown) - 1,
        )
        blocks.append(layout.note(rest))
    return blocks


def thanks(s: Speech, face: Face, office: str) -> Mrkdwn:
    """Confirm an answer."""
    return s.rich("Thank you. The report of {office} on *{title}* still holds.", office=office, title=face.title)


def thanks_for_all(s: Speech, count: int) -> Mrkdwn:
    """Confirm all answers."""
    return s.n_rich("Thank you. {count} report still holds.", "Thank you. {count} reports still hold.", count)


def ask_first(
    s: Speech, face: Face, draft: IntentionDraft, concerned: Sequence[Standing], draft_id: int
) -> dict[str, Any]:
    """Ask before a change of size is stored: the reporting offices will be asked."""
    lines = list(dict.fromkeys(_growth(s, one.facts, draft) for one in concerned))
    asked = s.n_rich(
        "{count} office that has reported needs will be asked whether its report still holds.",
        "{count} offices that have reported needs will be asked whether their reports still hold.",
        len(concerned),
    )
    title = Mrkdwn(f"*{safe(face.number)} · {safe(face.title)}*")
    blocks: list[Block] = [
        layout.section(joined([title, *lines])),
        layout.section(asked),
        layout.actions(layout.button(s._("Back to the form"), BACK_TO_EDIT, draft_id)),
    ]
    return layout.modal(
        s._("More than 10 %"), blocks, callback=EDIT_ANYWAY, submit=s._("Save and ask"), close=s._("Do not save"),
        metadata=draft_id,
    )  # fmt: skip


def _growth(s: Speech, before: Facts, draft: IntentionDraft) -> Mrkdwn:
    """Say what changes: "480 statt 420 Wohnungen (+14,3 %)"."""
    parts = []
    if differs_much(before.dwellings, draft.dwellings) is not False and draft.dwellings is not None:
        old = s.number(before.dwellings) if before.dwellings is not None else s._("unknown")
        change = _percent(s, before.dwellings, draft.dwellings)
        parts.append(
            s.rich("{new} instead of {old} dwellings{change}", new=s.number(draft.dwellings), old=old, change=change)
        )
    if differs_much(before.floor_area, draft.floor_area) is not False and draft.floor_area is not None:
        old = s.number(before.floor_area) if before.floor_area is not None else s._("unknown")
        change = _percent(s, before.floor_area, draft.floor_area)
        parts.append(
            s.rich(
                "{new} instead of {old} m² floor area{change}", new=s.number(draft.floor_area), old=old, change=change
            )
        )
    return joined(parts)
