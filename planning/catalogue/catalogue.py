"""The catalogue as a whole: everything the group agreed to choose from, checked and unchangeable."""

from dataclasses import dataclass

from planning.catalogue.agreements import DropReason, LadderStep, Theme, Topic
from planning.catalogue.districts import District, match_district
from planning.catalogue.entries import Register
from planning.catalogue.facilities import FacilityGroup, FacilityType, TargetGroup, Unit
from planning.catalogue.figures import CalculationEntry, FigureSeed
from planning.catalogue.offices import Office, match_office
from planning.catalogue.pairings import Pairing
from planning.catalogue.stages import Route, Stage


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All tables of one catalogue folder; made only by the loader, so every reference in it resolves."""

    districts: Register[District]
    offices: Register[Office]
    target_groups: Register[TargetGroup]
    units: Register[Unit]
    facility_groups: Register[FacilityGroup]
    facility_types: Register[FacilityType]
    stages: Register[Stage]
    routes: Register[Route]
    themes: Register[Theme]
    topics: Register[Topic]
    ladder: Register[LadderStep]
    drop_reasons: Register[DropReason]
    figures: Register[FigureSeed]
    calculations: Register[CalculationEntry]
    pairings: Register[Pairing]

    @property
    def lead_office(self) -> Office:
        """The office that runs the working group."""
        return next(office for office in self.offices.values() if office.lead)

    @property
    def default_route(self) -> Route:
        """The route of an intention whose route nobody knows yet."""
        return next(route for route in self.routes.values() if route.default)

    def match_district(self, text: str, *, labelled: bool) -> District | None:
        """Return the district that the whole of `text` names; see `districts.match_district`."""
        return match_district(self.districts, text, labelled=labelled)

    def match_office(self, text: str) -> Office | None:
        """Return the office whose id, name, short name or alias is the whole of `text`, else None."""
        return match_office(self.offices, text)

    def units_of(self, facility_type: str) -> tuple[Unit, ...]:
        """Return the units a kind of facility is counted in, the default first; none for a concern."""
        return tuple(self.units[unit] for unit in self.facility_types[facility_type].units)

    def stages_of(self, route: str) -> tuple[Stage, ...]:
        """Return the stages of a route in their order."""
        return tuple(self.stages[stage] for stage in self.routes[route].stages)

    def is_backwards(self, route: str, old: str, new: str) -> bool:
        """Tell whether the step from stage `old` to stage `new` goes backwards on `route`.

        A stage that is not on the route (it was changed on the way) counts by its number.
        Raises KeyError for a route or stage that the catalogue never had.
        """
        before, after = self.stages[old], self.stages[new]
        order = self.routes[route].stages
        if old in order and new in order:
            return order.index(new) < order.index(old)
        return after.number < before.number
