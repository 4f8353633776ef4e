"""What stands in a cell, as Germans write it: numbers, days, yes and no, a word out of a list."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from planning.catalogue.wording import fold
from planning.table_columns import Column, Reason, Record, Remark, nearest

SHOWN = 60
"""Characters of a cell that a sentence repeats."""
CELL_ERRORS = frozenset(
    {"#REF!", "#N/A", "#NV", "#VALUE!", "#WERT!", "#NAME?", "#BEZUG!", "#DIV/0!", "#NULL!", "#NUM!"}
)
YES = frozenset({"ja", "j", "yes", "wahr", "true", "x", "1"})
NO = frozenset({"nein", "n", "no", "falsch", "false", "0"})
UNKNOWN = frozenset({"unbekannt", "unknown", "?", "-", "offen"})
MONTHS = {
    name: number
    for number, names in enumerate(
        ("januar jan", "februar feb", "maerz mrz", "april apr", "mai", "juni jun", "juli jul", "august aug",
         "september sep sept", "oktober okt", "november nov", "dezember dez"), start=1,
    )
    for name in names.split()
}  # fmt: skip
NUMBER = re.compile(r"(\d+|\d{1,3}(\.\d{3})+)(,\d+)?")
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
MONTH_NAME = re.compile(r"([a-zäöü]+)\.?\s+(\d{4})", re.IGNORECASE)


@dataclass
class Cells:
    """The cells of one record; what is wrong in them is collected with line and column."""

    record: Record
    headings: Mapping[str, str]
    problems: list[Remark] = field(default_factory=list)

    def words(self, name: str, *, longest: int, required: bool = False) -> str | None:
        """Give the words of a cell; None when it is empty."""
        typed = self.record[name]
        if typed.startswith("="):
            self.wrong(name, Reason.FORMULA, typed)
        elif typed.upper() in CELL_ERRORS:
            self.wrong(name, Reason.CELL_ERROR, typed)
        elif not typed and required:
            self.wrong(name, Reason.REQUIRED)
        elif len(typed) > longest:
            self.wrong(name, Reason.TOO_LONG, str(len(typed)), str(longest))
        else:
            return typed or None
        return None

    def whole(self, name: str, *, low: int, high: int) -> int | None:
        """Give a whole number: "1.150", "1150" or "1.150,0"; "ca." and units are refused."""
        typed = self.words(name, longest=SHOWN)
        if typed is None:
            return None
        plain = re.sub(r"[\s\u202f]", "", typed)
        if NUMBER.fullmatch(plain) is None:
            self.wrong(name, Reason.NOT_A_NUMBER, typed)
            return None
        value = Decimal(plain.replace(".", "").replace(",", "."))
        if value != value.to_integral_value():
            self.wrong(name, Reason.NOT_WHOLE, typed)
            return None
        if not low <= value <= high:
            self.wrong(name, Reason.OUT_OF_RANGE, typed, _span(low, high))
            return None
        return int(value)

    def day(self, name: str, *, end_of_month: bool = False) -> date | None:
        """Give a day: "01.03.2026", "1.3.26", "2026-03-01"; of "3/2026" or "März 2026" the first or the last."""
        typed = self.words(name, longest=SHOWN)
        if typed is None:
            return None
        try:
            found = day_of(typed, end_of_month=end_of_month)
        except ValueError:  # 31.02.
            found = None
        if found is None:
            self.wrong(name, Reason.NOT_A_DATE, typed)
        return found

    def yes(self, name: str) -> bool | None:
        """Give yes or no; None for an empty cell and for "unbekannt"."""
        typed = self.words(name, longest=SHOWN)
        if typed is None or fold(typed) in UNKNOWN or typed in UNKNOWN:
            return None
        if fold(typed) in YES:
            return True
        if fold(typed) in NO:
            return False
        self.wrong(name, Reason.NOT_YES_OR_NO, typed)
        return None

    def chosen(self, name: str, find: Callable[[str], str | None], known: Sequence[str], *, required: bool = False) -> str | None:  # fmt: skip
        """Give the id that `find` knows for the words; else the nearest of the `known` words is suggested."""
        typed = self.words(name, longest=200, required=required)
        if typed is None:
            return None
        found = find(typed)
        if found is None:
            self.wrong(name, Reason.UNKNOWN, typed, nearest(typed, known) or "")
        return found

    def wrong(self, name: str, reason: Reason, typed: str = "", known: str = "") -> None:
        """Note what is wrong with a cell, or what several cells together show."""
        shown = typed if len(typed) <= SHOWN else f"{typed[: SHOWN - 1]}…"
        self.problems.append(Remark(self.record.line, reason, self.headings[name], shown, known))


def headings(columns: Sequence[Column]) -> dict[str, str]:
    """Give the heading of every column by its name."""
    return {column.name: column.heading for column in columns}


def day_of(typed: str, *, end_of_month: bool = False) -> date | None:
    """Read a day as people and spreadsheets write it; None for anything else, ValueError for a day that is none."""
    text = typed.strip()
    if match := ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return date(year, month, day)
    if match := DAY.fullmatch(text.replace(" ", "")):
        day, month, year = (int(part) for part in match.groups())
        return date(year + 2000 if year < 100 else year, month, day)
    if match := MONTH.fullmatch(text.replace(" ", "")):
        return _in_month(int(match[2]), int(match[1]), last=end_of_month)
    if (match := MONTH_NAME.fullmatch(text)) and (number := MONTHS.get(fold(match[1]))):
        return _in_month(int(match[2]), number, last=end_of_month)
    return None


def _in_month(year: int, month: int, *, last: bool) -> date:
    first = date(year, month, 1)
    if not last:
        return first
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _span(low: int, high: int) -> str:
    if high < 10_000:  # a year has no thousands
        return f"{low} bis {high}"
    return f"{low} bis {high:,}".replace(",", ".")
