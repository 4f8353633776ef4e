"""What an import shows fits into Slack whatever the list holds, and no spreadsheet it makes calculates anything."""

import io
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from handlers.list_runs import SHOWN, Tally
from handlers.views import imports, layout, waves
from handlers.views.list_templates import PreviewSheet, template
from handlers.views.list_words import ListWords
from handlers.views.sheets import Page, workbook
from planning.intention_import import COLUMNS
from planning.list_import import Difference, Judged, Outcome
from planning.result_import import COLUMNS as RESULT_COLUMNS
from planning.table_columns import Column, Reason, Remark
from sandbox.block_kit.surfaces import check_message, check_view
from storage.backlog import Resting
from tests import shipped

CATALOGUE = shipped.catalogue()
SPEECH = shipped.german()
WORDS = ListWords(SPEECH, CATALOGUE, {1: "Jonas Brandt"})
LONG = "<!channel> *ä* " * 200
EVERY_KIND = [Remark(7, reason, "Spalte", LONG[:60], LONG[:60]) for reason in Reason]


def tally(outcome: Outcome) -> Tally:
    """A reading full of long lines."""
    changes = [Difference("title", LONG, LONG), Difference("dwellings", 1, 2), Difference("stage", None, "vertrag")]
    lines = [Judged(line=n, outcome=outcome, label=LONG, differences=changes, remarks=EVERY_KIND) for n in range(SHOWN)]
    return Tally(
        counts=Counter({outcome: 9999}),
        shown={outcome: lines},
        remarks=[Remark(1, Reason.COLUMN_IGNORED, typed=LONG)] * 50,
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_preview_fits_and_nothing_in_it_is_markup(outcome: Outcome) -> None:
    text, blocks = imports.preview(WORDS, LONG, tally(outcome), 1)
    assert check_message({"text": text, "blocks": layout.as_list(blocks)}) == []
    assert len(blocks) <= layout.MOST_IN_MESSAGE
    assert "<!channel>" not in f"{text}{layout.as_list(blocks)}"


def test_a_wave_to_every_office_fits() -> None:
    loads = [waves.Load(office=f"Amt {n} {LONG[:100]}", messages=20, persons=[LONG[:80]] * 3) for n in range(60)]
    view = waves.load(SPEECH, ["V-2026-001"] * 20, loads, due="morgen", draft_id=1)
    results = waves.results(SPEECH, {f"Amt {n} {LONG[:100]}": 3 for n in range(60)})
    for shown in (view, results, imports.form(SPEECH, Resting(99, 99, 99))):
        assert check_view(shown) == []


@pytest.mark.parametrize("typed", ["=1+1", "+49 711", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0", "\tx", "a\x00b\x0b"])
def test_what_people_typed_is_text_in_every_cell(typed: str) -> None:
    content = workbook(Page("Liste", [("Titel", 20)], [[typed]]))
    cell = load_workbook(io.BytesIO(content)).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix is typed.startswith(("=", "+", "-", "@", "\t"))


def test_the_preview_sheet_holds_every_line_with_its_reason() -> None:
    sheet = PreviewSheet(WORDS)
    sheet.add(tally(Outcome.WRONG).shown[Outcome.WRONG])
    rows = list(load_workbook(io.BytesIO(sheet.content())).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("Zeile", "Was geschieht", "Titel", "Nummer", "Einzelheiten")
    assert len(rows) == 1 + SHOWN
    assert "Meinten Sie" in str(rows[1][4])


def test_a_preview_that_nobody_wants_leaves_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # openpyxl asks this module and takes no folder
    with closing(PreviewSheet(WORDS)):
        assert [*tmp_path.iterdir()] != [], "what is written row by row waits in a file"
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("columns", [COLUMNS, RESULT_COLUMNS])
def test_a_template_names_every_column_and_every_choice(columns: tuple[Column, ...]) -> None:
    book = load_workbook(io.BytesIO(template(SPEECH, CATALOGUE, columns, ["Jugendamt"])))
    heading = [str(cell.value).rstrip(" *") for cell in book["Liste"][1]]
    assert heading == [column.heading for column in columns]
    noted = [row[0] for row in book["Hinweise"].iter_rows(min_row=2, values_only=True)]
    assert set(heading) <= set(noted)
    choices = {cell for row in book["Auswahl"].iter_rows(values_only=True) for cell in row}
    assert "4 · Aufstellungsbeschluss" in choices
