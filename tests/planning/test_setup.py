"""The checklist of the first day: what counts as done, and when it is no longer shown."""

import pytest

from planning.setup import DISMISSED, Standing, Step, checklist, shows

ALL = frozenset(Step)
HERE, ELSEWHERE = "C0AGSP", "C0OTHER"


@pytest.mark.parametrize(("standing", "open_steps"), [
    (Standing(), {Step.CHANNEL, Step.OFFICES, Step.HOLIDAYS, Step.DISTRIBUTION, Step.TRIAL}),
    (Standing(unreached=["Kinderbüro"]), set(Step)),
    (Standing(ALL, HERE, HERE), set()),
    (Standing(ALL, HERE, ELSEWHERE), {Step.CHANNEL}),
    (Standing(ALL, None, None), {Step.CHANNEL}),
    (Standing(ALL, HERE, HERE, ["Kinderbüro"]), set()),
    (Standing(ALL - {Step.CONTACTS}, HERE, HERE, ["Kinderbüro"]), {Step.CONTACTS}),
    (Standing(ALL - {Step.CONTACTS}, HERE, HERE), set()),
])  # fmt: skip
def test_a_step_is_done_when_somebody_looked_and_the_facts_agree(standing: Standing, open_steps: set[Step]) -> None:
    assert {item.step for item in checklist(standing) if not item.done} == open_steps
    assert shows(standing) == bool(open_steps)


def test_a_checklist_that_was_put_away_stays_away() -> None:
    assert not shows(Standing({DISMISSED}))
