"""The form of one need: what, how much and why suffice, the rest refines it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import fields, further_needs, layout, suggestions
from handlers.views.needs import NeedWords, written
from planning.intentions import Face
from planning.needs import REASON_LENGTH, WHY_LENGTH, NeedDraft, NeedKind, Priority

FORM = "need_form"
REFINE = "need_refine"
ANEW = "need_anew"
WRITE_ON = "need_write_on"
DISCARD = "need_discard"

BRIEF = 3
"""What, how much and why: the fields of the short form."""
COMPLETE, TO_BE_CONTINUED = "complete", "continued"
REFINING = ("quantity_reason", "replaces", "minimum", "minimum_reason", "priority", "place")
"""Fields that stand below "more details" only."""
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What the form is about; `draft_id` is all the form carries."""

    draft_id: int
    face: Face
    office: str
    """Name of the office whose need it is."""
    editing: bool = False
    asks_reason: bool = False
    brief: bool = False
    """The short form of a small project: three fields."""
    reason_required: bool = False
    """The office was asked whether its report still holds: a change is explained."""
    changed_meanwhile: str | None = None
    """Who changed the same need while this form was open."""
    suggested: Sequence[suggestions.Offered] = ()
    too_small: Sequence[str] = ()
    figure: suggestions.Offered | None = None
    """The suggestion that is being changed."""
    begun: datetime | None = None
    """When its author began to write what is shown."""
    further: int = 0
    """How many needs are asked for beside the first."""
    generation: int = 0
    """Counts up where values are put in for the author: the chat keeps what stands in a field it knows."""


def form(s: Speech, words: NeedWords, asked: Asked, values: Values, *, full: bool) -> dict[str, Any]:
    """Ask for one need: what, how much and why suffice; `full` shows what refines it."""
    blocks: list[Block] = [
        layout.section(s.rich("*{title}* – need of: {office}", title=asked.face.title, office=asked.office))
    ]
    if asked.changed_meanwhile:
        blocks.append(
            layout.section(
                s.rich(
                    "{name} has changed this entry while you were writing. Your input is still here; sending it replaces"
                    " the other version, and both stay in the history.",
                    name=asked.changed_meanwhile,
                )
            )
        )
    if asked.begun is not None:
        blocks += _begun(s, asked.begun, asked.draft_id)
    ticked = values.get(suggestions.SUGGESTED) or ()
    blocks += suggestions.blocks(s, asked.face.id, asked.suggested, asked.too_small, ticked)
    if asked.figure is not None:
        blocks.append(layout.note(suggestions.compared(s, asked.figure)))
    brief = asked.brief and not full
    essentials = _essentials(s, words, values, optional=bool(asked.suggested))
    blocks += essentials[:BRIEF] if brief else essentials
    if full:
        blocks += _refinements(s, words, values)
    blocks += _beyond(s, words, asked, values, full=full)
    if not brief:
        blocks.append(_completeness(s, values))
    if asked.asks_reason:
        blocks.append(
            fields.text("reason", s._("Reason for the change"), initial=values.get("reason"),
                        optional=not asked.reason_required,
                        multiline=True, longest=1000)
        )  # fmt: skip
    title = s._("Edit need") if asked.editing else s._("Report a need")
    shown = layout.modal(
        title, renewed(blocks, asked.generation), callback=FORM, submit=s._("Report"), close=s._("Cancel"),
        metadata=asked.draft_id,
    )  # fmt: skip
    return shown | {"notify_on_close": True}


def _beyond(s: Speech, words: NeedWords, asked: Asked, values: Values, *, full: bool) -> list[Block]:
    """Offer more details of the first need, show the further ones, and offer one more."""
    details = [] if full else [layout.button(s._("More details"), REFINE, asked.draft_id)]
    another = [further_needs.button(s, asked.draft_id)]
    if asked.editing or asked.further >= further_needs.MOST:
        another = []
    if not asked.further:
        return [layout.actions(*details, *another)] if details or another else []
    beyond: list[Block] = [layout.actions(*details)] if details else []
    beyond += further_needs.blocks(s, words, values, asked.further, brief=asked.brief and not full)
    return [*beyond, layout.actions(*another)] if another else beyond


def renewed(blocks: Sequence[Block], generation: int) -> list[Block]:
    """Give inputs new ids, so that the chat shows the values put into them and not what stood there."""
    for block in blocks:
        if generation and isinstance(block, InputBlock):
            block.block_id = f"{block.block_id}{fields.GENERATION}{generation}"
    return list(blocks)


def _begun(s: Speech, at: datetime, draft_id: int) -> list[Block]:
    return [
        layout.note(
            s.rich("You began to write this on {moment}. It has not been sent yet.", moment=s.short_moment(at))
        ),
        layout.actions(layout.button(s._("Discard and start anew"), ANEW, draft_id)),
    ]


def begun_blocks(s: Speech, face: Face, at: datetime, what: str, draft_id: int) -> list[Block]:
    """Remind of a need that was begun, with the two ways to end it."""
    text = s.rich(
        "On {day} you began to report a need for *{title}*. It has not been sent.",
        day=s.day_in_year(at.astimezone(s.zone).date()), title=cut(face.title, 150),
    )  # fmt: skip
    begun = s.rich("“{words}”", words=cut(what, 200)) if what else Mrkdwn("")
    return [
        layout.section(joined([text, begun])),
        layout.actions(
            layout.button(s._("Write on"), WRITE_ON, draft_id, style="primary"),
            layout.button(s._("Discard"), DISCARD, draft_id),
        ),
    ]


def _essentials(s: Speech, words: NeedWords, values: Values, *, optional: bool) -> list[Block]:
    kinds = [
        (NeedKind.NEED.value, s._("Need (with a quantity)")),
        (NeedKind.CONCERN.value, s._("Concern (without a quantity, for example a safe crossing)")),
    ]
    return [
        fields.text("what", s._("What is needed?"), initial=values.get("what"), longest=200, optional=optional,
                    placeholder=s._("For example day care, four groups under 3")),
        fields.text("quantity", s._("How much?"), initial=values.get("quantity"), optional=True, longest=40,
                    hint=s._("A number or a range, with its unit if you like: 570 m², 3–4 groups, at least 2."
                             " A concern needs none.")),
        fields.text("why", s._("Why?"), initial=values.get("why"), multiline=True, longest=WHY_LENGTH,
                    optional=optional),
        fields.radio("kind", s._("Kind"), kinds, initial=values.get("kind") or NeedKind.NEED.value),
        fields.grouped_choice("facility_type", s._("From the list, if it fits"), words.facilities(),
                              initial=values.get("facility_type"), optional=True),
    ]  # fmt: skip


def _refinements(s: Speech, words: NeedWords, values: Values) -> list[Block]:
    language = s.language
    units = [(u.id, u.plural.in_(language)) for u in words.catalogue.units.values()]
    groups = [(g.id, g.name.in_(language)) for g in words.catalogue.target_groups.values()]
    priorities = [
        (Priority.A.value, s._("A – indispensable")),
        (Priority.B.value, s._("B – important")),
        (Priority.C.value, s._("C – desirable")),
    ]
    return [
        fields.choice("unit", s._("Unit"), units, initial=values.get("unit"), optional=True),
        fields.text("quantity_reason", s._("Why as much?"), initial=values.get("quantity_reason"), optional=True,
                    longest=REASON_LENGTH, hint=s._("Only where the reason above does not say it")),
        fields.text("replaces", s._("Replaces how many existing ones?"), initial=values.get("replaces"), optional=True,
                    longest=40, hint=s._("In the same unit. What is left over is shown as the net gain.")),
        fields.text("minimum", s._("Minimum (only your office, the secretariat and the project lead see it)"),
                    initial=values.get("minimum"), optional=True, longest=40,
                    hint=s._("The least that must be reached in negotiations, in the same unit")),
        fields.text("minimum_reason", s._("Why no less? (as confidential as the minimum)"),
                    initial=values.get("minimum_reason"), optional=True, longest=REASON_LENGTH),
        fields.several("target_groups", s._("For whom?"), groups, initial=values.get("target_groups") or (),
                       optional=True),
        fields.choice("priority", s._("Priority"), priorities, initial=values.get("priority"), optional=True),
        fields.text("place", s._("Where?"), initial=values.get("place"), optional=True, longest=200),
    ]  # fmt: skip


def _completeness(s: Speech, values: Values) -> Block:
    choices = [
        (COMPLETE, s._("Our report is complete")),
        (TO_BE_CONTINUED, s._("More needs will follow")),
    ]
    return fields.radio("completeness", s._("Is that all?"), choices, initial=values.get("completeness") or COMPLETE)


def values_of(need: NeedDraft, complete: bool, s: Speech) -> dict[str, Any]:
    """Give the form's values of a stored need."""
    return {
        "kind": need.kind.value,
        "what": need.what,
        "facility_type": need.facility_type,
        "quantity": written(s, need) or None,
        "unit": need.unit,
        "quantity_reason": need.quantity_reason,
        "replaces": s.number(need.replaces) if need.replaces is not None else None,
        "minimum": s.number(need.minimum) if need.minimum is not None else None,
        "minimum_reason": need.minimum_reason,
        "why": need.why,
        "target_groups": list(need.target_groups),
        "priority": need.priority.value if need.priority is not None else None,
        "place": need.place,
        "completeness": COMPLETE if complete else TO_BE_CONTINUED,
    }


def conflict(code: str, s: Speech) -> str | None:
    """Say which rule fields of a need break; None for rules of others."""
    match code:
        case "concern_has_no_quantity":
            return s._("A concern has no quantity, so it has no minimum either.")
        case "quantity_is_upside_down":
            return s._("The range ends below where it begins.")
        case "one_number_is_wanted":
            return s._("Please write one number here, no range.")
        case "other_unit_than_quantity":
            return s._("Please use the unit of the quantity here, too.")
        case "reason_without_minimum":
            return s._("There is a reason, but no minimum. Please enter it, or clear this field.")
        case _:
            return None
