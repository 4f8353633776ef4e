"""Fitting many entries under headings into the little room that one message has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import layout

CHARACTERS = 8_000
"""Of all chapters of a message; Slack refuses messages somewhere above 11,000 (UTF-16 units)."""
MOST_LINES = 12
"""Of one chapter in a message."""
PART = 2_700
"""Characters of one section."""
MORE = 40
"""Characters kept for "… and 12 more"."""


@dataclass(frozen=True)
class Line:
    """One entry of a chapter; `under` is the subheading above it (a district)."""

    text: Mrkdwn
    under: str | None = None


@dataclass(frozen=True)
class Chapter:
    """One heading with its entries, and why they are there."""

    title: Mrkdwn
    why: Mrkdwn
    lines: tuple[Line, ...]


def parts(chapter: Chapter, lines: Sequence[Line]) -> Iterator[Mrkdwn]:
    """Give a chapter's heading and these of its entries in pieces that each fit into one section."""
    part = chapter.title
    for text in _with_subheadings(lines):
        if _length(part) + _length(text) > PART:
            yield part
            part = Mrkdwn(shortened(text, PART))
        else:
            part = joined([part, text])
    yield part


def fitted(s: Speech, written: Sequence[Chapter]) -> tuple[list[Block], bool]:
    """Fit chapters into one message, each with a fair share of the room; say whether everything is shown."""
    blocks: list[Block] = []
    room, all_shown = CHARACTERS, True
    for index, chapter in enumerate(written):
        share = min(room // (len(written) - index), PART)
        head = joined([chapter.title, chapter.why])
        kept = _that_fit(chapter.lines, share - _length(head) - MORE)
        left = len(chapter.lines) - kept
        if left == len(chapter.lines):  # not even the first one fits: show as much of it as there is room for
            kept, left = 1, left - 1
            all_shown = False
        texts = list(_with_subheadings(chapter.lines[:kept]))
        body = shortened(joined(texts), max(share - _length(head) - MORE, 100))
        more = s.n_rich("… and {count} more", "… and {count} more", left) if left else Mrkdwn("")
        text = joined([head, body, more])
        room -= _length(text)
        all_shown = all_shown and not left
        blocks.append(layout.section(text))
    return blocks, all_shown


def _that_fit(lines: Sequence[Line], room: int) -> int:
    for count in range(min(len(lines), MOST_LINES), 0, -1):
        if _length(joined(list(_with_subheadings(lines[:count])))) <= room:
            return count
    return 0


def _with_subheadings(lines: Sequence[Line]) -> Iterator[Mrkdwn]:
    above: str | None = None
    for line in lines:
        if line.under is not None and line.under != above:
            above = line.under
            yield Mrkdwn(f"_{safe(line.under)}_")
        yield Mrkdwn(f"• {line.text}")


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def shortened(text: Mrkdwn, room: int) -> Mrkdwn:
    """Cut mrkdwn to at most `room` UTF-16 units, never inside an entity."""
    if _length(text) <= room:
        return text
    head = text.encode("utf-16-le")[: (room - 1) * 2].decode("utf-16-le", errors="ignore")
    ampersand = head.rfind("&", max(0, len(head) - 5))
    if ampersand != -1 and ";" not in head[ampersand:]:
        head = head[:ampersand]
    return Mrkdwn(head + "…")
