"""What people see of needs: the form, one need in words, a report at a glance and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.catalogue import Catalogue
from planning.intentions import Face
from planning.needs import WHY_LENGTH, NeedDraft, NeedKind, Priority

FORM = "need_form"
REFINE = "need_refine"
ADD = "need_add"
EDIT = "need_edit"
WITHDRAW = "need_withdraw"
WITHDRAW_FORM = "need_withdraw_form"

COMPLETE, TO_BE_CONTINUED = "complete", "continued"
MOST_SHOWN = 12
"""Needs in one message."""
ROOM = 4500
"""Characters of needs in one message: with everything around them it stays below Slack's limit for all blocks."""
Values = Mapping[str, Any]


@dataclass(frozen=True)
class NeedWords:
    """The catalogue in the reader's language, as needs use it; ids it no longer has are shown as they are."""

    catalogue: Catalogue
    speech: Speech

    def facility(self, facility_type: str) -> str:
        """Name a kind of facility."""
        found = self.catalogue.facility_types.get(facility_type)
        return facility_type if found is None else found.name.in_(self.speech.language)

    def amount(self, quantity: Decimal, unit: str | None) -> str:
        """Word a quantity with its unit: "4 Gruppen"."""
        found = self.catalogue.units.get(unit or "")
        number = self.speech.number(quantity)
        return number if found is None else f"{number} {found.word(quantity, self.speech.language)}"

    def unit(self, unit: str) -> str:
        """Name a unit on its own."""
        found = self.catalogue.units.get(unit)
        return unit if found is None else found.plural.in_(self.speech.language)

    def groups(self, target_groups: Sequence[str]) -> str:
        """Name target groups."""
        known = self.catalogue.target_groups
        return ", ".join(known[g].name.in_(self.speech.language) if g in known else g for g in target_groups)

    def facilities(self) -> list[tuple[str, list[fields.Choice]]]:
        """Offer all kinds of facilities under their headings."""
        language = self.speech.language
        return [
            (
                group.name.in_(language),
                [(f.id, f.name.in_(language)) for f in self.catalogue.facility_types.values() if f.group == group.id],
            )
            for group in self.catalogue.facility_groups.values()
            if any(f.group == group.id for f in self.catalogue.facility_types.values())
        ]


@dataclass(frozen=True)
class Asked:
    """What the form is about; `draft_id` is all the form carries."""

    draft_id: int
    face: Face
    office: str
    """Name of the office whose need it is."""
    editing: bool = False
    asks_reason: bool = False
    changed_meanwhile: str | None = None
    """Who changed the same need while this form was open."""


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
    blocks += _essentials(s, words, values)
    if full:
        blocks += _refinements(s, words, values)
    else:
        blocks.append(layout.actions(layout.button(s._("More details"), REFINE, asked.draft_id)))
    blocks.append(_completeness(s, values))
    if asked.asks_reason:
        blocks.append(
            fields.text("reason", s._("Reason for the change"), initial=values.get("reason"), optional=True,
                        multiline=True, longest=1000)
        )  # fmt: skip
    title = s._("Edit need") if asked.editing else s._("Report a need")
    return layout.modal(
        title, blocks, callback=FORM, submit=s._("Report"), close=s._("Cancel"), metadata=asked.draft_id
    )


def _essentials(s: Speech, words: NeedWords, values: Values) -> list[Block]:
    kinds = [
        (NeedKind.NEED.value, s._("Need (with a quantity)")),
        (NeedKind.CONCERN.value, s._("Concern (without a quantity, for example a safe crossing)")),
    ]
    return [
        fields.text("what", s._("What is needed?"), initial=values.get("what"), longest=200,
                    placeholder=s._("For example day care, four groups under 3")),
        fields.text("quantity", s._("How much?"), initial=values.get("quantity"), optional=True, longest=40,
                    hint=s._("A number, with its unit if you like: 570 m², 4 groups. A concern needs none.")),
        fields.text("why", s._("Why?"), initial=values.get("why"), multiline=True, longest=WHY_LENGTH),
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
        fields.text("minimum", s._("Minimum (only your office, the secretariat and the project lead see it)"),
                    initial=values.get("minimum"), optional=True, longest=40,
                    hint=s._("The least that must be reached in negotiations, in the same unit")),
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
        "quantity": s.number(need.quantity) if need.quantity is not None else None,
        "unit": need.unit,
        "minimum": s.number(need.minimum) if need.minimum is not None else None,
        "why": need.why,
        "target_groups": list(need.target_groups),
        "priority": need.priority.value if need.priority is not None else None,
        "place": need.place,
        "completeness": COMPLETE if complete else TO_BE_CONTINUED,
    }


def headline(s: Speech, words: NeedWords, need: NeedDraft, *, minimum: bool) -> Mrkdwn:
    """Word a need in one line; `minimum` only for whoever may see the negotiating floor."""
    parts = [s.rich("*{what}*", what=cut(need.what, 200))]
    if need.quantity is not None:
        amount = words.amount(need.quantity, need.unit)
        if minimum and need.minimum is not None:
            least = words.amount(need.minimum, need.unit)
            parts.append(s.rich("{amount} (minimum {least}, confidential)", amount=amount, least=least))
        else:
            parts.append(safe(amount))
    if need.kind is NeedKind.CONCERN:
        parts.append(s.rich("concern without a quantity"))
    if need.priority is not None:
        parts.append(s.rich("priority {priority}", priority=need.priority.value))
    return joined(parts, " · ")


def in_words(s: Speech, words: NeedWords, need: NeedDraft, *, minimum: bool, longest: int = 250) -> Mrkdwn:
    """Word a need with its reason and what refines it."""
    details = []
    if need.facility_type:
        details.append(safe(words.facility(need.facility_type)))
    if need.target_groups:
        details.append(s.rich("for: {groups}", groups=words.groups(need.target_groups)))
    if need.place:
        details.append(s.rich("where: {place}", place=need.place))
    return joined([
        headline(s, words, need, minimum=minimum),
        s.rich("Reason: {reason}", reason=cut(need.why, longest)),
        joined(details, " · "),
    ])  # fmt: skip


def copy(s: Speech, words: NeedWords, needs: Sequence[NeedDraft], *, minimum: bool) -> list[Block]:
    """Show the needs of a report, one paragraph each, as far as a message has room; the others are counted."""
    told = [in_words(s, words, n, minimum=minimum) for n in needs[:MOST_SHOWN]]
    fitting = how_many(told, ROOM)
    blocks: list[Block] = [layout.section(text) for text in told[:fitting]]
    if len(needs) > fitting:
        blocks.append(layout.note(s.n_rich("and {count} more need", "and {count} more needs", len(needs) - fitting)))
    return blocks


def how_many(texts: Sequence[Mrkdwn], room: int) -> int:
    """Count how many of the texts, from the first on, fit into so many characters together; at least one."""
    used = 0
    for count, text in enumerate(texts):
        used += min(len(text), layout.SECTION_LENGTH)
        if used > room and count:
            return count
    return len(texts)


def withdraw_form(s: Speech, words: NeedWords, need: NeedDraft, need_id: int, *, last: bool) -> dict[str, Any]:
    """Ask before a need is taken back, and why; says what follows when it is the last one."""
    blocks: list[Block] = [
        layout.section(joined([s.rich("Do you want to withdraw this need?"), headline(s, words, need, minimum=False)]))
    ]
    if last:
        blocks.append(
            layout.section(
                s.rich(
                    "It is the last one of your report. Without it your answer is: no need. You can change that again."
                )
            )
        )
    blocks.append(fields.text("reason", s._("Reason"), optional=True, multiline=True, longest=1000))
    return layout.modal(
        s._("Withdraw need"), blocks, callback=WITHDRAW_FORM, submit=s._("Withdraw"), close=s._("Cancel"),
        metadata=need_id,
    )  # fmt: skip
