"""Quantities as people write them: "4 Gruppen", "ca. 3–4 Gruppen", "etwa 600 m²", "mind. 2"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from planning.errors import Conflict, Invalid, NotANumber, NotAQuantity, OutOfRange, UnknownUnit

MOST = 1_000_000
SHOWN = 40
"""Characters of what was typed that an error repeats."""
NUMBER = r"(?:\d{1,3}(?:[.\s]\d{3})+|\d+)(?:,\d{1,2})?"
"""With points or blanks between thousands only: "3 4" and "3, 4" are two numbers, not one."""
ONE_NUMBER = re.compile(rf"-?{NUMBER}")
SPAN = re.compile(
    rf"(?:(?:zwischen|von|between|from)\s+)?(?P<low>-?{NUMBER})"
    rf"(?:\s*(?P<between>[^\W\d_][^\d–—-]*?)?\s*(?:–|—|-|\bbis(?:\s+zu)?\b|\bund\b|\bto\b|\band\b)\s*(?P<high>{NUMBER}))?"
    r"\s*(?P<unit>[^\W\d_].*)?",
    re.DOTALL | re.IGNORECASE,
)


class Manner(StrEnum):
    """How a number is meant that is not meant exactly."""

    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


WORDS = {
    Manner.ABOUT: r"ca\.?|circa|zirka|etwa|ungefähr|ungef\.?|rund|gut|knapp|~|≈|about|around",
    Manner.AT_LEAST: r"mind\.?|mindestens|min\.?|wenigstens|ab|über|≥|>=|at\s+least",
    Manner.AT_MOST: r"max\.?|maximal|höchstens|bis(?:\s+zu)?|≤|<=|at\s+most|up\s+to",
}
LEADING = {
    manner: re.compile(rf"(?:{words})(?![^\W\d_])\s*(?P<rest>.*)", re.DOTALL | re.I) for manner, words in WORDS.items()
}


@dataclass(frozen=True)
class Amount:
    """What was typed: one number, or a range up to `high`; the word it came with; the id of its unit."""

    low: Decimal
    high: Decimal | None = None
    manner: Manner | None = None
    unit: str | None = None


def quantity_from(field: str, typed: str | None) -> Decimal | None:
    """Read a number as Germans write it ("1.150", "2,5"; "600 m²" is refused); None for empty.

    Raises Invalid at `field`.
    """
    text = (typed or "").strip()
    if not text:
        return None
    if not ONE_NUMBER.fullmatch(text):
        raise Invalid(NotANumber(field, typed=text[:SHOWN]))
    return _number(field, text)


def amount_from(field: str, typed: str | None, units: Mapping[str, str]) -> Amount | None:
    """Read "570", "4 Gruppen", "ca. 3–4 Gruppen" or "mind. 2"; `units` maps folded words to ids; None for empty.

    Raises Invalid at `field`, also for a word that is no unit and for a range that ends below its beginning.
    """
    text = (typed or "").strip()
    if not text:
        return None
    manner, rest = _manner(text)
    found = SPAN.fullmatch(rest)
    if found is None:
        raise Invalid(NotAQuantity(field, typed=text[:SHOWN]))
    low, high = _number(field, found["low"]), None
    words = {word for name in ("between", "unit") if (word := (found[name] or "").strip())}
    if found["high"] is not None:
        high = _number(field, found["high"])
        if high < low:
            raise Invalid(Conflict(field, "quantity_is_upside_down"))
    unknown = next((word for word in words if word.casefold() not in units), None)
    if unknown is not None:
        raise Invalid(UnknownUnit(field, typed=unknown[:SHOWN]))
    meant = {units[word.casefold()] for word in words}
    if len(meant) > 1:
        raise Invalid(NotAQuantity(field, typed=text[:SHOWN]))
    return Amount(low, high if high != low else None, manner, next(iter(meant), None))


def _manner(text: str) -> tuple[Manner | None, str]:
    for manner, leading in LEADING.items():
        if found := leading.fullmatch(text):
            return manner, found["rest"]
    return None, text


def _number(field: str, digits: str) -> Decimal:
    value = Decimal("".join(digits.split()).replace(".", "").replace(",", "."))
    if value < 0 or value > MOST:
        raise Invalid(OutOfRange(field, low="0", high=f"{MOST:,}".replace(",", ".")))
    return value
