"""Does a report still hold? When an office is asked again (Fortschreibung, domain D37), and what it may say."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from planning.kept_sheets import KeptSheet, LineChange, line_changes

MUCH = 10
"""Percent; a change of more than this asks the offices, exactly this much does not."""
OLD_AFTER_MONTHS = 6
TENTH = Decimal("0.1")


class Cause(StrEnum):
    """Why an office is asked whether its report still holds."""

    SIZE = "size"
    """Dwellings or floor area changed by more than 10 %."""
    STAGE = "stage"
    FIGURE = "figure"
    """A key figure has a new version, and other units would be built."""
    AGE = "age"
    """Nobody has confirmed the report for six months."""


AT_ONCE = frozenset({Cause.SIZE, Cause.STAGE})
"""Asked as soon as it happens; the others once a month, as a list."""


class ConfirmationState(StrEnum):
    """What came of the question."""

    OPEN = "open"
    HOLDS = "holds"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"
    """Nothing is left to ask: the change was taken back, the intention given up, or a newer question took its place."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a report was built on; None means unknown. `sheet` is the number of the kept sheet."""

    stage: str
    dwellings: int | None = None
    floor_area: int | None = None
    sheet: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Write them as JSON."""
        return asdict(self)


def facts_from(kept: Mapping[str, Any]) -> Facts:
    """Read facts that were kept."""
    return Facts(**kept)


def percent(before: int | None, after: int | None) -> Decimal | None:
    """Give the change in percent with one place; None where it is undefined: from nothing, or from or to unknown."""
    if not before or after is None:
        return None
    return (Decimal(after - before) * 100 / before).quantize(TENTH, ROUND_HALF_UP)


def differs_much(before: int | None, after: int | None) -> bool | None:
    """Say whether a size changed by more than 10 %; from zero every growth does. None where one is unknown."""
    if before is None or after is None:
        return None
    return abs(after - before) * 100 > before * MUCH


def size_changed(before: Facts, after: Facts) -> bool:
    """Say whether the size changed so much that needs may differ.

    What was not known of one and is known now counts only where nothing can be compared.
    """
    compared = (differs_much(before.dwellings, after.dwellings), differs_much(before.floor_area, after.floor_area))
    if any(one is not None for one in compared):
        return any(compared)
    return bool(after.dwellings or after.floor_area)


def cause_of(before: Facts, after: Facts) -> Cause | None:
    """Say why an office is asked at once; None when nothing happened that matters. The size says more than the stage."""
    if size_changed(before, after):
        return Cause.SIZE
    return Cause.STAGE if before.stage != after.stage else None


def other_units(
    then: KeptSheet, now: KeptSheet, kinds: Mapping[str, str | None], asked: Collection[str]
) -> list[LineChange]:
    """List the lines about what an office asked for of which another number would be built.

    `kinds` maps lines to kinds of facilities, `asked` are the office's; without any every line counts.
    """
    changes = [change for change in line_changes(then, now) if change.built != 0]
    return [change for change in changes if not asked or kinds.get(change.id) in asked]


def is_old(since: date, today: date) -> bool:
    """Say whether six months have passed since a report was sent or confirmed."""
    months = since.year * 12 + since.month - 1 + OLD_AFTER_MONTHS
    year, month = divmod(months, 12)
    return (today.year, today.month, today.day) >= (year, month + 1, since.day)
