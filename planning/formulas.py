"""Formulas of key figures: written as data, read once, computed in exact decimals.

The grammar is arithmetic and nothing else: numbers, names, + - * /, parentheses, min(…) and max(…).
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation

LONGEST = 300
"""Characters; a longer formula is two formulas."""
PLAIN_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?")

Numbers = Mapping[str, Decimal]
Compute = Callable[[Numbers], Decimal]

_BINARY: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_CHOICES: Mapping[str, Callable[..., Decimal]] = {"min": min, "max": max}


class FormulaError(ValueError):
    """A formula cannot be read, or not be computed with these numbers; the message says where."""


class DividesByZero(FormulaError):
    """A formula divides by zero with these numbers; `formula` is its text."""

    def __init__(self, formula: str) -> None:
        super().__init__(f"{formula}: division by zero")
        self.formula = formula


@dataclass(frozen=True)
class Formula:
    """A formula that was read; `names` are the inputs, figures and earlier results it needs."""

    text: str
    names: frozenset[str]
    _compute: Compute

    def value(self, numbers: Numbers) -> Decimal:
        """Compute with `numbers` (every one of `names`); raises DividesByZero."""
        missing = sorted(self.names - set(numbers))
        if missing:
            raise FormulaError(f"{self.text}: no value for {', '.join(missing)}")
        try:
            return self._compute(numbers)
        except (DivisionByZero, InvalidOperation):
            raise DividesByZero(self.text) from None


def parse(text: str) -> Formula:
    """Read a formula; raises FormulaError for whatever is not plain arithmetic."""
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(f"{text}: cannot be read as a formula") from None
    names: set[str] = set()
    compute = _Reader(text.strip(), names).read(tree.body)
    return Formula(text.strip(), frozenset(names), compute)


@dataclass(frozen=True)
class _Reader:
    text: str
    names: set[str]

    def read(self, node: ast.expr) -> Compute:
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return self._number(node)
            case ast.Name(id=name):
                self.names.add(name)
                return lambda numbers: numbers[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.read(operand)
                return lambda numbers: -inner(numbers)
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
                combine, first, second = _BINARY[type(sign)], self.read(left), self.read(right)
                return lambda numbers: combine(first(numbers), second(numbers))
            case ast.Call(func=ast.Name(id=word), args=[_, _, *_], keywords=[]) if word in _CHOICES:
                choose, parts = _CHOICES[word], [self.read(part) for part in node.args]
                return lambda numbers: choose(part(numbers) for part in parts)
        raise FormulaError(f"{self.text}: {ast.unparse(node)[:40]!r} is not allowed in a formula")

    def _number(self, node: ast.Constant) -> Compute:
        # As written: 0.035 is no binary fraction.
        written = ast.get_source_segment(self.text, node) or ""
        if not PLAIN_NUMBER.fullmatch(written):
            raise FormulaError(f"{self.text}: {written[:40]!r} is not a plain number")
        value = Decimal(written)
        return lambda _numbers: value
