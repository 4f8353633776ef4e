"""Offices: what an entry must say, which id it gets, what can become part of what."""

import pytest

from planning.errors import Conflict, Invalid, Problem, Required, UnknownChoice
from planning.offices import Asked, OfficeDraft, Taken, check_merge, new_id

YOUTH = Taken("jugendamt", "Jugendamt", "Jugend")


@pytest.mark.parametrize(("typed", "problems"), [
    ({}, ()),
    ({"name": "  "}, (Required("name"),)),
    ({"name": "JUGENDAMT"}, (Conflict("name", "office_name_taken"),)),
    ({"short": "jugend"}, (Conflict("short", "office_name_taken"),)),
    ({"short": "Jugendamt"}, (Conflict("short", "office_name_taken"),)),
    ({"districts": ["mitte", "atlantis"]}, (UnknownChoice("districts", typed="atlantis"),)),
])  # fmt: skip
def test_an_office_has_names_of_its_own_and_districts_that_exist(
    typed: dict[str, object], problems: tuple[Problem, ...]
) -> None:
    draft = OfficeDraft.model_validate(
        {"name": "Amt für Umweltschutz", "short": "Umwelt", "asked": Asked.ALWAYS} | typed
    )
    if not problems:
        draft.check([YOUTH], {"mitte"})
        return
    with pytest.raises(Invalid) as refused:
        draft.check([YOUTH], {"mitte"})
    assert refused.value.problems == problems


@pytest.mark.parametrize(("name", "used", "office_id"), [
    ("Amt für Umweltschutz", (), "amt-fuer-umweltschutz"),
    ("Straßen & Plätze", (), "strassen-plaetze"),
    ("Jugendamt", ("jugendamt",), "jugendamt-2"),
    ("Jugendamt", ("jugendamt", "jugendamt-2"), "jugendamt-3"),
    ("!!!", (), "amt"),
    ("x" * 200, (), "x" * 56),
])  # fmt: skip
def test_an_id_is_never_given_twice(name: str, used: tuple[str, ...], office_id: str) -> None:
    assert new_id(name, used) == office_id
    assert len(office_id) <= 60


@pytest.mark.parametrize(("into", "problem"), [
    (None, Required("into")),
    ("jugendamt", Conflict("into", "merged_into_itself")),
    ("hafenamt", UnknownChoice("into", typed="hafenamt")),
])  # fmt: skip
def test_an_office_merges_only_into_another_one_that_exists(into: str | None, problem: Problem) -> None:
    assert check_merge("jugendamt", "sozialamt", {"jugendamt", "sozialamt"}) == "sozialamt"
    with pytest.raises(Invalid) as refused:
        check_merge("jugendamt", into, {"jugendamt", "sozialamt"})
    assert refused.value.problems == (problem,)
