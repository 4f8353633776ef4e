"""Which column of a city's list means what: the heading is found, read, and wrong names are told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from rapidfuzz import fuzz, process

from planning.catalogue.wording import fold
from planning.tables import HEAD_LINES, Line, TableFault, TableRefused

NEAR = 75
"""Score (0–100, rapidfuzz) from which a word is suggested in place of another."""
EXAMPLE_KEY = "BEISPIEL-1"
"""The key of the template's example; a line with it is left out."""


class Reason(StrEnum):
    """Why a line cannot be taken as it is, or what of it is left out."""

    NO_HEADING = "no_heading"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    COLUMN_MISSPELT = "column_misspelt"
    COLUMN_IGNORED = "column_ignored"
    NO_ROWS = "no_rows"
    REQUIRED = "required"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    CELL_ERROR = "cell_error"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    IN_THE_FUTURE = "in_the_future"
    TOO_FAR_AHEAD = "too_far_ahead"
    NOT_YES_OR_NO = "not_yes_or_no"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    STAGE_NOT_ON_ROUTE = "stage_not_on_route"
    TWICE = "twice"
    DATE_OR_STAGE = "date_or_stage"
    DATE_AND_STAGE = "date_and_stage"
    INFORMATION_HAS_NO_DATE = "information_has_no_date"
    STAGE_NEEDS_INTENTION = "stage_needs_intention"
    STAGE_IS_REACHED = "stage_is_reached"
    STAGE_KEPT = "stage_kept"
    OFFICE_KEPT = "office_kept"
    SETTLED = "settled"
    SIMILAR = "similar"
    NO_FIGURE = "no_figure"
    ZERO = "zero"
    RANGE_UPSIDE_DOWN = "range_upside_down"
    OUTSIDE_OF_RANGE = "outside_of_range"


@dataclass(frozen=True, order=True)
class Remark:
    """What is to say about one line (0: the whole file) and, where it is one cell, about which column.

    `typed` is what stood there, `known` what it would have to be, or the nearest that exists.
    """

    line: int
    reason: Reason
    column: str = ""
    typed: str = ""
    known: str = ""


@dataclass(frozen=True)
class Column:
    """One column: its name within the program, its heading, and other headings cities use."""

    name: str
    heading: str
    note: str
    required: bool = False
    others: Sequence[str] = ()
    example: str | int = ""

    @property
    def spellings(self) -> set[str]:
        """Give every folded way to write the heading."""
        return {fold(word).strip("* ") for word in (self.name.replace("_", " "), self.heading, *self.others)}


@dataclass(frozen=True)
class Heading:
    """Where which column stands; with problems nothing below is to be read."""

    places: dict[str, int]
    problems: Sequence[Remark]
    ignored: Sequence[Remark] = ()


@dataclass(frozen=True)
class Record:
    """One line of the list: what stands in the known columns, "" for an empty or missing one."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_records(lines: Iterator[Line], columns: Sequence[Column]) -> tuple[Heading, Iterator[Record]]:
    """Find the heading within the first lines; give it and the lines below, one after the other.

    Raises TableRefused as the lines do.
    """
    head = list(islice(lines, HEAD_LINES))
    if not head:
        raise TableRefused(TableFault.EMPTY)
    names, last = _best(head, columns)
    heading = _heading(head[last].number, names, columns)
    return heading, _records(heading, head[last + 1 :], lines)


def _records(heading: Heading, begun: Iterable[Line], rest: Iterable[Line]) -> Iterator[Record]:
    for part in (begun, rest):
        for line in part:
            cells = {name: line.cells[at] for name, at in heading.places.items() if at < len(line.cells)}
            if any(cells.values()) and cells.get("key") != EXAMPLE_KEY:
                yield Record(line.number, cells)


def _best(head: Sequence[Line], columns: Sequence[Column]) -> tuple[list[str], int]:
    """Choose the line, or two lines with merged cells, in which most known headings stand."""
    known = set[str]().union(*(column.spellings for column in columns))

    def score(names: Sequence[str]) -> int:
        return sum(_folded(name) in known for name in names)

    best, last = list(head[0].cells), 0
    for at, line in enumerate(head):
        if score(line.cells) > score(best):
            best, last = list(line.cells), at
        if at + 1 < len(head) and (merged := _merged(line, head[at + 1], known)) and score(merged) > score(best):
            best, last = merged, at + 1
    return best, last


def _merged(upper: Line, lower: Line, known: set[str]) -> list[str] | None:
    """Put two lines of a heading together ("Größe" over "Wohnungen"); None when the lower one holds data."""
    if not all(_folded(name) in known for name in lower.cells if name):
        return None
    width = max(len(upper.cells), len(lower.cells))
    above, below = ([*line.cells, *[""] * (width - len(line.cells))] for line in (upper, lower))
    return [low or high for high, low in zip(above, below, strict=True)]


def _folded(name: str) -> str:
    return fold(name).strip("* ")


def _heading(line: int, names: Sequence[str], columns: Sequence[Column]) -> Heading:
    places: dict[str, int] = {}
    problems: list[Remark] = []
    unknown: list[str] = []
    for at, name in enumerate(names):
        column = next((one for one in columns if _folded(name) in one.spellings), None)
        if column is None:
            unknown += [name] if name else []
        elif column.name in places:
            problems.append(Remark(line, Reason.COLUMN_TWICE, column.heading))
        else:
            places[column.name] = at
    if not places:
        needed = ", ".join(column.heading for column in columns if column.required)
        return Heading(places, [Remark(line, Reason.NO_HEADING, known=needed)])
    misspelt, ignored = _strangers(line, unknown, [one for one in columns if one.name not in places])
    problems += misspelt
    told = {remark.known for remark in misspelt}
    problems += [
        Remark(line, Reason.COLUMN_MISSING, column.heading)
        for column in columns
        if column.required and column.name not in places and column.heading not in told
    ]
    return Heading(places, problems, ignored)


def _strangers(line: int, unknown: Sequence[str], missing: Sequence[Column]) -> tuple[list[Remark], list[Remark]]:
    """Tell a slip of the pen in a heading from a column that is simply of no concern here."""
    misspelt, ignored = [], []
    for name in unknown:
        meant = next((one for one in missing if nearest(name, one.spellings) is not None), None)
        if meant is not None:
            misspelt.append(Remark(line, Reason.COLUMN_MISSPELT, typed=name, known=meant.heading))
        else:
            ignored.append(Remark(line, Reason.COLUMN_IGNORED, typed=name))
    return misspelt, ignored


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Give the known word that was probably meant; None when none is near."""
    found = process.extractOne(fold(typed), {word: fold(word) for word in known}, scorer=fuzz.ratio, score_cutoff=NEAR)
    return found[2] if found is not None else None
