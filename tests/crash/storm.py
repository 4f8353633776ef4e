"""A storm: workers that are killed and frozen, a database that goes away or back in time, a platform that fails.

Whoever directs it knows only what was ordered, and compares it in the end with what the oracle saw people see.
"""

import asyncio
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM

from sqlmodel import col, func, select, text

from reminders.delivery import Patience
from storage.changes import change
from storage.database import Database
from storage.echoes import Echo
from storage.outbox import OPEN, OutboxState, Outgoing
from storage.recovering import recover
from storage.surfaces import STALE, Surface
from tests import backups, postgres
from tests.crash.harness import ENOUGH, Ending, Stage
from tests.crash.worker import PEOPLE, Orders, Variant, expected
from tests.reminders.desk import NOW

WORKERS = 2
PATIENCE = Patience(timeout=0.8, lease=1.0, quiet=1.6, per_channel=0.02, batch=8, listened=2.0)
FROZEN = (1.2, 2.0)
"""Seconds that a worker stands still: longer than its lease, so that others take over."""
BREATH = (0.1, 0.7)
GLANCE = 0.1


class Blow(StrEnum):
    """What befalls the installation."""

    KILL = "kill -9"
    FREEZE = "freeze and thaw"
    FREEZE_KILL = "freeze, thaw and kill"
    OUTAGE = "database crash"
    BACKUP = "backup"
    RESTORE = "restore and recover"


ONCE = (Blow.KILL, Blow.FREEZE, Blow.FREEZE_KILL, Blow.KILL)
"""What a short storm brings at least, besides outage and restore."""


def script(dice: random.Random, *, outages: bool, blows: int) -> list[Blow]:
    """Write what befalls the installation and when; each kind at least once, the backup before it is put back."""
    more = [Blow.KILL, Blow.KILL, Blow.FREEZE, Blow.FREEZE_KILL, *([Blow.OUTAGE] if outages else [])]
    acts = [*ONCE, *([Blow.OUTAGE] * 2 if outages else []), *dice.choices(more, k=blows)]
    dice.shuffle(acts)
    middle = dice.randrange(1, len(acts))
    acts.insert(dice.randrange(middle), Blow.BACKUP)
    acts.insert(dice.randrange(middle + 1, len(acts) + 1), Blow.RESTORE)
    return acts


@dataclass
class Storm:
    """One storm over one installation."""

    play: Stage
    dice: random.Random
    folder: Path
    server: postgres.Server | None = None
    """The server that crashes; SQLite has none."""
    crew: list[ForkServerProcess] = field(default_factory=list)
    blows: Counter[Blow] = field(default_factory=Counter)
    orders: Orders = field(default_factory=partial(Orders, 0))
    fell: int = 0
    """Workers that ended by themselves because the database was away when they began."""

    def rage(self, acts: list[Blow], messages: int) -> None:
        """Bring one blow after the other, each amid new promises, and let all come to rest."""
        for number, blow in enumerate(acts, start=1):
            self._order(messages * number // len(acts), f"storm {number}")
            self._man()
            # A backup of a bot that has never spoken has no secret by which its messages are found.
            self.play.witness.wait_for(1)
            # Real processes work for a random while: where the blow hits them is what is tried.
            time.sleep(self.dice.uniform(*BREATH))
            self._strike(blow)
            self.blows[blow] += 1
        self._man()
        self._order(messages, "calm")
        self._come_to_rest()
        self._stop()

    def _order(self, messages: int, names: str) -> None:
        """Promise more and change what all surfaces show, twice in a row: only the newest matters."""
        for name in (f"{names} in passing", names):
            self.orders = Orders(messages, name)
            self.orders.give(self._orders)

    @property
    def _orders(self) -> Path:
        return self.folder / "orders.json"

    def _man(self) -> None:
        """Replace who has died; a worker that ends by itself does so only when it finds no database."""
        for worker in [one for one in self.crew if one.exitcode is not None]:
            if worker.exitcode != -SIGKILL:
                self.fell += 1
                assert self.fell <= self.blows[Blow.OUTAGE] * WORKERS, f"a worker gave up:\n{self.play.tail()}"
            self.crew.remove(worker)
        while len(self.crew) < WORKERS:
            self.crew.append(self.play.start(patience=PATIENCE, variant=Variant.PRODUCT, orders=self._orders))

    def _strike(self, blow: Blow) -> None:
        match blow:
            case Blow.KILL:
                _kill(self.dice.choice(self.crew))
            case Blow.FREEZE | Blow.FREEZE_KILL:
                victim = self.dice.choice(self.crew)
                _signal(victim, SIGSTOP)
                # Nothing tells that a lease is over but real time; the others take over meanwhile.
                time.sleep(self.dice.uniform(*FROZEN))
                _signal(victim, SIGCONT)
                if blow is Blow.FREEZE_KILL:
                    # It is to die somewhere amid what it does right after the thaw.
                    time.sleep(self.dice.uniform(0, 0.1))
                    _kill(victim)
            case Blow.OUTAGE:
                assert self.server is not None
                self.server.stop("immediate")
                # The workers meet a database that is away, each at another step.
                time.sleep(self.dice.uniform(0, 1.0))
                self.server.start()
            case Blow.BACKUP:
                backups.keep(self.play.database_url, self._backup)
            case Blow.RESTORE:
                self._restore()

    @property
    def _backup(self) -> Path:
        return self.folder / "backup"

    def _restore(self) -> None:
        """Do what docs/operating.md says: stop everybody, put the backup in its place, `recover`, begin again."""
        for worker in self.crew:
            _kill(worker)
        backups.put_back(self.play.database_url, self._backup)
        asyncio.run(_recover(self.play.database_url))

    def _come_to_rest(self) -> None:
        for _ in range(int(ENOUGH / GLANCE)):
            if asyncio.run(_is_calm(self.play.database_url, self.orders)):
                return
            assert all(one.exitcode is None for one in self.crew), f"a worker gave up:\n{self.play.tail()}"
            time.sleep(GLANCE)  # other processes come to rest; all that can be done is to look again
        raise AssertionError(f"it does not come to rest:\n{self.play.tail()}")

    def _stop(self) -> None:
        for worker in self.crew:
            _signal(worker, SIGTERM)
        for worker in self.crew:
            self.play.finish(worker)

    def assert_people_saw_the_newest_state_once(self, ending: Ending) -> None:
        """Compare orders, oracle and database."""
        cards = {f"{kind} {self.orders.names} {n}" for kind in ("card", "inquiry") for n in range(1, PEOPLE + 1)}
        promised = expected(self.orders.messages) | cards
        seen, marks = ending.account.texts, ending.account.marks
        lost, old = promised - seen.keys(), seen.keys() - promised
        assert not lost, f"lost: {sorted(lost)}\n{ending.log}"
        assert not old, f"old, or promised by nobody: {sorted(old)}\n{ending.log}"
        twice = {one for one, times in (seen + marks).items() if times > 1}
        assert not twice, f"twice: {sorted(twice)}\n{ending.log}"
        assert marks.total() == len(promised)
        assert {row.state for row in ending.rows} == {OutboxState.SENT}
        assert sorted(f"{row.channel} {row.ts}" for row in ending.rows) == sorted(ending.account.places.values())


def _signal(worker: ForkServerProcess, number: int) -> None:
    assert worker.pid is not None
    os.kill(worker.pid, number)


def _kill(worker: ForkServerProcess) -> None:
    worker.kill()
    worker.join()


async def _recover(database_url: str) -> None:
    database = Database(database_url)
    async with change(database, now=NOW) as c:
        await recover(c)
    await database.close()


async def _is_calm(database_url: str, orders: Orders) -> bool:
    """Say whether all that was ordered is said and shown, and nothing may come to stand twice."""
    database = Database(database_url)
    async with database.read() as session:
        counted = select(func.count())
        said = (await session.exec(counted.select_from(Outgoing).where(col(Outgoing.kind) == "report_received"))).one()
        left = (await session.exec(counted.select_from(Outgoing).where(text(OPEN)))).one()
        stale = (await session.exec(counted.select_from(Surface).where(text(STALE)))).one()
        shown = (await session.exec(counted.select_from(Surface))).one()
        echoes = (await session.exec(counted.select_from(Echo))).one()
        names = (await session.exec(text("SELECT name FROM person ORDER BY id"))).scalars().all()  # type: ignore[call-overload]  # plain SQL
    await database.close()
    renamed = list(names) == [f"{orders.names} {number}" for number in range(1, PEOPLE + 1)]
    return renamed and (said, left, stale, shown, echoes) == (orders.messages, 0, 0, 2 * PEOPLE, 0)
