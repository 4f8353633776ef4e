"""Several intentions seen as one area (gemeinsam betrachten): who belongs together, and what that saves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Field, SQLModel

from planning.errors import Conflict, Invalid, Problem, Required
from planning.figure_sheets import ALWAYS_USED, Line, compute
from planning.figures import Calculation, Override, Rules, Site, named

NAME_LENGTH = 120
MOST_MEMBERS = 20
"""More intentions than anybody pools; the sheet stays readable."""
ZERO = Decimal(0)


class PoolDraft(SQLModel):
    """What somebody wants to be seen as one area; `members` are ids of intentions."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    members: list[int] = Field(default_factory=list)

    def check(self) -> None:
        """Raise Invalid for an area of one, of too many, or without a name."""
        problems: list[Problem] = []
        if not self.name.strip():
            problems.append(Required("name"))
        if len(set(self.members)) < 2:
            problems.append(Conflict("members", "pool_needs_two"))
        if len(set(self.members)) > MOST_MEMBERS:
            problems.append(Conflict("members", "pool_is_too_large"))
        if problems:
            raise Invalid(*problems)


@dataclass(frozen=True)
class Member:
    """One intention of an area: its size, and its own sheet's own values."""

    intention_id: int
    site: Site
    rules: Rules


@dataclass(frozen=True)
class PooledLine:
    """One line computed on the sum; `units_apart` is what the members' own sheets build together."""

    line: Line
    units_apart: int | None
    rounded_apart: Decimal

    @property
    def units_saved(self) -> int:
        """Count the units that need not be built when the intentions are seen together."""
        return (self.units_apart or 0) - (self.line.units or 0)


@dataclass(frozen=True)
class PooledSheet:
    """The sheet of an area; `left_out` are members whose size is unknown, `own_values` figures that are not common."""

    lines: Sequence[PooledLine]
    rules: Rules
    left_out: Sequence[int]
    own_values: Sequence[str]


def pooled_sheet(members: Sequence[Member], rules: Rules) -> PooledSheet:
    """Compute several intentions as one area: added before anything is rounded, what each plot owes apart.

    An own value of a key figure counts when all members have the same; else the figure itself does, and it is named.
    """
    known = [one for one in members if one.site.dwellings is not None or one.site.floor_area is not None]
    common = _common([one.rules.overrides for one in known])
    named = sorted({figure for one in known for figure in one.rules.overrides} - common.keys())
    used = Rules(rules.figures, rules.calculations, common)
    apart = [{line.calculation.id: line for line in compute([one.site], one.rules)} for one in known]
    lines = [_beside(line, [sheet[line.calculation.id] for sheet in apart]) for line in _together(known, used)]
    left_out = [one.intention_id for one in members if one not in known]
    return PooledSheet(lines, used, left_out, named)


def _together(known: Sequence[Member], rules: Rules) -> Sequence[Line]:
    return compute([one.site for one in known], rules)


def _beside(line: Line, apart: Sequence[Line]) -> PooledLine:
    units = [one.units for one in apart if one.units is not None]
    return PooledLine(line, sum(units) if units else None, sum((one.rounded for one in apart), ZERO))


def _common(overrides: Sequence[Mapping[str, Override]]) -> dict[str, Override]:
    """Give the own values that all members have alike."""
    if not overrides:
        return {}
    first = overrides[0]
    alike = {figure for figure in first if all(_value(one, figure) == first[figure].value for one in overrides)}
    return {figure: first[figure] for figure in first if figure in alike}


def _value(overrides: Mapping[str, Override], figure: str) -> Decimal | None:
    given = overrides.get(figure)
    return given.value if given is not None else None


@dataclass(frozen=True)
class Hint:
    """Small intentions of one district that might be pooled: each below one unit of a line, together reaching one."""

    members: tuple[int, ...]
    lines: tuple[str, ...]
    """Ids of the calculations in which they reach one together."""

    @property
    def key(self) -> str:
        """Give what tells this constellation from every other."""
        return "+".join(str(one) for one in self.members)


def hints(members: Sequence[Member]) -> list[Hint]:
    """Find the small intentions among those of one district that reach one unit only together.

    The same intentions are named once, with all lines in which it holds; of very many the newest ones.
    """
    needs: dict[str, dict[int, tuple[Decimal, Decimal]]] = {}
    for member in members:
        for line in compute([member.site], _built_only(member.rules)):
            if line.below_one_unit and line.unrounded > 0:
                reached = needs.setdefault(line.calculation.id, {})
                reached[member.intention_id] = (line.unrounded, line.rounded)
    found: dict[tuple[int, ...], list[str]] = {}
    for line_id, small in needs.items():
        ids = tuple(sorted(small)[-MOST_MEMBERS:])
        one_unit = max(small[one][1] for one in ids)
        if len(ids) > 1 and sum((small[one][0] for one in ids), ZERO) >= one_unit:
            found.setdefault(ids, []).append(line_id)
    return [Hint(ids, tuple(lines)) for ids, lines in found.items()]


def _built_only(rules: Rules) -> Rules:
    """Keep the calculations of what is built in units, those their formulas name, and the figures in them."""
    kept: list[Calculation] = []
    names: frozenset[str] = frozenset()
    for calculation in reversed(rules.calculations):
        if calculation.formula is not None and (calculation.built is not None or named(calculation.id) in names):
            kept.insert(0, calculation)
            names |= calculation.formula.names
    places = {calculation.built.places for calculation in kept if calculation.built is not None} | ALWAYS_USED
    figures = {one: figure for one, figure in rules.figures.items() if one in places or named(one) in names}
    return Rules(figures, kept, {one: own for one, own in rules.overrides.items() if one in figures})
