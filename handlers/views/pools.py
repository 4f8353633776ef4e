"""Several intentions seen as one area: the form, the common sheet, and the hint that some might be pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, intention_choices, layout
from handlers.views.figures import digits, two
from handlers.views.intentions import OPEN as OPEN_INTENTION
from handlers.views.intentions import Words, line
from planning.catalogue import Catalogue
from planning.intentions import Face
from planning.pools import MOST_MEMBERS, NAME_LENGTH, PooledLine, PooledSheet

OPEN = "pool_open"
"""From an intention: its area, else the form for one."""
SHOW = "pool_show"
FORM = "pool_form"
EDIT = "pool_edit"
EDIT_FORM = "pool_edit_form"
DISSOLVE = "pool_dissolve"
TAKE_HINT = "pool_hint_take"
DISMISS_HINT = "pool_hint_dismiss"
MEMBERS = "members"
MOST_HINTS = 3


@dataclass(frozen=True)
class Shown:
    """An area as the reader may see it: its members' faces, the common sheet, what belongs to several of them."""

    pool_id: int
    name: str
    faces: Sequence[Face]
    sheet: PooledSheet
    shared: Sequence[str]
    """Needs that belong to more than one member, in words."""
    may_change: bool


@dataclass(frozen=True)
class HintShown:
    """Intentions that might be pooled, and in which lines they reach one unit together."""

    id: int
    faces: Sequence[Face]
    lines: Sequence[str]
    """Ids of lines of the sheet."""


@dataclass(frozen=True)
class Standing:
    """Where an intention stands: with whom it is seen together, and with whom it might be."""

    intention_id: int
    others: Sequence[Face]
    hints: Sequence[HintShown]


def form(
    s: Speech, name: str | None, present: Sequence[Face], *, callback: str = FORM, metadata: str | int = ""
) -> dict[str, Any]:
    """Ask which intentions are seen as one area, and what it is called."""
    blocks: list[Block] = [
        layout.section(
            s.rich(
                "The key figures are then computed on the sum, before anything is rounded: three small intentions can"
                " fill a group that none of them fills alone. What each plot owes stays with its plot."
            )
        ),
        fields.text("name", s._("Name of the area"), initial=name, longest=NAME_LENGTH,
                    hint=s._("Everybody sees this name."),
                    placeholder=s._("For example Degerloch south")),
        intention_choices.several(s, MEMBERS, s._("Which intentions?"), present, most=MOST_MEMBERS,
                                  hint=s._("At least two, of one district or of several")),
    ]  # fmt: skip
    return layout.modal(
        s._("See together"), blocks, callback=callback, submit=s._("Save"), close=s._("Cancel"), metadata=metadata
    )


def view(s: Speech, catalogue: Catalogue, shown: Shown) -> dict[str, Any]:
    """Show an area: who belongs to it, and its sheet beside what its intentions would build apart."""
    words = Words(catalogue, s)
    counted = s.n_rich("{count} intention seen as one area", "{count} intentions seen as one area", len(shown.faces))
    blocks: list[Block] = [layout.section(joined([s.rich("*{name}*", name=shown.name), counted]))]
    for face in shown.faces:
        blocks.append(layout.section(line(s, words, face), layout.button(s._("Open"), OPEN_INTENTION, face.id)))
    if shown.may_change:
        blocks.append(layout.actions(*_buttons(s, shown)))
    blocks += [layout.line(), *_sheet(s, catalogue, shown)]
    if shown.shared:
        told = [
            s.rich("*Needs that belong to several of them*"),
            *(s.rich("• {what}", what=one) for one in shown.shared),
        ]
        blocks += [layout.line(), layout.section(joined(told))]
    return layout.modal(s._("Common area"), blocks, close=s._("Close"), metadata=shown.pool_id)


def _buttons(s: Speech, shown: Shown) -> list[Any]:
    ask = layout.confirm(
        s._("See them apart again?"),
        s._("Each intention is then computed by itself. Needs that belong to several of them stay so."),
        s._("See apart"),
        s._("Cancel"),
    )
    return [
        layout.button(s._("Change area"), EDIT, shown.pool_id),
        layout.button(s._("See apart"), DISSOLVE, shown.pool_id, confirm=ask),
    ]


def _sheet(s: Speech, catalogue: Catalogue, shown: Shown) -> list[Block]:
    sheet = shown.sheet
    if not sheet.lines:
        return [
            layout.section(s.rich("Of none of them dwellings or floor area are known, so nothing can be computed yet."))
        ]
    blocks: list[Block] = [layout.section(_line(s, catalogue, one)) for one in sheet.lines]
    if sheet.left_out:
        unknown = [face.number for face in shown.faces if face.id in sheet.left_out]
        blocks.append(
            layout.note(s.rich("Not counted, because their size is unknown: {numbers}", numbers=", ".join(unknown)))
        )
    for figure, override in sheet.rules.overrides.items():
        name = sheet.rules.figures[figure].name
        blocks.append(
            layout.note(s.rich("Own value of all of them: {name} {value}", name=name, value=digits(s, override.value)))
        )
    if sheet.own_values:
        names = ", ".join(
            sheet.rules.figures[figure].name for figure in sheet.own_values if figure in sheet.rules.figures
        )
        blocks.append(
            layout.note(
                s.rich(
                    "Single intentions have own values for {names}; the area is computed with the key figure.",
                    names=names,
                )
            )
        )
    return blocks


def _line(s: Speech, catalogue: Catalogue, one: PooledLine) -> Mrkdwn:
    line_, calculation = one.line, one.line.calculation
    parts = [Mrkdwn(f"*{safe(calculation.name)}*: {two(s, line_.unrounded)} {safe(calculation.unit)}")]
    if calculation.built is not None and line_.units is not None:
        unit = catalogue.units[calculation.built.unit]
        apart, together = one.units_apart or 0, line_.units
        parts.append(
            s.rich(
                "apart {apart} {unit}, together {together} {units} ({places} {what}, {spare} spare)",
                apart=apart, unit=unit.word(apart, s.language), together=together, units=unit.word(together, s.language),
                places=s.number(line_.rounded), what=calculation.unit, spare=two(s, line_.spare),
            )
        )  # fmt: skip
        if line_.below_one_unit:
            parts.append(s.rich("even together less than one"))
    elif calculation.per_plot:
        parts.append(s.rich("owed by each plot, computed apart and added"))
    elif one.rounded_apart != line_.rounded:
        parts.append(s.rich("apart {apart}, together {together} {what}", apart=s.number(one.rounded_apart),
                            together=s.number(line_.rounded), what=calculation.unit))  # fmt: skip
    return joined([parts[0], joined(parts[1:], " · ")])


def at_intention(s: Speech, catalogue: Catalogue, standing: Standing, *, may: bool) -> list[Block]:
    """Show at an intention with whom it is seen together, or with whom it might be."""
    if standing.others:
        named = ", ".join(f"{face.number} {face.title}" for face in standing.others)
        button = layout.button(s._("Common area"), OPEN, standing.intention_id)
        return [layout.section(s.rich("*Seen together with:* {others}", others=named), button)]
    if not may:
        return []
    if not standing.hints:
        return [layout.actions(layout.button(s._("See together …"), OPEN, standing.intention_id))]
    return [block for hint in standing.hints[:MOST_HINTS] for block in hint_blocks(s, catalogue, hint)]


def at_home(s: Speech, catalogue: Catalogue, hints: Sequence[HintShown]) -> list[Block]:
    """Tell the secretariat which small intentions might be pooled."""
    if not hints:
        return []
    return [
        layout.header(s._("Small intentions that might be seen together")),
        *(block for hint in hints[:MOST_HINTS] for block in hint_blocks(s, catalogue, hint)),
    ]


def hint_blocks(s: Speech, catalogue: Catalogue, hint: HintShown) -> list[Block]:
    """Say which intentions reach a group only together, and offer to pool them or to leave it."""
    named = ", ".join(f"{face.number} {face.title}" for face in hint.faces)
    text = s.rich(
        "{named}: none fills a group or a stream by itself, together they do ({lines}).",
        named=named, lines=", ".join(hint_lines(catalogue, s.language, hint.lines)),
    )  # fmt: skip
    return [
        layout.section(text),
        layout.actions(
            layout.button(s._("See together …"), TAKE_HINT, hint.id),
            layout.button(s._("Not needed"), DISMISS_HINT, hint.id),
        ),
    ]


def hint_lines(catalogue: Catalogue, language: str, lines: Sequence[str]) -> list[str]:
    """Name the lines of the sheet in which it holds."""
    known = catalogue.calculations
    return [known[one].name.in_(language) for one in lines if one in known]


def conflict(code: str, s: Speech) -> str | None:
    """Say which rule of areas and sites is broken; None for rules of others."""
    match code:
        case "pool_needs_two":
            return s._("Please choose at least two intentions.")
        case "pool_is_too_large":
            return s._("These are too many; an area has at most {most}.", most=MOST_MEMBERS)
        case "pool_member_is_elsewhere":
            return s._("One of them belongs to another area already. Please take it off there first.")
        case "pool_member_is_gone" | "site_is_gone":
            return s._("One of them has been abandoned in the meantime. Please choose again.")
        case _:
            return None
