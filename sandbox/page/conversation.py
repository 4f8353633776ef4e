"""A channel's messages as the page shows them: days, neighbours of one author, replies."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from sandbox.page.blocks import draw_blocks
from sandbox.page.elements import Place
from sandbox.page.marks import FileCard, Reaction, file_cards, reactions
from sandbox.page.mrkdwn import mrkdwn
from sandbox.page.people import Face, channel_options, face, names, person_options
from sandbox.page.times import BERLIN, clock_time, day_heading, from_ts, long_day
from sandbox.workspace import Message, Person, Workspace

PAGE: Final = 60
NEIGHBOUR_SECONDS: Final = 300


@dataclass(frozen=True, kw_only=True)
class Row:
    """One message to draw, and the day that begins with it if one does."""

    ts: str
    channel: str
    author: Face
    time: str
    moment: str
    body: Markup
    day: str
    follows: bool
    edited: bool
    private: bool
    replies: int
    is_reply: bool
    mine: bool
    files: Sequence[FileCard]
    reactions: Sequence[Reaction]
    pinned: bool

    @property
    def dom_id(self) -> str:
        """Return the element's id; the dot of the ts is not legal in selectors."""
        return f"m-{self.ts.replace('.', '-')}"

    @property
    def revision(self) -> int:
        """Return a number that changes when the drawn message would."""
        marks = (self.files, self.reactions, self.pinned)
        seen = (self.body, self.follows, self.edited, self.replies, self.day, self.author.line, marks)
        return zlib.crc32(repr(seen).encode())


@dataclass(frozen=True, kw_only=True)
class Page:
    """The newest messages of a conversation and whether there are older ones."""

    rows: Sequence[Row]
    older: int


def rows(
    workspace: Workspace,
    user: str,
    channel: str,
    *,
    thread_ts: str | None = None,
    limit: int = PAGE,
) -> Page:
    """Prepare the newest `limit` messages that this person sees in the channel or thread."""
    if thread_ts is None:
        shown, older = workspace.newest_messages(user, channel, limit)
    else:
        shown, older = workspace.visible_messages(user, channel, thread_ts), 0
    lookups = _lookups(workspace, user)
    drawn: list[Row] = []
    previous: Message | None = None
    for message in shown:
        drawn.append(_row(workspace, user, message, previous, lookups))
        previous = message
    return Page(rows=drawn, older=older)


def message_place(workspace: Workspace, user: str, message: Message, lookups: dict[str, Any]) -> Place:
    """Return where the blocks of this message stand for this person."""
    states = workspace.message_states.get((user, message.channel, message.ts), {})
    return Place(kind="message", ref=message.ts, viewer=user, files=workspace.files, values=states, **lookups)


def _lookups(workspace: Workspace, user: str) -> dict[str, Any]:
    return {
        "names": names(workspace),
        "people": person_options(workspace),
        "channels": channel_options(workspace, user),
    }


def _row(
    workspace: Workspace,
    user: str,
    message: Message,
    previous: Message | None,
    lookups: dict[str, Any],
) -> Row:
    moment = from_ts(message.ts)
    new_day = previous is None or from_ts(previous.ts).date() != moment.date()
    today = workspace.clock.now().astimezone(BERLIN).date()
    return Row(
        ts=message.ts,
        channel=message.channel,
        author=face(workspace.people.get(message.user) or _stranger(message.user)),
        time=clock_time(moment),
        moment=f"{long_day(moment.date())}, {clock_time(moment)} Uhr",
        body=_body(workspace, user, message, lookups),
        day=day_heading(moment.date(), today) if new_day else "",
        follows=not new_day and previous is not None and _neighbours(previous, message),
        edited=message.edited,
        private=message.ephemeral_for is not None,
        replies=message.reply_count,
        is_reply=message.is_reply,
        mine=message.user == user,
        files=file_cards(workspace, user, message),
        reactions=reactions(workspace, user, message),
        pinned=message.ts in workspace.channels[message.channel].pins,
    )


def _body(workspace: Workspace, user: str, message: Message, lookups: dict[str, Any]) -> Markup:
    attached = [block for one in message.attachments for block in one.get("blocks", [])]
    if not message.blocks and not attached:
        return mrkdwn(message.text, lookups["names"])
    place = message_place(workspace, user, message, lookups)
    text = Markup("") if message.blocks else mrkdwn(message.text, lookups["names"])
    quoted = Markup('<div class="attachment">{}</div>').format(draw_blocks(attached, place))
    return text + draw_blocks(message.blocks, place) + (quoted if attached else Markup(""))


def _neighbours(first: Message, second: Message) -> bool:
    return (
        first.user == second.user
        and first.ephemeral_for == second.ephemeral_for
        and float(second.ts) - float(first.ts) < NEIGHBOUR_SECONDS
    )


def _stranger(user: str) -> Person:
    return Person(id=user, name=user, real_name="Unbekannt")
