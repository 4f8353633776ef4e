"""What the secretariat sees of days without work: public holidays, and the city's own closing days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views import recesses as recess_views
from planning.closing_days import NAME_LENGTH
from storage.closing_days import ClosingDay
from storage.recesses import Recess

OPEN = "closing_days_open"
REMOVE = "closing_day_remove"
FORM = "closing_day_form"
MOST = 30
"""Closing days in the modal; past ones are not shown."""


@dataclass(frozen=True)
class Shown:
    """What the modal shows: the region, its holidays of the coming year, the closing days to come."""

    region: str
    holidays: Sequence[tuple[date, str]]
    closed: Sequence[ClosingDay]
    confirm: Block | None = None
    recesses: Sequence[Recess] = ()


def modal(s: Speech, shown: Shown, notice: Mrkdwn | None = None) -> dict[str, Any]:
    """Show all days without work; the form enters a closing day."""
    blocks: list[Block] = [layout.section(notice), layout.line()] if notice else []
    blocks += [shown.confirm] if shown.confirm is not None else []
    title = s.rich("*Public holidays* ({region})", region=shown.region)
    days = [s.rich("{day}: {name}", day=s.short_day(day), name=name) for day, name in shown.holidays]
    every_year = s.rich("Every year 24 and 31 December too. No deadline and no reminder falls on these days.")
    blocks += [layout.section(joined([title, *days])), layout.note(every_year), layout.line()]
    blocks.append(layout.section(s.rich("*Closing days of the city*")))
    for one in shown.closed[:MOST]:
        blocks.append(layout.section(_line(s, one), layout.button(s._("Remove"), REMOVE, one.day.isoformat())))
    if not shown.closed:
        blocks.append(layout.section(s.rich("None is entered. Examples are a bridging day or a works outing.")))
    blocks += [layout.line(), *recess_views.blocks(s, shown.recesses), layout.line()]
    blocks += [
        fields.day("day", s._("Closing day")),
        fields.text("name", s._("Occasion"), optional=True, longest=NAME_LENGTH),
    ]
    return layout.modal(s._("Holidays and closing"), blocks, callback=FORM, submit=s._("Enter"), close=s._("Close"))


def _line(s: Speech, one: ClosingDay) -> Mrkdwn:
    day = s.short_day(one.day)
    return s.rich("{day}: {name}", day=day, name=one.name) if one.name else s.rich("{day}", day=day)


def entered(s: Speech, day: date, deadlines: int) -> Mrkdwn:
    """Say that a day is closed, and what already falls on it."""
    said = s.rich("{day} is entered as a closing day. New deadlines avoid it.", day=s.day(day))
    if not deadlines:
        return said
    stays = s.n_rich(
        "{count} open request already has its deadline on that day; it stays.",
        "{count} open requests already have their deadline on that day; they stay.",
        deadlines,
    )
    return joined([said, stays])


def removed(s: Speech, day: date) -> Mrkdwn:
    """Say that a day is a working day again."""
    return s.rich("{day} is a working day again.", day=s.day(day))


def conflict(code: str, s: Speech) -> str | None:
    """Give the sentence for a rule of closing days; None for a rule of something else."""
    if code == "closed_anyway":
        return s._("This day is no working day anyway. Please choose another one.")
    return None
