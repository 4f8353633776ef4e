"""The example data of the project says what the working group agreed on."""

from collections import Counter
from datetime import date

import pytest

from planning.catalogue import Catalogue, load
from planning.catalogue.wording import OPTION_MAX, SHORT_MAX

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load()


def test_there_are_five_inner_and_eighteen_outer_districts(shipped: Catalogue) -> None:
    assert Counter(district.kind for district in shipped.districts.values()) == {"inner": 5, "outer": 18}


def test_the_unverified_populations_add_up_to_the_known_size_of_the_city(shipped: Catalogue) -> None:
    populations = [district.population for district in shipped.districts.values()]
    assert sum(population.people for population in populations) == 607_000
    assert {population.status for population in populations} == {"unverified"}


def test_the_ten_offices_of_the_first_case_are_always_asked(shipped: Catalogue) -> None:
    assert {office.id for office in shipped.offices.values() if office.asked == "always"} == {
        "jugendamt",
        "sozialamt",
        "garten-friedhofs-forstamt",
        "schulverwaltungsamt",
        "gesundheitsamt",
        "behindertenbeauftragte",
        "kinderbuero",
        "amt-sport-bewegung",
        "strategische-sozialplanung",
        "integrationspolitik",
    }


def test_each_district_has_its_own_office_asked_once_it_names_a_contact(shipped: Catalogue) -> None:
    local = [office for office in shipped.offices.values() if office.districts]
    assert {office.id: office.districts for office in local} == {
        f"bezirksamt-{district}": (district,) for district in shipped.districts
    }
    assert {office.asked for office in local} == {"with_contact"}


def test_the_planning_office_runs_the_group_and_is_not_asked_itself(shipped: Catalogue) -> None:
    assert shipped.lead_office.id == "stadtplanung-wohnen"
    assert shipped.lead_office.asked == "never"


def test_the_stages_run_from_the_first_rumour_to_use(shipped: Catalogue) -> None:
    stages = list(shipped.stages.values())
    assert [stage.number for stage in stages] == list(range(15))
    assert (stages[0].id, stages[-1].id) == ("interessenbekundung", "in-betrieb")


def test_every_route_ends_in_use(shipped: Catalogue) -> None:
    assert {shipped.stages_of(route)[-1].id for route in shipped.routes} == {"in-betrieb"}


def test_the_route_of_an_intention_nobody_knows_more_about_has_every_stage(shipped: Catalogue) -> None:
    assert shipped.default_route.id == "unknown"
    assert shipped.stages_of("unknown") == tuple(shipped.stages.values())


def test_every_group_of_facilities_and_every_unit_is_used(shipped: Catalogue) -> None:
    types = shipped.facility_types.values()
    assert {kind.group for kind in types} == set(shipped.facility_groups)
    assert {unit for kind in types for unit in kind.units} == set(shipped.units)


def test_a_safe_crossing_is_a_concern_without_units(shipped: Catalogue) -> None:
    assert shipped.facility_types["schulweg-querung"].kind == "concern"
    assert shipped.units_of("schulweg-querung") == ()


def test_a_day_care_group_is_counted_in_groups_unless_said_otherwise(shipped: Catalogue) -> None:
    assert [unit.id for unit in shipped.units_of("kita-u3")] == ["gruppe", "platz", "m2-innen", "m2-aussen"]


def test_all_facility_types_fit_into_one_select_list(shipped: Catalogue) -> None:
    names = [kind.name for kind in shipped.facility_types.active(TODAY)]
    assert len(names) <= 100
    assert max(len(text) for name in names for text in (name.de, name.en)) <= OPTION_MAX


def test_short_names_of_offices_are_all_different_and_fit_on_a_card(shipped: Catalogue) -> None:
    for language in ("de", "en"):
        shorts = [office.short.in_(language) for office in shipped.offices.values()]
        assert len(set(shorts)) == len(shorts)
        assert max(map(len, shorts)) <= SHORT_MAX


def test_the_ladder_has_seven_steps_and_four_ways_off_it(shipped: Catalogue) -> None:
    assert [step.number for step in shipped.ladder.values()] == list(range(7))
    assert [reason.counts for reason in shipped.drop_reasons.values()] == [
        "excluded",
        "excluded",
        "missed",
        "elsewhere",
    ]


def test_topics_are_tagged_with_four_themes(shipped: Catalogue) -> None:
    assert list(shipped.themes) == ["ausrichtung", "beteiligung", "instrumente", "verortung"]
