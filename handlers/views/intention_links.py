"""What people see when an intention is split or merged: the forms with their consequence, the links, the message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.intention_links import MOST_PARTS, LinkKind
from planning.intentions import LONG_TEXT, TITLE_LENGTH, Face

SPLIT = "intention_split"
SPLIT_FORM = "intention_split_form"
MERGE = "intention_merge"
CHOOSE_FORM = "intention_merge_choose"
MERGE_FORM = "intention_merge_form"
ASSIGN = "intention_needs_assign"
ASSIGN_FORM = "intention_needs_assign_form"
MOST_NEEDS = 20


@dataclass(frozen=True)
class Moving:
    """What a merger takes along, in numbers."""

    needs: int
    offices: int
    requests: int
    results: int


@dataclass(frozen=True)
class Tie:
    """A link as it is shown: the other intention, and which way it goes."""

    kind: LinkKind
    other: Face
    is_later: bool
    reason: str | None


def split_form(s: Speech, face: Face, offices: int) -> dict[str, Any]:
    """Ask for the parts; says what stays where and who is told."""
    told = joined([
        s.rich("*{number} · {title}*", number=face.number, title=face.title),
        s.rich("{number} stays the first part, with its needs, requests, results and history. Each further part becomes an"
               " intention of its own with the same district, route, stage and lead.", number=face.number),
        s.n_rich("{count} office that has reported is told once and can assign its needs to the parts.",
                 "{count} offices that have reported are told once and can assign their needs to the parts.", offices),
        s.rich("This cannot be taken back, but the parts can be merged again."),
    ])  # fmt: skip
    blocks: list[Block] = [layout.section(told)]
    for nth in range(1, MOST_PARTS + 1):
        optional = nth > 2
        title = s._("Title of part {nth}", nth=nth)
        blocks.append(
            fields.text(f"title_{nth}", title, initial=face.title if nth == 1 else None, longest=TITLE_LENGTH,
                        optional=optional)
        )  # fmt: skip
        dwellings = str(face.dwellings) if nth == 1 and face.dwellings is not None else None
        label = s._("Dwellings of part {nth}", nth=nth)
        blocks.append(fields.text(f"dwellings_{nth}", label, initial=dwellings, longest=12, optional=True))
    blocks.append(fields.text("reason", s._("Reason"), multiline=True, longest=LONG_TEXT, optional=True))
    return layout.modal(
        s._("Split intention"), blocks, callback=SPLIT_FORM, submit=s._("Split"), close=s._("Cancel"), metadata=face.id
    )


def done(s: Speech, title: str, faces: Sequence[Face]) -> dict[str, Any]:
    """Name the intentions that there are now."""
    lines = [s.rich("• {number} · {title}", number=face.number, title=face.title) for face in faces]
    return layout.modal(title, [layout.section(joined(lines))], close=s._("Close"))


def choose_form(s: Speech, face: Face, others: Sequence[fields.Choice]) -> dict[str, Any]:
    """Ask which intention stays."""
    blocks: list[Block] = [
        layout.section(
            s.rich("*{number} · {title}* goes into another intention.", number=face.number, title=face.title)
        ),
        fields.choice("kept", s._("Which intention stays?"), others),
    ]
    return layout.modal(
        s._("Merge intentions"), blocks, callback=CHOOSE_FORM, submit=s._("Next"), close=s._("Cancel"), metadata=face.id
    )


def merge_form(s: Speech, gone: Face, kept: Face, moving: Moving, *, hidden: bool) -> dict[str, Any]:
    """Spell out what a merger does, and ask for the name and size of what stays."""
    lines = [
        s.rich(
            "*{gone}* goes into *{kept}*. Its number stays findable and leads there.",
            gone=f"{gone.number} · {gone.title}", kept=f"{kept.number} · {kept.title}",
        ),
        s.rich(
            "Along go: needs {needs} of {offices} offices, open requests {requests}, results {results}, and the updates.",
            needs=moving.needs, offices=moving.offices, requests=moving.requests, results=moving.results,
        ),
        s.rich("Where an office is asked at both, one request remains, with the later deadline."),
        s.rich("Offices that have reported are told once. This cannot be taken back."),
    ]  # fmt: skip
    if hidden:
        lines.append(s.rich("*Both are confidential afterwards*, because one of them is."))
    both = [face.dwellings for face in (gone, kept) if face.dwellings is not None]
    blocks: list[Block] = [
        layout.section(joined(lines)),
        fields.text("title", s._("Title"), initial=kept.title, longest=TITLE_LENGTH),
        fields.text("dwellings", s._("Dwellings altogether"), initial=str(sum(both)) if both else None, optional=True,
                    longest=12),
        fields.text("reason", s._("Reason"), multiline=True, longest=LONG_TEXT),
    ]  # fmt: skip
    return layout.modal(
        s._("Merge intentions"), blocks, callback=MERGE_FORM, submit=s._("Merge"), close=s._("Cancel"),
        metadata=f"{gone.id}:{kept.id}",
    )  # fmt: skip


def ties(s: Speech, shown: Sequence[Tie], open_action: str) -> list[Block]:
    """Show what an intention came of and what came of it, each with its way in."""
    blocks: list[Block] = []
    for tie in shown[:8]:
        text = _tie(s, tie)
        if tie.reason:
            text = joined([text, s.rich("Reason: {reason}", reason=cut(tie.reason, 200))])
        blocks.append(layout.section(text, layout.button(s._("Open"), open_action, tie.other.id)))
    return blocks


def _tie(s: Speech, tie: Tie) -> Mrkdwn:
    name = f"{tie.other.number} · {tie.other.title}"
    match tie.kind, tie.is_later:
        case LinkKind.SPLIT, True:
            return s.rich("*Split off:* {name}", name=name)
        case LinkKind.SPLIT, False:
            return s.rich("*Split off from:* {name}", name=name)
        case LinkKind.MERGED, True:
            return s.rich("*Went into:* {name}", name=name)
        case _:
            return s.rich("*Took in:* {name}", name=name)


def told(s: Speech, kind: LinkKind, earlier: Face, parts: Sequence[Face]) -> Mrkdwn:
    """Tell an office that has reported what happened to the intention."""
    names = ", ".join(f"{face.number} · {face.title}" for face in parts)
    if kind is LinkKind.MERGED:
        return s.rich(
            "*{gone}* now is part of *{kept}*. What your office reported goes along; you need not do anything.",
            gone=f"{earlier.number} · {earlier.title}", kept=names,
        )  # fmt: skip
    return s.rich(
        "*{number}* was split. It stays as *{title}*; new is: {parts}. What your office reported stays with {number}."
        " If a need belongs to another part, please assign it.",
        number=earlier.number, title=earlier.title, parts=names,
    )  # fmt: skip


def assign_button(s: Speech, intention_id: int) -> Block:
    """Offer to assign needs to the parts."""
    return layout.actions(layout.button(s._("Assign needs"), ASSIGN, intention_id))


def assign_form(s: Speech, face: Face, office: str, needs: Mapping[int, str], parts: Sequence[Face]) -> dict[str, Any]:
    """Ask for each need of an office to which part it belongs."""
    choices = [(str(part.id), f"{part.number} · {part.title}") for part in parts][:100]
    text = s.rich("Needs of {office}. What you do not change stays with {number}.", office=office, number=face.number)
    blocks: list[Block] = [layout.section(text)]
    blocks += [
        fields.choice(f"need_{need_id}", cut(what, 140), choices, initial=str(face.id))
        for need_id, what in list(needs.items())[:MOST_NEEDS]
    ]
    return layout.modal(
        s._("Assign needs"), blocks, callback=ASSIGN_FORM, submit=s._("Save"), close=s._("Cancel"), metadata=face.id
    )


def assigned(s: Speech, moved: int) -> Mrkdwn:
    """Say how many needs went to another part."""
    if not moved:
        return s.rich("Everything stays where it was.")
    return s.n_rich("{count} need now belongs to another part.", "{count} needs now belong to other parts.", moved)


def conflict(code: str, s: Speech) -> str | None:
    """Give the sentence for a rule of splitting and merging; None for a rule of something else."""
    match code:
        case "part_named_twice":
            return s._("Another part is called this. Please choose a different title.")
        case "merged_with_itself":
            return s._("Please choose another intention.")
        case _:
            return None
