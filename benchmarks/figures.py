"""What a benchmark found: our figure, the floor's from the same run, and whether their ratio is what we aim for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a ratio (or a figure without a floor) is to be."""

    bound: Literal["at most", "at least"]
    value: float
    unit: str = ""

    def reached(self, found: float) -> bool:
        """Say whether a figure is good enough."""
        return found <= self.value if self.bound == "at most" else found >= self.value

    def __str__(self) -> str:
        sign = "≤" if self.bound == "at most" else "≥"
        return f"{sign} {self.value:g}{self.unit}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table; `found` is held against the goal, None without a goal."""

    what: str
    engine: str
    ours: str
    floor: str
    found: float
    goal: Goal | None = None

    @property
    def verdict(self) -> str:
        """Say whether the goal is reached."""
        if self.goal is None:
            return "–"
        return "reached" if self.goal.reached(self.found) else "**missed**"

    def row(self) -> str:
        """Write the line as a row of a table."""
        goal = "–" if self.goal is None else str(self.goal)
        unit = "" if self.goal is None else self.goal.unit
        cells = (self.what, self.engine, self.ours, self.floor, f"{self.found:.2f}{unit}", goal, self.verdict)
        return f"| {' | '.join(cells)} |"


HEADING = "| measure | engine | the bot | its floor | ratio | goal | |\n|---|---|---|---|---|---|---|"


def table(figures: Sequence[Figure]) -> str:
    """Write figures as a table."""
    return "\n".join([HEADING, *(figure.row() for figure in figures)])


def quantile(times: Sequence[float], share: float) -> float:
    """Give the value below which this share of the times lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
