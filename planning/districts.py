"""A district seen as a whole: its open needs by kind of facility against its deficit, and needs by quality of location."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from planning.bundles import Claim, sums_by_unit
from planning.figures import Rules
from planning.intentions import LocationQuality
from planning.needs import NeedKind

ZERO = Decimal(0)
HUNDRED = Decimal(100)
PLACES = "platz"
"""The unit in which places are counted that a built unit is made of."""


@dataclass(frozen=True, kw_only=True)
class Deficit:
    """What a district lacks of one kind of facility, as one list said on one day."""

    facility_type: str
    amount: Decimal
    unit: str
    as_of: date
    source: str
    version: int


@dataclass(frozen=True)
class PlaceCounts:
    """How many places one built unit of a kind of facility has: a day-care group under three ten."""

    of: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    """By (kind of facility, unit)."""

    @classmethod
    def by(cls, rules: Rules, facilities: Mapping[str, str]) -> "PlaceCounts":
        """Read them from the key figures; `facilities` gives the kind of facility of a calculation."""
        found = {}
        for calculation in rules.calculations:
            kind = facilities.get(calculation.id)
            if kind is not None and calculation.built is not None:
                found[kind, calculation.built.unit] = rules.number(calculation.built.places)
        return cls(found)

    def converted(self, facility_type: str, amount: Decimal, unit: str | None, wanted: str) -> Decimal | None:
        """Say an amount in another unit; None where that cannot be said."""
        if unit == wanted:
            return amount
        if wanted == PLACES and (facility_type, unit or "") in self.of:
            return amount * self.of[facility_type, unit or ""]
        if unit == PLACES and (facility_type, wanted) in self.of:
            return amount / self.of[facility_type, wanted]
        return None


@dataclass(frozen=True)
class FacilityTotal:
    """All open needs of one kind of facility: amounts by unit, each need once, beside the deficit.

    `covered` is what they are in the deficit's unit; None where there is no deficit or one of them cannot be converted.
    """

    facility_type: str | None
    claims: Sequence[Claim]
    amounts: Mapping[str | None, Decimal]
    deficit: Deficit | None
    covered: Decimal | None

    @property
    def missing(self) -> Decimal | None:
        """Give what the needs leave of the deficit; None where nobody can say."""
        if self.deficit is None or self.covered is None:
            return None
        return max(ZERO, self.deficit.amount - self.covered)


def totals(
    claims: Iterable[Claim], deficits: Mapping[str, Deficit], order: Sequence[str], places: PlaceCounts
) -> list[FacilityTotal]:
    """Add up needs by kind of facility, in the catalogue's order; a need that belongs to several sites counts once."""
    by_kind: dict[str | None, dict[int, Claim]] = {}
    for claim in claims:
        if claim.kind is NeedKind.NEED:
            by_kind.setdefault(claim.facility_type, {})[claim.id] = claim
    for kind in deficits:
        by_kind.setdefault(kind, {})
    rank = {kind: nth for nth, kind in enumerate(order)}
    kinds = sorted(by_kind, key=lambda kind: (rank.get(kind or "", len(rank)), kind or ""))
    return [_total(kind, list(by_kind[kind].values()), deficits.get(kind or ""), places) for kind in kinds]


def _total(kind: str | None, claims: Sequence[Claim], deficit: Deficit | None, places: PlaceCounts) -> FacilityTotal:
    amounts = sums_by_unit(claims)
    covered = None
    if deficit is not None and kind is not None:
        said = [places.converted(kind, amount, unit, deficit.unit) for unit, amount in amounts.items()]
        covered = sum((one for one in said if one is not None), ZERO) if None not in said else None
    return FacilityTotal(kind, claims, amounts, deficit, covered)


@dataclass(frozen=True)
class Cover:
    """What one intention does for its district's deficit of one kind of facility, in the deficit's unit.

    Its own new residents come first: only what is left over for others counts, and never more than is missing.
    """

    deficit: Deficit
    reported: bool
    """Whether offices have reported a need; else it is the spare of what the key figures would build."""
    covers: Decimal
    district: str | None = None
    """Which one it is where the intention lies in two."""


def cover(deficit: Deficit, own_need: Decimal, offered: Decimal, *, reported: bool) -> Cover:
    """Say how much of a deficit is covered by `offered` beyond the `own_need` of new residents."""
    return Cover(deficit, reported, min(deficit.amount, max(ZERO, offered - own_need)))


@dataclass(frozen=True)
class QualityLine:
    """Needs per 100 dwellings where the location is of one quality; None as quality: nobody entered it."""

    quality: LocationQuality | None
    intentions: int
    dwellings: int
    needs: int

    @property
    def per_hundred(self) -> Decimal | None:
        """Give needs per 100 dwellings; None without dwellings."""
        return Decimal(self.needs) * HUNDRED / self.dwellings if self.dwellings else None


@dataclass(frozen=True)
class Site:
    """An intention as the balance of locations counts it."""

    id: int
    quality: LocationQuality | None
    dwellings: int | None


def by_quality(sites: Iterable[Site], needs: Mapping[int, Sequence[int]]) -> list[QualityLine]:
    """Count needs per 100 dwellings by quality of location; `needs` gives the sites of each need.

    A need counts once, at its first site that is counted. Intentions without known dwellings are left out.
    """
    counted = {site.id: site for site in sites if site.dwellings}
    at: dict[LocationQuality | None, int] = {}
    for homes in needs.values():
        home = next((counted[one] for one in homes if one in counted), None)
        if home is not None:
            at[home.quality] = at.get(home.quality, 0) + 1
    lines = []
    for quality in (*LocationQuality, None):
        here = [site for site in counted.values() if site.quality is quality]
        if here:
            lines.append(QualityLine(quality, len(here), sum(s.dwellings or 0 for s in here), at.get(quality, 0)))
    return lines
