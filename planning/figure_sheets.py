"""The sheet of one intention, or of several seen as one area: what new residents will need, line by line.

Every line shows input, formula, unrounded and built quantity and the versions used. Nothing is
rounded before the last step, and pooled sites are added before anything is computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from planning.calculators import CALCULATORS, NO_SIM, USED
from planning.figures import Built, Calculation, Housing, Rules, Site, Size, named

ZERO = Decimal(0)
INPUTS = ("dwellings", "family_dwellings", "small_dwellings", "micro_dwellings", "floor_area")
"""What formulas know of a site; dwellings in numbers, floor area in m² GF."""


EACH = "floor-area-per-dwelling"
ALWAYS_USED = frozenset({EACH})
"""Key figures without which no sheet can be computed."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One computed line. `units` × places of one unit = `rounded`; `spare` is what they leave over.

    `used` are the numbers in the formula by name, `versions` the versions of the figures among them.
    """

    calculation: Calculation
    unrounded: Decimal
    gross: Decimal
    """The same without taking removed dwellings off."""
    rounded: Decimal
    used: Mapping[str, Decimal]
    versions: Mapping[str, int]
    units: int | None = None
    note: str | None = None

    @property
    def spare(self) -> Decimal:
        """Places left over for the neighbourhood."""
        return self.rounded - self.unrounded

    @property
    def below_one_unit(self) -> bool:
        """Say whether the need alone does not fill one unit."""
        return self.calculation.built is not None and self.units == 1 and self.spare > 0


def compute(sites: Sequence[Site], rules: Rules) -> tuple[Line, ...]:
    """Compute the sheet of one intention, or of several seen as one area (pooled before rounding).

    Lines whose inputs are unknown are left out. Raises DividesByZero where a formula does.
    """
    area = pooled([completed(site, rules) for site in sites])
    if area is None:
        return ()
    lines: dict[str, Line] = {}
    for calculation in rules.calculations:
        if calculation.per_plot:
            plots = [_line(calculation, completed(site, rules), rules, {}) for site in sites]
            lines[calculation.id] = _together(plots)
        else:
            lines[calculation.id] = _line(calculation, area, rules, lines)
    return tuple(lines.values())


def completed(site: Site, rules: Rules) -> Site:
    """Fill in dwellings from the floor area or the floor area from the dwellings, by the key figure."""
    each = rules.number(EACH)
    if site.dwellings is None and site.floor_area is not None:
        return replace(site, dwellings={Housing.FAMILY: int(site.floor_area / each)})
    if site.dwellings is not None and site.floor_area is None:
        return replace(site, floor_area=each * sum(site.dwellings.values()))
    return site


def pooled(sites: Sequence[Site]) -> Site | None:
    """Add completed sites to one area; None when the size of none is known."""
    known = [site for site in sites if site.dwellings is not None]
    if not known:
        return None
    dwellings = {kind: sum((site.dwellings or {}).get(kind, 0) for site in known) for kind in Housing}
    return Site(
        dwellings=dwellings,
        removed=sum(site.removed for site in known),
        floor_area=sum((site.floor_area or ZERO for site in known), ZERO),
        municipal_land=all(site.municipal_land for site in known),
        infill=all(site.infill for site in known),
    )


def _line(calculation: Calculation, site: Site, rules: Rules, earlier: Mapping[str, Line]) -> Line:
    if calculation.sum_of:
        return _sum(calculation, [earlier[part] for part in calculation.sum_of])
    if calculation.calculator is not None:
        return _by_law(calculation, site, rules)
    assert calculation.formula is not None
    values = {}
    used: dict[str, Decimal] = {}
    for size in Size:
        numbers = rules.numbers() | _inputs(site, size) | _results(earlier, size)
        values[size] = max(ZERO, calculation.formula.value(numbers))
        if size is calculation.size:
            used = {name: numbers[name] for name in sorted(calculation.formula.names)}
    unrounded = values[calculation.size]
    units, rounded = _in_units(unrounded, calculation.built, rules)
    return Line(
        calculation=calculation, unrounded=unrounded, gross=values[Size.GROSS], rounded=rounded, units=units,
        used=used, versions=_versions(used, rules),
    )  # fmt: skip


def _inputs(site: Site, size: Size) -> dict[str, Decimal]:
    """Give a site's numbers; dwellings removed were family dwellings unless more is known."""
    dwellings = {kind: Decimal((site.dwellings or {}).get(kind, 0)) for kind in Housing}
    total = sum(dwellings.values(), ZERO)
    area = site.floor_area or ZERO
    if size is Size.NET and site.removed:
        dwellings[Housing.FAMILY] -= site.removed
        area -= area / total * site.removed if total else ZERO
    return {
        "dwellings": sum(dwellings.values(), ZERO),
        "family_dwellings": dwellings[Housing.FAMILY],
        "small_dwellings": dwellings[Housing.SMALL],
        "micro_dwellings": dwellings[Housing.MICRO],
        "floor_area": max(ZERO, area),
    }


def _results(earlier: Mapping[str, Line], size: Size) -> dict[str, Decimal]:
    results = {named(line): computed.gross for line, computed in earlier.items()}
    if size is Size.NET:
        results = {named(line): computed.unrounded for line, computed in earlier.items()}
    return results | {f"{named(line)}_built": computed.rounded for line, computed in earlier.items()}


def _in_units(unrounded: Decimal, built: Built | None, rules: Rules) -> tuple[int | None, Decimal]:
    if built is None:
        return None, unrounded.to_integral_value(ROUND_CEILING)
    places = rules.number(built.places)
    units = int((unrounded / places).to_integral_value(ROUND_CEILING))
    return units, units * places


def _versions(used: Mapping[str, Decimal], rules: Rules) -> dict[str, int]:
    return {figure.id: figure.version for figure in rules.figures.values() if named(figure.id) in used}


def _sum(calculation: Calculation, parts: Sequence[Line]) -> Line:
    return Line(
        calculation=calculation,
        unrounded=sum((part.unrounded for part in parts), ZERO),
        gross=sum((part.gross for part in parts), ZERO),
        rounded=sum((part.rounded for part in parts), ZERO),
        used={named(part.calculation.id): part.unrounded for part in parts},
        versions={figure: version for part in parts for figure, version in part.versions.items()},
    )


def _together(plots: Sequence[Line]) -> Line:
    first = plots[0]
    notes = dict.fromkeys(plot.note for plot in plots if plot.note)
    return replace(
        first,
        unrounded=sum((plot.unrounded for plot in plots), ZERO),
        gross=sum((plot.gross for plot in plots), ZERO),
        rounded=sum((plot.rounded for plot in plots), ZERO),
        used=first.used if len(plots) == 1 else {},
        note=next(iter(notes), None),
    )


def _by_law(calculation: Calculation, site: Site, rules: Rules) -> Line:
    assert calculation.calculator is not None
    inputs = _inputs(site, calculation.size)
    amount, note = CALCULATORS[calculation.calculator](site, inputs, rules)
    gross, _ = CALCULATORS[calculation.calculator](site, _inputs(site, Size.GROSS), rules)
    numbers = rules.numbers()
    counted = () if note == NO_SIM else USED[calculation.calculator]  # what does not apply has no source to show
    used = {name: numbers[name] for name in map(named, counted) if name in numbers}
    return Line(
        calculation=calculation, unrounded=amount, gross=gross, rounded=amount.to_integral_value(ROUND_CEILING),
        used=used | {"dwellings": inputs["dwellings"], "floor_area": inputs["floor_area"]},
        versions=_versions(used, rules), note=note,
    )  # fmt: skip
