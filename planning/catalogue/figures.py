"""Key figures (Kennwerte) and calculations as a city's catalogue seeds them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from planning.calculators import CALCULATORS
from planning.catalogue.entries import Entry, Id
from planning.catalogue.wording import Name, Text, Words
from planning.figures import Built, Calculation, Figure, FigureStatus, Rules, Size
from planning.formulas import FormulaError, parse

Number = Annotated[Decimal, Field(strict=False)]
"""Written as text in the file ("0.035"): a TOML float is no exact decimal."""


class FigureSeed(Entry):
    """A key figure as it is seeded; at run time the database holds its versions."""

    name: Name
    value: Number
    unit: Text
    binding: Annotated[FigureStatus, Field(strict=False)]
    low: Number | None = None
    high: Number | None = None
    valid_from: date

    @field_validator("value")
    @classmethod
    def _above_zero(cls, value: Decimal) -> Decimal:
        if value <= 0:
            raise ValueError("value must be above zero: places and areas are divided by it")
        return value

    @model_validator(mode="after")
    def _within_range(self) -> Self:
        if self.low is not None and self.value < self.low:
            raise ValueError("value is below low")
        if self.high is not None and self.value > self.high:
            raise ValueError("value is above high")
        return self


class CalculationEntry(Entry):
    """One line of an intention's sheet, in the order of the file."""

    name: Name
    unit: Text
    formula: Words | None = None
    calculator: Words | None = None
    sum_of: tuple[Id, ...] = ()
    size: Annotated[Size, Field(strict=False)] = Size.NET
    per_plot: bool = False
    facility_type: Id | None = None
    """What an office would report for this line."""
    reported_in: Id | None = None
    """The unit in which an office reports this line where it is not built in units; without one it is not suggested."""
    built_unit: Id | None = None
    places: Id | None = None
    """The key figure with the places of one built unit."""
    below: tuple[Id, ...] = ()
    """Kinds of facilities that serve instead where the need is below one unit."""

    @field_validator("formula")
    @classmethod
    def _readable(cls, formula: str | None) -> str | None:
        if formula is not None:
            try:
                parse(formula)
            except FormulaError as error:
                raise ValueError(str(error)) from None
        return formula

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum([self.formula is not None, self.calculator is not None, bool(self.sum_of)]) != 1:
            raise ValueError("exactly one of formula, calculator and sum_of says how it is computed")
        if self.calculator is not None and self.calculator not in CALCULATORS:
            raise ValueError(f"there is no calculator {self.calculator!r}; known are {', '.join(CALCULATORS)}")
        if (self.built_unit is None) != (self.places is None):
            raise ValueError("built_unit and places belong together")
        return self


def seeded(seed: FigureSeed, language: str = "de") -> Figure:
    """Give the first version of a key figure, as the catalogue has it."""
    return Figure(
        id=seed.id, version=1, name=seed.name.in_(language), value=seed.value, unit=seed.unit.in_(language),
        status=seed.binding, source=seed.source, low=seed.low, high=seed.high, valid_from=seed.valid_from,
    )  # fmt: skip


def rules(figures: Mapping[str, Figure], calculations: Iterable[CalculationEntry], language: str = "de") -> Rules:
    """Join the key figures in force with the catalogue's calculations, named in `language`."""
    return Rules(figures, [_calculation(entry, language) for entry in calculations])


def _calculation(entry: CalculationEntry, language: str) -> Calculation:
    built = None
    if entry.built_unit is not None and entry.places is not None:
        built = Built(unit=entry.built_unit, places=entry.places, below=entry.below)
    return Calculation(
        id=entry.id,
        name=entry.name.in_(language),
        unit=entry.unit.in_(language),
        formula=parse(entry.formula) if entry.formula is not None else None,
        calculator=entry.calculator,
        size=entry.size,
        per_plot=entry.per_plot,
        built=built,
        sum_of=entry.sum_of,
    )
