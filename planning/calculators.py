"""Calculators for what law and council papers count in steps: no formula of one line says it."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from planning.figures import Rules, Site

ZERO, ONE = Decimal(0), Decimal(1)
NO_SIM = "no-sim-infill"
"""The note of a line on a route where the model does not apply."""

PLAYGROUND_STEPS = ((10, Decimal(2)), (20, Decimal("1.5")), (30, ONE))
"""Above so many dwellings each further one adds so many m²: LBOAVO § 1, as of 08.12.2020."""


def private_playground(dwellings: Decimal) -> Decimal:
    """Give the m² of private playground a plot owes: nothing up to 2 dwellings, 30 m² up to 10, then by steps.

    Source: § 1 LBOAVO (Baden-Württemberg), as of 08.12.2020; the reform of 2025 has to be checked.
    """
    if dwellings <= 2:
        return ZERO
    area = Decimal(30)
    for (above, each), end in zip(PLAYGROUND_STEPS, (20, 30, None), strict=True):
        upto = dwellings if end is None else min(dwellings, Decimal(end))
        area += max(ZERO, upto - above) * each
    return area


def subsidised_area(floor_area: Decimal, share: Decimal, first_dwelling: Decimal) -> Decimal:
    """Give the m² GF of subsidised housing: the share of new housing, none below the first threshold.

    Source: Stuttgarter Innenentwicklungsmodell (SIM), council principle of 24.03.2011, text of 20.05.2021.
    """
    return floor_area * share if floor_area >= first_dwelling else ZERO


def _playground(_site: Site, inputs: Mapping[str, Decimal], _rules: Rules) -> tuple[Decimal, str | None]:
    return private_playground(inputs["dwellings"]), None


def _sim(site: Site, inputs: Mapping[str, Decimal], rules: Rules) -> tuple[Decimal, str | None]:
    if site.infill:
        return ZERO, NO_SIM
    share = rules.number("sim-share-municipal" if site.municipal_land else "sim-share")
    area = subsidised_area(inputs["floor_area"], share, rules.number("sim-first-dwelling"))
    if inputs["floor_area"] < rules.number("sim-first-dwelling"):
        return area, "sim-below-threshold"
    return area, "sim-with-social" if inputs["floor_area"] >= rules.number("sim-first-social") else "sim-without-social"


Calculator = Callable[[Site, Mapping[str, Decimal], Rules], tuple[Decimal, str | None]]
CALCULATORS: Mapping[str, Calculator] = {"private-playground": _playground, "sim": _sim}
USED: Mapping[str, tuple[str, ...]] = {
    "private-playground": (),
    "sim": ("sim-share", "sim-share-municipal", "sim-first-dwelling", "sim-first-social"),
}
"""The key figures each calculator looks at."""
