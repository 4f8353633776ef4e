"""One need as the whole group may see it: whose it is, who supports it, whom it benefits or harms, what can be said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.intentions import heading
from handlers.views.needs import NeedWords, headline, in_words
from planning.intentions import Face
from planning.joint_needs import ARGUMENT_LENGTH, Effect, JointState
from planning.needs import NeedDraft
from storage.supports import SeenEffect, Support

OPEN = "need_open"
SUPPORT = "need_support"
SUPPORT_FORM = "need_support_form"
END_SUPPORT = "need_end_support"
EFFECT = "need_effect"
EFFECT_FORM = "need_effect_form"
JOIN = "need_join"
JOIN_FORM = "need_join_form"
AGREE = "joint_need_agree"
REFUSE = "joint_need_refuse"
DISSOLVE = "joint_need_dissolve"
MOST_SHOWN = 20


@dataclass(frozen=True)
class Joint:
    """A part of a joint need as its reader sees it; `other` is what the other office reported."""

    owner_id: int
    state: JointState
    offices: tuple[str, str]
    stays: NeedDraft
    other: NeedDraft
    note: str | None
    decides: bool
    concerns: bool
    """The reader is of one of the two offices."""


@dataclass(frozen=True)
class Detail:
    """A need with everything said to it; `minimum` only for whoever may see the negotiating floor."""

    need_id: int
    need: NeedDraft
    face: Face
    offices: Sequence[str]
    minimum: bool
    joint: Sequence[Joint] = ()
    supports: Sequence[Support] = ()
    effects: Sequence[SeenEffect] = ()
    may_echo: bool = False
    """The reader's office may support it or say whom it benefits: it is another office's."""
    supports_it: bool = False
    may_place: bool = False
    sites_action: str = field(default="")


def detail(s: Speech, words: NeedWords, shown: Detail) -> dict[str, Any]:
    """Show the need, what others say to it, and what the reader can say."""
    head = s.rich("*{number} · {title}*", number=shown.face.number, title=shown.face.title)
    blocks: list[Block] = [
        layout.section(joined([head, s.rich("Need of: {offices}", offices=" + ".join(shown.offices))])),
        layout.section(in_words(s, words, shown.need, minimum=shown.minimum, longest=600)),
    ]
    for part in shown.joint:
        blocks += joint_blocks(s, words, part)
    blocks += [layout.section(_supported(s, one)) for one in shown.supports[:MOST_SHOWN]]
    blocks += [layout.section(_affected(s, words, one)) for one in shown.effects[:MOST_SHOWN]]
    if buttons := _buttons(s, shown):
        blocks.append(layout.actions(*buttons))
    return layout.modal(s._("Need"), blocks, close=s._("Close"))


def _buttons(s: Speech, shown: Detail) -> list[Any]:
    buttons = []
    if shown.may_echo and shown.supports_it:
        buttons.append(layout.button(s._("Change argument"), SUPPORT, shown.need_id))
        buttons.append(layout.button(s._("Take support back"), END_SUPPORT, shown.need_id))
    elif shown.may_echo:
        buttons.append(layout.button(s._("I support it"), SUPPORT, shown.need_id, style="primary"))
    if shown.may_echo:
        buttons.append(layout.button(s._("Benefits / harms"), EFFECT, shown.need_id))
    if shown.may_place:
        buttons.append(layout.button(s._("Sites …"), shown.sites_action, shown.need_id))
    return buttons


def _supported(s: Speech, one: Support) -> Mrkdwn:
    day = s.plain_day(one.at.astimezone(s.zone).date())
    return s.rich("*{office} supports it* ({day}): {argument}",
                  office=one.office, day=day, argument=cut(one.argument, 600))  # fmt: skip


def _affected(s: Speech, words: NeedWords, one: SeenEffect) -> Mrkdwn:
    groups = words.groups(one.target_groups)
    if one.effect is Effect.BENEFITS:
        told = s.rich("*{office}:* also benefits {groups}.", office=one.office, groups=groups)
    else:
        told = s.rich("*{office}:* harms {groups}.", office=one.office, groups=groups)
    return joined([told, safe(cut(one.note, 600)) if one.note else Mrkdwn("")], " ")


def joint_blocks(s: Speech, words: NeedWords, part: Joint) -> list[Block]:
    """Say how far two offices are with one need, with what the reader can do about it."""
    one, other = part.offices
    what = headline(s, words, part.other, minimum=False)
    if part.state is JointState.AGREED:
        told = s.rich("*Joint need of {one} and {other}*, counted once. Reported by {other}:", one=one, other=other)
        buttons = [layout.button(s._("Dissolve"), DISSOLVE, part.owner_id)] if part.concerns else []
    else:
        told = s.rich("*Proposed as a joint need of {one} and {other}.* Reported by {other}:", one=one, other=other)
        buttons = answer_buttons(s, part.owner_id) if part.decides else []
    note = s.rich("“{words}”", words=cut(part.note, 300)) if part.note else Mrkdwn("")
    blocks: list[Block] = [layout.section(joined([told, what, note]))]
    return [*blocks, layout.actions(*buttons)] if buttons else blocks


def answer_buttons(s: Speech, owner_id: int) -> list[Any]:
    """Offer the two answers to a proposal."""
    return [
        layout.button(s._("Agree"), AGREE, owner_id, style="primary"),
        layout.button(s._("Rather apart"), REFUSE, owner_id),
    ]


def proposed(s: Speech, face: Face, part: Joint) -> Mrkdwn:
    """Tell the other office of a proposal; also the notification text."""
    one, other = part.offices
    return s.rich(
        "*{title}:* {one} and {other} seem to ask for the same. Shall it become one joint need, counted once?",
        title=face.title, one=one, other=other,
    )  # fmt: skip


def proposal(s: Speech, words: NeedWords, face: Face, part: Joint) -> list[Block]:
    """Show both needs of a proposal with its two answers."""
    one, other = part.offices
    stays = joined([s.rich("This one stays ({office}):", office=one), headline(s, words, part.stays, minimum=False)])
    joins = joined(
        [s.rich("This one joins it ({office}):", office=other), headline(s, words, part.other, minimum=False)]
    )
    note = s.rich("“{words}”", words=cut(part.note, 300)) if part.note else Mrkdwn("")
    blocks: list[Block] = [layout.section(proposed(s, face, part)), layout.section(joined([stays, joins, note]))]
    if part.decides and part.state is JointState.PROPOSED:
        blocks.append(layout.actions(*answer_buttons(s, part.owner_id)))
    blocks.append(layout.note(s.rich("Both reports stay as they are. The joint need can be dissolved at any time.")))
    return blocks


def decided(s: Speech, face: Face, part: Joint, state: JointState) -> Mrkdwn:
    """Tell what became of it."""
    one, other = part.offices
    what = cut(part.stays.what, 200)
    match state:
        case JointState.AGREED:
            return s.rich("*{title}:* “{what}” is now a joint need of {one} and {other}.",
                          title=face.title, what=what, one=one, other=other)  # fmt: skip
        case JointState.REFUSED:
            return s.rich(
                "*{title}:* the needs of {one} and {other} stay apart.", title=face.title, one=one, other=other
            )
        case _:
            return s.rich("*{title}:* the joint need of {one} and {other} is dissolved; both count for themselves again.",
                          title=face.title, one=one, other=other)  # fmt: skip


def join_form(
    s: Speech, words: NeedWords, face: Face, pair: tuple[int, int], needs: Sequence[tuple[str, NeedDraft]]
) -> dict[str, Any]:
    """Ask which of two needs stands for both, before it is proposed to the other office."""
    choices = [
        (str(need_id), f"{office}: {need.what} {words.wanted(need)}".strip())
        for need_id, (office, need) in zip(pair, needs, strict=True)
    ]
    blocks: list[Block] = [
        heading(s, face),
        layout.section(s.rich("The other office has to agree. Then both are one need with two owners, counted once.")),
        fields.radio("stays", s._("Which entry stands for both?"), choices, initial=str(pair[0])),
        fields.text("note", s._("Remark to the other office"), optional=True, multiline=True, longest=ARGUMENT_LENGTH),
    ]
    return layout.modal(
        s._("Report jointly"), blocks, callback=JOIN_FORM, submit=s._("Propose"), close=s._("Cancel"),
        metadata=f"{pair[0]}:{pair[1]}",
    )  # fmt: skip


def support_form(s: Speech, words: NeedWords, need: NeedDraft, need_id: int, argument: str | None) -> dict[str, Any]:
    """Ask for the argument with which an office supports another one's need."""
    blocks: list[Block] = [
        layout.section(headline(s, words, need, minimum=False)),
        fields.text("argument", s._("Why does your office support it?"), initial=argument, multiline=True,
                    longest=ARGUMENT_LENGTH, hint=s._("It stands beside the need and is told to its office.")),
    ]  # fmt: skip
    return layout.modal(
        s._("I support it"), blocks, callback=SUPPORT_FORM, submit=s._("Support"), close=s._("Cancel"), metadata=need_id
    )


def effect_form(
    s: Speech, words: NeedWords, need: NeedDraft, need_id: int, own_groups: Sequence[str]
) -> dict[str, Any]:
    """Ask whom a need benefits or harms; the office's own target groups are filled in."""
    groups = [(one.id, one.name.in_(s.language)) for one in words.catalogue.target_groups.values()]
    effects = [(Effect.BENEFITS.value, s._("It also benefits")), (Effect.HARMS.value, s._("It harms"))]
    blocks: list[Block] = [
        layout.section(headline(s, words, need, minimum=False)),
        fields.radio("effect", s._("What does it do?"), effects, initial=Effect.BENEFITS.value),
        fields.several("target_groups", s._("To whom?"), groups, initial=own_groups, optional=True,
                       hint=s._("Without a target group your office's view is taken back.")),
        fields.text("note", s._("Note"), optional=True, multiline=True, longest=ARGUMENT_LENGTH),
    ]  # fmt: skip
    return layout.modal(
        s._("Benefits / harms"), blocks, callback=EFFECT_FORM, submit=s._("Save"), close=s._("Cancel"), metadata=need_id
    )


def conflict(code: str, s: Speech) -> str | None:
    """Say which rule of joint needs is broken; None for rules of others."""
    if code == "joint_of_one_office":
        return s._("Both entries are of the same office. It can edit its own report instead.")
    return None


def echoed(s: Speech, title: str, office: str, what: str, *, supports: bool) -> Mrkdwn:
    """Tell an office that another one has said something to its need."""
    need = cut(what, 200)
    if supports:
        return s.rich("*{title}:* {office} supports your need “{what}”.", title=title, office=office, what=need)
    return s.rich("*{title}:* {office} says whom your need “{what}” benefits or harms.",
                  title=title, office=office, what=need)  # fmt: skip


def with_opening(s: Speech, text: Mrkdwn, need_id: int) -> list[Block]:
    """Show a sentence with the button that opens the need."""
    return [layout.section(text), layout.actions(layout.button(s._("Look at it"), OPEN, need_id))]


def outdated(now: str, s: Speech) -> Mrkdwn:
    """Say why a joint need cannot be proposed or decided any more."""
    match now:
        case JointState.PROPOSED:
            return s.rich("One of these needs is part of a proposal already. Nothing was proposed twice.")
        case JointState.AGREED:
            return s.rich("One of these needs is part of a joint need already. Nothing was changed.")
        case _:
            return s.rich("This was decided already: the two needs stand apart. Nothing was changed.")
