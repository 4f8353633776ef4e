"""The home tab: what waits for its reader, what did not reach people, and a friendly page for everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, InteractiveElement

from handlers.mrkdwn import Mrkdwn
from handlers.speech import Speech
from handlers.views import layout, updates
from planning.messages import SurfaceKind
from storage.doubts import UPLOAD_UNCERTAIN
from storage.outbox import OutboxState

SEND_AGAIN = "undelivered_send_again"
DROP = "undelivered_drop"

OFFERED_ABOVE = frozenset({updates.WRITE})
"""Ways in that a section of the home tab has, too, with more about it."""
UNDELIVERED = 5
"""Messages in trouble that a home tab names; more are counted."""
NOT_IN_CHANNEL = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
NOT_THERE = frozenset({"user_not_found", "user_disabled", "user_not_visible", "account_inactive", "cannot_dm_bot"})


@dataclass(frozen=True)
class Undelivered:
    """A message in trouble, without its content; `receiver` is a name, None for the group's channel."""

    message_id: int
    kind: str
    surface: SurfaceKind | None
    receiver: str | None
    state: OutboxState
    reason: str


def home(s: Speech, waiting: Sequence[Block], others: Sequence[Block], ways: Sequence[Block]) -> list[Block]:
    """Put the sections together, within Slack's limit whatever there is; `ways` are the command buttons."""
    blocks: list[Block] = [layout.header(s._("What is waiting for me"))]
    if waiting:
        blocks += waiting
    else:
        blocks.append(layout.section(s.rich("Nothing is waiting for you at the moment.")))
    blocks += [layout.line(), *others]
    room = layout.MOST_IN_VIEW - len(ways) - 3
    if len(blocks) > room:
        blocks = [
            *blocks[:room],
            layout.note(s.rich("There is more than fits here. The buttons below show all of it.")),
        ]
    return [*blocks, layout.line(), *_not_above(ways, blocks)]


def _not_above(ways: Sequence[Block], above: Sequence[Block]) -> list[Block]:
    """Leave out of the ways what a section offers itself."""
    offered = {button.action_id for block in above for button in _elements(block)} & OFFERED_ABOVE
    rows = [[button for button in _elements(row) if button.action_id not in offered] for row in ways]
    return [layout.actions(*row) for row in rows if row]


def _elements(block: Block) -> list[InteractiveElement]:
    elements = block.elements if isinstance(block, ActionsBlock) else []
    return [one for one in elements if isinstance(one, InteractiveElement)]


def closed(s: Speech, text: Mrkdwn) -> dict[str, Any]:
    """Give the home tab of somebody who cannot use the bot, or whose page could not be drawn."""
    return view([layout.header(s._("Working group on social planning")), layout.section(text)])


def view(blocks: Sequence[Block]) -> dict[str, Any]:
    """Give a home tab as Slack takes it."""
    return {"type": "home", "blocks": layout.as_list(blocks)}


def undelivered(s: Speech, messages: Sequence[Undelivered]) -> list[Block]:
    """Show the secretariat what did not reach people and why, with what can be done."""
    if not messages:
        return []
    blocks: list[Block] = [layout.header(s._("Messages that did not arrive"))]
    for message in messages[:UNDELIVERED]:
        to = message.receiver or s._("the group's channel")
        text = s.rich(
            "*{what}* to {to}: {why}", what=what(s, message.kind, message.surface), to=to, why=why(s, message)
        )
        blocks += [layout.section(text), layout.actions(_again(s, message), _drop(s, message))]
    rest = len(messages) - UNDELIVERED
    if rest > 0:
        blocks.append(layout.note(s.n_rich("{count} more is in trouble.", "{count} more are in trouble.", rest)))
    return blocks


def _again(s: Speech, message: Undelivered) -> Any:
    doubtful = layout.confirm(
        s._("Send it again?"),
        s._("Perhaps it has arrived after all; then it is there twice."),
        s._("Send"),
        s._("Cancel"),
    )
    ask = doubtful if message.state is OutboxState.UNCERTAIN else None
    return layout.button(s._("Send again"), SEND_AGAIN, message.message_id, confirm=ask)


def _drop(s: Speech, message: Undelivered) -> Any:
    return layout.button(s._("Settled without it"), DROP, message.message_id)


def why(s: Speech, message: Undelivered) -> str:
    """Say in plain words why a message is in trouble."""
    if message.state is OutboxState.UNCERTAIN or message.reason == UPLOAD_UNCERTAIN:
        return s._("Nobody knows whether it has arrived. Please ask.")
    if message.state is OutboxState.EXPIRED:
        return s._("It would have come too late and was not sent any more.")
    if message.reason in NOT_IN_CHANNEL:
        return s._("The bot is not in the channel, or the channel is gone. Please invite it there.")
    if message.reason in NOT_THERE:
        return s._("The person cannot be reached in the chat. Please check the account.")
    return s._("The chat did not accept it ({reason}). The administrator can tell more.", reason=message.reason or "–")


def what(s: Speech, kind: str, surface: SurfaceKind | None) -> str:
    """Name a message by its kind; it says nothing of its content."""
    if surface is not None:
        return _surface(s, surface)
    match kind:
        case "morning_note":
            return s._("Morning note")
        case "stand_in_asked":
            return s._("Standing in")
        case "member_gone":
            return s._("News on a member")
        case "trial_request":
            return s._("Trial request")
        case "report_received" | "answer_entered":
            return s._("Receipt")
        case "text_typed":
            return s._("Offer for typed words")
        case "typing_hint":
            return s._("Hint")
        case "question_asked" | "update_question":
            return s._("Question")
        case "question_answered" | "update_question_answered":
            return s._("Answer to a question")
        case "extension_decided":
            return s._("Extension of a deadline")
        case "round_finished":
            return s._("Summary of a need request")
        case "joint_need_proposed" | "joint_need_decided" | "need_echoed":
            return s._("News on a need")
        case "intention_linked" | "intention_news" | "request_withdrawn" | "inquiry_declined":
            return s._("News on an intention")
        case "meeting_news" | "digest_changed":
            return s._("News on a meeting")
        case "file_wanted" | "file_uncertain":
            return s._("Document for the file")
        case "result_assigned" | "result_triggered":
            return s._("Result")
        case _:
            return s._("Message")


def _surface(s: Speech, kind: SurfaceKind) -> str:
    match kind:
        case SurfaceKind.CARD:
            return s._("Card of an intention")
        case SurfaceKind.INQUIRY:
            return s._("Need request")
        case SurfaceKind.DIGEST:
            return s._("Digest")
        case SurfaceKind.AGENDA:
            return s._("Agenda")
        case SurfaceKind.RESULT:
            return s._("Result")
        case SurfaceKind.EXTENSION:
            return s._("Extension of a deadline")
        case SurfaceKind.CONFIRMATION:
            return s._("Does a report still hold?")
        case SurfaceKind.HOME:
            return s._("Home tab")
