"""Words of the catalogue in German and English, and how a typed word is compared with them."""

import re
import unicodedata
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

OPTION_MAX = 75
"""A name appears in select lists, where an option holds at most this many characters."""

SHORT_MAX = 24
"""A short name stands beside others on one line of a card."""

STRICT = ConfigDict(strict=True, frozen=True, extra="forbid")

_SEPARATORS = re.compile(r"[\s.,:/_\-\u2010-\u2015]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

Words = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$")]
OptionWords = Annotated[Words, StringConstraints(max_length=OPTION_MAX)]
ShortWords = Annotated[Words, StringConstraints(max_length=SHORT_MAX)]


class Text(BaseModel):
    """One text in both languages of the house."""

    model_config = STRICT

    de: Words
    en: Words

    def in_(self, language: str) -> str:
        """Return the text in `language` ("en", "en-US" …); German for every other language."""
        return self.en if language.lower().startswith("en") else self.de


class Name(Text):
    """A text that fits into a select list."""

    de: OptionWords
    en: OptionWords


class ShortName(Text):
    """A text that fits beside others on one line of a card."""

    de: ShortWords
    en: ShortWords


@lru_cache(maxsize=4096)  # lists compare the same few hundred words ten thousand times
def fold(text: str) -> str:
    """Return `text` as it is compared: case, ä/ae, ß/ss, hyphens, dots and blanks make no difference."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return _SEPARATORS.sub(" ", composed.translate(_UMLAUTS)).strip()
