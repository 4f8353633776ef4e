"""What is wrong with a catalogue folder, named by file and line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One mistake; `line` counts from 1, 0 means the file as a whole."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.message}"


class CatalogueError(ValueError):
    """The catalogue cannot be used; `problems` names everything that was found, in reading order.

    `file`, `line` and `message` are those of the first problem.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        first = self.problems[0]
        self.file, self.line, self.message = first.file, first.line, first.message
        super().__init__("\n".join(str(problem) for problem in self.problems))
