"""Bring in a list of two thousand intentions: how long, how much memory, and that a second time changes nothing.

The spreadsheet is made first and does not count.
"""

import io
import resource
from time import perf_counter, process_time

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from benchmarks.figures import Figure
from bot.assembly import Base, open_base
from bot.lists import import_list
from bot.settings import Settings
from planning.tables import read_lines
from storage.changes import change
from storage.seeds import enter_secretariat

LINES, LINES_SHORT = 2_000, 20
HEADING = (
    "Kennung", "Titel", "Stadtbezirk", "Stadtteil", "Straße oder Lage", "Wohnungen", "Geschossfläche in m²",
    "Geplante Nutzung", "Stufe", "Eigentümer oder Investor", "Vertraulich", "Erstmals bekannt am", "Bezugsjahr",
)  # fmt: skip
MEGABYTE = 1024 * 1024


def spreadsheet(lines: int, districts: list[str]) -> bytes:
    """Make a list with so many lines."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Liste")
    sheet.append([WriteOnlyCell(sheet, title) for title in HEADING])
    for n in range(lines):
        sheet.append([
            f"K-{n:05d}", f"Wohnquartier Nummer {n}", districts[n % len(districts)], f"Quartier {n % 150}", f"Weg {n}",
            n % 900, 90 * (n % 900), "Wohnen, Gewerbe im Erdgeschoss, Kita", str(n % 15), f"Gesellschaft {n % 70}",
            "ja" if n % 20 == 0 else "nein", f"{1 + n % 28:02d}.01.2024", 2028 + n % 10,
        ])  # fmt: skip
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


async def measure(engine: str, url: str, *, short: bool) -> list[Figure]:
    """Import once dry, once really, once more into a database of its own; the floor is that many lines only read."""
    lines = LINES_SHORT if short else LINES
    settings = Settings.model_validate({"DATABASE_URL": url})
    async with open_base(settings) as base:
        async with change(base.database, now=await base.clock.now()) as c:
            await enter_secretariat(c, "U0KESSLER", "Miriam Kessler")
        content = spreadsheet(lines, [one.name.de for one in base.catalogue.districts.values()])
        begin = process_time()
        assert sum(1 for _ in read_lines(content)) == lines + 1
        floor = process_time() - begin
        return [
            await _once(base, content, f"{what}, {lines:,} lines", engine, floor, dry_run=dry_run)
            for what, dry_run in (("list: dry run", True), ("list: import", False), ("list: the same again", False))
        ]


async def _once(base: Base, content: bytes, what: str, engine: str, floor: float, *, dry_run: bool) -> Figure:
    before = _resident()
    begin, worked = perf_counter(), process_time()
    done = await import_list(base, content, "intentions", name="liste.xlsx", dry_run=dry_run, tell=lambda _line: None)
    seconds, worked = perf_counter() - begin, process_time() - worked
    assert any(line.startswith("Neu:") for line in done.lines), done.lines
    more = _resident() - before
    told = f"{seconds:.1f} s, CPU {worked:.1f} s, {more:.0f} MB more"
    return Figure(what=what, engine=engine, ours=told, floor=f"CPU {floor:.1f} s to read it", found=worked / floor)


def _resident() -> float:
    """Give the most memory this process has had so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
