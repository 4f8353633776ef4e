"""What an examination finds, and how urgent it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """FAULT: something must be done. HINT: something to know, or to do some time."""

    FINE = "ok"
    HINT = "hint"
    FAULT = "FAULT"


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing; `remedy` is what to do, empty when all is well."""

    about: str
    grade: Grade
    says: str
    remedy: str = ""


def fine(about: str, says: str) -> Finding:
    """Find all well."""
    return Finding(about, Grade.FINE, says)


def hint(about: str, says: str, remedy: str) -> Finding:
    """Find something that can wait."""
    return Finding(about, Grade.HINT, says, remedy)


def fault(about: str, says: str, remedy: str) -> Finding:
    """Find something that must be repaired."""
    return Finding(about, Grade.FAULT, says, remedy)


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Write findings for a terminal, the remedy below each."""
    for finding in findings:
        yield f"{finding.grade.value:<5}  {finding.about:<11}  {finding.says}"
        if finding.remedy:
            yield f"{'':<20}→ {finding.remedy}"
