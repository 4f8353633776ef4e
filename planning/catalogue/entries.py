"""What every entry of the catalogue has: a permanent id, where it comes from and when it ended."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, StringConstraints

from planning.catalogue.wording import STRICT, Words

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]

Status = Literal["public source", "commissioning slides", "unverified", "proposed"]
"""How far an entry may be trusted: seen in a public paper, in the city's commissioning slides,
own knowledge nobody has checked, or a proposal of this project."""


class Entry(BaseModel):
    """One entry of a catalogue file; its id is stored with business rows and never reused."""

    model_config = STRICT

    id: Id
    source: Words
    status: Status
    until: date | None = None
    """Last day on which the entry can be chosen; None while it is in use."""
    merged_into: Id | None = None
    """The entry of the same table that took its place."""

    def active_on(self, day: date) -> bool:
        """Tell whether the entry can be chosen on `day`."""
        return self.until is None or day <= self.until


E = TypeVar("E", bound=Entry)


class Register(Mapping[str, E], Generic[E]):
    """All entries of one table by id, in the order of the file."""

    def __init__(self, entries: Iterable[E]) -> None:
        self._entries = {entry.id: entry for entry in entries}

    def __getitem__(self, entry_id: str) -> E:
        return self._entries[entry_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def active(self, day: date) -> tuple[E, ...]:
        """Return the entries that can be chosen on `day`."""
        return tuple(entry for entry in self._entries.values() if entry.active_on(day))

    def current(self, entry_id: str) -> E:
        """Return the entry that stands for `entry_id` today: itself, or what it was merged into.

        Raises KeyError for an id that the catalogue never had.
        """
        entry = self._entries[entry_id]
        while entry.merged_into is not None:
            entry = self._entries[entry.merged_into]
        return entry
