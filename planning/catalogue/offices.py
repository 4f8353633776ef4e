"""Offices of the city (Ämter): what they look after, for whom, where, and whether they are asked."""

from typing import Literal, Self

from pydantic import model_validator

from planning.catalogue.entries import Entry, Id, Register, Status
from planning.catalogue.wording import Name, ShortName, Text, Words, fold

Asked = Literal["always", "with_contact", "never"]
"""always: in every need request; with_contact: for its districts once it has named a contact;
never: only when the secretariat says so (it can still be responsible for results)."""


class Office(Entry):
    """One office; without `districts` it is competent for the whole city."""

    name: Name
    short: ShortName
    number: Words | None = None
    number_status: Status | None = None
    remit: Text
    target_groups: tuple[Id, ...]
    facility_types: tuple[Id, ...] = ()
    """Kinds of facilities it plans: what the sheet computes for these is suggested in its form."""
    districts: tuple[Id, ...] = ()
    aliases: tuple[Words, ...] = ()
    asked: Asked
    lead: bool = False
    """True for the one office that runs the working group (Geschäftsstelle)."""

    @model_validator(mode="after")
    def _number_with_status(self) -> Self:
        if (self.number is None) != (self.number_status is None):
            raise ValueError("number and number_status belong together: give both or neither")
        return self

    def spellings(self) -> tuple[str, ...]:
        """Return every folded way to write the office, each once."""
        names = (self.name.de, self.name.en, self.short.de, self.short.en)
        return tuple(dict.fromkeys(fold(w) for w in (self.id, *names, *self.aliases)))


def match_office(offices: Register[Office], text: str) -> Office | None:
    """Return the office whose id, name, short name or alias is the whole of `text`, else None.

    For an office that was merged into another this is the other one.
    """
    spelling = fold(text)
    found = next((office for office in offices.values() if spelling in office.spellings()), None)
    return None if found is None else offices.current(found.id)
