"""What the home tab says of the needs seen together: a few intentions in numbers, and the ways to all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, safe
from handlers.speech import Speech
from handlers.views import bundles, districts, layout
from planning.intentions import Face

MOST = 3
"""Intentions that a home tab names; the others are found by their list or their district."""


@dataclass(frozen=True)
class Line:
    """An intention as its reader may see it: its open needs, of how many offices, and how many have not answered."""

    face: Face
    needs: int
    offices: int
    missing: int


def at_home(s: Speech, lines: Sequence[Line]) -> list[Block]:
    """Show what is reported for a few intentions, each with the way to all its needs."""
    blocks: list[Block] = [layout.header(s._("Needs together"))]
    if not lines:
        blocks.append(layout.section(s.rich("Nobody has reported a need yet for an intention you work on.")))
    for line in lines[:MOST]:
        button = layout.button(s._("Look at it"), bundles.OPEN, line.face.id)
        text = Mrkdwn(f"*{safe(line.face.number)} · {safe(line.face.title)}*\n{_count(s, line)}")
        blocks.append(layout.section(text, button))
    return [*blocks, layout.actions(layout.button(s._("Districts"), districts.LIST))]


def _count(s: Speech, line: Line) -> str:
    needs = s.n_("{count} need", "{count} needs", line.needs)
    offices = s.n_("from {count} office", "from {count} offices", line.offices)
    missing = s.n_("{count} office is still missing", "{count} offices are still missing", line.missing)
    told = f"{needs} {offices}"
    return safe(f"{told}, {missing}" if line.missing else told)
