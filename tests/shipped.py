"""What is shipped with the bot and stays the same while tests run: read once, not once per module."""

from functools import cache
from zoneinfo import ZoneInfo

from handlers import translations
from handlers.speech import Speech
from planning import catalogue as catalogues

catalogue = cache(catalogues.load)
texts = cache(translations.load)


def german() -> Speech:
    """Speak as the bot does to people in Stuttgart."""
    return Speech(texts()["de"], ZoneInfo("Europe/Berlin"))
