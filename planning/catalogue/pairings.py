"""Which kinds of facilities go well together on a site, and which get in each other's way."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planning.catalogue.entries import Entry, Id
from planning.catalogue.wording import Text, Words


class Pairing(Entry):
    """One rule: wherever a need of `first` meets one of `second`, or one of the `words`, `advice` is said.

    The words stand in the intention's uses, or in what is needed and where: what is built there besides is no need.
    """

    kind: Literal["combination", "conflict"]
    first: Annotated[tuple[Id, ...], Field(min_length=1)]
    second: tuple[Id, ...] = ()
    words: tuple[Words, ...] = ()
    advice: Text

    @model_validator(mode="after")
    def _two_sides(self) -> Self:
        if not self.second and not self.words:
            raise ValueError("second or words say what it meets")
        both = sorted(set(self.first) & set(self.second))
        if both:
            raise ValueError(f"{both[0]!r} stands on both sides")
        return self
