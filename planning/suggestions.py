"""What an office might report, as the intention's sheet computes it for the kinds of facilities it plans."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planning.catalogue.figures import CalculationEntry
from planning.figure_sheets import Line

HALF = Decimal("0.5")
"""Of one built unit: what computes to less is no group of its own and is not suggested."""
MOST = 10
"""Suggestions in one form."""


@dataclass(frozen=True)
class Suggestion:
    """One line of the sheet as a need: so much, in the unit in which it is built or reported."""

    line: Line
    facility_type: str
    quantity: Decimal
    unit: str

    @property
    def calculation(self) -> str:
        """Give the id of the line."""
        return self.line.calculation.id


@dataclass(frozen=True)
class Suggested:
    """What is suggested, and the lines that are too small for a unit of their own."""

    needs: Sequence[Suggestion]
    too_small: Sequence[Line] = ()


def suggested(
    lines: Iterable[Line],
    entries: Mapping[str, CalculationEntry],
    planned: Collection[str],
    reported: Collection[str],
) -> Suggested:
    """Choose the lines an office would report: for what it has `planned`, without what it has `reported` already.

    A sum is left out: its parts are suggested, and nobody shall report both. `planned` are kinds of facilities,
    `reported` lines of the sheet.
    """
    needs: list[Suggestion] = []
    too_small: list[Line] = []
    for line in lines:
        entry = entries.get(line.calculation.id)
        if entry is None or entry.facility_type not in planned or entry.sum_of or line.unrounded <= 0:
            continue
        if entry.id in reported:
            continue
        unit = entry.built_unit or entry.reported_in
        if unit is None:
            continue
        if line.units is not None and line.unrounded < HALF * line.rounded / line.units:
            too_small.append(line)
            continue
        assert entry.facility_type is not None, "it is one of those planned"
        quantity = line.rounded if line.units is None else Decimal(line.units)
        needs.append(Suggestion(line, entry.facility_type, quantity, unit))
    return Suggested(needs[:MOST], too_small)
