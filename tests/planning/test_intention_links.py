"""Parts need names of their own, what is over is neither split nor merged, nothing goes into itself."""

import pytest

from planning.errors import Conflict, Invalid, Outdated, Problem
from planning.intention_links import PartDraft, check_linkable, check_merge, check_parts
from planning.intentions import OVER, IntentionState
from planning.topics import PromptState, check_answer


def problems(*titles: str) -> list[Problem]:
    """Split into parts of these titles and give what is wrong with that."""
    with pytest.raises(Invalid) as caught:
        check_parts([PartDraft(title=title) for title in titles])
    return list(caught.value.problems)


def test_two_parts_with_names_of_their_own_are_enough() -> None:
    check_parts([PartDraft(title="West", dwellings=0), PartDraft(title="Ost")])


def test_one_part_is_no_split_and_two_of_one_name_are_refused() -> None:
    assert [problem.field for problem in problems("West")] == ["title_2"]
    assert problems("West", "Ost", "WEST") == [Conflict("title_3", "part_named_twice")]


@pytest.mark.parametrize("state", [*sorted(OVER), IntentionState.MISTAKEN])
def test_what_is_over_is_neither_split_nor_merged(state: IntentionState) -> None:
    with pytest.raises(Outdated):
        check_linkable(state)


def test_nothing_goes_into_itself() -> None:
    with pytest.raises(Invalid):
        check_merge(1, 1)
    check_merge(1, 2)


@pytest.mark.parametrize(
    ("present", "wanted", "reason"),
    [
        (PromptState.OPEN, PromptState.OPEN, None),
        (PromptState.TAKEN, PromptState.TAKEN, None),
        (PromptState.IMPOSSIBLE, PromptState.IMPOSSIBLE, "Hang"),
    ],
)
def test_a_topic_is_answered_once_in_the_same_way(
    present: PromptState, wanted: PromptState, reason: str | None
) -> None:
    with pytest.raises(Outdated):
        check_answer(present, wanted, reason)


def test_impossible_needs_its_reason_and_an_answer_can_change() -> None:
    with pytest.raises(Invalid):
        check_answer(PromptState.OPEN, PromptState.IMPOSSIBLE, "  ")
    check_answer(PromptState.OPEN, PromptState.IMPOSSIBLE, "Topografie")
    check_answer(PromptState.IMPOSSIBLE, PromptState.TAKEN, None)
