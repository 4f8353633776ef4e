"""Storms on both databases: people still see each message once, and every living message in its newest state.

AGSP_SOAK_SEED repeats a run, as far as processes can be repeated; AGSP_SOAK_MINUTES makes it long (`make soak`).
"""

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from secrets import randbelow

import pytest

from tests import postgres
from tests.conftest import sqlite_url
from tests.crash.harness import stage
from tests.crash.oracle import Weather
from tests.crash.storm import Storm, script

pytestmark = [pytest.mark.process, pytest.mark.postgres]

SEED = "AGSP_SOAK_SEED"
MINUTES = "AGSP_SOAK_MINUTES"
MESSAGES, MESSAGES_LONG = 30, 60
FAULTS, FAULTS_LONG = 15, 45
MORE_BLOWS = 6
"""Blows that a long storm brings besides one of each kind."""


@dataclass(frozen=True)
class Ground:
    """Where a storm rages: a migrated database without rows, and the server that may crash."""

    engine: str
    url: str
    server: postgres.Server | None
    folder: Path


def soak(context: ForkServerContext, ground: Ground, seed: int, *, long: bool) -> tuple[str, Counter[str]]:
    """Play one storm; says what happened in it."""
    dice = random.Random(f"{seed} {ground.engine}")  # noqa: S311  # to repeat it, no secret
    messages, faults, blows = (MESSAGES_LONG, FAULTS_LONG, MORE_BLOWS) if long else (MESSAGES, FAULTS, 0)
    weather = Weather(seed=seed, share=0.25, faults=faults, delay=0.02)
    started = time.monotonic()
    with stage(context, ground.url, ground.folder, messages=0, weather=weather) as play:
        storm = Storm(play, dice, ground.folder, ground.server)
        storm.rage(script(dice, outages=ground.server is not None, blows=blows), messages)
        ending = play.ending()
        storm.assert_people_saw_the_newest_state_once(ending)
    counted = Counter({str(blow): times for blow, times in storm.blows.items()})
    counted["faults"] = ending.account.faults.total()
    counted["taken back"] = sum(times - 1 for text, times in ending.account.ever.items() if text.startswith("report"))
    said = ", ".join(f"{times} {what}" for what, times in sorted(counted.items()))
    return f"{ground.engine} {seed}: {said}; lost 0, twice 0, {time.monotonic() - started:.1f} s", counted


def test_a_storm_loses_nothing_and_shows_everything_once_in_its_newest_state(
    context: ForkServerContext,
    upgrade: Callable[[str], None],
    sqlite_template: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    seed = int(os.environ.get(SEED) or randbelow(1_000_000))
    minutes = float(os.environ.get(MINUTES) or 0)
    until, total = time.monotonic() + 60 * minutes, Counter[str]()
    with postgres.own_server() as server:
        upgrade(server.url)
        while True:
            with capsys.disabled():
                print(f"\nsoak with {SEED}={seed}", flush=True)  # noqa: T201  # whoever sees it fail must be able to repeat it
            grounds = grounds_of(server, sqlite_template, tmp_path / str(seed))
            for said, counted in play_on_both(context, grounds, seed, long=bool(minutes)):
                total += counted + Counter(storms=1)
                with capsys.disabled():
                    print(said, flush=True)  # noqa: T201  # the same
            if time.monotonic() >= until:
                break
            seed += 1
    with capsys.disabled():
        print(f"together: {dict(total)}", flush=True)  # noqa: T201  # the same


def play_on_both(
    context: ForkServerContext, grounds: list[Ground], seed: int, *, long: bool
) -> list[tuple[str, Counter[str]]]:
    """Play a storm on each database at the same time; most of it is waiting."""
    with ThreadPoolExecutor(len(grounds)) as pool:
        return list(pool.map(lambda ground: soak(context, ground, seed, long=long), grounds))


def grounds_of(server: postgres.Server, template: Path, folder: Path) -> list[Ground]:
    """Make ready where storms rage."""
    for engine in ("postgres", "sqlite"):
        (folder / engine).mkdir(parents=True)
    postgres.empty(server.url)
    file = Path(shutil.copyfile(template, folder / "sqlite" / "agsp.db"))
    return [
        Ground("postgres", server.url, server, folder / "postgres"),
        Ground("sqlite", sqlite_url(file), None, folder / "sqlite"),
    ]
