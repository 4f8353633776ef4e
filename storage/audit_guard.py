"""The audit can only grow: the database itself refuses to change or to delete what stands in it.

Nothing is let through, not even for forgetting a leaver: an entry names a person by the number of their row only,
and that row is what is forgotten (see `storage.forgetting`).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, event, text
from sqlmodel import SQLModel

REFUSAL = "the audit is only added to, never changed or deleted"


def statements(dialect: str) -> Iterator[str]:
    """Give the statements that guard the audit on an engine, after all tables."""
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        yield f"CREATE TRIGGER audit_changed BEFORE UPDATE ON audit {refuse}"
        yield f"CREATE TRIGGER audit_gone BEFORE DELETE ON audit {refuse}"
        # INSERT OR REPLACE deletes without asking the trigger for deleting.
        taken = "EXISTS (SELECT 1 FROM audit WHERE audit.id = new.id)"
        yield f"CREATE TRIGGER audit_replaced BEFORE INSERT ON audit WHEN {taken} {refuse}"
        return
    yield (
        "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    yield (
        "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
    )


def undoing(dialect: str) -> Iterator[str]:
    """Give the statements that take away what goes with no table of ours."""
    if dialect == "postgresql":
        yield "DROP FUNCTION audit_stays() CASCADE"


@event.listens_for(SQLModel.metadata, "after_create")
def _follow(_metadata: Any, connection: Connection, **_options: Any) -> None:
    """Let tables that are made without a revision be guarded too."""
    for statement in statements(connection.dialect.name):
        connection.execute(text(statement))
