"""Overviews of an intention, an area and a district: within Slack's limits with sixty needs of extreme words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.speech import Speech
from handlers.views import bundle_tables, bundles, district_tables, districts, layout, need_sites, overviews, pools
from planning.bundles import Claim, Sorting, areas, duplicates, meetings, ordered, same_ground
from planning.catalogue.figures import rules, seeded
from planning.districts import Deficit, PlaceCounts, QualityLine, cover, totals
from planning.figure_sheets import compute
from planning.figures import Housing, Site
from planning.intentions import LocationQuality
from planning.needs import NeedKind, Priority
from planning.pools import Member, pooled_sheet
from planning.quantity_checks import checks, shares, unlike
from sandbox.block_kit import surfaces as slack
from tests.handlers.test_needs_views import CATALOGUE, ENDLESS, TEXTS, harmless, shown

KINDS = list(CATALOGUE.facility_types.values())
RULES = rules({seed.id: seeded(seed) for seed in CATALOGUE.figures.values()}, CATALOGUE.calculations.values())
SITE = Site(dwellings={Housing.FAMILY: 420})
FACES = {number: replace(shown(), id=number, number=f"V-2026-{number:03d}") for number in range(1, 21)}


def claim(number: int) -> Claim:
    """One of sixty needs of ten offices, all at one place, of a kind of its own or of a few kinds."""
    kind = KINDS[number % len(KINDS)]
    return Claim(
        id=number, office=f"{number % 10} {ENDLESS}"[:40], office_id=f"office-{number % 10}", kind=NeedKind.NEED,
        what=ENDLESS[:200], facility_type=kind.id, quantity=Decimal("1234567.89"), unit=kind.units[0] if kind.units else "m2",
        priority=list(Priority)[number % 3], place=ENDLESS[:200], sites=tuple(FACES),
    )  # fmt: skip


CLAIMS = [claim(number) for number in range(60)]
DEFICITS = {
    kind.id: Deficit(facility_type=kind.id, amount=Decimal(1_000_000), unit=kind.units[0], as_of=date(2025, 12, 31),
                     source=ENDLESS[:300], version=9)
    for kind in KINDS
    if kind.units
}  # fmt: skip
SEARCHING = [need_sites.Searching(one, shown(), may_place=True) for one in CLAIMS]
LINES = [QualityLine(quality, 10, 24, 60) for quality in (*LocationQuality, None)]


def bundle(sorting: Sorting, offset: int) -> bundles.Bundle:
    """Everything that can be found about sixty needs."""
    lines = compute([SITE], RULES)
    return bundles.Bundle(
        face=shown(), claims=ordered(CLAIMS, sorting, list(CATALOGUE.facility_types)), sorting=sorting, offset=offset,
        areas=areas(CLAIMS, Decimal(100), None), duplicates=duplicates(CLAIMS), same_ground=same_ground(CLAIMS),
        meetings=meetings(CLAIMS, CATALOGUE.pairings.values()), unanswered=[ENDLESS[:40]] * 20,
        checks=checks(CLAIMS, lines, CATALOGUE.calculations),
        unlike=unlike(CLAIMS, lines, CATALOGUE.calculations),
        covers=[replace(cover(one, Decimal(1), Decimal(9), reported=False), district=district)
                for district in ("degerloch", "wangen") for one in DEFICITS.values()],
        shares=shares(CLAIMS, RULES), faces=FACES, office="office-1",
    )  # fmt: skip


def district(offset: int) -> districts.Shown:
    """A district in which everything is asked for."""
    return districts.Shown(
        district="degerloch", intentions=20, dwellings=9_999_999, concerns=7, faces=FACES, searching=SEARCHING,
        totals=totals(CLAIMS, DEFICITS, list(CATALOGUE.facility_types), PlaceCounts()), quality=LINES, city=LINES,
        offset=offset, paused=3, unknown=4,
    )  # fmt: skip


def area() -> pools.Shown:
    """As many intentions as can be pooled, with needs of all."""
    members = [Member(face.id, SITE, RULES) for face in FACES.values()]
    return pools.Shown(1, ENDLESS[:120], list(FACES.values()), pooled_sheet(members, RULES), [ENDLESS[:240]] * 60, True)


def speech(language: str) -> Speech:
    """One of the languages."""
    return Speech(TEXTS[language], ZoneInfo("Europe/Berlin"))


View = Callable[[Speech], dict[str, Any]]
MODALS: dict[str, View] = {
    **{f"{sorting} {offset}": partial(lambda s, of, at: bundles.view(s, CATALOGUE, bundle(of, at)), of=sorting, at=offset)
       for sorting in Sorting for offset in range(0, 60, bundles.PAGE)},
    **{f"district {at}": partial(lambda s, at: districts.view(s, CATALOGUE, district(at)), at=at) for at in (0, 10, 40)},
    "area": lambda s: pools.view(s, CATALOGUE, area()),
    "area form": lambda s: pools.form(s, ENDLESS[:120], list(FACES.values())),
    "all districts": lambda s: districts.listing(s, CATALOGUE, dict.fromkeys(CATALOGUE.districts, (99, 9_999)), dict.fromkeys(CATALOGUE.districts, 9)),
    "unknown district": lambda s: districts.unknown(s, CATALOGUE, ENDLESS, list(CATALOGUE.districts)),
    "searching": lambda s: need_sites.listing(s, CATALOGUE, need_sites.Listed(SEARCHING[:10], 60, 10, None)),
    "sites": lambda s: need_sites.form(s, CATALOGUE, CLAIMS[0], shown(), list(FACES.values())),
}  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("view", MODALS.values(), ids=MODALS.keys())
def test_every_overview_stays_within_the_limits_of_slack(view: View, language: str) -> None:
    drawn = view(speech(language))
    assert slack.check_view(drawn, kind="modal") == []
    assert not slack.is_too_large(drawn)
    assert harmless(drawn)
    assert len(drawn["blocks"]) < layout.MOST_IN_VIEW, "nothing was cut off"


def test_all_sixty_needs_are_on_one_of_the_pages() -> None:
    views = [bundles.view(speech("de"), CATALOGUE, bundle(Sorting.OFFICE, at)) for at in range(0, 60, bundles.PAGE)]
    opened = [
        block["accessory"]["value"]
        for view in views
        for block in view["blocks"]
        if block.get("accessory", {}).get("action_id") == bundles.NEED
    ]
    assert sorted(map(int, opened)) == list(range(60))


def test_a_district_fits_into_a_message_and_both_tables_are_written() -> None:
    s = speech("de")
    text, blocks = districts.message(s, CATALOGUE, district(0))
    sent = layout.as_list(blocks)
    assert slack.check_message({"text": text, "blocks": sent}) == []
    assert not slack.blocks_too_long(sent)
    assert harmless(sent)
    assert bundle_tables.table(s, CATALOGUE, bundle(Sorting.FACILITY, 0)).startswith(b"PK")
    assert district_tables.table(s, CATALOGUE, district(0)).startswith(b"PK")


def test_the_hint_to_pool_names_its_intentions_and_offers_both_ways() -> None:
    hint = pools.HintShown(7, list(FACES.values()), ["kita-under-three", "gone-from-the-catalogue"])
    blocks = layout.as_list(pools.at_home(speech("de"), CATALOGUE, [hint] * 9))
    assert slack.check_message({"text": "x", "blocks": blocks}) == []
    assert sum(block["type"] == "actions" for block in blocks) == pools.MOST_HINTS
    assert harmless(blocks)


def test_the_home_tab_names_a_few_intentions_whatever_there_is_and_both_ways_to_all() -> None:
    line = overviews.Line(replace(shown(), id=7, title=ENDLESS), needs=1, offices=1, missing=1)
    blocks = layout.as_list(overviews.at_home(speech("de"), [line, replace(line, needs=7, offices=4, missing=2)] * 9))
    assert slack.check_message({"text": "x", "blocks": blocks}) == []
    assert "1 Bedarf von 1 Amt, 1 Amt fehlt noch" in str(blocks)
    assert "7 Bedarfe von 4 Ämtern, 2 Ämter fehlen noch" in str(blocks)
    assert sum("accessory" in block for block in blocks) == overviews.MOST
    assert harmless(blocks)
    empty = str(layout.as_list(overviews.at_home(speech("de"), [])))
    assert "noch kein Bedarf gemeldet" in empty
    assert districts.LIST in empty
