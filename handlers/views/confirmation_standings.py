"""How far the questions are whether reports still hold: in a history, at an intention, for the secretariat."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import intentions, layout
from handlers.views.confirmations import Shown
from planning.confirmations import Cause, ConfirmationState, facts_from
from storage.confirmations import Confirmation


def unanswered(s: Speech, shown: Sequence[Shown], due: date) -> list[Block]:
    """Tell the secretariat whose report nobody has confirmed; the report stands as it is."""
    titles = "; ".join(cut(one.face.title, 60) for one in shown[:5])
    text = s.rich(
        "{office} has not said whether its report still holds: {titles}. The answer was due on {day}; the report stands"
        " as it is.",
        office=shown[0].office, titles=titles, day=s.day(due),
    )  # fmt: skip
    return [layout.section(text, layout.button(s._("Open"), intentions.OPEN, shown[0].face.id))]


def late(s: Speech, shown: Sequence[Shown], total: int) -> list[Block]:
    """List for the secretariat what nobody has answered in time."""
    head = s.n_("{count} report is not confirmed", "{count} reports are not confirmed", total)
    blocks: list[Block] = [layout.header(head)]
    for one in shown:
        text = s.rich("*{title}* – {office}", title=one.face.title, office=one.office)
        blocks.append(layout.section(text, layout.button(s._("Open"), intentions.OPEN, one.face.id)))
    return blocks


def asked_line(s: Speech, asked_at: datetime, row: Confirmation, by: str | None) -> Mrkdwn:
    """Tell in a report's history when it was asked about, why, and what came of it."""
    facts = facts_from(row.after)
    size = (
        s.n_("{number} dwelling", "{number} dwellings", facts.dwellings, number=s.number(facts.dwellings))
        if facts.dwellings is not None
        else ""
    )
    parts = [s.short_moment(asked_at), cause_name(s, row.cause), size, state_name(s, row.state), by or ""]
    return joined([Mrkdwn("•"), joined([safe(part) for part in parts], " · ")], " ")


def cause_name(s: Speech, cause: Cause) -> str:
    """Say why it was asked."""
    match cause:
        case Cause.SIZE:
            return s._("other size")
        case Cause.STAGE:
            return s._("other stage")
        case Cause.FIGURE:
            return s._("new key figure")
        case Cause.AGE:
            return s._("six months without a confirmation")


def state_name(s: Speech, state: ConfirmationState) -> str:
    """Name what came of a question."""
    match state:
        case ConfirmationState.OPEN:
            return s._("unanswered")
        case ConfirmationState.HOLDS:
            return s._("still holds")
        case ConfirmationState.CHANGED:
            return s._("changed")
        case ConfirmationState.WITHDRAWN:
            return s._("withdrawn")
        case ConfirmationState.OVERTAKEN:
            return s._("overtaken")


def standing(s: Speech, by_state: Mapping[ConfirmationState, Sequence[str]]) -> list[Block]:
    """Sum up for an intention whose reports were confirmed since its last change; nothing when nobody was asked."""
    parts = [
        s.rich("{state}: {offices}", state=state_name(s, state), offices=", ".join(by_state[state]))
        for state in ConfirmationState
        if by_state.get(state)
    ]
    return [layout.section(joined([s.rich("*Do the reports still hold?*"), *parts], " · "))] if parts else []
