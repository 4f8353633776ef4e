"""Strangers at the door of a real process: never 500, nothing stored that Slack has not signed, no growing memory.

Each test sends 750 requests; AGSP_FUZZ_REQUESTS sends more, `make soak` 50,000 each.
"""

import os
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import sqlite_url
from tests.crash.oracle import witness
from tests.crash.strangers import Knock, knocks
from tests.postgres import free_port
from tests.processes.parts import READY, START_SECONDS, Part

pytestmark = [pytest.mark.process, pytest.mark.filterwarnings("ignore:Generating overly large repr")]

REQUESTS = int(os.environ.get("AGSP_FUZZ_REQUESTS") or (50_000 if os.environ.get("AGSP_SOAK_MINUTES") else 750))
AT_ONCE = 10
"""Requests in one example."""
SECRET = "5ecret"
GROWTH = 24 * 1024
"""KiB by which the process may grow, however many requests come: one body at its limit is decoded in some copies."""
FUZZ = settings(
    max_examples=REQUESTS // AT_ONCE,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # a finding names its one request; making it smaller would take minutes
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Door:
    """A `serve` process on a SQLite file."""

    part: Part
    port: int
    file: Path
    statuses: Counter[int] = field(default_factory=Counter)
    earlier: list[Knock] = field(default_factory=list)
    """Some requests to send once more."""

    def hear(self, knocks: list[Knock]) -> None:
        """Send each request; fails when one is answered with 500 or more."""
        for one in (*knocks, *self.earlier):
            status = one.knock(self.port, SECRET)
            self.statuses[status] += 1
            assert status < 500, one
        self.earlier = knocks[:1]

    def rows(self) -> dict[str, int]:
        """Count the rows of every table."""
        with closing(sqlite3.connect(self.file)) as database:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}

    def kibibytes(self) -> int:
        """Measure the memory that the process has."""
        assert self.part.process is not None
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.part.process.pid)], capture_output=True, text=True, check=True
        )
        return int(told.stdout)


@pytest.fixture(scope="module")
def door(context: ForkServerContext, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Open one door for all strangers; it finds no cast, but a secretariat."""
    folder = tmp_path_factory.mktemp("strangers")
    file = folder / "agsp.db"
    file.write_bytes(sqlite_template.read_bytes())
    port = free_port()
    with witness(context) as chat:
        environment = {
            "DATABASE_URL": sqlite_url(file),
            "SLACK_BOT_TOKEN": "xoxb-sandbox-strangers",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": chat.api,
            "AGSP_CHANNEL": "C0AGSP",
            "AGSP_SECRETARIAT": "U0KESSLER, U0BRANDT, U0OTT",
            "AGSP_HOST": "127.0.0.1",
            "PORT": str(port),
        }
        part = Part("serve", environment, folder / "log")
        part.start()
        try:
            _wait_for(part)
            yield Door(part, port, file)
        finally:
            part.end()


def _wait_for(part: Part) -> None:
    until = time.monotonic() + START_SECONDS
    while READY not in part.said and part.is_alive and time.monotonic() < until:
        time.sleep(0.05)  # another process starts; its log is all it tells of that
    assert READY in part.said, part.said


def grown(door: Door, before: int) -> int:
    """Give the growth in KiB."""
    return door.kibibytes() - before


def test_nothing_of_a_stranger_is_stored_and_nothing_breaks(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    rows, before = door.rows(), door.kibibytes()

    @FUZZ
    @given(st.lists(knocks(signed=False), min_size=AT_ONCE, max_size=AT_ONCE))
    def strangers(knocks: list[Knock]) -> None:
        door.hear(knocks)

    strangers()
    assert door.rows() == rows
    assert door.statuses[401] > REQUESTS / 5, "many came to the lock"
    _tell(door, before, capsys)


def test_nothing_that_slack_signed_breaks_anything(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    before = door.kibibytes()
    door.statuses.clear()

    @FUZZ
    @given(st.lists(knocks(signed=True), min_size=AT_ONCE, max_size=AT_ONCE))
    def programs(knocks: list[Knock]) -> None:
        door.hear(knocks)

    programs()
    assert door.statuses[200] > REQUESTS / 10, "many came to the bot and were answered"
    _tell(door, before, capsys)


def _tell(door: Door, before: int, capsys: pytest.CaptureFixture[str]) -> None:
    more = grown(door, before)
    with capsys.disabled():
        print(f"\n{door.statuses.total()} requests, answers {dict(door.statuses)}, memory {more:+} KiB", flush=True)  # noqa: T201  # measured in passing
    assert more <= GROWTH
