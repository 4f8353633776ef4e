"""What must hold between the entries of a catalogue, beyond the shape of each one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from planning.calculators import USED
from planning.catalogue.agreements import LadderStep
from planning.catalogue.districts import District
from planning.catalogue.entries import Entry
from planning.catalogue.figures import CalculationEntry, FigureSeed
from planning.catalogue.offices import Office
from planning.catalogue.sheets import Place
from planning.catalogue.stages import Route, Stage
from planning.figure_sheets import ALWAYS_USED, INPUTS
from planning.figures import named
from planning.formulas import parse

OPTIONS_MAX = 100
"""A select list holds at most this many options."""

_REFERENCES = (
    ("office", "districts", "district"),
    ("office", "target_groups", "target_group"),
    ("office", "facility_types", "facility_type"),
    ("facility_type", "group", "group"),
    ("facility_type", "units", "unit"),
    ("facility_type", "target_groups", "target_group"),
    ("stage", "owner", "office"),
    ("route", "stages", "stage"),
    ("calculation", "facility_type", "facility_type"),
    ("calculation", "built_unit", "unit"),
    ("calculation", "reported_in", "unit"),
    ("calculation", "places", "figure"),
    ("calculation", "below", "facility_type"),
    ("topic", "facility_type", "facility_type"),
    ("pairing", "first", "facility_type"),
    ("pairing", "second", "facility_type"),
)
"""Table, the key in it that holds ids, and the table those ids are of."""

Finding = tuple[Place, str]
Tables = Mapping[str, Sequence[Entry]]
"""Entries by table name; a table whose file could not be read is absent and not checked against."""

E = TypeVar("E", bound=Entry)


def findings(tables: Tables) -> Iterator[Finding]:
    """Yield every broken agreement with the place where it stands."""
    for table, entries in tables.items():
        yield from _ids(table, entries)
        yield from _ends(table, entries)
    yield from _references(tables)
    yield from _spellings("district", _of(tables, "district", District))
    yield from _spellings("office", _of(tables, "office", Office))
    yield from _numbers("stage", _of(tables, "stage", Stage))
    yield from _numbers("step", _of(tables, "step", LadderStep))
    yield from _routes(_of(tables, "route", Route), _of(tables, "stage", Stage))
    if "figure" in tables:
        figures = {figure.id for figure in _of(tables, "figure", FigureSeed)}
        for missing in sorted(ALWAYS_USED - figures):
            yield ("figure",), f"there is no figure {missing!r}; every sheet is computed with it"
        yield from _formulas(figures, _of(tables, "calculation", CalculationEntry))
    yield from _only_one("office", "lead", [o.lead for o in _of(tables, "office", Office)])
    yield from _only_one("route", "default", [r.default for r in _of(tables, "route", Route)])


def _of(tables: Tables, table: str, kind: type[E]) -> list[E]:
    return [entry for entry in tables.get(table, ()) if isinstance(entry, kind)]


def _ids(table: str, entries: Sequence[Entry]) -> Iterator[Finding]:
    seen: set[str] = set()
    for nth, entry in enumerate(entries):
        if entry.id in seen:
            yield (table, nth, "id"), "this id is already used in the table; ids are permanent and unique"
        seen.add(entry.id)
    in_use = [nth for nth, entry in enumerate(entries) if entry.until is None]
    if len(in_use) > OPTIONS_MAX:
        message = f"a select list holds {OPTIONS_MAX} entries, {len(in_use)} are in use"
        yield (table, in_use[OPTIONS_MAX]), message


def _ends(table: str, entries: Sequence[Entry]) -> Iterator[Finding]:
    targets = {entry.id: entry.merged_into for entry in entries}
    for nth, entry in enumerate(entries):
        place = (table, nth, "merged_into")
        if entry.merged_into is None:
            continue
        if entry.until is None:
            yield place, "an entry that was merged must say `until` when it could be chosen"
        if entry.merged_into not in targets:
            yield place, f"there is no {table} {entry.merged_into!r} to merge into"
        elif _leads_back(entry.id, targets):
            yield place, "following merged_into leads back to this entry"


def _leads_back(start: str, targets: Mapping[str, str | None]) -> bool:
    passed, at = {start}, targets[start]
    while at is not None and at not in passed:
        passed.add(at)
        at = targets.get(at)
    return at == start


def _references(tables: Tables) -> Iterator[Finding]:
    for table, key, other in _REFERENCES:
        if other not in tables:
            continue
        known = {entry.id for entry in tables[other]}
        for nth, entry in enumerate(tables.get(table, ())):
            ids = _named(getattr(entry, key))
            for unknown in sorted(set(ids) - known):
                yield (table, nth, key), f"{key} names the {other} {unknown!r}, which does not exist"
            for twice in sorted(name for name, times in Counter(ids).items() if times > 1):
                yield (table, nth, key), f"{key} names {twice!r} more than once"


def _named(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _spellings(table: str, entries: Sequence[District | Office]) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for nth, entry in enumerate(entries):
        for spelling in entry.spellings():
            owner = owners.setdefault(spelling, entry.id)
            if owner != entry.id:
                yield (table, nth), f"{spelling!r} is also a spelling of {owner!r}"


def _numbers(table: str, entries: Sequence[Stage | LadderStep]) -> Iterator[Finding]:
    for nth, entry in enumerate(entries):
        if entry.number != nth:
            message = f"number is {entry.number}, but the entries stand in order from 0: expected {nth}"
            yield (table, nth, "number"), message


def _routes(routes: Sequence[Route], stages: Sequence[Stage]) -> Iterator[Finding]:
    for nth, route in enumerate(routes):
        if stages and route.stages[0] != stages[0].id:
            yield ("route", nth, "stages"), f"every route begins with the first stage, {stages[0].id!r}"


def _formulas(figures: set[str], calculations: Sequence[CalculationEntry]) -> Iterator[Finding]:
    """A line may use inputs, key figures and what stands above it, nothing else."""
    known = set(INPUTS) | {named(figure) for figure in figures}
    above: set[str] = set()
    for nth, entry in enumerate(calculations):
        names = parse(entry.formula).names if entry.formula is not None else frozenset()
        for unknown in sorted(names - known):
            yield ("calculation", nth, "formula"), f"{unknown!r} is no input, key figure or earlier line"
        for missing in sorted(set(USED.get(entry.calculator or "", ())) - figures):
            yield ("calculation", nth, "calculator"), f"{entry.calculator!r} needs the figure {missing!r}"
        for part in entry.sum_of:
            if part not in above:
                yield ("calculation", nth, "sum_of"), f"{part!r} is no earlier line"
        above.add(entry.id)
        known |= {named(entry.id), f"{named(entry.id)}_built"}


def _only_one(table: str, key: str, marks: Sequence[bool]) -> Iterator[Finding]:
    marked = [nth for nth, mark in enumerate(marks) if mark]
    if marks and not marked:
        yield (table,), f"one {table} must say `{key} = true`, none does"
    for nth in marked[1:]:
        yield (table, nth, key), f"only one {table} may say `{key} = true`"
