"""A city's own list as it comes out of a spreadsheet: CSV or XLSX, read line by line, never calculated.

Whatever cannot be read raises TableRefused. Nothing here knows what the columns mean.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from planning.later import Later

if TYPE_CHECKING:
    import openpyxl
    import openpyxl.utils.exceptions
else:
    openpyxl = Later("openpyxl")

MOST_BYTES = 10_000_000
MOST_UNPACKED = 100_000_000
"""Bytes an XLSX may have when it is unpacked; 20,000 full lines have about 40 million."""
MOST_PARTS = 2_000
MOST_LINES = 20_000
MOST_COLUMNS = 100
LONGEST_GAP = 1_000
"""Empty lines in a row after which a sheet is taken to be over: spreadsheets leave formatted ones behind."""
HEAD_LINES = 10
"""The heading is looked for in so many lines; above it there may be a title."""

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of old Excel begin, and XLSX files with a password."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class TableFault(StrEnum):
    """Why a file is no table that can be read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    BOMB = "bomb"
    PASSWORD = "password"  # noqa: S105  # a word, no secret
    OLD_EXCEL = "old_excel"
    NOT_A_TABLE = "not_a_table"
    DAMAGED = "damaged"
    OPEN_QUOTE = "open_quote"


class TableRefused(Exception):
    """The file cannot be read; `line` is where that showed (0: the file as a whole)."""

    def __init__(self, fault: TableFault, line: int = 0) -> None:
        super().__init__(f"{fault} at line {line}")
        self.fault = fault
        self.line = line


@dataclass(frozen=True)
class Line:
    """One line of the sheet as text, numbered as the spreadsheet does; formulas keep their "="."""

    number: int
    cells: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing stands in it."""
        return not any(self.cells)


def read_lines(content: bytes) -> Iterator[Line]:
    """Read the lines of a CSV or of the first sheet of an XLSX one after the other, empty ones left out.

    Raises TableRefused, possibly only at the line that shows it.
    """
    if not content.strip():
        raise TableRefused(TableFault.EMPTY)
    if len(content) > MOST_BYTES:
        raise TableRefused(TableFault.TOO_LARGE)
    if content.startswith(COMPOUND):
        raise TableRefused(TableFault.PASSWORD if ENCRYPTED in content else TableFault.OLD_EXCEL)
    lines = _of_workbook(content) if content.startswith(ZIP) else _of_text(content)
    found = 0
    for line in lines:
        if line.is_empty:
            continue
        found += 1
        if found > MOST_LINES + HEAD_LINES:
            raise TableRefused(TableFault.TOO_MANY_LINES, line.number)
        yield line
    if not found:
        raise TableRefused(TableFault.EMPTY)


def _of_workbook(content: bytes) -> Iterator[Line]:
    _check_archive(content)
    try:
        # Read-only streams the rows; links are not followed; without data_only formulas stay what they are.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not to be believed
        gap = 0
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            cells = [_shown(value) for value in row]
            gap = 0 if any(cells) else gap + 1
            if gap > LONGEST_GAP:
                return
            while cells and not cells[-1]:
                cells.pop()
            yield Line(number, cells)
    except (
        openpyxl.utils.exceptions.InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, IndexError, TypeError, EOFError,
        NotImplementedError, AttributeError, OSError,
    ) as error:  # fmt: skip  # what openpyxl raises over files that are not what they say
        raise TableRefused(TableFault.DAMAGED) from error


def _check_archive(content: bytes) -> None:
    """Refuse what would unpack into far more than a list, and XML that defines entities, before reading any of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise TableRefused(TableFault.PASSWORD)
            # Python stops at the size that a part claims, so claims can be added up.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise TableRefused(TableFault.BOMB)
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise TableRefused(TableFault.NOT_A_TABLE)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        if b"<!" in opened.read(1024).replace(b"<!--", b""):
                            raise TableRefused(TableFault.BOMB)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise TableRefused(TableFault.DAMAGED) from error


def _shown(value: object) -> str:
    """Write a cell as the cell reader takes it: dates as ISO, numbers without trailing zeros, in German."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.6f}".rstrip("0").replace(".", ",")
        case _:
            return " ".join(str(value).replace("\u00a0", " ").split(" ")).strip()


def _of_text(content: bytes) -> Iterator[Line]:
    text = decoded(content)
    if "\0" in text:
        raise TableRefused(TableFault.NOT_A_TABLE)
    skipped, separator = 0, None
    if text[:4].casefold() == "sep=":  # Excel's own hint
        separator, skipped = text[4:5], 1
        text = text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or separator_of(text))
    begins = 1 + skipped
    try:
        for cells in reader:
            shown = [cell.replace("\u00a0", " ").strip() for cell in islice(cells, MOST_COLUMNS)]
            yield Line(begins, shown)
            begins = reader.line_num + 1 + skipped
    except csv.Error as error:  # a single cell beyond csv's limit of 128 kB: an open quotation mark
        raise TableRefused(TableFault.OPEN_QUOTE, begins) from error


def decoded(content: bytes) -> str:
    """Decode UTF-8 or UTF-16 with their marks, else UTF-8, else what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined; Latin-1 knows them all.
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            return content.decode("latin-1")


def separator_of(text: str) -> str:
    """Tell the separator by what stands most often in the first lines; a comma when nothing does."""
    head = "\n".join(islice((line for line in text.splitlines() if line.strip()), HEAD_LINES))
    return max(",;\t", key=lambda one: head.count(one) * (2 if one != "," else 1))
