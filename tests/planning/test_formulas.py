"""Formulas are plain arithmetic in exact decimals, and nothing else gets in."""

from decimal import Decimal

import pytest

from planning.formulas import LONGEST, FormulaError, parse


@pytest.mark.parametrize(
    ("text", "numbers", "value"),
    [
        ("dwellings * 2.1", {"dwellings": "180"}, "378"),
        ("0.1 + 0.2", {}, "0.3"),
        ("(a + b) / 4", {"a": "3", "b": "7"}, "2.5"),
        ("-a + 1", {"a": "3"}, "-2"),
        ("max(0, a - b)", {"a": "1", "b": "5"}, "0"),
        ("min(a, b, 7)", {"a": "9", "b": "8"}, "7"),
        (" a + 1 ", {"a": "1"}, "2"),
    ],
)
def test_a_formula_computes_exactly(text: str, numbers: dict[str, str], value: str) -> None:
    formula = parse(text)
    assert formula.value({name: Decimal(number) for name, number in numbers.items()}) == Decimal(value)
    assert formula.names == set(numbers)


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "a b", "__import__('os')", "a.b", "a[0]", "lambda: 1", "a if b else c", "a ** 99", "a // 2", "True",
        "'text'", "max(a)", "max(*a)", "round(a, 1)", "a := 1", "1e400000000000", "1_0j", "a < b", "(" * 400,
        "1+" * LONGEST + "1",
    ],
)  # fmt: skip
def test_whatever_is_no_plain_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


def test_a_division_by_zero_names_the_formula() -> None:
    with pytest.raises(FormulaError, match="a / b: division by zero"):
        parse("a / b").value({"a": Decimal(1), "b": Decimal(0)})
    with pytest.raises(FormulaError, match="division by zero"):
        parse("a / b").value({"a": Decimal(0), "b": Decimal(0)})


def test_a_missing_value_is_named() -> None:
    with pytest.raises(FormulaError, match="no value for b"):
        parse("a * b").value({"a": Decimal(1)})
