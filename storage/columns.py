"""Column types that behave the same on SQLite and PostgreSQL."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

JSON_VALUE = JSON().with_variant(JSONB(), "postgresql")
"""A JSON value that is replaced, never mutated in place."""


class Words(TypeDecorator[StrEnum]):
    """A StrEnum stored as its value; the default would store names and make native enums."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Store the value; unknown words raise ValueError."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Give the word back as its enum."""
        return None if value is None else self.words(value)


class Hundredths(TypeDecorator[Decimal]):
    """A Decimal with two places stored as an integer: exact and summable on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Store hundredths; a third decimal place raises ValueError."""
        if value is None:
            return None
        scaled = Decimal(value) * 100
        if scaled != scaled.to_integral_value():
            raise ValueError(f"more than two decimal places: {value}")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give the Decimal back."""
        return None if value is None else Decimal(value) / 100


class Exact(TypeDecorator[Decimal]):
    """A Decimal stored as it was written: SQLite would make a binary fraction of it."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Store the digits."""
        return None if value is None else format(Decimal(value), "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give the Decimal back, to the digit."""
        return None if value is None else Decimal(value)
