"""What the file (E-Akte) can be given on paper, and who may ask for it."""

from enum import StrEnum


class FileKind(StrEnum):
    """What a document for the file is about."""

    INTENTION = "intention"
    ROUND = "round"
    DIGEST = "digest"
    MEETING = "meeting"


class FileFormat(StrEnum):
    """How a document comes: to be kept, or to be worked on."""

    PDF = "pdf"
    DOCX = "docx"
