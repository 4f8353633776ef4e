"""What an intention covers of the deficit of each district it lies in."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.visit import Visit
from planning.bundles import Claim
from planning.districts import Cover, PlaceCounts
from planning.figure_sheets import Line
from planning.figures import Rules
from planning.quantity_checks import covers
from storage import districts
from storage.database import Session
from storage.intentions import Intention


def place_counts(visit: Visit, rules: Rules) -> PlaceCounts:
    """Give how many places a built unit has, by the key figures."""
    calculations = visit.house.catalogue.calculations.values()
    return PlaceCounts.by(rules, {one.id: one.facility_type for one in calculations if one.facility_type is not None})


async def covers_of(
    session: Session, visit: Visit, row: Intention, claims: Sequence[Claim], *, lines: Sequence[Line], rules: Rules
) -> list[Cover]:
    """Say it for each district of the intention, by name where there are two: a site on the border serves both."""
    catalogue, places = visit.house.catalogue, place_counts(visit, rules)
    on_border = row.second_district is not None
    found: list[Cover] = []
    for district in filter(None, (row.district, row.second_district)):
        missing = await districts.deficits(session, district)
        here = covers(claims, lines, catalogue.calculations, missing, places)
        found += [replace(one, district=district) for one in here] if on_border else here
    return found
