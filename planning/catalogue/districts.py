"""Districts of the city (Stadtbezirke) and how a written name is recognised as one of them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from planning.catalogue.entries import Entry, Register, Status
from planning.catalogue.wording import STRICT, Name, Words, fold

_LABELS = ("stadtbezirk", "bezirk", "city district", "district")


class Population(BaseModel):
    """How many people live in a district, with the origin of the figure."""

    model_config = STRICT

    people: Annotated[int, Field(gt=0)]
    as_of: Words
    """Date or year of the figure; "unknown" says so honestly."""
    source: Words
    status: Status


class District(Entry):
    """One district; `ambiguous` names are everyday words ("Mitte") or other towns ("Wangen")."""

    name: Name
    kind: Literal["inner", "outer"]
    population: Population
    aliases: tuple[Words, ...] = ()
    ambiguous: bool = False
    plan_code: Words | None = None
    """The district's part of plan numbers ("Ca 324"); None where it is not known."""

    def spellings(self) -> tuple[str, ...]:
        """Return every folded way to write the district, each once."""
        return tuple(dict.fromkeys(fold(w) for w in (self.id, self.name.de, self.name.en, *self.aliases)))

    def recognised_by(self, spelling: str, *, labelled: bool) -> bool:
        """Tell whether the folded `spelling` means this district.

        The bare name of an ambiguous district counts only when it is `labelled`.
        """
        if labelled or not self.ambiguous:
            return spelling in self.spellings()
        bare = {fold(self.id), fold(self.name.de), fold(self.name.en)}
        return spelling not in bare and spelling in self.spellings()


def match_district(districts: Register[District], text: str, *, labelled: bool) -> District | None:
    """Return the district that the whole of `text` names (or what it was merged into), else None.

    `labelled` says that the words stood in a place where only a district can stand (a column, a
    select list); a label in the text itself ("Stadtbezirk Mitte") has the same effect. No text
    names two districts: the loader refuses spellings that are not unique.
    """
    spelling, said = _without_label(fold(text))
    for district in districts.values():
        if district.recognised_by(spelling, labelled=labelled or said):
            return districts.current(district.id)
    return None


def _without_label(spelling: str) -> tuple[str, bool]:
    for label in _LABELS:
        if spelling.startswith(f"{label} "):
            return spelling.removeprefix(f"{label} "), True
    return spelling, False
