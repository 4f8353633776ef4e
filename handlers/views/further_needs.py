"""More needs in the form of the first: what, how much and why again, sent off together."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.needs import NeedWords
from planning.needs import WHY_LENGTH

FURTHER = "need_further"
"""Asks for one more need in the same form."""
MOST = 3
"""Beside the first: more would be too long to look through, and the receipt offers the next one."""
NAMES = ("what", "quantity", "why", "facility_type")


def named(name: str, nth: int) -> str:
    """Give the field's name for the nth need, the first being what the form begins with."""
    return f"{name}_{nth}"


def every_name() -> list[str]:
    """List the names of all fields that further needs can have."""
    return [named(name, nth) for nth in range(2, 2 + MOST) for name in NAMES]


def of(nth: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was typed for the nth need."""
    return {name: values.get(named(name, nth)) for name in NAMES}


def blocks(s: Speech, words: NeedWords, values: Mapping[str, Any], further: int, *, brief: bool) -> list[Block]:
    """Ask for so many further needs; the reason of the first counts for those that give none."""
    found: list[Block] = []
    for nth in range(2, 2 + further):
        typed = of(nth, values)
        found += [
            layout.line(),
            fields.text(named("what", nth), s._("Need {nth}: what is needed?", nth=nth), initial=typed["what"],
                        longest=200, optional=True),
            fields.text(named("quantity", nth), s._("Need {nth}: how much?", nth=nth), initial=typed["quantity"],
                        longest=40, optional=True, hint=s._("Without a number it is reported as a concern.")),
            fields.text(named("why", nth), s._("Need {nth}: why?", nth=nth), initial=typed["why"], optional=True,
                        multiline=True, longest=WHY_LENGTH,
                        hint=s._("If this stays empty, the reason of the first need counts here, too.")),
        ]  # fmt: skip
        if not brief:
            label = s._("Need {nth}: from the list, if it fits", nth=nth)
            found.append(
                fields.grouped_choice(named("facility_type", nth), label, words.facilities(),
                                      initial=typed["facility_type"], optional=True)
            )  # fmt: skip
    return found


def button(s: Speech, draft_id: int) -> ButtonElement:
    """Offer to ask for one more."""
    return layout.button(s._("Add another need here"), FURTHER, draft_id)
