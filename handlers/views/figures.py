"""What people see of key figures: the list, one with all its versions, and the sheet of an intention."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.district_covers import clause
from planning.calculators import USED
from planning.catalogue import Catalogue
from planning.districts import Cover
from planning.figure_sheets import Line
from planning.figures import Figure, FigureStatus, Rules, Size, named
from planning.formulas import Formula
from planning.intentions import Face
from storage.figures import FigureVersion, SiteFacts

LIST = "figures_list"
ONE = "figure_open"
REVISE = "figure_revise"
SHEET = "figure_sheet"
SITE = "figure_site"
OVERRIDE = "figure_override"
EARLIER = "kept_sheets_list"
"""Opens the sheets that were kept."""
CSV = "figures_csv"
CSV_ALL = "figures_csv_all"

NAMES_IN_FORMULAS = re.compile(r"[a-z_]+")
SIGNS = str.maketrans({"*": "×", "/": "÷", "-": "−"})
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Sheet:
    """One intention's sheet: as whom the reader sees it, what is known of its size, the computed lines."""

    face: Face
    facts: SiteFacts
    rules: Rules
    lines: Sequence[Line]
    may_describe: bool
    not_computed: str | None = None
    """The formula that cannot be computed with this intention's numbers."""
    covers: Sequence[Cover] = ()
    """What the intention does for its districts."""


def binding_name(s: Speech, binding: FigureStatus) -> str:
    """Say how binding a key figure is."""
    match binding:
        case FigureStatus.LAW:
            return s._("required by law")
        case FigureStatus.COUNCIL:
            return s._("council decision")
        case FigureStatus.AGREED:
            return s._("agreed in the group")
        case FigureStatus.ORIENTATION:
            return s._("orientation value, not agreed")


def listing(s: Speech, figures: Sequence[Figure]) -> dict[str, Any]:
    """Show all key figures in force."""
    blocks: list[Block] = [
        layout.section(
            s.rich(
                "All sheets are computed with these values. For the sheet of an intention:"
                " `/agsp kennwert V-2026-001`, or the button in its detail view."
            )
        )
    ]
    choices = [(figure.id, figure.name) for figure in figures]
    blocks.append(layout.actions(fields.menu(ONE, s._("Open a key figure"), choices, "")))
    blocks.append(
        layout.actions(layout.button(s._("As CSV"), CSV), layout.button(s._("As CSV, all versions"), CSV_ALL))
    )
    blocks += [layout.section(_short(s, figure)) for figure in figures]
    return layout.modal(s._("Key figures"), blocks, close=s._("Close"))


def _short(s: Speech, figure: Figure) -> Mrkdwn:
    return joined(
        [
            Mrkdwn(f"*{safe(figure.name)}*: {safe(_value(s, figure))}"),
            joined([safe(binding_name(s, figure.status)), s.rich("version {version}", version=figure.version)], " · "),
        ]
    )


def _value(s: Speech, figure: Figure) -> str:
    return f"{digits(s, figure.value)} {figure.unit}"


def digits(s: Speech, value: Decimal) -> str:
    """Write a figure with all its digits: "0,035"."""
    whole, _, rest = format(value.normalize(), "f").partition(".")
    shown = s.number(int(whole))
    return f"{shown}{',' if s.language == 'de' else '.'}{rest}" if rest else shown


def one(
    s: Speech, figure: Figure, history: Sequence[tuple[FigureVersion, str | None]], used_in: Sequence[str], *, may: bool
) -> dict[str, Any]:
    """Show one key figure: value, range, source, what is computed with it, every version."""
    lines = [Mrkdwn(f"*{safe(figure.name)}*"), safe(_value(s, figure))]
    if figure.low is not None and figure.high is not None:
        lines.append(s.rich("Range: {low} to {high}", low=digits(s, figure.low), high=digits(s, figure.high)))
    lines += [safe(binding_name(s, figure.status)), s.rich("Source: {source}", source=figure.source)]
    if used_in:
        lines.append(s.rich("Used for: {names}", names=" · ".join(used_in)))
    blocks: list[Block] = [layout.section(joined(lines))]
    if may:
        blocks.append(layout.actions(layout.button(s._("New version"), REVISE, figure.id)))
    blocks.append(layout.header(s._("Versions")))
    blocks += [layout.section(_version(s, row, name)) for row, name in history[:20]]
    if not history:
        blocks.append(layout.section(s.rich("Only the version of the catalogue so far.")))
    return layout.modal(s._("Key figure"), blocks, close=s._("Close"))


def _version(s: Speech, row: FigureVersion, name: str | None) -> Mrkdwn:
    since = s.rich(
        "*Version {version}*: {value}, valid from {day}",
        version=row.version, value=digits(s, row.value), day=s.plain_day(row.valid_from),
    )  # fmt: skip
    who = s.rich("Changed by {name}: {reason}", name=name, reason=row.reason) if name and row.reason else Mrkdwn("")
    return joined([since, who, s.rich("Source: {source}", source=row.source)])


def sheet(s: Speech, catalogue: Catalogue, shown: Sheet) -> dict[str, Any]:
    """Show what new residents will need: every line with its formula, its built quantity and its sources."""
    face = shown.face
    blocks: list[Block] = [
        layout.section(joined([Mrkdwn(f"*{safe(face.number)} · {safe(face.title)}*"), _size(s, shown)]))
    ]
    describing = [
        layout.button(s._("Describe the site"), SITE, face.id),
        layout.button(s._("Use another value"), OVERRIDE, face.id),
    ]
    earlier = layout.button(s._("Earlier sheets"), EARLIER, face.id)
    blocks.append(layout.actions(*(describing if shown.may_describe else []), earlier))
    if shown.not_computed is not None:
        blocks.append(layout.section(not_computed(s, shown.not_computed)))
    elif not shown.lines:
        blocks.append(
            layout.section(
                s.rich(
                    "Neither dwellings nor floor area are known, so nothing can be computed yet. Edit the intention."
                )
            )
        )
    levers = catalogue.routes[face.route].levers
    for line in shown.lines:
        told = _line(s, catalogue, line, levers.in_(s.language) if levers else "")
        blocks.append(layout.section(joined([told, *_covered(s, catalogue, line, shown.covers)])))
    blocks += [layout.note(text) for text in _sources(s, shown)]
    return layout.modal(s._("Key figure sheet"), blocks, close=s._("Close"))


def _covered(s: Speech, catalogue: Catalogue, line: Line, covers: Sequence[Cover]) -> list[Mrkdwn]:
    """Say below a line that is built what the intention covers of what its districts lack."""
    kind = catalogue.calculations[line.calculation.id].facility_type
    if line.calculation.built is None:
        return []
    return [clause(s, catalogue, one) for one in covers if one.deficit.facility_type == kind and one.deficit.amount]


def not_computed(s: Speech, formula: str) -> Mrkdwn:
    """Say that a formula divides by zero, and what to do."""
    return s.rich(
        "The sheet cannot be computed: the formula “{formula}” divides by zero with the numbers of this intention."
        " Please check its dwellings and floor area, or tell the administrator the formula.",
        formula=formula,
    )


def _size(s: Speech, shown: Sheet) -> Mrkdwn:
    face, facts = shown.face, shown.facts
    parts = []
    if face.dwellings is not None:
        parts.append(s.n_rich("{count} dwelling", "{count} dwellings", face.dwellings))
    if facts.small_dwellings:
        parts.append(s.rich("of these {count} small", count=facts.small_dwellings))
    if facts.micro_dwellings:
        parts.append(s.rich("of these {count} micro", count=facts.micro_dwellings))
    if facts.removed_dwellings:
        parts.append(s.rich("{count} removed", count=facts.removed_dwellings))
    if face.floor_area is not None:
        parts.append(s.rich("{area} m² of residential floor area", area=s.number(face.floor_area)))
    elif computed := next((line.used["floor_area"] for line in shown.lines if "floor_area" in line.used), None):
        parts.append(s.rich("computed {area} m² of residential floor area", area=two(s, computed)))
    return joined(parts, " · ")


def _line(s: Speech, catalogue: Catalogue, line: Line, levers: str) -> Mrkdwn:
    calculation = line.calculation
    result = Mrkdwn(f"*{safe(calculation.name)}*: {two(s, line.unrounded)} {safe(calculation.unit)}")
    texts = [joined([result, _built(s, catalogue, line)], " → ")]
    if calculation.formula is not None:
        texts.append(worked_out(s, line, calculation.formula))
    if line.gross != line.unrounded and calculation.size is Size.NET:
        texts.append(s.rich("Without taking off what is removed: {gross}", gross=two(s, line.gross)))
    if line.below_one_unit and calculation.built is not None:
        texts.append(_instead(s, catalogue, line))
    if line.note is not None:
        texts.append(_note(s, line.note, levers))
    return joined(texts)


def _built(s: Speech, catalogue: Catalogue, line: Line) -> Mrkdwn:
    built = line.calculation.built
    if built is None or line.units is None:
        if line.rounded == line.unrounded:
            return Mrkdwn("")
        return s.rich("{rounded} {unit}", rounded=s.number(line.rounded), unit=line.calculation.unit)
    unit, places = catalogue.units[built.unit].word(line.units, s.language), s.number(line.rounded)
    if line.below_one_unit:
        return s.rich("less than 1 {unit} ({places} {what})", unit=unit, places=places, what=line.calculation.unit)
    return s.rich(
        "{units} {unit} ({places} {what}, {spare} spare)",
        units=line.units, unit=unit, places=places, what=line.calculation.unit, spare=two(s, line.spare),
    )  # fmt: skip


def _instead(s: Speech, catalogue: Catalogue, line: Line) -> Mrkdwn:
    """Name what is possible where a need does not fill one unit."""
    built = line.calculation.built
    assert built is not None, "only what is built in units can fall short of one"
    unit = catalogue.units[built.unit].word(1, s.language)
    spare = s._("1 {unit} ({spare} {what} stay spare)", unit=unit, spare=two(s, line.spare), what=line.calculation.unit)
    names = [catalogue.facility_types[kind].name.in_(s.language) for kind in built.below]
    return s.rich(
        "Possible: {names} or one facility together with intentions nearby.", names=", ".join([spare, *names])
    )


def two(s: Speech, value: Decimal) -> str:
    """Write a computed value with two places: "8,20"."""
    shown = format(value.quantize(HUNDREDTH, ROUND_HALF_EVEN), "f")
    whole, _, rest = shown.partition(".")
    return f"{s.number(int(whole))}{',' if s.language == 'de' else '.'}{rest}"


def worked_out(s: Speech, line: Line, formula: Formula) -> Mrkdwn:
    """Write the formula with its numbers and what comes out; less than nothing is needed by nobody."""
    result = formula.value(line.used)
    shown = f"{_spelled(s, line)} = {two(s, result)}"
    return safe(shown) if result >= 0 else s.rich("{formula}; this counts as 0", formula=shown)


def _spelled(s: Speech, line: Line) -> str:
    """Write a formula with its numbers: "378 × 0,035 × 0,62"."""
    assert line.calculation.formula is not None
    text = line.calculation.formula.text.translate(SIGNS)
    return NAMES_IN_FORMULAS.sub(
        lambda found: digits(s, line.used[found[0]]) if found[0] in line.used else found[0], text
    )


def _note(s: Speech, code: str, levers: str) -> Mrkdwn:
    match code:
        case "no-sim-infill":
            return joined([s.rich("The SIM does not apply to this planning route."), safe(levers)], " ")
        case "sim-below-threshold":
            return s.rich("Below the threshold of the SIM, no subsidised dwelling is due.")
        case "sim-without-social":
            return s.rich("Too small for a social rental dwelling by the SIM.")
        case _:
            return s.rich("Social rental dwellings are included by the SIM.")


def _sources(s: Speech, shown: Sheet) -> list[Mrkdwn]:
    texts = []
    for figure, override in shown.rules.overrides.items():
        known = shown.rules.figures[figure]
        texts.append(
            s.rich(
                "Own value: {name} {value} instead of {original}. Reason: {reason}",
                name=known.name, value=digits(s, override.value), original=digits(s, known.value), reason=override.reason,
            )
        )  # fmt: skip
    used = {figure for line in shown.lines for figure in line.versions}
    for figure_id, known in shown.rules.figures.items():
        if figure_id in used:
            texts.append(
                s.rich(
                    "{name}: {value} · {binding} · version {version} · {source}",
                    name=known.name, value=_value(s, known), binding=binding_name(s, known.status),
                    version=known.version, source=known.source,
                )
            )  # fmt: skip
    return texts


def conflict(code: str, s: Speech) -> str | None:
    """Say which rule two fields of key figures break; None for rules of others."""
    match code:
        case "range_is_upside_down":
            return s._("The range ends below where it begins.")
        case "outside_of_range":
            return s._("The value is outside of the range. Please change one of them.")
        case "more_parts_than_dwellings":
            return s._("These are more than the intention has dwellings.")
        case _:
            return None


def uses(figure: str, catalogue: Catalogue, language: str) -> list[str]:
    """Name the lines of the sheet that are computed with a key figure."""
    return [
        entry.name.in_(language)
        for entry in catalogue.calculations.values()
        if (entry.formula is not None and named(figure) in NAMES_IN_FORMULAS.findall(entry.formula))
        or entry.places == figure
        or figure in USED.get(entry.calculator or "", ())
    ]
