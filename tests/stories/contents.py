"""Everything a database holds, so that a story can say: nothing was stored."""

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from storage.database import Database

Contents = dict[str, list[tuple[Any, ...]]]

UNREAD = frozenset({"inbox", "formdraft"})
"""What the bot remembers of deliveries and of forms half filled in: no facts, and nobody is shown them."""


async def facts(database: Database) -> Contents:
    """Give the rows of every table that holds facts or promises, by the table's name."""
    async with database.read() as session:
        return {
            table.name: sorted((tuple(row) for row in await session.exec(select(table))), key=repr)  # type: ignore[call-overload]  # SQLModel types its own selects only
            for table in SQLModel.metadata.sorted_tables
            if table.name not in UNREAD
        }
