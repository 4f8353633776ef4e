"""What people see of kept sheets: the list, one as it was, and what differs between two, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.figures import EARLIER, digits, two
from planning.catalogue import Catalogue
from planning.intentions import Face
from planning.kept_sheets import FigureChange, KeptLine, KeptSheet, LineChange, SheetCause, figure_changes, line_changes

OPEN = "kept_sheet_open"
COMPARE = "kept_sheet_compare"
MOST_LISTED = 40


@dataclass(frozen=True)
class Kept:
    """One kept sheet with when and why; `by` is who caused it."""

    number: int
    on: date
    cause: SheetCause
    by: str | None
    sheet: KeptSheet


def place(intention_id: int, number: int, other: int | None = None) -> str:
    """Write which sheet is meant, and with which one it is compared."""
    return f"{intention_id}:{number}" + (f":{other}" if other is not None else "")


def read(value: str) -> tuple[int, int, int | None]:
    """Read which sheet is meant."""
    intention_id, number, *other = (int(part) for part in value.split(":"))
    return intention_id, number, other[0] if other else None


def listing(s: Speech, face: Face, kept: Sequence[Kept]) -> dict[str, Any]:
    """Show all sheets kept of an intention, the newest first."""
    blocks: list[Block] = [layout.section(_title(face))]
    if not kept:
        blocks.append(
            layout.section(
                s.rich(
                    "Nothing was kept yet. A sheet is kept when offices are asked, when the size changes and when a"
                    " report is sent."
                )
            )
        )
    for one in kept[:MOST_LISTED]:
        button = layout.button(s._("Open"), OPEN, place(face.id, one.number))
        blocks.append(layout.section(_headline(s, one), button))
    return layout.modal(s._("Earlier sheets"), blocks, close=s._("Close"))


def _title(face: Face) -> Mrkdwn:
    return Mrkdwn(f"*{safe(face.number)} · {safe(face.title)}*")


def _headline(s: Speech, one: Kept) -> Mrkdwn:
    name = s.rich("*Sheet {number}* of {day}", number=one.number, day=s.plain_day(one.on))
    why = safe(cause_name(s, one.cause))
    return joined([name, joined([_size(s, one.sheet), why, safe(one.by or "")], " · ")])


def cause_name(s: Speech, cause: SheetCause) -> str:
    """Say why a sheet was kept."""
    match cause:
        case SheetCause.REQUEST:
            return s._("need request started")
        case SheetCause.SIZE:
            return s._("size or own value changed")
        case SheetCause.REPORT:
            return s._("need reported or confirmed")
        case SheetCause.FIGURE:
            return s._("key figures changed")
        case SheetCause.SPLIT:
            return s._("intention split or merged")


def _size(s: Speech, sheet: KeptSheet) -> Mrkdwn:
    parts = []
    if sheet.dwellings is not None:
        parts.append(s.n_rich("{count} dwelling", "{count} dwellings", sheet.dwellings))
    if sheet.site.removed:
        parts.append(s.rich("{count} removed", count=sheet.site.removed))
    if sheet.site.floor_area is not None:
        parts.append(s.rich("{area} m² of residential floor area", area=s.number(sheet.site.floor_area)))
    return joined(parts, " · ")


def one_sheet(s: Speech, catalogue: Catalogue, face: Face, shown: Kept, others: Sequence[Kept]) -> dict[str, Any]:
    """Show a sheet as it was, and offer to compare it with another one."""
    blocks: list[Block] = [layout.section(joined([_title(face), _headline(s, shown)]))]
    if others:
        choices = [
            (place(face.id, shown.number, one.number), s._("Sheet {number} of {day}", number=one.number, day=s.plain_day(one.on)))
            for one in others[:100]
        ]  # fmt: skip
        menu = fields.menu(COMPARE, s._("Compare with"), choices, "")
        blocks.append(layout.actions(menu, layout.button(s._("Earlier sheets"), EARLIER, face.id)))
    blocks += [layout.section(_line(s, catalogue, line)) for line in shown.sheet.lines]
    blocks += [layout.note(text) for text in _figures(s, catalogue, shown.sheet)]
    return layout.modal(s._("Sheet {number}", number=shown.number), blocks, close=s._("Close"))


def _line(s: Speech, catalogue: Catalogue, line: KeptLine) -> Mrkdwn:
    texts = [Mrkdwn(f"*{line_name(s, catalogue, line.id)}*: {two(s, line.unrounded)} {_unit(s, catalogue, line.id)}")]
    if line.rounded != line.unrounded or line.units is not None:
        texts.append(_built(s, catalogue, line))
    told = joined(texts, " → ")
    return joined([told, s.rich("Formula: {formula}", formula=line.formula)]) if line.formula else told


def _built(s: Speech, catalogue: Catalogue, line: KeptLine) -> Mrkdwn:
    places = s.rich("{rounded} {unit}", rounded=s.number(line.rounded), unit=_unit(s, catalogue, line.id))
    if line.units is None:
        return places
    return s.rich("{units} ({places})", units=_units(s, catalogue, line, line.units), places=places)


def _units(s: Speech, catalogue: Catalogue, line: KeptLine, count: int) -> str:
    unit = catalogue.units.get(line.unit or "")
    return f"{s.number(count)} {unit.word(count, s.language) if unit is not None else line.unit}"


def line_name(s: Speech, catalogue: Catalogue, line_id: str) -> Mrkdwn:
    """Name a line; one that the catalogue no longer has stays as it is called there."""
    entry = catalogue.calculations.get(line_id)
    return safe(entry.name.in_(s.language) if entry is not None else line_id)


def _unit(s: Speech, catalogue: Catalogue, line_id: str) -> Mrkdwn:
    entry = catalogue.calculations.get(line_id)
    return safe(entry.unit.in_(s.language) if entry is not None else "")


def _figures(s: Speech, catalogue: Catalogue, sheet: KeptSheet) -> list[Mrkdwn]:
    texts = []
    for name, figure in sheet.figures.items():
        words = {"name": figure_name(s, catalogue, name), "value": digits(s, figure.value)}
        if figure.own_reason is not None:
            texts.append(s.rich("{name}: own value {value}. Reason: {reason}", reason=figure.own_reason, **words))
        else:
            texts.append(s.rich("{name}: {value} · version {version}", version=figure.version, **words))
    return texts


def figure_name(s: Speech, catalogue: Catalogue, figure: str) -> str:
    """Name a key figure."""
    seed = catalogue.figures.get(figure)
    return seed.name.in_(s.language) if seed is not None else figure


def comparison(s: Speech, catalogue: Catalogue, face: Face, before: Kept, after: Kept) -> dict[str, Any]:
    """Show what differs between two sheets: inputs, key figures, every line."""
    blocks: list[Block] = [
        layout.section(joined([_title(face), _headline(s, before), _headline(s, after)])),
        layout.line(),
    ]
    changes = line_changes(before.sheet, after.sheet)
    blocks += [layout.section(line_change(s, catalogue, change)) for change in changes]
    if not changes:
        blocks.append(layout.section(s.rich("No line differs.")))
    blocks += [layout.note(_figure_change(s, catalogue, one)) for one in figure_changes(before.sheet, after.sheet)]
    buttons = [layout.button(s._("Earlier sheets"), EARLIER, face.id)]
    blocks.append(layout.actions(*buttons))
    title = s._("Sheet {number} and {other}", number=before.number, other=after.number)
    return layout.modal(title, blocks, close=s._("Close"))


def line_change(s: Speech, catalogue: Catalogue, change: LineChange) -> Mrkdwn:
    """Say how one line differs: old → new with the difference, unrounded and built."""
    line = change.after or change.before
    assert line is not None, "a change has at least one side"
    old, new = _amount(s, change.before), _amount(s, change.after)
    first = s.rich(
        "*{name}*: {old} → {new} {unit} ({difference})",
        name=line_name(s, catalogue, change.id), old=old, new=new, unit=_unit(s, catalogue, change.id),
        difference=signed(s, change.unrounded),
    )  # fmt: skip
    if line.units is None:
        return first
    return joined([first, _built_change(s, catalogue, change, line)])


def _built_change(s: Speech, catalogue: Catalogue, change: LineChange, line: KeptLine) -> Mrkdwn:
    if not change.built:
        return s.rich("Built: {units}, as before", units=_units(s, catalogue, line, int(line.built)))
    old = str(change.before.units) if change.before is not None else s._("none")
    units = int(change.after.built) if change.after is not None else 0
    more = f"{'+' if change.built > 0 else '−'}{abs(int(change.built))}"
    return s.rich(
        "Built: {old} → {units} ({difference})", old=old, units=_units(s, catalogue, line, units), difference=more
    )


def _amount(s: Speech, line: KeptLine | None) -> str:
    return s._("none") if line is None else two(s, line.unrounded)


def signed(s: Speech, value: Decimal) -> str:
    """Write a difference with its sign: "+189,00", "−7,14"."""
    sign = {1: "+", 0: "±", -1: "−"}[(value > 0) - (value < 0)]
    return f"{sign}{two(s, abs(value))}"


def _figure_change(s: Speech, catalogue: Catalogue, change: FigureChange) -> Mrkdwn:
    def shown(value: Decimal | None, version: int | None) -> str:
        if value is None:
            return s._("not used")
        return s._("{value} (version {version})", value=digits(s, value), version=version)

    before, after = change.before, change.after
    return s.rich(
        "{name}: {old} → {new}",
        name=figure_name(s, catalogue, change.id),
        old=shown(before.value, before.version) if before is not None else shown(None, None),
        new=shown(after.value, after.version) if after is not None else shown(None, None),
    )
