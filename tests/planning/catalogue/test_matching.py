"""A written name means a district or an office only when there is no doubt."""

import unicodedata
from decimal import Decimal

import pytest

from planning.catalogue import Catalogue, Text, load
from planning.catalogue.wording import fold


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load()


@pytest.mark.parametrize(
    ("text", "labelled", "district"),
    [
        ("Bad Cannstatt", False, "bad-cannstatt"),
        ("  bad   CANNSTATT ", False, "bad-cannstatt"),
        ("Cannstatt", False, "bad-cannstatt"),
        ("bad-cannstatt", False, "bad-cannstatt"),
        ("Möhringen", False, "moehringen"),
        ("Moehringen", False, "moehringen"),
        ("MÖHRINGEN", False, "moehringen"),
        (unicodedata.normalize("NFD", "Möhringen"), False, "moehringen"),
        ("Mohringen", False, None),
        ("Ost", False, None),
        ("ost", True, "ost"),
        ("S-Ost", False, "ost"),
        ("Stuttgart-Ost", False, "ost"),
        ("Stuttgart Ost", False, "ost"),
        ("Stgt-Ost", False, "ost"),
        ("Stgt.-Ost", False, "ost"),
        ("Mitte", False, None),
        ("Mitte", True, "mitte"),
        ("Stadtbezirk Mitte", False, "mitte"),
        ("Stadtbezirk: Mitte", False, "mitte"),
        ("Bezirk Süd", False, "sued"),
        ("Süd", False, None),
        ("sued", False, None),
        ("sued", True, "sued"),
        ("West", False, None),
        ("Nord", False, None),
        ("Nord", True, "nord"),
        ("Münster", False, None),
        ("Muenster", False, None),
        ("Muenster", True, "muenster"),
        ("Stuttgart-Münster", False, "muenster"),
        ("Wangen", False, None),
        ("S-Wangen", False, "wangen"),
        ("in der Mitte", True, None),
        ("Feuerbach und Botnang", True, None),
        ("Stadtbezirk", True, None),
        ("Bezirk Stadtbezirk Mitte", False, None),
        ("", True, None),
        ("Esslingen", True, None),
    ],
)
def test_a_text_names_a_district_only_beyond_doubt(
    shipped: Catalogue, text: str, labelled: bool, district: str | None
) -> None:
    found = shipped.match_district(text, labelled=labelled)
    assert (found.id if found else None) == district


def test_every_district_is_found_by_its_own_name_from_a_list(shipped: Catalogue) -> None:
    for district in shipped.districts.values():
        assert shipped.match_district(district.name.de, labelled=True) is district


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("jugendamt", "jugendamt"),
        ("Jugendamt", "jugendamt"),
        ("Youth Welfare Office", "jugendamt"),
        ("ASW", "stadtplanung-wohnen"),
        ("Amt für Stadtplanung und Wohnen", "stadtplanung-wohnen"),
        ("Amt fuer Stadtplanung und Wohnen", "stadtplanung-wohnen"),
        ("Kinderbüro", "kinderbuero"),
        ("Amt für Liegenschaften und Wohnen", "liegenschaftsamt"),
        ("Bezirksamt Möhringen", "bezirksamt-moehringen"),
        ("Amt", None),
        ("", None),
    ],
)
def test_an_office_is_found_by_id_name_short_name_or_alias(shipped: Catalogue, text: str, office: str | None) -> None:
    found = shipped.match_office(text)
    assert (found.id if found else None) == office


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Amt"), ("en", "Office"), ("en-GB", "Office"), ("fr", "Amt"), ("", "Amt")]
)
def test_a_text_is_german_unless_english_is_asked_for(language: str, said: str) -> None:
    assert Text(de="Amt", en="Office").in_(language) == said


@pytest.mark.parametrize(
    ("unit", "quantity", "language", "word"),
    [
        ("gruppe", 1, "de", "Gruppe"),
        ("gruppe", 0, "de", "Gruppen"),
        ("gruppe", 2, "en", "groups"),
        ("platz", Decimal("1.0"), "de", "Platz"),
        ("platz", Decimal("1.5"), "de", "Plätze"),
        ("m2", 570, "de", "m²"),
    ],
)
def test_a_unit_follows_its_quantity(
    shipped: Catalogue, unit: str, quantity: int | Decimal, language: str, word: str
) -> None:
    assert shipped.units[unit].word(quantity, language) == word


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Straße", "strasse"), ("Stgt.-Ost", "stgt ost"), ("Stgt–Ost", "stgt ost"), (" A/B ", "a b"), ("...", "")],
)
def test_spelling_habits_make_no_difference(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("route", "old", "new", "backwards"),
    [
        ("bebauungsplan", "aufstellungsbeschluss", "vorpruefung", True),
        ("bebauungsplan", "vorpruefung", "aufstellungsbeschluss", False),
        ("bebauungsplan", "vorpruefung", "vorpruefung", False),
        ("bebauungsplan", "baugenehmigung", "satzungsbeschluss", True),
        ("vorzeitig-33", "baugenehmigung", "satzungsbeschluss", False),
        ("vorzeitig-33", "satzungsbeschluss", "baugenehmigung", True),
        ("innenbereich-34", "satzungsbeschluss", "vorpruefung", True),
        ("innenbereich-34", "aufstellungsbeschluss", "baugenehmigung", False),
        ("innenbereich-34", "baugenehmigung", "vorpruefung", True),
    ],
)
def test_the_route_decides_what_goes_backwards(
    shipped: Catalogue, route: str, old: str, new: str, backwards: bool
) -> None:
    assert shipped.is_backwards(route, old, new) is backwards


def test_an_unknown_stage_or_route_is_no_silent_no(shipped: Catalogue) -> None:
    with pytest.raises(KeyError):
        shipped.is_backwards("bebauungsplan", "vorpruefung", "irgendwann")
    with pytest.raises(KeyError):
        shipped.is_backwards("irgendwie", "vorpruefung", "baubeginn")
