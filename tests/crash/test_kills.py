"""`kill -9` at every step: people see each message once – and two wrong engines fail the same test."""

import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.conftest import ENGINES, sqlite_url
from tests.crash.databases import postgres_copy
from tests.crash.harness import Ending, crash_and_recover, freeze_and_thaw, say_twice_and_die, stage
from tests.crash.worker import Point, Variant

pytestmark = pytest.mark.process

MESSAGES = 9
AT_ONCE = 4
"""Plays side by side: each spends its time waiting for leases to run out."""
PLAYS = [
    *((Variant.PRODUCT, point) for point in Point),
    (Variant.MARK_FIRST, Point.MARKED),
    (Variant.SEND_FIRST, Point.POSTED),
    (Variant.SEND_FIRST, Point.MARK),
]
FREEZES = (Point.CLAIMED, Point.INTENDED, Point.POSTING, Point.POSTED, Point.MARK)
FREEZES_ON_SQLITE = FREEZES[:2]
"""Around the post it may stand still while it holds the one lock of the file, and then everybody waits for it."""

Endings = Mapping[tuple[Variant, Point], Future[Ending]]


@pytest.fixture(scope="module", params=ENGINES)
def endings(
    request: pytest.FixtureRequest, context: ForkServerContext, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endings]:
    """Play every death once, some at a time, each on a database of its own."""
    with ExitStack() as stack:
        played: dict[tuple[Variant, Point], Future[Ending]] = {}
        folders = [tmp_path_factory.mktemp("play") for _ in PLAYS]
        if request.param == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            urls = [sqlite_url(Path(shutil.copyfile(template, folder / "agsp.db"))) for folder in folders]
        else:
            template = request.getfixturevalue("postgres_migrated")
            server = request.getfixturevalue("postgres_server")
            urls = [stack.enter_context(postgres_copy(server, template)) for _ in PLAYS]
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        for (variant, point), url, folder in zip(PLAYS, urls, folders, strict=True):
            played[variant, point] = pool.submit(_play, context, url, folder, variant, point)
        yield played


@pytest.mark.parametrize(
    ("engine", "point"),
    [
        *(("sqlite", point) for point in FREEZES_ON_SQLITE),
        *(pytest.param("postgres", point, marks=pytest.mark.postgres) for point in FREEZES),
    ],
)
def test_a_frozen_worker_holds_up_nobody_and_says_nothing_twice_once_it_goes_on(
    request: pytest.FixtureRequest, context: ForkServerContext, tmp_path: Path, engine: str, point: Point
) -> None:
    with stage(context, _own_database(request, tmp_path, engine), tmp_path, messages=MESSAGES) as play:
        freeze_and_thaw(play, point).assert_everything_is_seen_once()


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_worker_said_twice_as_it_died_is_taken_back_by_another(
    request: pytest.FixtureRequest, context: ForkServerContext, tmp_path: Path, engine: str
) -> None:
    with stage(context, _own_database(request, tmp_path, engine), tmp_path, messages=MESSAGES) as play:
        ending = say_twice_and_die(play)
    ending.assert_everything_is_seen_once()
    assert max(ending.account.ever.values()) == 2, "it did stand there twice"


def _own_database(request: pytest.FixtureRequest, folder: Path, engine: str) -> str:
    if engine == "sqlite":
        return sqlite_url(Path(shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "agsp.db")))
    url: str = request.getfixturevalue("own_postgres")
    return url


def _play(context: ForkServerContext, url: str, folder: Path, variant: Variant, point: Point) -> Ending:
    with stage(context, url, folder, messages=MESSAGES) as play:
        return crash_and_recover(play, point, variant)


@pytest.mark.parametrize("point", Point, ids=lambda point: point.name.lower())
def test_a_worker_killed_at_any_step_loses_nothing_and_says_nothing_twice(endings: Endings, point: Point) -> None:
    ending = endings[Variant.PRODUCT, point].result()
    ending.assert_everything_is_seen_once()
    assert set(ending.account.ever.values()) == {1}, "something stood there twice in passing"


def test_marking_before_sending_loses_messages_in_this_harness(endings: Endings) -> None:
    ending = endings[Variant.MARK_FIRST, Point.MARKED].result()
    assert ending.lost
    assert not ending.twice
    with pytest.raises(AssertionError):
        ending.assert_everything_is_seen_once()


@pytest.mark.parametrize("point", [Point.POSTED, Point.MARK], ids=lambda point: point.name.lower())
def test_sending_before_marking_doubles_messages_in_this_harness(endings: Endings, point: Point) -> None:
    ending = endings[Variant.SEND_FIRST, point].result()
    assert ending.twice
    assert not ending.lost
    with pytest.raises(AssertionError):
        ending.assert_everything_is_seen_once()
