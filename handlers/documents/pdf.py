"""A document as PDF: laid out by Typst, tagged, in German, with fonts of its own."""

import json
from datetime import datetime
from pathlib import Path

import typst

from handlers.documents.paper import Paper

LAYOUT = Path(__file__).parent / "templates" / "akte.typ"


def pdf(paper: Paper, made_at: datetime) -> bytes:
    """Lay a document out; whatever people typed is text to the layout, never markup."""
    made = typst.compile(
        LAYOUT,
        format="pdf",
        sys_inputs={"paper": json.dumps(paper.plain())},
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes), "one file was asked for"
    return made
