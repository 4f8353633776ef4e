"""Documents for the file: text stays text, fonts have every letter, a city's template cannot break or break out."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from struct import pack
from zlib import compress, crc32

import pypdfium2  # type: ignore[import-untyped]  # published without types
import pytest
from docx import Document

from handlers.documents.letterhead import FOOT, HEAD, TemplateBroken
from handlers.documents.paper import SAMPLE, Paper, Part, Table
from handlers.documents.pdf import pdf
from handlers.documents.word import docx, template_of
from planning.files import FileKind

LETTERS = "Ayşe Yıldız „Großes“ – ‚Ä‘ 5 €, m²"
TRICKS = "#strong[x] $x$ @ref *fett* _kursiv_ {{ 7*7 }} {% raw %} <w:br/> &amp; \\ /* */ =1+1"
PAPER = Paper(
    title=f"V-2026-001 · {LETTERS}",
    subtitle=TRICKS,
    facts=((TRICKS, LETTERS),),
    parts=(
        Part(
            "antworten",
            "Antworten",
            (TRICKS, "eine\nzweite Zeile"),
            Table(("Amt", "Antwort"), ((LETTERS, TRICKS),) * 60),
        ),
        Part("leer", "Ohne alles"),
    ),
    made="Erstellt am 2. März 2026",
)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def said_by_pdf(content: bytes) -> tuple[str, int]:
    document = pypdfium2.PdfDocument(content)
    said, pages = " ".join(page.get_textpage().get_text_bounded() for page in document), len(document)
    document.close()
    return " ".join(said.split()), pages


def said_by_word(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_pdf_says_every_letter_and_reads_nothing_as_markup() -> None:
    content = pdf(PAPER, NOW)
    said, pages = said_by_pdf(content)
    assert pages > 1
    assert said.count(LETTERS) >= 60
    assert said.count(TRICKS) >= 60
    assert b"/MarkInfo" in content, "tagged, for screen readers"
    assert b"/Lang" in content
    assert pdf(PAPER, NOW) == content, "the same document is the same file"


def test_the_word_file_says_every_letter_and_reads_nothing_as_markup() -> None:
    said = said_by_word(docx(PAPER, FileKind.INTENTION))
    assert said.count(LETTERS) >= 60
    assert said.count(TRICKS) >= 60
    assert "{%" not in said.replace(TRICKS, "")


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    table = Table(("Nr.", "Was", "Warum"), (("1", "Kita", "Im Bezirk fehlen seit Jahren Plätze. " * 9), ("2", "", "x")))
    number, what, why = table.shares
    assert number <= what < why / 5
    assert round(number + what + why, 6) == 1
    many = Table(("Spalte",) * 12, (("Wort " * 30,) * 12,))
    assert max(many.shares) < 1.2 * min(many.shares)
    paper = Paper("Titel", "", (), (Part("a", "Antworten", ("Davor",), table),), "Erstellt")
    made = Document(BytesIO(docx(paper, FileKind.ROUND)))
    [ours] = [one for one in made.tables if len(one.columns) == 3]
    narrow, _, wide = (column.width or 0 for column in ours.columns)
    assert 0 < narrow < wide / 5
    before = next(one for one in made.paragraphs if one.text == "Davor")
    assert before.paragraph_format.keep_with_next, "what introduces a table stays with it"


def test_a_table_of_the_citys_own_stays_as_it_is(tmp_path: Path) -> None:
    made = Document()
    made.add_table(1, 2).cell(0, 0).text = "{{ titel }}"
    made.save(str(tmp_path / "akte.docx"))
    [theirs] = Document(BytesIO(docx(SAMPLE, FileKind.DIGEST, tmp_path))).tables
    assert theirs.columns[0].width == theirs.columns[1].width


def test_a_document_without_parts_can_be_made() -> None:
    empty = Paper("Titel", "", (), (), "Erstellt")
    assert "Titel" in said_by_pdf(pdf(empty, NOW))[0]
    assert "Titel" in said_by_word(docx(empty, FileKind.DIGEST))


def template(folder: Path, words: str, name: str = "akte.docx") -> Path:
    made = Document()
    made.add_paragraph(words)
    made.save(str(folder / name))
    return folder


def test_a_city_uses_its_own_template_for_one_kind_or_all(tmp_path: Path) -> None:
    template(tmp_path, "Stadt Stuttgart: {{ titel }} {{ teil.abfrage1.ueberschrift }}")
    template(tmp_path, "Nur Vorhaben: {{ titel }}", "vorhaben.docx")
    assert said_by_word(docx(SAMPLE, FileKind.INTENTION, tmp_path)).startswith("Nur Vorhaben: V-2026-001")
    assert "Stadt Stuttgart: V-2026-001 · Beispiel Bedarfsabfrage 1" in said_by_word(
        docx(SAMPLE, FileKind.DIGEST, tmp_path)
    )
    assert template_of(FileKind.DIGEST, None).name == "akte.docx"


@pytest.mark.parametrize(
    "words",
    [
        "{% for teil in teile %}",
        "{{ tittel }}",
        "{{ titel | nosuchfilter }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 1 / 0 }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_broken_or_cunning_template_is_named_and_does_nothing(tmp_path: Path, words: str) -> None:
    with pytest.raises(TemplateBroken, match=r"akte\.docx"):
        docx(SAMPLE, FileKind.MEETING, template(tmp_path, words))


def test_a_file_that_is_no_word_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "sitzung.docx").write_bytes(b"nichts")
    with pytest.raises(TemplateBroken, match=r"sitzung\.docx"):
        docx(SAMPLE, FileKind.MEETING, tmp_path)


def picture(width: int, height: int) -> bytes:
    """Draw a dark blue PNG."""
    rows = b"".join(b"\0" + b"\x1d\x4f\x6e" * width for _ in range(height))
    chunks = [(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", compress(rows)), (b"IEND", b"")]
    drawn = (pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(drawn)


def city_paper(folder: Path) -> Path:
    """Lay a letterhead into a folder: two lines, a picture, a footer."""
    (folder / HEAD).write_text("Landeshauptstadt Musterstadt\n#strong[Referat 5] – Ämter & Co.\n", encoding="utf-8")
    (folder / FOOT).write_text("Rathausplatz 1 · 70173 Musterstadt", encoding="utf-8-sig")
    (folder / "logo.png").write_bytes(picture(60, 40))
    return folder


def pictures(content: bytes) -> int:
    """Count the pictures on the first page."""
    document = pypdfium2.PdfDocument(content)
    found = len(list(document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])))
    document.close()
    return found


def test_one_letterhead_stands_on_the_pdf_and_on_the_word_file(tmp_path: Path) -> None:
    folder = city_paper(tmp_path)
    content = pdf(PAPER, NOW, folder)
    said, pages = said_by_pdf(content)
    assert said.count("Landeshauptstadt Musterstadt #strong[Referat 5] – Ämter & Co.") == 1, "above the first page"
    assert said.count("Rathausplatz 1 · 70173 Musterstadt") == pages > 1, "below every page"
    assert (pictures(content), pictures(pdf(PAPER, NOW))) == (1, 0)
    made = Document(BytesIO(docx(PAPER, FileKind.INTENTION, folder)))
    assert made.tables[0].rows[0].cells[0].text == "Landeshauptstadt Musterstadt\n#strong[Referat 5] – Ämter & Co."
    assert len(made.inline_shapes) == 1
    assert "Rathausplatz 1 · 70173 Musterstadt" in [line.text for line in made.sections[0].footer.paragraphs]
    template(folder, "{% for zeile in briefkopf %}{{ zeile }}; {% endfor %}{{ titel }}")
    own = docx(PAPER, FileKind.INTENTION, folder)
    assert said_by_word(own).startswith("Landeshauptstadt Musterstadt; #strong[Referat 5]"), "as the city has put it"


@pytest.mark.parametrize(
    ("name", "content"),
    [("logo.png", b"kein Bild"), (HEAD, "Stadt Köln".encode("cp1252")), (FOOT, b"x\n" * 9)],
)
def test_a_letterhead_with_a_mistake_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (city_paper(tmp_path) / name).write_bytes(content)
    with pytest.raises(TemplateBroken, match=name):
        pdf(PAPER, NOW, tmp_path)
