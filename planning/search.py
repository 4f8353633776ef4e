"""Finding again: which words somebody means, and the part of a text in which they stand."""

import re
from enum import StrEnum
from itertools import product

LONGEST_QUERY = 200
MOST_WORDS = 8
LONGEST_WORD = 40
EXCERPT = 160
"""Characters of a hit's text that are shown."""
SPELLINGS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
ENDINGS = ("ern", "em", "er", "en", "es", "e", "s")
"""German endings, the longest first; the stem that is left finds the word in its other forms."""
SHORTEST_STEM = 4
UNSAID = frozenset(
    [
        "am",
        "an",
        "auf",
        "aus",
        "bei",
        "das",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "ein",
        "eine",
        "einem",
        "einen",
        "einer",
        "eines",
        "für",
        "im",
        "in",
        "mit",
        "oder",
        "und",
        "von",
        "zu",
        "zum",
        "zur",
    ]
)


class HitKind(StrEnum):
    """What can be found."""

    INTENTION = "intention"
    NEED = "need"
    RESULT = "result"
    UPDATE = "update"
    QUESTION = "question"
    """A question of an office, once it is answered."""
    STEP = "step"
    """Why the stage or the state of an intention changed."""
    VERSION = "version"
    """What a report said before it was changed, and why it was."""
    MEETING = "meeting"


def words_of(typed: str | None) -> list[str]:
    """Give the words to look for: letters and digits only, so that nothing typed can be an operator."""
    found = re.findall(r"[^\W_]+", (typed or "")[:LONGEST_QUERY].lower())
    telling = [word for word in found if word not in UNSAID] or found
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in telling))[:MOST_WORDS]


def spellings(word: str) -> list[str]:
    """Give the ways a German word may be written: "grünfläche" and "gruenflaeche"."""
    pairs = [pair for pair in SPELLINGS if pair[0] in word or pair[1] in word]
    written = []
    for choice in product(*pairs):
        variant = word
        for pair, chosen in zip(pairs, choice, strict=True):
            other = pair[0] if chosen == pair[1] else pair[1]
            variant = variant.replace(other, chosen)
        written.append(variant)
    return list(dict.fromkeys([word, *written]))


def stem(word: str) -> str:
    """Cut a German ending off: "spielplätze" begins like "spielplatz" once its umlaut is read as a plain vowel."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def excerpt(text: str, words: list[str]) -> str:
    """Give the part of a text around the first word that was looked for; "…" stands for what is left out."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    folded = _plain(line)
    places = [folded.find(_plain(stem(word))) for word in words]
    first = min((place for place in places if place >= 0), default=0)
    begin = max(0, min(first - EXCERPT // 4, len(line) - EXCERPT))
    begin = line.find(" ", begin) + 1 if begin else 0
    part = line[begin : begin + EXCERPT]
    if begin + EXCERPT < len(line):
        part = part[: part.rfind(" ")] if " " in part else part
    before, after = ("… " if begin else ""), (" …" if begin + len(part) < len(line) else "")
    return f"{before}{part}{after}"


def _plain(text: str) -> str:
    return text.lower().translate(str.maketrans("äöü", "aou"))
