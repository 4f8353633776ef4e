"""Two workers, random deaths and a platform that fails at random: people still see each message once.

AGSP_SOAK_SEED repeats a run, as far as processes can be repeated; AGSP_SOAK_MINUTES makes it long (`make soak`).
"""

import os
import random
import time
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from secrets import randbelow

import pytest

from reminders.delivery import Patience
from tests import postgres
from tests.crash.harness import Stage, stage
from tests.crash.oracle import Weather
from tests.crash.worker import Variant

pytestmark = [pytest.mark.process, pytest.mark.postgres]

SEED = "AGSP_SOAK_SEED"
MINUTES = "AGSP_SOAK_MINUTES"
MESSAGES = 60
WORKERS = 2
KILLS = 10
PATIENCE = Patience(timeout=0.8, lease=1.0, quiet=1.6, per_channel=0.02, batch=8)


@dataclass
class Crew:
    """Workers that are killed again and again, and replaced at once."""

    play: Stage
    dice: random.Random
    alive: list[ForkServerProcess] = field(default_factory=list)
    killed: int = 0

    def keep_dying(self, kills: int) -> None:
        """Kill a random worker at random moments, until enough have died or all is said."""
        self.alive = [self._new() for _ in range(WORKERS)]
        while self.killed < kills:
            victim = self.dice.randrange(WORKERS)
            # Waits for the worker's own end, and in vain as a rule: so long it may work.
            self.alive[victim].join(self.dice.uniform(0.1, 0.9))
            if self.alive[victim].exitcode is not None:
                return
            self.alive[victim].kill()
            self.alive[victim].join()
            self.killed += 1
            self.alive[victim] = self._new()

    def _new(self) -> ForkServerProcess:
        return self.play.start(patience=PATIENCE, variant=Variant.PRODUCT)


def soak(context: ForkServerContext, database_url: str, folder: Path, seed: int) -> str:
    """Play one storm; says what happened in it."""
    dice = random.Random(seed)  # noqa: S311  # to repeat it, no secret
    weather = Weather(seed=seed, share=0.25, faults=45, delay=0.02)
    started = time.monotonic()
    with stage(context, database_url, folder, messages=MESSAGES, weather=weather) as play:
        crew = Crew(play, dice)
        crew.keep_dying(KILLS)
        for worker in crew.alive:
            play.finish(worker)
        ending = play.ending()
        ending.assert_everything_is_seen_once()
    passing = sum(times - 1 for times in ending.account.ever.values())
    faults = ending.account.faults
    return (
        f"seed {seed}: {MESSAGES} messages, {crew.killed} kills, {faults.total()} faults {dict(faults)}, "
        f"lost 0, twice 0, removed again {passing}, {time.monotonic() - started:.1f} s"
    )


def test_a_storm_of_deaths_and_faults_loses_nothing_and_says_nothing_twice(
    context: ForkServerContext, postgres_migrated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get(SEED) or randbelow(1_000_000))
    until = time.monotonic() + 60 * float(os.environ.get(MINUTES) or 0)
    while True:
        with capsys.disabled():
            print(f"\nsoak with {SEED}={seed}", flush=True)  # noqa: T201  # whoever sees it fail must be able to repeat it
        try:
            said = soak(context, postgres_migrated, tmp_path, seed)
        finally:
            postgres.empty(postgres_migrated)
        with capsys.disabled():
            print(said, flush=True)  # noqa: T201  # the same
        if time.monotonic() >= until:
            return
        seed += 1
