"""All needs of one intention seen together: areas against what the site offers, what may be double, what meets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from rapidfuzz import fuzz, utils

from planning.catalogue.pairings import Pairing
from planning.catalogue.wording import fold
from planning.needs import NeedKind, Priority
from planning.quantities import Manner

ALIKE = 82
"""Score (0–100, rapidfuzz) from which two descriptions or places are likely the same."""
ZERO = Decimal(0)


class Space(StrEnum):
    """Where square metres are claimed."""

    INDOOR = "m2-innen"
    OUTDOOR = "m2-aussen"
    UNSAID = "m2"


class Sorting(StrEnum):
    """The order in which needs are looked through."""

    FACILITY = "facility"
    OFFICE = "office"
    PRIORITY = "priority"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One need as everyone in the group may see it; the negotiating floor is not in it."""

    id: int
    office: str
    """The office's short name; of a joint need those of all its offices."""
    office_id: str = ""
    owners: frozenset[str] = frozenset()
    """Ids of all offices whose need it is."""
    supported_by: tuple[str, ...] = ()
    """Short names of the offices that co-sign it."""
    affects: tuple[str, ...] = ()
    """Short names of the offices that say whom it benefits or harms."""
    kind: NeedKind
    what: str
    facility_type: str | None
    quantity: Decimal | None
    unit: str | None
    priority: Priority | None
    place: str | None
    quantity_to: Decimal | None = None
    """The upper end of a range; whatever is added up counts the lower one."""
    manner: Manner | None = None
    replaces: Decimal | None = None
    """How many existing ones it stands in for."""
    step: int = 0
    """The ladder of domain 1.11: from 5 on it is built."""
    sites: tuple[int, ...] = ()
    """Ids of all open intentions it belongs to; several for a pooled need, none for one that looks for a site."""


@dataclass(frozen=True)
class Meeting:
    """Two needs a rule of the catalogue brings together, or a need and what else is planned there (None)."""

    pairing: Pairing
    first: Claim
    second: Claim | None


@dataclass(frozen=True)
class Areas:
    """Square metres claimed and offered; None = nobody said what the site offers."""

    claimed: Mapping[Space, Decimal]
    indoor_offered: Decimal | None
    outdoor_offered: Decimal | None
    up_to: Mapping[Space, Decimal] = field(default_factory=dict)
    """Claimed where ranges are counted with their upper end; missing where there is no range."""
    replaced: Mapping[Space, Decimal] = field(default_factory=dict)
    """How much of it stands in for what exists already; missing where nothing is replaced."""

    @property
    def outdoor_left(self) -> Decimal | None:
        """What is left outdoors; below zero it does not suffice."""
        return None if self.outdoor_offered is None else self.outdoor_offered - self.claimed[Space.OUTDOOR]

    @property
    def indoor_left(self) -> Decimal | None:
        """What is left indoors; below zero it does not suffice."""
        return None if self.indoor_offered is None else self.indoor_offered - self.claimed[Space.INDOOR]


def areas(claims: Iterable[Claim], indoor_offered: Decimal | None, outdoor_offered: Decimal | None) -> Areas:
    """Add the square metres that offices claim."""
    claimed, most, replaced = (dict.fromkeys(Space, ZERO) for _ in range(3))
    for claim in claims:
        if claim.unit in set(Space) and claim.quantity is not None:
            space = Space(claim.unit)
            claimed[space] += claim.quantity
            most[space] += claim.quantity_to or claim.quantity
            replaced[space] += claim.replaces or ZERO
    return Areas(
        claimed, indoor_offered, outdoor_offered,
        up_to={space: amount for space, amount in most.items() if amount > claimed[space]},
        replaced={space: amount for space, amount in replaced.items() if amount},
    )  # fmt: skip


@dataclass(frozen=True)
class Total:
    """What needs of one unit add up to: the lower ends of ranges, the upper ones beside, and how much is no gain."""

    unit: str | None
    quantity: Decimal
    quantity_to: Decimal | None
    replaces: Decimal | None
    manner: None = None


def totals(claims: Iterable[Claim]) -> list[Total]:
    """Add quantities unit by unit, each need once; concerns have none."""
    found: dict[str | None, list[Claim]] = {}
    for claim in {claim.id: claim for claim in claims}.values():
        if claim.quantity is not None:
            found.setdefault(claim.unit, []).append(claim)
    summed = []
    for unit, ones in found.items():
        low = sum((one.quantity or ZERO for one in ones), ZERO)
        high = sum((one.quantity_to or one.quantity or ZERO for one in ones), ZERO)
        replaced = sum((one.replaces or ZERO for one in ones), ZERO)
        summed.append(Total(unit, low, high if high > low else None, replaced or None))
    return summed


def sums_by_unit(claims: Iterable[Claim]) -> dict[str | None, Decimal]:
    """Add quantities unit by unit, each need once; ranges count with their lower end, concerns have none."""
    return {total.unit: total.quantity for total in totals(claims)}


def duplicates(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs that two offices probably both ask for: the same kind of facility, or nearly the same words."""
    return [(one, other) for one, other in _of_two_offices(claims) if _same_thing(one, other)]


def same_ground(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs of different needs that two offices want on the same place: one square metre, promised twice."""
    return [
        (one, other)
        for one, other in _of_two_offices(claims)
        if one.place and other.place and _alike(one.place, other.place) and not _same_thing(one, other)
    ]


def meetings(claims: Sequence[Claim], pairings: Iterable[Pairing], uses: str | None = None) -> list[Meeting]:
    """What the rules of the catalogue say of needs that meet; each rule once, at its first pair.

    `uses` says what else is planned on the site, in a planner's words.
    """
    found = []
    for pairing in pairings:
        wanting = [claim for claim in claims if claim.facility_type in pairing.first]
        second = next((claim for claim in claims if claim.facility_type in pairing.second), None)
        if wanting and second is not None:
            found.append(Meeting(pairing, wanting[0], second))
        elif named := next((claim for claim in wanting if _is_named(pairing, claim, uses)), None):
            found.append(Meeting(pairing, named, None))
    return found


def _is_named(pairing: Pairing, claim: Claim, uses: str | None) -> bool:
    """Look for words at the beginning of words: "Gewerbe" in "Gewerbehof", and no "Handel" in "verhandelt"."""
    said = " " + fold(" ".join([uses or "", claim.what, claim.place or ""]))
    return any(f" {fold(word)}" in said for word in pairing.words)


def ordered(claims: Iterable[Claim], sorting: Sorting, order: Sequence[str]) -> list[Claim]:
    """Sort needs for looking through; `order` is the catalogue's order of kinds of facilities."""
    rank = {kind: nth for nth, kind in enumerate(order)}

    def key(claim: Claim) -> tuple[object, ...]:
        facility = rank.get(claim.facility_type or "", len(rank))
        importance = list(Priority).index(claim.priority) if claim.priority is not None else len(Priority)
        match sorting:
            case Sorting.FACILITY:
                return (facility, importance, claim.office, claim.id)
            case Sorting.OFFICE:
                return (claim.office, importance, facility, claim.id)
            case Sorting.PRIORITY:
                return (importance, facility, claim.office, claim.id)

    return sorted(claims, key=key)


def _of_two_offices(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    countable = [claim for claim in claims if claim.kind is NeedKind.NEED]
    return ((one, other) for one, other in combinations(countable, 2) if one.office != other.office)


def _same_thing(one: Claim, other: Claim) -> bool:
    if one.facility_type is not None and one.facility_type == other.facility_type:
        return True
    return _alike(one.what, other.what)


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other, processor=utils.default_process) >= ALIKE
