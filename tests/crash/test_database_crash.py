"""The database server crashes in the middle: people still see each message once, and no worker needs a hand."""

from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests import postgres
from tests.crash.harness import stage
from tests.crash.oracle import Weather

pytestmark = [pytest.mark.process, pytest.mark.postgres]

MESSAGES = 40
CRASHES = (5, 15, 25)
"""After how many posts the server crashes."""


def test_a_server_that_crashes_again_and_again_loses_nothing_and_says_nothing_twice(
    context: ForkServerContext, upgrade: Callable[[str], None], tmp_path: Path
) -> None:
    with postgres.own_server() as server:
        upgrade(server.url)
        with stage(context, server.url, tmp_path, messages=MESSAGES, weather=Weather(delay=0.05)) as play:
            workers = [play.start(), play.start()]
            for posts in CRASHES:
                play.witness.wait_for(posts)
                server.stop("immediate")
                server.start()
            for worker in workers:
                play.finish(worker)
            play.ending().assert_everything_is_seen_once()
