"""The database's own clock: leases, quiet time and parking go by it, whatever a worker's clock says."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, bindparam, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col
from sqlmodel.sql.sqltypes import UTCDateTime


class real_time(FunctionElement[datetime]):
    """The database's present time plus `seconds`, as an expression within a statement.

    A name in place of the number is a parameter of a statement that is made once.
    """

    type = UTCDateTime()
    inherit_cache = True

    def __init__(self, seconds: float | str = 0.0) -> None:
        name, value = (seconds, None) if isinstance(seconds, str) else (None, seconds)
        super().__init__(bindparam(name, value, type_=Float(), required=name is not None))


def passed(moment: Any, seconds: float = 0.0, *, or_never: bool = False) -> ColumnElement[bool]:
    """Say in SQL that a real-time moment is over; `seconds` shifts the present, `or_never` takes NULL as over."""
    over = col(moment) <= real_time(seconds)
    return or_(col(moment).is_(None), over) if or_never else over


@compiles(real_time, "postgresql")
def _on_postgresql(element: real_time, compiler: SQLCompiler, **options: Any) -> str:
    seconds = compiler.process(element.clauses, **options)
    return f"(clock_timestamp() + make_interval(secs => {seconds}))"


@compiles(real_time, "sqlite")
def _on_sqlite(element: real_time, compiler: SQLCompiler, **options: Any) -> str:
    # Milliseconds are the most it gives; the zeros make the text comparable with what Python stores.
    seconds = compiler.process(element.clauses, **options)
    return f"(strftime('%Y-%m-%d %H:%M:%f', 'now', {seconds} || ' seconds') || '000')"
