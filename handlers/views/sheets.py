"""Spreadsheets that people get: plain cells that no program takes for a formula, readable as they open."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from planning.later import Later

if TYPE_CHECKING:
    import openpyxl
    import openpyxl.cell
    import openpyxl.styles
    import openpyxl.utils
else:
    openpyxl = Later("openpyxl")

XLSX = "xlsx"
CSV = "csv"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that spreadsheet programs would calculate or run."""
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST = 32_000
"""Characters of a cell; Excel's limit is 32,767."""
TITLE_BACKGROUND = "1D4F6E"
EXAMPLE_BACKGROUND = "EEEEEE"

Value = str | int | None


@dataclass(frozen=True)
class Page:
    """One sheet: its name, its headings with their widths, its rows."""

    name: str
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]
    greyed: int = 0
    """So many first rows are only examples or hints."""


class SheetWriter:
    """A workbook that is written row by row: memory does not grow with it."""

    def __init__(self) -> None:
        self._book = openpyxl.Workbook(write_only=True)
        self._is_finished = False

    def page(self, name: str, headings: Sequence[tuple[str, int]]) -> "PageWriter":
        """Begin a sheet with its heading, which stays in sight."""
        sheet: Any = self._book.create_sheet(name)  # the published types lack half of what it can
        sheet.freeze_panes = "A2"
        for number, (_, width) in enumerate(headings, start=1):
            sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width = width
        page = PageWriter(sheet)
        page.heading([title for title, _ in headings])
        if headings:
            sheet.auto_filter.ref = f"A1:{openpyxl.utils.get_column_letter(len(headings))}1"
        return page

    def content(self) -> bytes:
        """Give the finished file."""
        into = io.BytesIO()
        self._book.save(into)
        self._is_finished = True
        return into.getvalue()

    def close(self) -> None:
        """Give back the temporary files of a workbook that nobody wants any more."""
        if not self._is_finished and self._book.worksheets:
            self._book.save(io.BytesIO())


class PageWriter:
    """One sheet that is being written."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def heading(self, titles: Sequence[str]) -> None:
        """Write the heading."""
        cells = [self._cell(title) for title in titles]
        for cell in cells:
            cell.font = openpyxl.styles.Font(bold=True, color="FFFFFF")
            cell.fill = _filled(TITLE_BACKGROUND)
        self._sheet.append(cells)

    def row(self, values: Sequence[Value], *, greyed: bool = False) -> None:
        """Write one row; numbers stay numbers, everything else is text and nothing but text."""
        cells = [self._cell(value) for value in values]
        for cell in cells if greyed else ():
            cell.font = openpyxl.styles.Font(italic=True, color="555555")
            cell.fill = _filled(EXAMPLE_BACKGROUND)
        self._sheet.append(cells)

    def _cell(self, value: Value) -> Any:
        if value is None or isinstance(value, int):
            return openpyxl.cell.WriteOnlyCell(self._sheet, value)
        text = NOT_IN_XML.sub("", value)[:LONGEST]
        cell: Any = openpyxl.cell.WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"  # else openpyxl writes "=…" as a formula
        cell.alignment = openpyxl.styles.Alignment(vertical="top", wrap_text=len(text) > 40)
        if text.startswith(DANGEROUS):
            cell.quotePrefix = True
        return cell


@cache
def _filled(colour: str) -> Any:
    return openpyxl.styles.PatternFill("solid", fgColor=colour)


def workbook(*pages: Page) -> bytes:
    """Give a whole file."""
    with closing(SheetWriter()) as writer:
        for page in pages:
            written = writer.page(page.name, page.headings)
            for number, row in enumerate(page.rows):
                written.row(row, greyed=number < page.greyed)
        return writer.content()


def separated(page: Page) -> bytes:
    """Give one sheet as CSV as Excel opens it: semicolons, with a mark for UTF-8.

    CSV has no types: what a program would calculate gets an apostrophe in front, as people type it themselves.
    """
    into = io.StringIO(newline="")
    writer = csv.writer(into, delimiter=";")
    writer.writerow([title for title, _ in page.headings])
    for row in page.rows:
        writer.writerow([_plain(value) for value in row])
    return into.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    text = NOT_IN_XML.sub("", value)[:LONGEST]
    return f"'{text}" if text.startswith(DANGEROUS) else text
