"""All needs of one intention on one screen: what it takes must not grow with the number of other intentions."""

import time
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks import filling
from benchmarks.figures import Figure, Goal
from handlers import translations
from handlers.bundles import gather
from handlers.house import House
from handlers.speech import Speech
from handlers.views import bundles as views
from handlers.visit import Visit
from planning import catalogue
from planning.bundles import Sorting
from planning.calendar import WorkingCalendar
from planning.needs import NeedKind
from storage.database import Database
from storage.intentions import Intention
from storage.needs import Need, NeedReport
from storage.people import person

GOAL = Goal(bound="at most", value=2.0)
SIZES, SHORT_SIZES = (1_000, 100_000), (100, 200)
NEEDS, OF_ONE_OFFICE = 60, 6
ASKED, ASKED_SHORT = 60, 2
ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


FAR = 10_000_000
"""Ids of the busy intention's reports and needs begin here, behind those of all others."""


class Still:
    """A clock that stands."""

    async def now(self) -> datetime:
        """Give the benchmark's present."""
        return NOW


async def enter_busy_intention(database: Database) -> None:
    """Enter the intention that is looked at: ten offices have reported six needs each."""
    kinds = list(catalogue.load().facility_types.values())
    async with database.write(wake=False) as session:
        session.add(Intention(id=1, number="V-1", title="Zollhof-Areal", alias="Vorhaben", district="degerloch", stage="first",
                              dwellings=420, recorded_by=1, recorded_at=NOW, changed_at=NOW))  # fmt: skip
        await session.flush()
        for number in range(1, NEEDS // OF_ONE_OFFICE + 1):
            report = NeedReport(
                id=FAR + number,
                intention_id=1,
                office=f"office-{number}",
                version=1,
                changed_by=1,
                changed_at=NOW,
            )
            session.add(report)
            await session.flush()
            for nth in range(OF_ONE_OFFICE):
                kind = kinds[(number * OF_ONE_OFFICE + nth) % len(kinds)]
                session.add(Need(id=FAR + number * OF_ONE_OFFICE + nth, report_id=report.key, kind=NeedKind.NEED, what=f"{kind.name.de} {nth}", why="Kennwert",
                                 facility_type=kind.id, quantity=Decimal(100), unit="m2-aussen", place=f"Hof {number}"))  # fmt: skip


async def measure(engine: str, url: str, *, short: bool) -> list[Figure]:
    """Let the city grow and draw the same view at each size; the floor is the smallest size."""
    database = Database(url)
    sizes = SHORT_SIZES if short else SIZES
    taken = []
    try:
        await filling.enter_cast(database)
        await enter_busy_intention(database)
        before = 1
        for size in sizes:
            await filling.fill_intentions(database, before + 1, size + 1)
            before = size + 1
            taken.append(await _milliseconds(database, ASKED_SHORT if short else ASKED))
    finally:
        await database.close()
    return [
        Figure(
            what=f"overview of an intention with {NEEDS} needs", engine=engine, ours=f"{taken[-1]:.1f} ms at {sizes[-1]:,}",
            floor=f"{taken[0]:.1f} ms at {sizes[0]:,} intentions", found=taken[-1] / taken[0], goal=GOAL,
        )
    ]  # fmt: skip


async def _milliseconds(database: Database, times: int) -> float:
    house = House(database, catalogue.load(), WorkingCalendar(ZONE), Still())
    async with database.read() as session:
        reader = await person(session, 2)
    assert reader is not None
    visit = Visit(house, reader, Speech(translations.load("")["de"], ZONE), NOW, None)
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        async with visit.read() as session:
            shown = await gather(session, visit, 1, Sorting.FACILITY, 0, viewer=reader)
        drawn = views.view(visit.speech, house.catalogue, shown)
        taken.append(time.perf_counter() - started)
        assert len(shown.claims) == NEEDS
        assert len(drawn["blocks"]) <= 100
    return median(taken) * 1000
