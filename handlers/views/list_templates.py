"""Templates for a city's own list: headings, one example, notes on what is allowed; and the preview by line."""

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest

from handlers.speech import Speech
from handlers.views.list_words import ListWords
from handlers.views.sheets import Page, SheetWriter, workbook
from planning.catalogue import Catalogue
from planning.list_import import Judged
from planning.result_import import KIND_NAMES
from planning.table_columns import Column


def template(s: Speech, catalogue: Catalogue, columns: Sequence[Column], office_names: Sequence[str]) -> bytes:
    """Give the template as XLSX: the list, the notes, the words that can be chosen."""
    headings = [(_titled(column), max(14, len(column.heading) + 4)) for column in columns]
    example = [column.example if column.example != "" else None for column in columns]
    notes = [
        [column.heading, s._("yes") if column.required else s._("no"), column.note, str(column.example)]
        for column in columns
    ]
    choices = _choices(s, catalogue, columns, office_names)
    return workbook(
        Page(s._("List"), headings, [example], greyed=1),
        Page(
            s._("Notes"),
            [(s._("Column"), 28), (s._("Required"), 12), (s._("What it means"), 70), (s._("Example"), 32)],
            [*notes, [], [s._("The grey line is an example and is left out. Above it may stand a title.")]],
        ),
        Page(
            s._("Choices"),
            [(title, 44) for title, _ in choices],
            [list(row) for row in zip_longest(*(words for _, words in choices))],
        ),
    )


def _titled(column: Column) -> str:
    return f"{column.heading} *" if column.required else column.heading


def _choices(
    s: Speech, catalogue: Catalogue, columns: Sequence[Column], office_names: Sequence[str]
) -> list[tuple[str, Sequence[str]]]:
    stages = [f"{stage.number} · {stage.name.in_(s.language)}" for stage in catalogue.stages.values()]
    words: dict[str, tuple[str, Sequence[str]]] = {
        "district": (s._("District"), [one.name.in_(s.language) for one in catalogue.districts.values()]),
        "route": (s._("Planning route"), [one.name.in_(s.language) for one in catalogue.routes.values()]),
        "stage": (s._("Stage"), stages),
        "kind": (s._("Kind"), KIND_NAMES),
        "office": (s._("Office"), office_names),
        "trigger_stage": (s._("Stage"), stages),
        "facility_type": (s._("Kind of facility"), _countable(s, catalogue)),
        "unit": (s._("Unit"), [one.plural.in_(s.language) for one in catalogue.units.values()]),
    }
    return [words[column.name] for column in columns if column.name in words]


def _countable(s: Speech, catalogue: Catalogue) -> list[str]:
    return [one.name.in_(s.language) for one in catalogue.facility_types.values() if one.kind == "countable"]


def template_csv(columns: Sequence[Column]) -> bytes:
    """Give the template as CSV as Excel opens it: semicolons, with a mark for UTF-8."""
    into = io.StringIO(newline="")
    writer = csv.writer(into, delimiter=";")
    writer.writerow([column.heading for column in columns])
    writer.writerow([column.example for column in columns])
    return into.getvalue().encode("utf-8-sig")


class PreviewSheet:
    """What would become of every line, written while the list is read."""

    def __init__(self, words: ListWords) -> None:
        s = words.speech
        self._words = words
        self._writer = SheetWriter()
        self._page = self._writer.page(
            s._("Preview"),
            [
                (s._("Line"), 8),
                (s._("What happens"), 16),
                (s._("Title"), 50),
                (s._("Number"), 16),
                (s._("Details"), 90),
            ],
        )

    def add(self, judged: Sequence[Judged]) -> None:
        """Write some lines."""
        for one in judged:
            details = "\n".join(self._words.details(one))
            self._page.row([one.line, self._words.outcome(one.outcome), one.label, one.number, details])

    def content(self) -> bytes:
        """Give the finished file."""
        return self._writer.content()

    def close(self) -> None:
        """Leave nothing behind when nobody wants the file."""
        self._writer.close()
