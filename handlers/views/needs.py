"""What people see of needs: one need in words, a report at a glance, the question before one is withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.catalogue import Catalogue
from planning.needs import NeedDraft, NeedKind
from planning.quantities import Manner

ADD = "need_add"
EDIT = "need_edit"
WITHDRAW = "need_withdraw"
WITHDRAW_FORM = "need_withdraw_form"

MOST_SHOWN = 12
"""Needs in one message."""
ROOM = 4500
"""Characters of needs in one message: with everything around them it stays below Slack's limit for all blocks."""


class Target(Protocol):
    """Whatever has a quantity: a need, or what others see of it."""

    @property
    def quantity(self) -> Decimal | None: ...  # as in NeedDraft

    @property
    def quantity_to(self) -> Decimal | None: ...

    @property
    def manner(self) -> Manner | None: ...

    @property
    def unit(self) -> str | None: ...

    @property
    def replaces(self) -> Decimal | None: ...


def written(s: Speech, target: Target) -> str:
    """Write a target without its unit, as it can be typed: "ca. 3–4"."""
    if target.quantity is None:
        return ""
    number = s.number(target.quantity)
    if target.quantity_to is not None:
        number = f"{number}–{s.number(target.quantity_to)}"
    match target.manner:
        case Manner.ABOUT:
            return s._("about {number}", number=number)
        case Manner.AT_LEAST:
            return s._("at least {number}", number=number)
        case Manner.AT_MOST:
            return s._("at most {number}", number=number)
        case None:
            return number


def manner_name(s: Speech, manner: Manner) -> str:
    """Name how a number is meant."""
    names = {Manner.ABOUT: s._("about"), Manner.AT_LEAST: s._("at least"), Manner.AT_MOST: s._("at most")}
    return names[manner]


def signed(s: Speech, number: Decimal) -> str:
    """Write a gain with its sign: "+2", "−20"."""
    return f"{'−' if number < 0 else '+'}{s.number(abs(number))}"


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

    def wanted(self, target: Target) -> str:
        """Word a target as it was meant: "ca. 3–4 Gruppen"; nothing for a concern."""
        if target.quantity is None:
            return ""
        found = self.catalogue.units.get(target.unit or "")
        largest = target.quantity_to or target.quantity
        word = "" if found is None else found.word(largest, self.speech.language)
        return f"{written(self.speech, target)} {word}".rstrip()

    def replaced(self, target: Target) -> Mrkdwn:
        """Say how many existing ones it stands in for, and the net gain; nothing where it replaces none."""
        if target.quantity is None or target.replaces is None:
            return Mrkdwn("")
        s = self.speech
        gains = [target.quantity - target.replaces]
        gains += [target.quantity_to - target.replaces] if target.quantity_to is not None else []
        return s.rich(
            "replaces {existing}, net gain {gain}",
            existing=self.amount(target.replaces, target.unit), gain=" … ".join(signed(s, gain) for gain in gains),
        )  # fmt: skip

    def summed(self, totals: Iterable[Target]) -> Mrkdwn:
        """Word sums of several units, each with its range and its net gain where there is one."""
        each = (joined([safe(self.wanted(one)), self.replaced(one)], ", ") for one in totals)
        return joined(each, " + ")

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


def headline(s: Speech, words: NeedWords, need: NeedDraft, *, minimum: bool) -> Mrkdwn:
    """Word a need in one line; `minimum` only for whoever may see the negotiating floor."""
    parts = [s.rich("*{what}*", what=cut(need.what, 200))]
    if need.quantity is not None:
        amount = words.wanted(need)
        if minimum and need.minimum is not None:
            least = words.amount(need.minimum, need.unit)
            parts.append(s.rich("{amount} (minimum {least}, confidential)", amount=amount, least=least))
        else:
            parts.append(safe(amount))
    if need.replaces is not None:
        parts.append(words.replaced(need))
    if need.figure_quantity is not None and need.figure_quantity != need.quantity:
        parts.append(s.rich("key figure: {amount}", amount=words.amount(need.figure_quantity, need.unit)))
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
        *_reasons(s, need, longest, minimum=minimum),
        joined(details, " · "),
    ])  # fmt: skip


def _reasons(s: Speech, need: NeedDraft, longest: int, *, minimum: bool) -> list[Mrkdwn]:
    """Say why just as much, and why no less; the latter only to whoever may see the negotiating floor."""
    texts = []
    if need.quantity_reason:
        texts.append(s.rich("Why as much: {reason}", reason=cut(need.quantity_reason, longest)))
    if minimum and need.minimum_reason:
        texts.append(s.rich("Why no less (confidential): {reason}", reason=cut(need.minimum_reason, longest)))
    return texts


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
