"""The benchmarks still run, and what they find has its place; how fast anything is, no test says."""

from pathlib import Path

import pytest

from benchmarks import delivery, questions, recording
from benchmarks.__main__ import MEASURES, Measure
from benchmarks.engines import SQLITE
from benchmarks.figures import Figure, Goal, table
from tests.conftest import sqlite_url


@pytest.mark.parametrize("measure", [delivery.measure, questions.measure])
async def test_a_benchmark_runs_in_its_short_form(measure: Measure, sqlite_template: Path, tmp_path: Path) -> None:
    copy = tmp_path / "agsp.db"
    copy.write_bytes(sqlite_template.read_bytes())
    figures = await measure(SQLITE, sqlite_url(copy), short=True)
    assert len(figures) == 2
    assert all(figure.found > 0 for figure in figures)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_its_place_on_the_page(name: str) -> None:
    page = recording.PAGE.read_text(encoding="utf-8")
    assert page.count(f"<!-- figures: {name} -->") == 1
    assert f"`{name}`:" in page


@pytest.mark.parametrize(
    ("goal", "reached", "missed"),
    [(Goal(bound="at most", value=1.5), 1.5, 1.51), (Goal(bound="at least", value=0.7), 0.7, 0.69)],
    ids=["at most", "at least"],
)
def test_a_missed_goal_is_told(goal: Goal, reached: float, missed: float) -> None:
    def told(found: float) -> str:
        return table([Figure(what="it", engine=SQLITE, ours="2", floor="1", found=found, goal=goal)])

    assert told(reached).endswith("| reached |")
    assert told(missed).endswith("| **missed** |")
