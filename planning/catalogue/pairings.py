"""Which kinds of facilities go well together on a site, and which get in each other's way."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planning.catalogue.entries import Entry, Id
from planning.catalogue.wording import Text


class Pairing(Entry):
    """One rule: wherever a need of `first` meets one of `second`, `advice` is said."""

    kind: Literal["combination", "conflict"]
    first: Annotated[tuple[Id, ...], Field(min_length=1)]
    second: Annotated[tuple[Id, ...], Field(min_length=1)]
    advice: Text

    @model_validator(mode="after")
    def _two_sides(self) -> Self:
        both = sorted(set(self.first) & set(self.second))
        if both:
            raise ValueError(f"{both[0]!r} stands on both sides")
        return self
