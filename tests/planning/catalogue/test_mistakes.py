"""A mistake in a city's catalogue is named by file, line and what is wrong."""

import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from planning.catalogue import CatalogueError, Problem, load
from planning.catalogue.loader import FILES, SHIPPED


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """Return a copy of the shipped folder that a test may break."""
    for name in FILES:
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def alter(file: Path, after: str, old: str, new: str) -> int:
    """Replace the first `old` behind `after`; return the line on which the replacement begins."""
    text = file.read_text(encoding="utf-8")
    start = text.index(old, text.index(after))
    file.write_text(text[:start] + new + text[start + len(old) :], encoding="utf-8")
    return text[:start].count("\n") + 1


class Mistake(NamedTuple):
    """In file `name`, behind `after`, `old` becomes `new`; the error has the words `said`."""

    name: str
    after: str
    old: str
    new: str
    said: str


def refused(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    return caught.value.problems


CANNSTATT, JUGENDAMT, KITA = 'id = "bad-cannstatt"', 'id = "jugendamt"', 'id = "kita-u3"'
QUERUNG, VERTRAG, LIEGENSCHAFT = 'id = "schulweg-querung"', 'id = "vertrag"', 'id = "liegenschaftsamt"'

MISTAKES = [
    ("figures.toml", "[[figure]]", 'value = "90"', 'value = "0"', "value must be above zero"),
    ("districts.toml", CANNSTATT, 'kind = "outer"', 'kind = "aussen"', "'inner' or 'outer'"),
    ("districts.toml", CANNSTATT, "population.people = 71000", 'population.people = "71000"', "valid integer"),
    ("districts.toml", CANNSTATT, "population.people = 71000", "population.people = 0", "greater than 0"),
    ("districts.toml", CANNSTATT, "population.people", "population.peple", "unknown key 'population.peple'"),
    ("districts.toml", CANNSTATT, "plan_code", "plancode", "unknown key 'plancode'"),
    ("districts.toml", CANNSTATT, CANNSTATT, 'id = "Bad Cannstatt"', "should match pattern"),
    ("districts.toml", CANNSTATT, 'status = "public source"', 'status = "sicher"', "'unverified'"),
    ("offices.toml", JUGENDAMT, 'en = "Youth Welfare Office"', 'en = ""', "at least 1 character"),
    ("offices.toml", JUGENDAMT, ', en = "Youth Welfare Office"', "", "name.en is missing"),
    ("offices.toml", JUGENDAMT, 'asked = "always"', 'asked = "immer"', "'with_contact'"),
    ("offices.toml", JUGENDAMT, '"familien"]', '"familie"]', "target_group 'familie', which does not exist"),
    ("offices.toml", JUGENDAMT, '"familien"]', '"jugendliche"]', "'jugendliche' more than once"),
    ("offices.toml", JUGENDAMT, 'asked = "always"', 'lead = 1\nasked = "always"', "valid boolean"),
    ("offices.toml", LIEGENSCHAFT, 'asked = "never"', "lead = true\n" + 'asked = "never"', "only one office"),
    (
        "offices.toml",
        LIEGENSCHAFT,
        'asked = "never"',
        'merged_into = "x"\nuntil = 2026-01-01\nasked = "never"',
        "no office 'x'",
    ),
    (
        "offices.toml",
        LIEGENSCHAFT,
        'asked = "never"',
        'merged_into = "hochbauamt"\nasked = "never"',
        "must say `until`",
    ),
    ("offices.toml", 'id = "bezirksamt-ost"', '["ost"]', '["osten"]', "district 'osten', which does not exist"),
    ("facility_types.toml", KITA, 'units = ["gruppe"', 'units = ["gruppen"', "unit 'gruppen', which does not"),
    ("facility_types.toml", KITA, 'group = "kindertagesbetreuung"', 'group = "kita"', "group 'kita', which"),
    ("facility_types.toml", KITA, "Kita-Gruppe unter 3 Jahren (U3)", "K" * 76, "at most 75 characters"),
    ("stages.toml", VERTRAG, "number = 8", "number = 9", "number is 9, but"),
    ("stages.toml", VERTRAG, 'owner = "stadtplanung-wohnen"', 'owner = "rechtsamt"', "office 'rechtsamt', which"),
    ("stages.toml", VERTRAG, 'law = { text = "§', 'law = { txt = "§', "unknown key 'law.txt'"),
    ("stages.toml", 'id = "auslegung"', '"6000"', '"600"', "should match pattern"),
    ("ladder.toml", 'id = "gebaut"', "number = 5", "number = 50", "expected 5"),
    ("ladder.toml", 'id = "abgelehnt"', '"missed"', '"lost"', "'missed'"),
    ("themes.toml", 'id = "verortung"', 'id = "verortung"', 'id = "instrumente"', "already used"),
    ("units.toml", 'id = "zug"', 'de = "Züge"', 'de = " Züge"', "should match pattern"),
    ("target_groups.toml", 'id = "frauen"', "status =", "until = 2026-13-01\nstatus =", "is not TOML"),
]


@pytest.mark.parametrize("mistake", [Mistake(*row) for row in MISTAKES], ids=lambda mistake: mistake.said)
def test_a_mistake_is_named_by_file_and_line(city: Path, mistake: Mistake) -> None:
    file = city / mistake.name
    line = alter(file, mistake.after, mistake.old, mistake.new)
    problems = refused(city)
    assert [(p.file, p.line) for p in problems if mistake.said in p.message] == [(file, line)], problems


MISSING = [
    ("districts.toml", CANNSTATT, 'kind = "outer"\n', "", "'bad-cannstatt': kind is missing"),
    ("offices.toml", 'id = "jugendrat"', 'asked = "never"\n', "", "'jugendrat': asked is missing"),
    ("offices.toml", JUGENDAMT, 'number = "51"\n', "", "number and number_status belong together"),
    ("facility_types.toml", QUERUNG, '"concern"', '"countable"', "needs at least one unit"),
    ("facility_types.toml", KITA, '"countable"', '"concern"', "a concern has no quantity"),
    ("stages.toml", VERTRAG, VERTRAG + "\n", "", "stage no. 9: id is missing"),
]


@pytest.mark.parametrize("mistake", [Mistake(*row) for row in MISSING], ids=lambda mistake: mistake.said)
def test_what_an_entry_lacks_is_named_at_its_head(city: Path, mistake: Mistake) -> None:
    file = city / mistake.name
    line = alter(file, mistake.after, mistake.old, mistake.new)
    [problem] = [p for p in refused(city) if mistake.said in p.message]
    lines = file.read_text(encoding="utf-8").split("\n")
    heads = [n for n, text in enumerate(lines[:line], 1) if text.startswith("[[") and n < line]
    assert problem.line == heads[-1]


def test_all_mistakes_of_all_files_are_reported_together_in_reading_order(city: Path) -> None:
    second = alter(city / "offices.toml", JUGENDAMT, 'asked = "always"', 'asked = "ja"')
    third = alter(city / "offices.toml", LIEGENSCHAFT, 'asked = "never"', 'asked = "nein"')
    first = alter(city / "districts.toml", CANNSTATT, 'kind = "outer"', 'kind = "x"')
    with pytest.raises(CatalogueError) as caught:
        load(city)
    error = caught.value
    places = [(p.file.name, p.line) for p in error.problems]
    assert places == [("districts.toml", first), ("offices.toml", second), ("offices.toml", third)]
    assert (error.file, error.line) == (city / "districts.toml", first)
    assert f"{city / 'offices.toml'}:{third}: office 'liegenschaftsamt': asked is 'nein'" in str(error)


def test_references_into_a_broken_file_do_not_repeat_its_mistake(city: Path) -> None:
    alter(city / "districts.toml", CANNSTATT, 'kind = "outer"', 'kind = "x"')
    assert len(refused(city)) == 1


def test_two_districts_may_not_share_a_spelling(city: Path) -> None:
    alter(city / "districts.toml", 'id = "botnang"', '"S-Botnang"]', '"S Feuerbach"]')
    [problem] = refused(city)
    assert "'s feuerbach' is also a spelling of 'botnang'" in problem.message
    assert "district 'feuerbach'" in problem.message


def test_a_route_begins_with_the_first_stage(city: Path) -> None:
    file = city / "stages.toml"
    line = alter(file, 'id = "befreiung-31"', '    "interessenbekundung",\n', "")
    [problem] = refused(city)
    assert "begins with the first stage, 'interessenbekundung'" in problem.message
    assert problem.line == line - 1


@pytest.mark.parametrize(
    ("name", "mark", "said"),
    [("offices.toml", "lead = true\n", "one office must say `lead = true`"),
     ("stages.toml", "default = true\n", "one route must say `default = true`")],
)  # fmt: skip
def test_the_group_needs_a_lead_office_and_a_default_route(city: Path, name: str, mark: str, said: str) -> None:
    alter(city / name, "[[", mark, "")
    assert said in str(refused(city)[0])


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(city: Path, name: str) -> None:
    (city / name).unlink()
    [problem] = refused(city)
    assert (problem.file, problem.line) == (city / name, 0)
    assert "cannot be read" in problem.message


def test_a_folder_that_does_not_exist_names_every_file(tmp_path: Path) -> None:
    assert {p.file.name for p in refused(tmp_path / "nowhere")} == set(FILES)


def test_a_file_with_another_encoding_is_named_with_the_line(city: Path) -> None:
    file = city / "themes.toml"
    file.write_bytes(file.read_bytes() + "# Gemäß\n".encode("latin-1"))
    [problem] = refused(city)
    assert (problem.file, problem.message) == (file, "is not UTF-8 text")
    assert problem.line == file.read_bytes().count(b"\n")


def test_an_unfinished_file_is_named_with_its_last_line(city: Path) -> None:
    file = city / "themes.toml"
    file.write_text('[[theme]]\nid = "a"\nname = """\nb', encoding="utf-8")
    assert [(p.file, p.line) for p in refused(city)] == [(file, 4)]


@pytest.mark.parametrize("text", ["", "theme = []\n", 'theme = "Instrumente"\n'])
def test_a_file_without_entries_is_refused(city: Path, text: str) -> None:
    (city / "themes.toml").write_text(text, encoding="utf-8")
    [problem] = refused(city)
    assert "has no [[theme]]" in problem.message


def test_a_table_of_another_file_is_refused_where_it_stands(city: Path) -> None:
    file = city / "themes.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before + '\n[[thema]]\nid = "x"\n', encoding="utf-8")
    [problem] = refused(city)
    assert problem.line == before.count("\n") + 2
    assert "unknown key 'thema'; this file holds [[theme]]" in problem.message


def test_what_looks_like_a_head_inside_a_text_does_not_shift_the_lines(city: Path) -> None:
    file = city / "themes.toml"
    alter(file, "[[theme]]", 'source = "commissioning', 'note = """\n[[theme]]\nid = 1\n"""\nsource = "commissioning')
    line = alter(file, 'id = "verortung"', 'short = { de = "Verortung"', "short = { de = 1")
    assert line in [problem.line for problem in refused(city)]


def test_an_entry_in_place_of_a_table_is_refused(city: Path) -> None:
    (city / "themes.toml").write_text('\ntheme = ["Instrumente"]\n', encoding="utf-8")
    [problem] = refused(city)
    assert problem.line == 2
    assert problem.message.startswith("theme no. 1: ")


def test_more_than_a_hundred_entries_in_use_do_not_fit_into_a_select_list(city: Path) -> None:
    file = city / "units.toml"
    entry = '[[unit]]\nid = "neu-{n}"\nname = {{ de = "a", en = "a" }}\nplural = {{ de = "b", en = "b" }}\n'
    rest = 'source = "x"\nstatus = "proposed"\n'
    more = "".join(entry.format(n=n) + rest for n in range(87))
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    [problem] = refused(city)
    assert "holds 100 entries, 101 are in use" in problem.message
    assert "unit 'neu-86'" in problem.message


def test_merging_in_a_circle_is_refused(city: Path) -> None:
    for office, other in (("hochbauamt", "tiefbauamt"), ("tiefbauamt", "hochbauamt")):
        ended = f'until = 2026-01-31\nmerged_into = "{other}"\nasked = "never"'
        alter(city / "offices.toml", f'id = "{office}"', 'asked = "never"', ended)
    assert ["leads back" in problem.message for problem in refused(city)] == [True, True]


def test_an_office_that_was_merged_leads_to_the_one_that_took_its_place(city: Path) -> None:
    ended = 'until = 2026-01-31\nmerged_into = "hochbauamt"\nasked = "never"'
    alter(city / "offices.toml", 'id = "tiefbauamt"', 'asked = "never"', ended)
    offices = load(city).offices
    assert offices.current("tiefbauamt") is offices["hochbauamt"]
    assert load(city).match_office("Tiefbauamt") == offices["hochbauamt"]
    assert offices["tiefbauamt"] in offices.active(date(2026, 1, 31))
    assert offices["tiefbauamt"] not in offices.active(date(2026, 2, 1))


def test_another_city_needs_only_a_folder_of_its_own(city: Path) -> None:
    alter(city / "districts.toml", CANNSTATT, '{ de = "Bad Cannstatt"', '{ de = "Neustadt"')
    assert load(city).districts["bad-cannstatt"].name.de == "Neustadt"
    assert load().districts["bad-cannstatt"].name.de == "Bad Cannstatt"


def test_a_catalogue_without_a_figure_that_is_computed_with_is_refused(city: Path) -> None:
    file = city / "figures.toml"
    alter(file, "[[figure]]", 'id = "floor-area-per-dwelling"', 'id = "floor-area"')
    alter(file, 'id = "sim-share"', 'id = "sim-share"', 'id = "sim-part"')
    lines = file.read_text(encoding="utf-8").splitlines()
    first, calculator = lines.index("[[figure]]") + 1, lines.index('calculator = "sim"') + 1
    assert [(p.file, p.line, p.message) for p in refused(city)] == [
        (file, first, "there is no figure 'floor-area-per-dwelling'; every sheet is computed with it"),
        (file, calculator, "calculation 'subsidised-floor-area': 'sim' needs the figure 'sim-share'"),
    ]
