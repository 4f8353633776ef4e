"""Key figures as a CSV that Excel opens and that can be brought in again."""

import csv
import io
from collections.abc import Sequence

from handlers.speech import Speech
from handlers.views.figures import digits
from planning.figure_import import BINDINGS, COLUMNS
from planning.figures import Figure

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
"""A cell that begins like this would be computed by a spreadsheet."""


def figures_csv(s: Speech, figures: Sequence[Figure]) -> bytes:
    """Give the figures line by line: semicolons, German numbers and dates, with a mark for UTF-8."""
    into = io.StringIO(newline="")
    writer = csv.writer(into, delimiter=";")
    writer.writerow([column.heading for column in COLUMNS])
    for figure in figures:
        writer.writerow([_plain(cell) for cell in _cells(s, figure)])
    return into.getvalue().encode("utf-8-sig")


def _cells(s: Speech, figure: Figure) -> list[str]:
    low, high = (digits(s, value) if value is not None else "" for value in (figure.low, figure.high))
    since = f"{figure.valid_from:%d.%m.%Y}" if figure.valid_from is not None else ""
    return [
        figure.id, figure.name, str(figure.version), digits(s, figure.value), low, high, figure.unit,
        BINDINGS[figure.status], figure.source, since, "",
    ]  # fmt: skip


def _plain(cell: str) -> str:
    return f" {cell}" if cell.startswith(FORMULA_SIGNS) else cell
