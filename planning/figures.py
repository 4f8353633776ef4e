"""Key figures (Kennwerte) and what is computed from them: versioned records, and an intention's size."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Field, SQLModel

from planning.errors import Conflict, Invalid, NotANumber, OutOfRange, Problem, Required
from planning.formulas import Formula

SOURCE_LENGTH = 300
REASON_LENGTH = 500
MOST = Decimal(1_000_000)
LEAST = Decimal("0.000001")
"""The least a value can be: six places are read."""
TYPED = re.compile(r"(?P<number>[1-9]\d{0,2}(\.\d{3})+(,\d{1,6})?|\d{1,7}(,\d{1,6})?)\s*(?P<percent>%)?")
"""No thousands begin with a zero: "0.035" is an English decimal and refused, not read as 35."""


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
    """On a route where the SIM does not apply (§ 34 BauGB)."""


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


class FigureDraft(SQLModel):
    """A new version of a key figure as the secretariat agrees on it; `valid_from` is its first day."""

    value: Decimal = Field(gt=0)
    """Above zero: places and areas are divided by it."""
    low: Decimal | None = None
    high: Decimal | None = None
    binding: FigureStatus
    source: str = Field(min_length=1, max_length=SOURCE_LENGTH)
    valid_from: date
    reason: str = Field(min_length=1, max_length=REASON_LENGTH)

    def check(self) -> None:
        """Raise Invalid for a range that is upside down or does not hold the value."""
        problems: list[Problem] = []
        if self.low is not None and self.high is not None and self.low > self.high:
            problems.append(Conflict("high", "range_is_upside_down"))
        elif (self.low is not None and self.value < self.low) or (self.high is not None and self.value > self.high):
            problems.append(Conflict("value", "outside_of_range"))
        if problems:
            raise Invalid(*problems)


class SiteDraft(SQLModel):
    """What a planner adds to an intention's size: kinds of dwellings, how many vanish, what area is offered."""

    small_dwellings: int | None = Field(default=None, ge=0, le=50_000)
    micro_dwellings: int | None = Field(default=None, ge=0, le=50_000)
    removed_dwellings: int | None = Field(default=None, ge=0, le=50_000)
    indoor_area: int | None = Field(default=None, ge=0, le=1_000_000)
    """m² the site offers for social uses in buildings."""
    outdoor_area: int | None = Field(default=None, ge=0, le=1_000_000)
    """m² the site offers for them outdoors."""

    def check(self, dwellings: int | None) -> None:
        """Raise Invalid when more dwellings are small or micro than there are."""
        parts = (self.small_dwellings or 0) + (self.micro_dwellings or 0)
        if parts and (dwellings is None or parts > dwellings):
            raise Invalid(Conflict("small_dwellings", "more_parts_than_dwellings"))


def figure_from(field: str, typed: str | None) -> Decimal | None:
    """Read a figure as Germans write it ("2,1", "3,5 %", "1.150"); None for empty. Raises Invalid at `field`."""
    text = (typed or "").strip().replace("\u202f", "").replace("\u00a0", " ")
    if not text:
        return None
    found = TYPED.fullmatch(text)
    if found is None:
        raise Invalid(NotANumber(field, typed=text[:40]))
    value = Decimal(found["number"].replace(".", "").replace(",", "."))
    if value > MOST:
        raise Invalid(OutOfRange(field, low="0", high="1.000.000"))
    return value / 100 if found["percent"] else value


def own_value(field: str, typed: str | None) -> Decimal | None:
    """Read the value that shall stand in for a key figure on one sheet; None for empty. Raises Invalid at `field`.

    Zero is refused as for the key figure itself: places and areas are divided by it.
    """
    value = figure_from(field, typed)
    if value is not None and value <= 0:
        raise Invalid(OutOfRange(field, low=str(LEAST).replace(".", ","), high="1.000.000"))
    return value


def count_from(field: str, typed: str | None, *, most: int) -> int | None:
    """Read a whole number; None for empty. Raises Invalid at `field`."""
    value = figure_from(field, typed)
    if value is None:
        return None
    if value != int(value):
        raise Invalid(NotANumber(field, typed=(typed or "")[:40]))
    if value > most:
        raise Invalid(OutOfRange(field, low="0", high=f"{most:,}".replace(",", ".")))
    return int(value)


def required_figure(field: str, typed: str | None) -> Decimal:
    """Read a figure that must be there. Raises Invalid at `field`."""
    value = figure_from(field, typed)
    if value is None:
        raise Invalid(Required(field))
    return value
