"""How the schema is written down in a revision: as plain SQLAlchemy, whatever becomes of our code later."""

import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.schema import Constraint, ForeignKeyConstraint
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage import audit_guard, search_index

WIDTH = 113
DOCUMENT = 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
FIRST = f'''"""{{title}}: all tables as they begin. Generated, see Makefile and storage/migrations/__main__.py."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.migrations.first_statements import MAKING, UNDOING

revision: str = "{{revision}}"
down_revision: str | None = None

DOCUMENT = {DOCUMENT}
# fmt: off
TABLES = (
{{names}}
)


def upgrade() -> None:  # noqa: PLR0915  # a list of tables, each after those it refers to
    """Make the tables and their indexes."""
{{body}}
    for statement in MAKING[op.get_bind().dialect.name]:
        op.execute(statement)
# fmt: on


def downgrade() -> None:
    """Drop the tables, and their indexes with them."""
    for statement in UNDOING[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)
'''

FIRST_STATEMENTS = '''"""What the first revision does beside the tables, on each engine in its own words. Generated with it.

The index for the search with the triggers that fill it, and the guard of the audit.
"""

# fmt: off
MAKING = {{
{making}
}}
UNDOING = {{
{undoing}
}}
'''


def render_type(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Write a type for Alembic's own revisions; False leaves it the rest."""
    if kind != "type":
        return False
    if isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return DOCUMENT
    return _type(item) if isinstance(item, TypeDecorator) else False


def first_revision(metadata: MetaData, *, revision: str, title: str) -> str:
    """Write the one revision that makes all tables; columns share lines, so that it stays readable."""
    tables = metadata.sorted_tables
    return FIRST.format(
        title=title,
        revision=revision,
        names=_filled((f'"{table.name}",' for table in tables), indent=4),
        body="\n".join(line for table in tables for line in _table(table)),
    )


def first_statements() -> str:
    """Write what the first revision does beside the tables; apart, because it is SQL and long."""
    making, undoing = _by_engine(_statements), _by_engine(_undoing)
    return FIRST_STATEMENTS.format(making="\n".join(making), undoing="\n".join(undoing))


def _statements(dialect: str) -> Iterable[str]:
    return (*search_index.statements(dialect), *audit_guard.statements(dialect))


def _undoing(dialect: str) -> Iterable[str]:
    return (*search_index.undoing(dialect), *audit_guard.undoing(dialect))


def _by_engine(made: Callable[[str], Iterable[str]]) -> Iterator[str]:
    for dialect in ("sqlite", "postgresql"):
        yield f'    "{dialect}": ('
        yield from (f"        {statement!r}," for statement in made(dialect))
        yield "    ),"


def _table(table: Table) -> Iterator[str]:
    yield f'    op.create_table(\n        "{table.name}",'
    yield _filled((f"{_column(column)}," for column in table.columns), indent=8)
    for constraint in sorted(table.constraints, key=str):
        if written := _constraint(constraint):
            yield f"        {written},"
    yield "    )"
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if not _belongs_to_column(index):
            yield _index(index, table)


def _column(column: Column[Any]) -> str:
    assert column.server_default is None, f"{column}: a default of the database is not written yet"
    parts = [f'"{column.name}"', _type(column.type)]
    parts += [f'sa.ForeignKey("{key.target_fullname}")' for key in column.foreign_keys]
    if column.primary_key:
        parts.append("primary_key=True")
        counted = column.table.autoincrement_column is column
        parts += [] if counted or not isinstance(column.type, Integer) else ["autoincrement=False"]
    elif not column.nullable:
        parts.append("nullable=False")
    parts += [f"{word}=True" for word in ("index", "unique") if getattr(column, word)]
    return f"sa.Column({', '.join(parts)})"


def _type(stored: TypeEngine[Any]) -> str:
    if isinstance(stored, TypeDecorator):
        stored = stored.impl_instance
    return "DOCUMENT" if isinstance(stored, JSON) else f"sa.{stored!r}".replace("length=", "")


def _constraint(constraint: Constraint) -> str | None:
    if isinstance(constraint, UniqueConstraint):
        columns = [f'"{column.name}"' for column in constraint.columns]
        return f"sa.UniqueConstraint({', '.join(columns)})" if len(columns) > 1 else None
    at_column = isinstance(constraint, PrimaryKeyConstraint | ForeignKeyConstraint)
    assert at_column, f"{constraint!r}: this kind of constraint is not written yet"
    return None


def _belongs_to_column(index: Index) -> bool:
    named_by_itself = str(index.name).startswith("ix_")  # a partial one beside it has a name of its own
    return named_by_itself and len(index.columns) == 1 and bool(next(iter(index.columns)).index)


def _index(index: Index, table: Table) -> str:
    columns = ", ".join(f'"{expression.name}"' for expression in index.expressions if isinstance(expression, Column))
    assert len(index.expressions) == columns.count('"') / 2, f"{index.name}: indexes on expressions are not written yet"
    unique = ", unique=True" if index.unique else ""
    lines = [f'    op.create_index(\n        "{index.name}", "{table.name}", [{columns}]{unique},']
    for name, value in sorted(index.dialect_kwargs.items()):
        if value is not None:
            lines.append(f'        {name}=sa.text("{value}"),')
    return "\n".join([*lines, "    )"])


def _filled(parts: Iterable[str], indent: int) -> str:
    """Put as many parts as fit on each line; spaces within a part do not break it."""
    glued = " ".join(part.replace(" ", "\0") for part in parts)
    lines = textwrap.fill(
        glued, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return lines.replace("\0", " ")
