"""How quantities are read: as numbers, as ranges, with their words and units, and never as a wrong number."""

from dataclasses import replace
from decimal import Decimal

import pytest

from planning.errors import Conflict, Invalid, NotAQuantity, OutOfRange, Problem, UnknownUnit
from planning.quantities import Amount, Manner, amount_from, quantity_from

UNITS = {"gruppe": "gruppe", "gruppen": "gruppe", "m²": "m2", "qm": "m2", "m2": "m2"}
ABOUT, AT_LEAST, AT_MOST = Manner


def amount(low: str, high: str | None = None, *, manner: Manner | None = None, unit: str | None = None) -> Amount:
    """Give what should have been read."""
    return Amount(Decimal(low), Decimal(high) if high else None, manner, unit)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("570", amount("570")),
        ("1.150 m²", amount("1150", unit="m2")),
        ("2,5 qm", amount("2.5", unit="m2")),
        ("600m2", amount("600", unit="m2")),
        ("4 Gruppen", amount("4", unit="gruppe")),
        ("1 150", amount("1150")),
        ("1\u202f150", amount("1150")),
        ("3–4", amount("3", "4")),
        ("3-4 Gruppen", amount("3", "4", unit="gruppe")),
        ("3 bis 4 Gruppen", amount("3", "4", unit="gruppe")),
        ("3 Gruppen bis 4 Gruppen", amount("3", "4", unit="gruppe")),
        ("zwischen 3 und 4 Gruppen", amount("3", "4", unit="gruppe")),
        ("1.000 – 1.200,5 m²", amount("1000", "1200.5", unit="m2")),
        ("ca. 3–4 Gruppen", amount("3", "4", manner=ABOUT, unit="gruppe")),
        ("etwa 600 m²", amount("600", manner=ABOUT, unit="m2")),
        ("Rund 600", amount("600", manner=ABOUT)),
        ("~600", amount("600", manner=ABOUT)),
        ("mind. 2", amount("2", manner=AT_LEAST)),
        ("Mindestens 2 Gruppen", amount("2", manner=AT_LEAST, unit="gruppe")),
        ("über 600 m²", amount("600", manner=AT_LEAST, unit="m2")),
        ("bis zu 5 Gruppen", amount("5", manner=AT_MOST, unit="gruppe")),
        ("max. 5", amount("5", manner=AT_MOST)),
        ("3–3", amount("3")),
    ],
)
def test_a_quantity_is_read_as_people_write_it(typed: str, read: Amount) -> None:
    assert amount_from("quantity", typed, UNITS) == read


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_nothing_typed_is_no_quantity(typed: str | None) -> None:
    assert amount_from("quantity", typed, UNITS) is None
    assert quantity_from("quantity", typed) is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        *((typed, NotAQuantity("quantity", typed=typed[:40])) for typed in (
            "viele", "vier", "1.15", "²", "<!channel>", "😀", "mindestens", "ca. ca. 3", "3 4", "3, 4 Gruppen", "2+",
            "3 Gruppen bis 4 m²", "3–4–5", "q" * 90,
        )),
        ("4 Äpfel", UnknownUnit("quantity", typed="Äpfel")),
        ("4 Gruppen (2x10)", UnknownUnit("quantity", typed="Gruppen (2x10)")),
        ("4–3", Conflict("quantity", "quantity_is_upside_down")),
        ("-3", OutOfRange("quantity", low="0", high="1.000.000")),
        ("1.000.001", OutOfRange("quantity", low="0", high="1.000.000")),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_field_and_never_becomes_a_wrong_number(
    typed: str, problem: Problem
) -> None:
    with pytest.raises(Invalid) as refused:
        amount_from("quantity", typed, UNITS)
    assert [replace(one, typed=one.typed.strip()) if isinstance(one, NotAQuantity) else one for one in
            refused.value.problems] == [problem]  # fmt: skip
