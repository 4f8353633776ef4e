"""What a list brought into the bot would change, line by line: new, changed, unchanged or wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from planning.catalogue import Catalogue
from planning.catalogue.wording import fold
from planning.table_columns import Remark

CLEARED = "-"
"""A dash clears what is entered; an empty cell leaves it."""
KEY_LENGTH = 80


class Outcome(StrEnum):
    """What becomes of one line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class Difference:
    """One value that becomes another; None means nothing entered."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One line and what becomes of it; `label` names it to people: a title or the words of a result."""

    line: int
    outcome: Outcome
    label: str
    number: str = ""
    differences: Sequence[Difference] = ()
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Persons:
    """Who can be named in a list, by folded name or e-mail; a name that two have stands for nobody."""

    by_words: dict[str, int | None]

    @classmethod
    def of(cls, people: Sequence[tuple[int, str, str | None]]) -> "Persons":
        """Index (id, name, e-mail)."""
        known: dict[str, int | None] = {}
        for person_id, name, email in people:
            for words in {fold(name), fold(email or "")} - {""}:
                known[words] = None if words in known else person_id
        return cls(known)

    def find(self, words: str) -> int | None:
        """Give the id of the person these words name."""
        return self.by_words.get(fold(words))


@dataclass(frozen=True)
class Surroundings:
    """What the words in a list are compared with; `offices` maps every folded spelling to an id."""

    catalogue: Catalogue
    today: date
    persons: Persons
    offices: dict[str, str]
    office_names: Sequence[str] = ()
    found: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def once(self, kind: str, find: Callable[[str], str | None]) -> Callable[[str], str | None]:
        """Let each word be looked up only once: a list says "Feuerbach" a thousand times."""

        def looked_up(typed: str) -> str | None:
            if (kind, typed) not in self.found:
                self.found[kind, typed] = find(typed)
            return self.found[kind, typed]

        return looked_up
