"""Key figures (Kennwerte) and what is computed from them: versioned records, and an intention's size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from planning.formulas import Formula


class FigureStatus(StrEnum):
    """How binding a key figure is (domain D24)."""

    LAW = "law"
    COUNCIL = "council"
    AGREED = "agreed"
    ORIENTATION = "orientation"


class Housing(StrEnum):
    """Kinds of dwellings that differ in how many people live in one."""

    FAMILY = "family"
    SMALL = "small"
    """Flats for seniors and other small households."""
    MICRO = "micro"


class Size(StrEnum):
    """How much of a site a calculation counts."""

    NET = "net"
    """New dwellings less those removed."""
    GROSS = "gross"
    """New dwellings, whatever stood there: what a law demands of the plot."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One version of a key figure; `low` and `high` bound what the group may agree on."""

    id: str
    version: int
    name: str
    value: Decimal
    unit: str
    status: FigureStatus
    source: str
    low: Decimal | None = None
    high: Decimal | None = None
    valid_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Override:
    """A value that stands in for a key figure on one sheet; the original stays visible."""

    value: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class Site:
    """What is known of an intention's size; None means unknown.

    `dwellings` are the new ones by kind, `removed` those that disappear, `floor_area` m² GF of new housing.
    """

    dwellings: Mapping[Housing, int] | None = None
    removed: int = 0
    floor_area: Decimal | None = None
    municipal_land: bool = False
    infill: bool = False
    """Built without a plan (§ 34 BauGB)."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """The unit in which something is built: so many places make one (a group, a class stream)."""

    unit: str
    places: str
    """Id of the key figure with the places of one unit."""
    below: tuple[str, ...] = ()
    """Kinds of facilities that serve instead where the need is below one unit."""


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """One line of the sheet: a formula, or a calculator of its own where a law counts in steps."""

    id: str
    name: str
    unit: str
    formula: Formula | None = None
    calculator: str | None = None
    size: Size = Size.NET
    per_plot: bool = False
    """Owed by each plot: pooled sites are computed apart and added."""
    built: Built | None = None
    sum_of: tuple[str, ...] = ()
    """Adds earlier lines, built quantities included."""


@dataclass(frozen=True)
class Rules:
    """Figures and calculations in force, ready to compute."""

    figures: Mapping[str, Figure]
    calculations: Sequence[Calculation]
    overrides: Mapping[str, Override] = field(default_factory=dict)

    def number(self, figure: str) -> Decimal:
        """Give the value that counts: the override where there is one."""
        given = self.overrides.get(figure)
        return given.value if given is not None else self.figures[figure].value

    def numbers(self) -> dict[str, Decimal]:
        """Give all values by the names formulas use."""
        return {named(figure): self.number(figure) for figure in self.figures}


def named(figure: str) -> str:
    """Write an id as formulas name it: "residents-per-dwelling" as residents_per_dwelling."""
    return figure.replace("-", "_")
