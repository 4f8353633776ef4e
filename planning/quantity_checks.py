"""Which key figure supports a reported quantity, and which contradicts it; and what it does for the district."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from planning.bundles import Claim, sums_by_unit
from planning.catalogue.figures import CalculationEntry
from planning.districts import PLACES, Cover, Deficit, PlaceCounts, cover
from planning.figure_sheets import Line
from planning.figures import Rules
from planning.needs import NeedKind

ZERO = Decimal(0)
LEEWAY = Decimal("1.1")
"""An area up to a tenth above what the figure gives is the same area, rounded by people."""
UNITS_OF = {"Plätze": ("platz",), "m²": ("m2-aussen", "m2", "m2-innen"), "m² GF": ("m2-gf",)}
"""In which units of needs a line's own unit (as the catalogue has it in German) can be reported."""


SOCIAL, DWELLING = "sozialmietwohnung", "wohnung"
SHARES = {
    "wohnung-barrierefrei": "social-flats-per-accessible",
    "wohnung-rollstuhlgerecht": "social-flats-per-wheelchair",
}
"""Every so many social rental dwellings one is of this kind: the key figure by the kind of facility."""


class Verdict(StrEnum):
    """What a key figure says to a reported quantity."""

    SUPPORTS = "supports"
    LESS_REPORTED = "less_reported"
    MORE_REPORTED = "more_reported"


@dataclass(frozen=True)
class Check:
    """Quantities of one kind of facility beside the line of the sheet that computes it, in one unit.

    `computed` is what would be built; with `below_one_unit` the need does not fill it.
    """

    line: Line
    facility_type: str
    unit: str
    reported: Decimal
    reported_to: Decimal
    computed: Decimal
    below_one_unit: bool
    least: Decimal
    """What suffices already: below `computed` where groups of mixed ages take the remainders of both ages."""
    most: Decimal
    """What it still supports: above `computed` where people round an area."""

    @property
    def verdict(self) -> Verdict:
        """Compare the two; the whole range that was reported counts."""
        if self.reported > self.most or self.below_one_unit:
            return Verdict.MORE_REPORTED
        return Verdict.LESS_REPORTED if self.reported_to < self.least else Verdict.SUPPORTS


@dataclass(frozen=True)
class Unlike:
    """What was reported of a kind of facility in a unit that its lines of the sheet do not compute."""

    facility_type: str
    unit: str
    reported: Decimal
    computed_in: tuple[str, ...]


@dataclass(frozen=True)
class Computed:
    """A line of the sheet in one unit in which offices report it."""

    unit: str
    amount: Decimal
    least: Decimal
    most: Decimal
    below_one_unit: bool


def checks(claims: Iterable[Claim], lines: Sequence[Line], calculations: Mapping[str, CalculationEntry]) -> list[Check]:
    """Hold what was reported against the sheet, in the order of the sheet; what it does not compute is left out."""
    reported = _reported(claims)
    found = []
    for line in lines:
        kind = calculations[line.calculation.id].facility_type
        for one in _in_units(line, lines, calculations):
            if kind and (kind, one.unit) in reported:
                low, high = reported[kind, one.unit]
                found.append(
                    Check(line=line, facility_type=kind, unit=one.unit, reported=low, reported_to=high,
                          computed=one.amount, below_one_unit=one.below_one_unit, least=one.least, most=one.most)
                )  # fmt: skip
    return found


def unlike(
    claims: Iterable[Claim], lines: Sequence[Line], calculations: Mapping[str, CalculationEntry]
) -> list[Unlike]:
    """List what the sheet computes in other units than it was reported in: that is compared with nothing."""
    computed: dict[str, list[str]] = {}
    for line in lines:
        kind = calculations[line.calculation.id].facility_type
        if kind is not None:
            computed.setdefault(kind, []).extend(one.unit for one in _in_units(line, lines, calculations))
    return [
        Unlike(kind, unit, low, tuple(dict.fromkeys(computed[kind])))
        for (kind, unit), (low, _) in _reported(claims).items()
        if computed.get(kind) and unit not in computed[kind]
    ]


def _reported(claims: Iterable[Claim]) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Add both ends of what was reported, by kind of facility and unit."""
    reported: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for claim in claims:
        if claim.kind is NeedKind.NEED and claim.facility_type and claim.unit and claim.quantity is not None:
            low, high = reported.get((claim.facility_type, claim.unit), (ZERO, ZERO))
            upper = claim.quantity_to or claim.quantity
            reported[claim.facility_type, claim.unit] = (low + claim.quantity, high + upper)
    return reported


def _in_units(line: Line, lines: Sequence[Line], calculations: Mapping[str, CalculationEntry]) -> list[Computed]:
    entry, built, below = calculations[line.calculation.id], line.calculation.built, line.below_one_unit
    least, most = line.rounded, line.rounded
    if line.units is None:
        least, most = line.unrounded, max(line.rounded, line.unrounded * LEEWAY)
    own = [Computed(unit, line.rounded, least, most, below) for unit in UNITS_OF.get(entry.unit.de, ())]
    if built is not None and line.units is not None:
        units = Decimal(line.units)
        return [Computed(built.unit, units, units, units, below), *own]
    parts = [one for one in lines if one.calculation.id in entry.sum_of]
    return [*_together(parts), *own]


def _together(parts: Sequence[Line]) -> list[Computed]:
    """Add built units of one kind: day-care groups under three and from three on are groups of day care.

    Each age apart is the most; groups of mixed ages take the remainders of both, so the shares of a group that are
    needed, added before they are rounded, are the least.
    """
    built = {part.calculation.built.unit for part in parts if part.calculation.built is not None and part.units}
    if len(built) != 1 or any(part.units is None for part in parts):
        return []
    shares = sum((part.unrounded * part.units / part.rounded for part in parts if part.units), ZERO)
    least = shares.to_integral_value(ROUND_CEILING)
    apart = Decimal(sum(part.units or 0 for part in parts))
    return [Computed(built.pop(), least if shares < 1 else apart, least, apart, shares < 1)]


def covers(
    claims: Iterable[Claim],
    lines: Sequence[Line],
    calculations: Mapping[str, CalculationEntry],
    deficits: Mapping[str, Deficit],
    places: PlaceCounts,
) -> list[Cover]:
    """Say what an intention covers of its district's deficit, by kind of facility.

    What was reported counts; where nothing was, what the sheet would build. Its own residents' need goes first.
    """
    by_kind: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.kind is NeedKind.NEED and claim.facility_type and claim.quantity is not None:
            by_kind.setdefault(claim.facility_type, []).append(claim)
    found = []
    for kind, deficit in deficits.items():
        line = next((one for one in lines if _builds(one, calculations, kind)), None)
        own = places.converted(kind, line.unrounded, PLACES, deficit.unit) if line is not None else ZERO
        if kind in by_kind:
            amounts = [places.converted(kind, c.quantity or ZERO, c.unit, deficit.unit) for c in by_kind[kind]]
            known = [amount for amount in amounts if amount is not None]
            if own is not None and len(known) == len(amounts):
                found.append(cover(deficit, own, sum(known, ZERO), reported=True))
        elif line is not None and own is not None and line.unrounded > 0:
            built = places.converted(kind, line.rounded, PLACES, deficit.unit) or ZERO
            found.append(cover(deficit, own, built, reported=False))
    return found


def _builds(line: Line, calculations: Mapping[str, CalculationEntry], kind: str) -> bool:
    return calculations[line.calculation.id].facility_type == kind and line.calculation.built is not None


@dataclass(frozen=True)
class Share:
    """How many of the reported social rental dwellings are to be of another kind: every fifth accessible, for example.

    A fraction is nobody's to round: with three dwellings, 0.6 is a question to the secretariat and never silently 0.
    """

    facility_type: str
    dwellings: Decimal
    every: Decimal

    @property
    def exact(self) -> Decimal:
        """Give the number as it comes out."""
        return self.dwellings / self.every

    @property
    def is_whole(self) -> bool:
        """Say whether nobody has to decide."""
        return self.exact == self.exact.to_integral_value()


def shares(claims: Iterable[Claim], rules: Rules) -> list[Share]:
    """Say what follows from the social rental dwellings that were reported; nothing where none were."""
    social = sums_by_unit([one for one in claims if one.facility_type == SOCIAL]).get(DWELLING)
    if not social:
        return []
    return [Share(kind, social, rules.number(figure)) for kind, figure in SHARES.items() if figure in rules.figures]
