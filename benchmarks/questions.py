"""Questions whose answer must not take longer as the years pass: at ten thousand, a hundred thousand, a million rows."""

import time
from collections.abc import Awaitable, Callable
from statistics import median

from benchmarks import filling
from benchmarks.figures import Figure, Goal
from storage import outbox, surfaces
from storage.database import Database
from storage.people import person
from storage.result_lists import ResultTab, result_page
from tests.reminders.desk import NOW

GOAL = Goal(bound="at most", value=2.0)
SIZES, SHORT_SIZES = (10_000, 100_000, 1_000_000), (100, 200)
OPEN_RESULTS = 400
"""Open results of all offices together; however much is settled, this is what a city works at."""
ASKED, ASKED_SHORT = 150, 3


async def idle(database: Database) -> None:
    """Ask what a worker asks each second."""
    async with database.read() as session:
        assert not await outbox.is_due(session, NOW)
        assert not await surfaces.is_stale(session)


async def office(database: Database) -> None:
    """Open the list of what one office owes."""
    async with database.read() as session:
        viewer = await person(session, 1)
        assert viewer is not None
        page = await result_page(session, ResultTab.OFFICE, viewer)
    assert page.total == OPEN_RESULTS // filling.OFFICES, page.total


async def measure(engine: str, url: str, *, short: bool) -> list[Figure]:
    """Let the tables grow and ask at each size; the floor is the smallest size."""
    database = Database(url)
    sizes = SHORT_SIZES if short else SIZES
    questions = {"idle poll": idle, "open results of an office": office}
    taken: dict[str, list[float]] = {what: [] for what in questions}
    try:
        await filling.enter_cast(database)
        await filling.fill_results(database, 1, OPEN_RESULTS, state="open")
        before = OPEN_RESULTS
        for size in sizes:
            await filling.fill_outbox(database, before + 1, size + OPEN_RESULTS, state="sent")
            await filling.fill_results(database, before + 1, size + OPEN_RESULTS, state="done")
            before = size + OPEN_RESULTS
            for what, question in questions.items():
                taken[what].append(await _milliseconds(database, question, ASKED_SHORT if short else ASKED))
    finally:
        await database.close()
    return [_figure(what, engine, sizes, times) for what, times in taken.items()]


async def _milliseconds(database: Database, question: Callable[[Database], Awaitable[None]], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        await question(database)
        taken.append(time.perf_counter() - started)
    return median(taken) * 1000


def _figure(what: str, engine: str, sizes: tuple[int, ...], times: list[float]) -> Figure:
    larger = ", ".join(f"{found:.2f} ms at {size:,}" for size, found in zip(sizes[1:], times[1:], strict=True))
    return Figure(
        what=what, engine=engine, ours=larger, floor=f"{times[0]:.2f} ms at {sizes[0]:,} rows",
        found=max(times) / times[0], goal=GOAL,
    )  # fmt: skip
