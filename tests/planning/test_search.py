"""What somebody who searches means, and the part of a text that answers."""

import pytest

from planning.search import EXCERPT, excerpt, spellings, stem, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Zollhof-Areal", ["zollhof", "areal"]),
        ("  Kita  Kita ", ["kita"]),
        ('"kita" OR (spielplatz) NOT *', ["kita", "or", "spielplatz", "not"]),
        ("die Kita im Zollhof", ["kita", "zollhof"]),
        ("die", ["die"]),
        ("'; DROP TABLE need; --", ["drop", "table", "need"]),
        ("_%", []),
        (None, []),
    ],
)
def test_only_letters_and_digits_are_looked_for(typed: str | None, words: list[str]) -> None:
    assert words_of(typed) == words


def test_a_novel_is_cut_to_a_few_words() -> None:
    found = words_of("wort" * 5_000 + " " + " ".join(f"w{n}" for n in range(3_000)))
    assert len(found) == 1
    assert len(words_of(" ".join(f"w{n}" for n in range(3_000)))) == 8


def test_umlauts_are_read_in_both_spellings() -> None:
    assert set(spellings("grünfläche")) == {"grünfläche", "gruenflaeche", "gruenfläche", "grünflaeche"}
    assert "straße" in spellings("strasse")
    assert spellings("kita") == ["kita"]


@pytest.mark.parametrize(
    ("word", "begins"),
    [("spielplätze", "spielplätz"), ("kindern", "kind"), ("häuser", "häus"), ("haus", "haus"), ("2026", "2026")],
)
def test_an_ending_is_cut_but_no_short_word(word: str, begins: str) -> None:
    assert stem(word) == begins


def test_an_excerpt_shows_where_the_word_stands() -> None:
    text = "Anfang. " + "Füllwort " * 60 + "hier stehen die Spielplätze mitten im Text " + "Ende " * 60
    shown = excerpt(text, ["spielplatz"])
    assert "Spielplätze" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= EXCERPT + 4


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt("Kita\nmit Garten", ["kita"]) == "Kita mit Garten"
