"""The texts in the reader's language: gettext catalogues, read from .po at start, one file per noun."""

from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from handlers.commands import prefixed

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "en")


class Texts(NullTranslations):
    """All sentences of one language; English needs none, its msgids are the texts.

    Commands are named with the city's prefix before anything is put into a sentence, so what people typed stays.
    """

    def __init__(self, language: str, prefix: str = "") -> None:
        super().__init__()
        self.language = language
        self._prefix = prefix
        self._one: dict[str, str] = {}
        self._many: dict[str, tuple[str, ...]] = {}
        for file in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
            self._learn(read(file, language))

    def _learn(self, catalogue: Catalog) -> None:
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, tuple | list):
                self._many[message.id[0]] = tuple(message.string or ())
            elif message.string:
                self._one[message.id] = str(message.string)

    def gettext(self, message: str) -> str:
        """Give the sentence in this language, or the English one."""
        return prefixed(self._one.get(message, message), self._prefix)

    def ngettext(self, msgid1: str, msgid2: str, n: Any) -> str:
        """Give the sentence for a count of `n`."""
        forms = self._many.get(msgid1)
        if forms is None or not all(forms):
            forms = (msgid1, msgid2)
        return prefixed(forms[0 if n == 1 else 1], self._prefix)  # the plural rule of both languages


def read(file: Path, language: str) -> Catalog:
    """Read one .po file; raises babel's PoFileError with line and reason when it is broken."""
    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def load(prefix: str = "") -> dict[str, Texts]:
    """Read the catalogues of all languages; `prefix` is what the city puts before each slash command."""
    return {language: Texts(language, prefix) for language in LANGUAGES}
