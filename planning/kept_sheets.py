"""Sheets that were kept: what was computed for an intention on a day, to the digit, and what differs between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from planning.figure_sheets import Line
from planning.figures import Figure, Housing, Override, Rules, Site

ZERO = Decimal(0)
NEEDED_TO_COMPLETE = "floor-area-per-dwelling"
"""The key figure that fills in dwellings or floor area; it stands in no formula."""


class SheetCause(StrEnum):
    """Why a sheet was kept."""

    REQUEST = "request"
    SIZE = "size"
    """Dwellings, floor area, what is torn down or an own value changed."""
    REPORT = "report"
    """An office reported or confirmed a need."""
    FIGURE = "figure"
    """A key figure got a new version, and offices are asked because of it."""
    SPLIT = "split"
    """The intention was split or merged."""


@dataclass(frozen=True, kw_only=True)
class KeptFigure:
    """A key figure as it counted then; `own_reason` where an own value stood in for it."""

    value: Decimal
    version: int
    own_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeptLine:
    """One computed line as it was; `unit` is the catalogue's id of what is built, `units` how many of it."""

    id: str
    unrounded: Decimal
    gross: Decimal
    rounded: Decimal
    units: int | None = None
    unit: str | None = None
    note: str | None = None
    formula: str | None = None
    used: Mapping[str, Decimal]

    @property
    def built(self) -> Decimal:
        """Give what is built: so many units, or the rounded quantity of what is not built in units."""
        return self.rounded if self.units is None else Decimal(self.units)


@dataclass(frozen=True, kw_only=True)
class KeptSheet:
    """A whole sheet as it was: inputs, key figures, lines. Nothing in it is computed again."""

    site: Site
    figures: Mapping[str, KeptFigure]
    lines: Sequence[KeptLine]

    @property
    def dwellings(self) -> int | None:
        """Count the new dwellings of all kinds; None when nobody knew them."""
        return None if self.site.dwellings is None else sum(self.site.dwellings.values())

    def line(self, line_id: str) -> KeptLine | None:
        """Find a line; None when it was not computed."""
        return next((line for line in self.lines if line.id == line_id), None)

    def rules(self, present: Rules) -> Rules:
        """Give `present` rules with the values that counted then: as if no key figure had changed since."""
        then = {
            name: replace(figure, value=self.figures[name].value, version=self.figures[name].version)
            if name in self.figures and self.figures[name].own_reason is None
            else figure
            for name, figure in present.figures.items()
        }
        return Rules(then, present.calculations, present.overrides)


def keep(site: Site, rules: Rules, lines: Sequence[Line]) -> KeptSheet:
    """Keep what was computed of a site with these rules."""
    names = {NEEDED_TO_COMPLETE} | {figure for line in lines for figure in line.versions}
    names |= {line.calculation.built.places for line in lines if line.calculation.built is not None}
    figures = {name: _figure(rules.figures[name], rules.overrides.get(name)) for name in sorted(names)}
    by_id = {line.calculation.id: line for line in lines}
    return KeptSheet(site=site, figures=figures, lines=[_line(line, by_id) for line in lines])


def _figure(figure: Figure, own: Override | None) -> KeptFigure:
    if own is not None:
        return KeptFigure(value=own.value, version=figure.version, own_reason=own.reason)
    return KeptFigure(value=figure.value, version=figure.version)


def _line(line: Line, others: Mapping[str, Line]) -> KeptLine:
    calculation = line.calculation
    units, unit = line.units, calculation.built.unit if calculation.built is not None else None
    parts = [others[part] for part in calculation.sum_of if part in others]
    kinds = {part.calculation.built.unit if part.calculation.built is not None else None for part in parts}
    if len(kinds) == 1 and None not in kinds:  # groups of both ages are groups: what an office builds is their sum
        units, unit = sum(part.units or 0 for part in parts), next(iter(kinds))
    return KeptLine(
        id=calculation.id, unrounded=line.unrounded, gross=line.gross, rounded=line.rounded, units=units, unit=unit,
        note=line.note, formula=calculation.formula.text if calculation.formula is not None else None,
        used=dict(line.used),
    )  # fmt: skip


@dataclass(frozen=True)
class LineChange:
    """One line in two sheets; None where it was not computed."""

    id: str
    before: KeptLine | None
    after: KeptLine | None

    @property
    def unrounded(self) -> Decimal:
        """Say by how much the unrounded quantity differs."""
        return _of(self.after, "unrounded") - _of(self.before, "unrounded")

    @property
    def built(self) -> Decimal:
        """Say by how much what is built differs."""
        return _of(self.after, "built") - _of(self.before, "built")


def _of(line: KeptLine | None, name: str) -> Decimal:
    value: Decimal = ZERO if line is None else getattr(line, name)
    return value


@dataclass(frozen=True)
class FigureChange:
    """One key figure in two sheets; None where it did not count."""

    id: str
    before: KeptFigure | None
    after: KeptFigure | None


def line_changes(before: KeptSheet | None, after: KeptSheet) -> list[LineChange]:
    """List the lines whose numbers differ, in the order of the newer sheet; lines it lacks come last."""
    old = {line.id: line for line in before.lines} if before is not None else {}
    new = {line.id: line for line in after.lines}
    pairs = [LineChange(name, old.get(name), new.get(name)) for name in (*new, *(one for one in old if one not in new))]
    return [pair for pair in pairs if _numbers(pair.before) != _numbers(pair.after)]


def _numbers(line: KeptLine | None) -> tuple[object, ...] | None:
    return None if line is None else (line.unrounded, line.rounded, line.units, line.note)


def figure_changes(before: KeptSheet | None, after: KeptSheet) -> list[FigureChange]:
    """List the key figures that counted differently."""
    old, new = (before.figures if before is not None else {}), after.figures
    names = (*new, *(one for one in old if one not in new))
    return [FigureChange(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def to_json(sheet: KeptSheet) -> dict[str, Any]:
    """Write a sheet as JSON; numbers as text, so that every digit stays."""
    site = sheet.site
    return {
        "site": {
            "dwellings": {kind.value: count for kind, count in site.dwellings.items()} if site.dwellings is not None else None,
            "removed": site.removed,
            "floor_area": _text(site.floor_area),
            "municipal_land": site.municipal_land,
            "infill": site.infill,
        },
        "figures": {
            name: {"value": _text(one.value), "version": one.version, "own_reason": one.own_reason}
            for name, one in sheet.figures.items()
        },
        "lines": [
            {
                "id": line.id, "unrounded": _text(line.unrounded), "gross": _text(line.gross),
                "rounded": _text(line.rounded), "units": line.units, "unit": line.unit, "note": line.note,
                "formula": line.formula, "used": {name: _text(value) for name, value in line.used.items()},
            }
            for line in sheet.lines
        ],
    }  # fmt: skip


def from_json(kept: Mapping[str, Any]) -> KeptSheet:
    """Read a sheet back."""
    site, area = kept["site"], kept["site"]["floor_area"]
    dwellings = site["dwellings"]
    return KeptSheet(
        site=Site(
            dwellings={Housing(kind): count for kind, count in dwellings.items()} if dwellings is not None else None,
            removed=site["removed"],
            floor_area=Decimal(area) if area is not None else None,
            municipal_land=site["municipal_land"],
            infill=site["infill"],
        ),
        figures={
            name: KeptFigure(value=Decimal(one["value"]), version=one["version"], own_reason=one["own_reason"])
            for name, one in kept["figures"].items()
        },
        lines=[_read_line(line) for line in kept["lines"]],
    )


def _read_line(line: Mapping[str, Any]) -> KeptLine:
    return KeptLine(
        id=line["id"], unrounded=Decimal(line["unrounded"]), gross=Decimal(line["gross"]),
        rounded=Decimal(line["rounded"]), units=line["units"], unit=line["unit"], note=line["note"],
        formula=line["formula"], used={name: Decimal(value) for name, value in line["used"].items()},
    )  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
