"""What an entry of an office must satisfy, how it gets its id, and when two can become one."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Field, SQLModel

from planning.catalogue.wording import fold
from planning.errors import Conflict, Invalid, Problem, Required, UnknownChoice

NAME_LENGTH, SHORT_LENGTH, REMIT_LENGTH = 160, 40, 400
ID_LENGTH = 60
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Asked(StrEnum):
    """Whether an office is in the distribution."""

    ALWAYS = "always"
    WITH_CONTACT = "with_contact"
    """Once it has named a contact."""
    NEVER = "never"


class OfficeDraft(SQLModel):
    """An office as the secretariat enters one; without districts it is competent for the whole city."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    short: str = Field(min_length=1, max_length=SHORT_LENGTH)
    remit: str | None = Field(default=None, max_length=REMIT_LENGTH)
    asked: Asked = Asked.NEVER
    districts: list[str] = Field(default_factory=list)

    def check(self, others: "Iterable[Taken]", known_districts: Collection[str]) -> None:
        """Raise Invalid with every field that cannot be so; `others` are the other offices that exist."""
        problems: list[Problem] = [Required(name) for name in ("name", "short") if not getattr(self, name).strip()]
        taken = {fold(word) for other in others for word in (other.name, other.short)}
        problems += [
            Conflict(name, "office_name_taken") for name in ("name", "short") if fold(getattr(self, name)) in taken
        ]
        problems += [UnknownChoice("districts", typed=d) for d in self.districts if d not in known_districts]
        if problems:
            raise Invalid(*problems)


@dataclass(frozen=True)
class Taken:
    """The words by which another office is known."""

    id: str
    name: str
    short: str


def new_id(name: str, used: Collection[str]) -> str:
    """Make the permanent id of a new office from its name; ids of former offices are never given again."""
    words = re.findall(r"[a-z0-9]+", name.casefold().translate(UMLAUTS))
    stem = "-".join(words)[: ID_LENGTH - 4].strip("-") or "amt"
    number = 1
    while (found := stem if number == 1 else f"{stem}-{number}") in used:
        number += 1
    return found


def check_merge(office: str, into: str | None, existing: Collection[str]) -> str:
    """Give the office that takes over. Raises Invalid when there is none, or when it is the office itself."""
    if not into:
        raise Invalid(Required("into"))
    if into == office:
        raise Invalid(Conflict("into", "merged_into_itself"))
    if into not in existing:
        raise Invalid(UnknownChoice("into", typed=into))
    return into
