"""Every sentence has a German text, and places named in it exist in both."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from handlers.translations import FOLDER, read

HANDLERS = Path(__file__).parents[2] / "handlers"
KEYWORDS = {"_": None, "rich": None, "n_": (1, 2), "n_rich": (1, 2)}
GERMAN = sorted((FOLDER / "de" / "LC_MESSAGES").glob("*.po"))

Sentence = str | tuple[str, ...]


@cache
def spoken() -> set[Sentence]:
    """Collect all msgids in the code."""
    found: set[Sentence] = set()
    for file in HANDLERS.rglob("*.py"):
        found.update(message for _, message, _, _ in extract_from_file("python", file, keywords=KEYWORDS))
    return found


@cache
def german() -> dict[Sentence, Sentence]:
    """Collect all German texts that are not fuzzy."""
    texts: dict[Sentence, Sentence] = {}
    for file in GERMAN:
        for message in read(file, "de"):
            if message.id and not message.fuzzy and message.string:
                key = tuple(message.id) if isinstance(message.id, list | tuple) else message.id
                texts[key] = tuple(message.string) if isinstance(message.string, list | tuple) else message.string
    return texts


def test_every_sentence_is_spoken_in_german() -> None:
    missing = sorted(str(sentence) for sentence in spoken() - set(german()))
    assert missing == []


def test_no_german_text_is_left_over() -> None:
    assert sorted(str(s) for s in set(german()) - spoken()) == []


def test_german_texts_fill_the_same_places() -> None:
    for sentence, text in german().items():
        allowed = places(sentence) | {"count"} if isinstance(sentence, tuple) else places(sentence)
        assert places(text) <= allowed, sentence


def test_no_file_says_the_same_sentence_differently() -> None:
    said: dict[Sentence, tuple[str, Sentence]] = {}
    for file in GERMAN:
        for message in read(file, "de"):
            if not message.id:
                continue
            key = tuple(message.id) if isinstance(message.id, list | tuple) else message.id
            string = tuple(message.string) if isinstance(message.string, list | tuple) else str(message.string)
            earlier = said.setdefault(key, (file.name, string))
            assert earlier[1] == string, f"{key!r} differs between {earlier[0]} and {file.name}"


@pytest.mark.parametrize("file", GERMAN, ids=lambda f: f.stem)
def test_german_is_formal_and_plain(file: Path) -> None:
    informal = re.compile(r"\b(du|dein|deine|dir|dich|euer|eure)\b", re.IGNORECASE)
    for message in read(file, "de"):
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        for text in strings:
            assert not informal.search(str(text)), text
            assert "Projekt " not in str(text), "the word is Vorhaben"


def places(sentence: Sentence) -> set[str]:
    parts = sentence if isinstance(sentence, tuple) else (sentence,)
    return {place for part in parts for place in re.findall(r"\{(\w+)\}", part)}
