"""What the sheet suggests, in the form of a need: ticked and reported as it is, or taken over and changed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import Block, CheckboxesElement, Option, PlainTextObject

from handlers.mrkdwn import Mrkdwn, cut
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.figures import SHEET, two, worked_out
from handlers.views.needs import NeedWords
from planning.figure_sheets import Line
from planning.needs import WHY_LENGTH
from planning.suggestions import Suggestion

SUGGESTED = "suggested"
"""The field with the ticks."""
ADJUST = "need_adjust"
Offered = Mapping[str, Any]
"""A suggestion as a form keeps it: the fields of the need it would become."""


def offer(words: NeedWords, suggestion: Suggestion) -> dict[str, str]:
    """Word a suggestion as the need it would become, explained by its line of the sheet."""
    s, line = words.speech, suggestion.line
    computed = _computed(words, suggestion)
    shown = [s._("Key figure: {computed}", computed=computed)]
    if line.calculation.formula is not None:
        shown.append(str(worked_out(s, line, line.calculation.formula)))
    built = line.calculation.built is not None
    return {
        "calculation": suggestion.calculation,
        "facility_type": suggestion.facility_type,
        "what": words.facility(suggestion.facility_type) if built else line.calculation.name,
        "quantity": f"{suggestion.quantity:f}",
        "unit": suggestion.unit,
        "amount": words.amount(suggestion.quantity, suggestion.unit),
        "computed": computed,
        "why": cut("; ".join(shown), WHY_LENGTH),
    }


def _computed(words: NeedWords, suggestion: Suggestion) -> str:
    """Write "8,20 → 10 Plätze = 1 Gruppe"."""
    s, line = words.speech, suggestion.line
    rounded = f"{s.number(line.rounded)} {line.calculation.unit}"
    if line.rounded != line.unrounded:
        rounded = f"{two(s, line.unrounded)} → {rounded}"
    if line.calculation.built is None:
        return rounded
    return f"{rounded} = {words.amount(suggestion.quantity, suggestion.unit)}"


def too_small(words: NeedWords, line: Line) -> str:
    """Say of a line that it is not suggested, and what serves instead."""
    s, built = words.speech, line.calculation.built
    assert built is not None, "only what is built in units can be too small for one"
    told = s._(
        "{name}: {amount} {unit} do not even fill half of {one}.",
        name=line.calculation.name, amount=two(s, line.unrounded), unit=line.calculation.unit,
        one=words.amount(Decimal(1), built.unit),
    )  # fmt: skip
    names = ", ".join(words.facility(kind) for kind in built.below)
    if names:
        instead = s._("Possible instead: {names} or one facility together with intentions nearby.", names=names)
    else:
        instead = s._("One facility together with intentions nearby would serve instead.")
    return f"{told} {instead}"


def blocks(
    s: Speech, intention_id: int, suggested: Sequence[Offered], small: Sequence[str], ticked: Sequence[str]
) -> list[Block]:
    """Offer the suggestions: ticks report them as they are, the menu takes one over to change it."""
    found: list[Block] = []
    if suggested:
        options = [_option(one) for one in suggested]
        chosen = [option for option in options if option.value in ticked]
        element = CheckboxesElement(action_id=fields.VALUE, options=options, initial_options=chosen or None)
        label = s._("From the key figure sheet")
        hint = s._("What is ticked is reported as it stands here. Your own need goes below.")
        found.append(fields.field(SUGGESTED, label, element, optional=True, hint=hint))
        choices = [(str(one["calculation"]), f"{one['what']}: {one['amount']}") for one in suggested]
        menu = fields.menu(ADJUST, s._("Change a suggestion"), choices, "")
        found.append(layout.actions(menu, layout.button(s._("See the calculation"), SHEET, intention_id)))
    found += [layout.note(s.rich("{text}", text=text)) for text in small]
    return found


def _option(one: Offered) -> Option:
    return Option(
        value=str(one["calculation"]),
        text=PlainTextObject(text=cut(f"{one['what']}: {one['amount']}", 75)),
        description=PlainTextObject(text=cut(str(one["computed"]), 75)),
    )


def adopted(one: Offered) -> dict[str, Any]:
    """Give the form's values of a suggestion that is to be changed."""
    return {
        "what": one["what"],
        "quantity": str(one["amount"]),
        "unit": one["unit"],
        "why": one["why"],
        "facility_type": one["facility_type"],
    }


def compared(s: Speech, figure: Offered) -> Mrkdwn:
    """Say what the sheet suggests while somebody changes it."""
    return s.rich("Key figure sheet: {what}, {computed}.", what=figure["what"], computed=figure["computed"])
