"""The command: `python -m benchmarks [name …] [--short] [--record]`; without a name everything is measured."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import redirect_stderr

from benchmarks import acknowledging, delivery, importing, overview, questions, rush, standing
from benchmarks.engines import POSTGRES, SQLITE, migrated
from benchmarks.figures import Figure, table
from benchmarks.recording import record
from bot import logs

Measure = Callable[..., Awaitable[list[Figure]]]

MEASURES: dict[str, tuple[Measure, tuple[str, ...]]] = {
    "acknowledging": (acknowledging.measure, (SQLITE, POSTGRES)),
    "delivery": (delivery.measure, (SQLITE, POSTGRES)),
    "questions": (questions.measure, (SQLITE, POSTGRES)),
    "overview": (overview.measure, (SQLITE, POSTGRES)),
    "importing": (importing.measure, (SQLITE,)),
    "standing": (standing.measure, (SQLITE,)),
    "rush": (rush.measure, (SQLITE, POSTGRES)),
}


def measured(name: str, *, short: bool) -> list[Figure]:
    """Take one measure on the engines it is for, each in a database of its own."""
    measure, engines = MEASURES[name]
    figures: list[Figure] = []
    for engine in engines:
        with migrated(engine) as url:
            figures += asyncio.run(_taken(measure, engine, url, short=short))
    return figures


async def _taken(measure: Measure, engine: str, url: str, *, short: bool) -> list[Figure]:
    return await measure(engine, url, short=short)


def main() -> None:
    """Measure what is named, print it, and write it into docs/performance.md if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(MEASURES)}; all without one")
    parser.add_argument("--short", action="store_true", help="see that they still run; the figures mean nothing")
    parser.add_argument("--record", action="store_true", help="write the figures into docs/performance.md")
    asked = parser.parse_args()
    if unknown := set(asked.names) - MEASURES.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    # What was compiled is kept, as where the bot is installed: else each process that is started compiles it anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        logs.configure("json")  # what production writes is worded here, too, but nobody reads it
        for name in asked.names or MEASURES:
            figures = measured(name, short=asked.short)
            sys.stdout.write(f"{name}\n{table(figures)}\n\n")
            sys.stdout.flush()
            if asked.record and not asked.short:
                record(name, figures)


if __name__ == "__main__":
    main()
