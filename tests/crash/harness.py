"""Three processes and what became of them: the oracle, workers that die, and a database that outlives them."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGUSR1
from typing import Any

from sqlmodel import select

from storage.database import Database
from storage.outbox import OutboxState, Outgoing
from storage.people import Person
from tests.crash.oracle import Account, Weather, Witness, witness
from tests.crash.worker import IMPATIENT, PEOPLE, Errand, Point, Variant, expected, work

ENOUGH = 60.0
"""Seconds after which a worker that has not ended by itself is stuck."""
GLANCE = 0.05
LISTENING = replace(IMPATIENT, listened=2.0)


@dataclass
class Stage:
    """One database, one oracle, and the workers that a test starts."""

    context: ForkServerContext
    database_url: str
    witness: Witness
    log: Path
    messages: int
    workers: list[ForkServerProcess] = field(default_factory=list)

    def start(self, **errand: Any) -> ForkServerProcess:
        """Start a worker."""
        order = Errand(
            database_url=self.database_url,
            slack_url=self.witness.api,
            log=self.log,
            messages=self.messages,
            **errand,
        )
        process = self.context.Process(target=work, args=(order,), daemon=True)
        process.start()
        self.workers.append(process)
        return process

    def finish(self, worker: ForkServerProcess, seconds: float = ENOUGH) -> None:
        """Wait until a worker has ended by itself, since all is said."""
        worker.join(seconds)
        if worker.exitcode is None:
            self._let_it_say_where_it_is(worker)
        assert worker.exitcode == 0, f"the worker ended with {worker.exitcode}:\n{self.tail()}"

    @staticmethod
    def _let_it_say_where_it_is(worker: ForkServerProcess) -> None:
        assert worker.pid is not None
        os.kill(worker.pid, SIGUSR1)
        worker.join(1.0)

    def tail(self) -> str:
        """Give the end of what the workers logged."""
        return "".join(self.log.read_text().splitlines(keepends=True)[-60:]) if self.log.exists() else "(no log)"

    def ending(self) -> "Ending":
        """Write down what people see and what the database believes."""
        rows = asyncio.run(_rows(self.database_url))
        return Ending(expected(self.messages), self.witness.account(), rows, self.tail())


@dataclass(frozen=True)
class Ending:
    """How a play ended: what was promised, what people see, what the database believes, and the workers' last words."""

    promised: set[str]
    account: Account
    rows: list[Outgoing]
    log: str

    @property
    def lost(self) -> set[str]:
        """Name what was promised and is not there."""
        return self.promised - self.account.texts.keys()

    @property
    def twice(self) -> set[str]:
        """Name what stands there more than once, by its text or by its mark."""
        counted = (self.account.texts, self.account.marks)
        return {one for seen in counted for one, times in seen.items() if times > 1}

    def assert_everything_is_seen_once(self) -> None:
        """Compare what people see with what was promised and with what the database believes."""
        assert self.lost == set(), self.log
        assert self.twice == set(), self.log
        assert self.account.texts.keys() == self.promised
        assert self.account.marks.total() == len(self.promised)
        assert {row.state for row in self.rows} == {OutboxState.SENT}
        believed = {f"report_received {row.body['report_id']} 1": f"{row.channel} {row.ts}" for row in self.rows}
        assert believed == self.account.places


@contextmanager
def stage(
    context: ForkServerContext, database_url: str, folder: Path, *, messages: int, weather: Weather | None = None
) -> Iterator[Stage]:
    """Set the stage; whoever is still alive at the end is killed."""
    asyncio.run(_cast(database_url))
    with witness(context, weather) as seen:
        own = Stage(context, database_url, seen, folder / "workers.log", messages)
        try:
            yield own
        finally:
            for worker in own.workers:
                worker.kill()
                worker.join()
                worker.close()


def crash_and_recover(play: Stage, point: Point, variant: Variant = Variant.PRODUCT) -> Ending:
    """Let a worker die at a point, and another one bring the work to its end."""
    victim = play.start(dies_at=point, variant=variant)
    victim.join(ENOUGH)
    assert victim.exitcode == -SIGKILL, f"it did not come to {point.value!r} but ended with {victim.exitcode}"
    play.finish(play.start(variant=variant))
    return play.ending()


def freeze_and_thaw(play: Stage, point: Point) -> Ending:
    """Let a worker stand still at a point, let another one end the work, and then let the first go on."""
    victim = play.start(dies_at=point, freezes=True)
    for _ in range(int(ENOUGH / GLANCE)):
        victim.join(GLANCE)
        if _is_frozen(victim):
            break
    assert _is_frozen(victim), f"it did not come to {point.value!r} but ended with {victim.exitcode}"
    play.finish(play.start())
    assert victim.pid is not None
    os.kill(victim.pid, SIGCONT)
    play.finish(victim)
    play.finish(play.start())  # what it posted late, somebody takes back who goes on working
    return play.ending()


def say_twice_and_die(play: Stage) -> Ending:
    """Let a worker stand still before its post, go on when another has posted again, and die as it is accepted."""
    # One conversation after the other: what is on the wire when it stands still would be accepted before it goes on.
    alone = replace(IMPATIENT, at_once=1)
    victim = play.start(dies_at=Point.INTENDED, freezes=True, then_dies_at=Point.POSTED, patience=alone)
    for _ in range(int(ENOUGH / GLANCE)):
        victim.join(GLANCE)
        if _is_frozen(victim):
            break
    other = play.start(patience=LISTENING)
    play.witness.wait_for(play.messages)
    assert victim.pid is not None
    os.kill(victim.pid, SIGCONT)
    victim.join(ENOUGH)
    assert victim.exitcode == -SIGKILL, f"it did not post again but ended with {victim.exitcode}"
    play.finish(other)
    return play.ending()


def _is_frozen(worker: ForkServerProcess) -> bool:
    told = subprocess.run(["ps", "-o", "state=", "-p", str(worker.pid)], capture_output=True, text=True, check=False)
    return told.stdout.startswith("T")


async def _cast(database_url: str) -> None:
    database = Database(database_url)
    async with database.write() as session:
        for number in range(1, PEOPLE + 1):
            session.add(Person(id=number, slack_user_id=f"U{number}", name=f"Person {number}"))
    await database.close()


async def _rows(database_url: str) -> list[Outgoing]:
    database = Database(database_url)
    async with database.read() as session:
        rows = list((await session.exec(select(Outgoing))).all())
    await database.close()
    return rows
