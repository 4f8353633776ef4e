"""`kill -9` at every step: people see each message once – and two wrong engines fail the same test."""

from collections.abc import Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.crash.harness import Stage, crash_and_recover, stage
from tests.crash.worker import Point, Variant, expected

pytestmark = pytest.mark.process

MESSAGES = 9


@pytest.fixture
def play(context: ForkServerContext, database_url: str, tmp_path: Path) -> Iterator[Stage]:
    with stage(context, database_url, tmp_path, messages=MESSAGES) as play:
        yield play


@pytest.mark.parametrize("point", Point, ids=lambda point: point.name.lower())
def test_a_worker_killed_at_any_step_loses_nothing_and_says_nothing_twice(play: Stage, point: Point) -> None:
    crash_and_recover(play, point)
    account = play.assert_everything_is_seen_once()
    assert set(account.ever.values()) == {1}, "something stood there twice in passing"


@pytest.mark.parametrize("point", [Point.MARKED])
def test_marking_before_sending_loses_messages_in_this_harness(play: Stage, point: Point) -> None:
    account = crash_and_recover(play, point, Variant.MARK_FIRST)
    assert account.lost(expected(MESSAGES))
    assert not account.twice()


@pytest.mark.parametrize("point", [Point.POSTING, Point.POSTED, Point.MARK], ids=lambda point: point.name.lower())
def test_sending_before_marking_doubles_messages_in_this_harness(play: Stage, point: Point) -> None:
    account = crash_and_recover(play, point, Variant.SEND_FIRST)
    assert account.twice()
    assert not account.lost(expected(MESSAGES))
