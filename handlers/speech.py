"""How the bot speaks to one reader: sentences, dates, times and numbers in that reader's language."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from handlers.mrkdwn import Mrkdwn, safe
from handlers.translations import Texts

LONG_DAY = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}
SHORT_DAY = {"de": "EEE, dd.MM.y", "en": "EEE, dd/MM/y"}
PLAIN_DAY = {"de": "dd.MM.y", "en": "dd/MM/y"}
DAY_IN_YEAR = {"de": "EEEE, d. MMMM", "en": "EEEE, d MMMM"}


class Speech:
    """One language and one time zone.

    `_` and `n_` make plain text (labels, buttons, titles); `rich` and `n_rich` make mrkdwn and
    escape every parameter that is not Mrkdwn already. Sentences are gettext msgids in English
    with {named} places.
    """

    def __init__(self, texts: Texts, zone: ZoneInfo) -> None:
        self.texts = texts
        self.language = texts.language
        self.zone = zone

    def _(self, sentence: str, /, **places: object) -> str:
        """Give a plain sentence."""
        return self.texts.gettext(sentence).format(**places)

    def n_(self, one: str, many: str, count: int, /, **places: object) -> str:
        """Give a plain sentence for `count` (available as {count}, "1.150")."""
        return self.texts.ngettext(one, many, count).format(count=self.number(count), **places)

    def rich(self, sentence: str, /, **places: object) -> Mrkdwn:
        """Give a sentence as mrkdwn; what is put into it is escaped."""
        return Mrkdwn(self.texts.gettext(sentence).format(**_escaped(places)))

    def n_rich(self, one: str, many: str, count: int, /, **places: object) -> Mrkdwn:
        """Give a sentence as mrkdwn for `count` (available as {count}, "1.150")."""
        return Mrkdwn(self.texts.ngettext(one, many, count).format(count=self.number(count), **_escaped(places)))

    def day(self, day: date) -> str:
        """ "Montag, 16. März 2026" – for deadlines and meetings in sentences."""
        return format_date(day, LONG_DAY[self.language], locale=self.language)

    def day_in_year(self, day: date) -> str:
        """ "Mittwoch, 8. Juli" – where the year is clear."""
        return format_date(day, DAY_IN_YEAR[self.language], locale=self.language)

    def short_day(self, day: date) -> str:
        """ "Mo., 16.03.2026" – for cards and lists."""
        return format_date(day, SHORT_DAY[self.language], locale=self.language)

    def plain_day(self, day: date) -> str:
        """ "16.03.2026" – for histories."""
        return format_date(day, PLAIN_DAY[self.language], locale=self.language)

    def clock(self, instant: datetime) -> str:
        """ "18:00" in the city's time."""
        return format_time(instant.astimezone(self.zone), "HH:mm", locale=self.language)

    def moment(self, instant: datetime) -> str:
        """ "Montag, 16. März 2026, 18:00 Uhr" – every deadline has weekday, date and time."""
        local = instant.astimezone(self.zone)
        return self._("{day}, {time}", day=self.day(local.date()), time=self.clock(instant))

    def short_moment(self, instant: datetime) -> str:
        """ "Mo., 16.03.2026, 18:00 Uhr" – for cards and lists."""
        local = instant.astimezone(self.zone)
        return self._("{day}, {time}", day=self.short_day(local.date()), time=self.clock(instant))

    def number(self, value: Decimal | int) -> str:
        """ "1.150" or "2,5"."""
        return format_decimal(value, locale=self.language)


def _escaped(places: dict[str, object]) -> dict[str, Mrkdwn]:
    return {name: value if isinstance(value, Mrkdwn) else safe(str(value)) for name, value in places.items()}
