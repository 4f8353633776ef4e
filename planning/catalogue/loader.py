"""Read a catalogue folder, refuse it with file and line when something in it is wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from planning.catalogue.agreements import DropReason, LadderStep, Theme, Topic
from planning.catalogue.catalogue import Catalogue
from planning.catalogue.checks import findings
from planning.catalogue.districts import District
from planning.catalogue.entries import E, Entry, Register
from planning.catalogue.facilities import FacilityGroup, FacilityType, TargetGroup, Unit
from planning.catalogue.figures import CalculationEntry, FigureSeed
from planning.catalogue.offices import Office
from planning.catalogue.pairings import Pairing
from planning.catalogue.problems import CatalogueError, Problem
from planning.catalogue.sheets import Sheet, read_sheet
from planning.catalogue.stages import Route, Stage

SHIPPED = Path(__file__).parent
"""The folder with the example data of this project."""

FILES: dict[str, dict[str, type[Entry]]] = {
    "districts.toml": {"district": District},
    "offices.toml": {"office": Office},
    "target_groups.toml": {"target_group": TargetGroup},
    "units.toml": {"unit": Unit},
    "facility_types.toml": {"group": FacilityGroup, "facility_type": FacilityType},
    "stages.toml": {"stage": Stage, "route": Route},
    "themes.toml": {"theme": Theme},
    "topics.toml": {"topic": Topic},
    "ladder.toml": {"step": LadderStep, "drop_reason": DropReason},
    "figures.toml": {"figure": FigureSeed, "calculation": CalculationEntry},
    "pairings.toml": {"pairing": Pairing},
}

_SHOWN_MAX = 60


def load(folder: Path | None = None) -> Catalogue:
    """Load and check a catalogue folder; None means the shipped one.

    Raises CatalogueError with everything that is wrong. References into a file that is itself
    broken are not reported: they would only repeat its mistakes.
    """
    problems: list[Problem] = []
    sheets: dict[str, Sheet] = {}
    tables: dict[str, tuple[Entry, ...]] = {}
    for name, kinds in FILES.items():
        sheet = read_sheet((folder or SHIPPED) / name)
        if isinstance(sheet, Problem):
            problems.append(sheet)
            continue
        problems += _unknown_tables(sheet, kinds)
        for table, kind in kinds.items():
            entries = _entries(sheet, table, kind)
            sheets[table] = sheet
            if isinstance(entries, list):
                problems += entries
            else:
                tables[table] = entries
    problems += [sheets[str(place[0])].problem(place, message) for place, message in findings(tables)]
    if problems:
        raise CatalogueError(problems)
    return _assemble(tables)


def _unknown_tables(sheet: Sheet, kinds: dict[str, type[Entry]]) -> Iterator[Problem]:
    expected = " and ".join(f"[[{table}]]" for table in kinds)
    for name in sheet.data:
        if name not in kinds:
            yield sheet.problem((name,), f"unknown key {name!r}; this file holds {expected}")


def _entries(sheet: Sheet, table: str, kind: type[Entry]) -> tuple[Entry, ...] | list[Problem]:
    raw = sheet.data.get(table, [])
    if not isinstance(raw, list) or not raw:
        return [sheet.problem((table,), f"has no [[{table}]]; at least one is needed")]
    adapter: TypeAdapter[tuple[Entry, ...]] = TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]  # a type made at run time
    try:
        return adapter.validate_python(_frozen(raw))
    except ValidationError as error:
        return [sheet.problem((table, *details["loc"]), _said(details)) for details in error.errors()]


def _frozen(value: Any) -> Any:
    """Turn lists into tuples: strict pydantic takes no list for a tuple."""
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(_frozen(inner) for inner in value) if isinstance(value, list) else value


def _said(details: ErrorDetails) -> str:
    keys = [part for part in details["loc"][1:] if isinstance(part, str)]
    key = ".".join(keys)
    match details["type"]:
        case "missing":
            return f"{key} is missing"
        case "extra_forbidden":
            return f"unknown key {key!r}"
        case "value_error":
            return details["msg"].removeprefix("Value error, ")
        case _:
            given = repr(details["input"])
            shown = given if len(given) <= _SHOWN_MAX else f"{given[:_SHOWN_MAX]}…"
            return f"{key or 'entry'} is {shown}: {details['msg'][:1].lower()}{details['msg'][1:]}"


def _assemble(tables: dict[str, tuple[Entry, ...]]) -> Catalogue:
    def register(table: str, kind: type[E]) -> Register[E]:
        return Register(entry for entry in tables[table] if isinstance(entry, kind))

    return Catalogue(
        districts=register("district", District),
        offices=register("office", Office),
        target_groups=register("target_group", TargetGroup),
        units=register("unit", Unit),
        facility_groups=register("group", FacilityGroup),
        facility_types=register("facility_type", FacilityType),
        stages=register("stage", Stage),
        routes=register("route", Route),
        themes=register("theme", Theme),
        topics=register("topic", Topic),
        ladder=register("step", LadderStep),
        drop_reasons=register("drop_reason", DropReason),
        figures=register("figure", FigureSeed),
        calculations=register("calculation", CalculationEntry),
        pairings=register("pairing", Pairing),
    )
