"""Kinds of social infrastructure (Einrichtungsarten), for whom they are and in what they are counted."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from planning.catalogue.entries import Entry, Id
from planning.catalogue.wording import Name, Text


class TargetGroup(Entry):
    """People for whom something is needed (Zielgruppe)."""

    name: Name


class Unit(Entry):
    """What a need is counted in; `name` is the singular."""

    name: Name
    plural: Text

    def word(self, quantity: int | Decimal, language: str) -> str:
        """Return the unit as it follows `quantity`: "1 Gruppe", "2 Gruppen", "0 Gruppen"."""
        return (self.name if quantity == 1 else self.plural).in_(language)


class FacilityGroup(Entry):
    """Heading under which kinds of facilities stand in a select list."""

    name: Name


class FacilityType(Entry):
    """One kind of facility, or a concern (Belang) that has no quantity."""

    name: Name
    group: Id
    kind: Literal["countable", "concern"]
    units: tuple[Id, ...] = ()
    """The first one is the default."""
    target_groups: tuple[Id, ...]

    @model_validator(mode="after")
    def _units_fit_kind(self) -> Self:
        if self.kind == "countable" and not self.units:
            raise ValueError("something countable needs at least one unit")
        if self.kind == "concern" and self.units:
            raise ValueError("a concern has no quantity and therefore no units")
        return self
