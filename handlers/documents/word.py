"""A document as DOCX: from a template that the city edits in Word."""

from collections.abc import Container, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate, Listing  # type: ignore[import-untyped]  # published without types
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError  # type: ignore[import-untyped]  # the same

from handlers.documents.letterhead import Letterhead, TemplateBroken, letterhead
from handlers.documents.paper import Paper, Part, Table
from planning.files import FileKind

SHIPPED = Path(__file__).parent / "templates"
EVERY_KIND = "akte.docx"
LOGO_HEIGHT = Cm(1.6)
NAMES = {
    FileKind.INTENTION: "vorhaben.docx",
    FileKind.ROUND: "abfrage.docx",
    FileKind.DIGEST: "uebersicht.docx",
    FileKind.MEETING: "sitzung.docx",
}
"""A template of its own for one kind; where there is none, the one for every kind."""
FAULTS = (
    TemplateError, BadZipFile, LxmlError, OSError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
    RuntimeError,
)  # fmt: skip
"""What a template's own words can come to: they are a program of the city's."""


def template_of(kind: FileKind, folder: Path | None) -> Path:
    """Choose the template: the city's own for this kind, its own for every kind, else the shipped one."""
    for one in (folder,) if folder is not None else ():
        for name in (NAMES[kind], EVERY_KIND):
            if (one / name).is_file():
                return one / name
    return SHIPPED / EVERY_KIND


def docx(paper: Paper, kind: FileKind, folder: Path | None = None) -> bytes:
    """Fill the template. Whatever people typed is text; the template's own words run in a sandbox.

    Raises TemplateBroken.
    """
    path, head = template_of(kind, folder), letterhead(folder)
    filled = BytesIO()
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        template = DocxTemplate(path)
        template.render(_context(paper, head), jinja_env=environment, autoescape=True)
        template.save(filled)
        if path.parent == SHIPPED:  # a template of the city's has its letterhead in it, as it was made in Word
            filled = _with_letterhead(filled, head)
        return _fitted(filled, {part.table.columns for part in paper.parts if part.table is not None})
    except FAULTS as error:
        raise TemplateBroken(path.name, f"{type(error).__name__}: {error}"[:200]) from error


def _with_letterhead(filled: BytesIO, head: Letterhead) -> BytesIO:
    """Put the letterhead above the first page and below every page."""
    document, done = Document(filled), BytesIO()
    section = document.sections[-1]
    if head.head or head.logo is not None:
        width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        table = document.add_table(rows=1, cols=2)
        words, picture = table.rows[0].cells
        words.text = "\n".join(head.head)
        if head.logo is not None:
            picture.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            picture.paragraphs[0].add_run().add_picture(str(head.logo), height=LOGO_HEIGHT)
        _share(table, [round(width * 0.7), round(width * 0.3)])
        document.element.body.insert(0, table._tbl)  # python-docx appends only
    for line in head.foot:
        section.footer.add_paragraph(line)
    document.save(done)
    return done


def _fitted(filled: BytesIO, headings: Container[tuple[str, ...]]) -> bytes:
    """Let our tables, wherever the template has put them, have columns as wide as what stands in them needs.

    They are known by their headings; other tables are the city's own. What introduces a table stays on its page.
    """
    document, fitted = Document(filled), BytesIO()
    section = document.sections[-1]
    width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    before: Paragraph | WordTable | None = None
    for one in document.iter_inner_content():
        if isinstance(one, WordTable):
            cells = [tuple(cell.text for cell in row.cells) for row in one.rows]
            if cells and cells[0] in headings and len({len(row) for row in cells}) == 1:
                _share(one, [round(width * share) for share in Table(cells[0], tuple(cells[1:])).shares])
                if isinstance(before, Paragraph):
                    before.paragraph_format.keep_with_next = True
        before = one
    document.save(fitted)
    return fitted.getvalue()


def _share(table: WordTable, widths: Sequence[int]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Emu(width)


def _context(paper: Paper, head: Letterhead) -> dict[str, object]:
    """Name everything in German, as the city's people meet it in the template."""
    parts = [_part(part) for part in paper.parts]
    return {
        "titel": paper.title,
        "untertitel": paper.subtitle,
        "warnung": paper.warning,
        "angaben": [{"name": name, "wert": Listing(value)} for name, value in paper.facts],
        "teile": parts,
        "teil": {str(part["name"]): part for part in parts},
        "erstellt": paper.made,
        "briefkopf": list(head.head),
        "fusszeile": list(head.foot),
    }


def _part(part: Part) -> dict[str, object]:
    return {
        "name": part.name,
        "ueberschrift": part.heading,
        "absaetze": [Listing(line) for line in part.lines],
        "tabelle": _table(part.table) if part.table is not None else None,
    }


def _table(table: Table) -> dict[str, object]:
    rows = [[Listing(cell) for cell in row] for row in table.rows]
    return {"spalten": list(table.columns), "zeilen": rows}
