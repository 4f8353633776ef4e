"""A document as PDF: laid out by Typst, tagged, in German, with fonts of its own and the city's letterhead."""

import json
from datetime import datetime
from pathlib import Path

import typst

from handlers.documents.letterhead import Letterhead, TemplateBroken, letterhead
from handlers.documents.paper import Paper

LAYOUT = Path(__file__).parent / "templates" / "akte.typ"


def pdf(paper: Paper, made_at: datetime, folder: Path | None = None) -> bytes:
    """Lay a document out, under the letterhead in `folder`; what people typed is text to the layout, never markup.

    Raises TemplateBroken.
    """
    head = letterhead(folder)
    try:
        return _laid_out(paper, made_at, head)
    except typst.TypstError as error:
        if head.logo is None:
            raise
        # Only a picture comes from outside: nothing else can be wrong.
        raise TemplateBroken(head.logo.name, str(error)[:200]) from error


def _laid_out(paper: Paper, made_at: datetime, head: Letterhead) -> bytes:
    made = typst.compile(
        LAYOUT,
        format="pdf",
        root=Path("/"),  # the logo lies wherever the city keeps it; the layout reads nothing else
        sys_inputs={"paper": json.dumps(paper.plain()), "letterhead": json.dumps(head.plain())},
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes), "one file was asked for"
    return made
