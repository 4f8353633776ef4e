"""A city's own list is read as spreadsheets save it; what is no list, or a trap, is refused by name."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from planning.intention_import import COLUMNS
from planning.table_cells import Cells, day_of
from planning.table_columns import Column, Reason, Record, Remark, nearest, read_records
from planning.tables import MOST_BYTES, MOST_LINES, TableFault, TableRefused, read_lines

Rows = list[tuple[int, list[str]]]


def lines(content: bytes) -> Rows:
    """All lines with their numbers."""
    return [(line.number, list(line.cells)) for line in read_lines(content)]


def refused(content: bytes) -> TableFault:
    """Why a file is refused."""
    with pytest.raises(TableRefused) as caught:
        lines(content)
    return caught.value.fault


def workbook(*rows: list[object]) -> bytes:
    """An XLSX with these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def archive(**parts: bytes) -> bytes:
    """A ZIP with these parts; "/" is written "__" and "." "_0"."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_0", "."), content)
    return into.getvalue()


def test_a_csv_from_excel_is_read_in_every_coding_and_with_every_separator() -> None:
    text = "Titel;Stadtbezirk\r\nMühlgärten;Süd\r\n"
    wanted = [(1, ["Titel", "Stadtbezirk"]), (2, ["Mühlgärten", "Süd"])]
    for coding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        assert lines(text.encode(coding)) == wanted
    for separator in (",", "\t"):
        assert lines(text.replace(";", separator).encode()) == wanted
    assert lines(f"sep=;\r\n{text}".encode()) == [(number + 1, cells) for number, cells in wanted]


def test_ten_thousand_lines_are_read_one_by_one_and_never_held_together() -> None:
    content = b"Titel;Wohnungen\r\n" + b"".join(f"Quartier Süd {n};1.150\r\n".encode("cp1252") for n in range(10_000))
    tracemalloc.start()
    read = sum(1 for line in read_lines(content) if line.cells[1] == "1.150")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == 10_000
    assert most < 12 * len(content), "the decoded text and one line; ten thousand lists would be twice that"


def test_lines_keep_their_numbers_over_empty_ones_and_line_breaks_in_cells() -> None:
    assert lines(b'a,b\n\n"1\n2",x\nc,d\n') == [(1, ["a", "b"]), (3, ["1\n2", "x"]), (5, ["c", "d"])]


def test_cells_of_an_xlsx_become_what_a_german_would_type() -> None:
    content = workbook(
        ["Titel"], [], ["x", 570.0, 2.5, True, datetime(2026, 3, 1), date(2026, 3, 2), None, " \u00a0y "]
    )
    assert lines(content) == [
        (1, ["Titel"]),
        (3, ["x", "570", "2,5", "ja", "2026-03-01", "2026-03-02", "", "y"]),
    ]


def test_formulas_are_never_calculated() -> None:
    assert lines(workbook(["Titel"], ["=cmd|' /C calc'!A0"]))[1] == (2, ["=cmd|' /C calc'!A0"])


def test_what_is_no_list_is_refused_by_name() -> None:
    assert refused(b"") is TableFault.EMPTY
    assert refused(b" \r\n;;\r\n") is TableFault.EMPTY
    assert refused(workbook()) is TableFault.EMPTY
    assert refused(b"x" * (MOST_BYTES + 1)) is TableFault.TOO_LARGE
    assert refused(b"\x89PNG\0\0") is TableFault.NOT_A_TABLE
    assert refused(archive(word__document_0xml=b"<w/>")) is TableFault.NOT_A_TABLE
    assert refused(b"PK\x03\x04 broken") is TableFault.DAMAGED
    assert refused(workbook(["Titel"])[:-200]) is TableFault.DAMAGED
    assert refused(b'Titel\n"' + b"x" * 200_000) is TableFault.OPEN_QUOTE
    assert refused(b"a\n" * (MOST_LINES + 20)) is TableFault.TOO_MANY_LINES


def test_a_file_with_a_password_and_one_of_old_excel_are_told_apart() -> None:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert refused(compound + "EncryptedPackage".encode("utf-16-le")) is TableFault.PASSWORD
    assert refused(compound + "Workbook".encode("utf-16-le")) is TableFault.OLD_EXCEL


def test_an_archive_that_unpacks_into_far_more_is_refused_before_it_is_unpacked() -> None:
    bomb = archive(xl__workbook_0xml=b"<workbook/>", xl__worksheets__sheet1_0xml=b" " * 101_000_000)
    assert len(bomb) < 200_000
    assert refused(bomb) is TableFault.BOMB
    assert refused(archive(xl__workbook_0xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>")) is TableFault.BOMB


def heading(*rows: str) -> tuple[list[tuple[Reason, str, str]], list[tuple[int, str]], list[str]]:
    """Problems of the heading, titles below it with their lines, and the columns that are left out."""
    found, records = read_records(read_lines("\n".join(rows).encode()), COLUMNS)
    problems = [(one.reason, one.column or one.typed, one.known) for one in found.problems]
    below = [] if problems else [(record.line, record["title"]) for record in records]
    return problems, below, [one.typed for one in found.ignored]


def test_the_heading_is_found_below_a_title_and_under_merged_cells() -> None:
    assert heading("Vorhabenliste Stand März;;", "", "Titel;Stadtbezirk;WE", "Zollhof;Ost;12") == (
        [], [(4, "Zollhof")], [],
    )  # fmt: skip
    assert heading("Titel;Stadtbezirk;Größe;", ";;WE;GF", "Zollhof;Ost;12;900") == ([], [(3, "Zollhof")], [])


def test_headings_are_recognised_as_cities_write_them() -> None:
    assert heading("lfd. Nr.;VORHABEN *;Bezirk", "1;Zollhof;Ost") == ([], [(2, "Zollhof")], [])


@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        ("Titel;Wohnungen", (Reason.COLUMN_MISSING, "Stadtbezirk", "")),
        ("Titel;Stadtbezrik", (Reason.COLUMN_MISSPELT, "Stadtbezrik", "Stadtbezirk")),
        ("Titel;Stadtbezirk;Titel", (Reason.COLUMN_TWICE, "Titel", "")),
        ("Zollhof;12", (Reason.NO_HEADING, "", "Titel, Stadtbezirk")),
    ],
)
def test_a_heading_that_cannot_be_meant_so_is_named(first: str, wanted: tuple[Reason, str, str]) -> None:
    assert heading(first, "a;b;c")[0] == [wanted]


def test_columns_of_no_concern_are_left_out_and_named() -> None:
    assert heading("Titel;Stadtbezirk;Bemerkung", "Zollhof;Ost;eilt")[2] == ["Bemerkung"]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("01.03.2026", (1, 3), (1, 3)),
        ("1.3.26", (1, 3), (1, 3)),
        ("2026-03-01", (1, 3), (1, 3)),
        ("3/2026", (1, 3), (31, 3)),
        ("02.2026", (1, 2), (28, 2)),
        ("März 2026", (1, 3), (31, 3)),
        ("Dez. 2026", (1, 12), (31, 12)),
    ],
)
def test_a_month_means_its_first_or_its_last_day(typed: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    for end_of_month, (day, month) in ((False, first), (True, last)):
        assert day_of(typed, end_of_month=end_of_month) == date(2026, month, day)


def cells(typed: str) -> Cells:
    """A record with one cell."""
    return Cells(Record(7, {"x": typed}), {"x": "Wohnungen"})


@pytest.mark.parametrize(
    ("typed", "reason", "known"),
    [
        ("ca. 40", Reason.NOT_A_NUMBER, ""),
        ("40 WE", Reason.NOT_A_NUMBER, ""),
        ("1.15", Reason.NOT_A_NUMBER, ""),
        ("2,5", Reason.NOT_WHOLE, ""),
        ("60.000", Reason.OUT_OF_RANGE, "0 bis 50.000"),
        ("=A1*2", Reason.FORMULA, ""),
        ("#REF!", Reason.CELL_ERROR, ""),
    ],
)
def test_what_is_no_whole_number_is_named_with_line_and_column(typed: str, reason: Reason, known: str) -> None:
    one = cells(typed)
    assert one.whole("x", low=0, high=50_000) is None
    assert one.problems == [Remark(7, reason, "Wohnungen", typed, known)]


@pytest.mark.parametrize(("typed", "number"), [("1.150", 1150), ("1150", 1150), ("1 150,0", 1150), ("", None)])
def test_whole_numbers_are_read_as_germans_write_them(typed: str, number: int | None) -> None:
    assert cells(typed).whole("x", low=0, high=50_000) == number


@pytest.mark.parametrize("typed", ["31.02.2026", "13/2026", "bald", "46082"])
def test_what_is_no_day_is_named(typed: str) -> None:
    one = cells(typed)
    assert one.day("x") is None
    assert [problem.reason for problem in one.problems] == [Reason.NOT_A_DATE]


def test_yes_and_no_are_read_and_unknown_is_neither() -> None:
    assert [cells(typed).yes("x") for typed in ("Ja", "x", "NEIN", "unbekannt", "?", "")] == [
        True, True, False, None, None, None,
    ]  # fmt: skip


def test_the_nearest_known_word_is_suggested_only_when_it_is_near() -> None:
    assert nearest("Feuerbch", ["Ost", "Feuerbach"]) == "Feuerbach"
    assert nearest("Esslingen", ["Ost", "Feuerbach"]) is None


def test_no_heading_stands_for_two_columns() -> None:
    seen: dict[str, Column] = {}
    for column in COLUMNS:
        for spelling in column.spellings:
            assert seen.setdefault(spelling, column) is column
