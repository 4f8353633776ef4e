"""Who knocks, and on which days the city is closed: one question for both before each delivery from chat."""

from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, select
from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import SQLModel, col

from storage.closing_days import ClosingDay
from storage.database import Database
from storage.people import Person


async def visitor(database: Database, slack_user_id: str) -> tuple[Person, frozenset[date]] | None:
    """Find a member by chat user id, with the closing days in force; None when nobody entered that user.

    Also when the member has left. Asked anew each time, so that what another process changed is seen at once; past
    the ORM, which takes three times as long. The person belongs to no session.
    """
    found = await database.glance(_asking(), {"user": slack_user_id})
    if found is None:
        return None
    *values, closed = tuple[Any, ...](found)
    person = class_mapper(Person).class_manager.new_instance()
    for name, value in zip(_columns(), values, strict=True):
        set_committed_value(person, name, value)  # as the ORM loads it; the constructor takes eight times as long
    return person, _days(closed or "")


@cache
def _asking() -> Select[tuple[object, ...]]:
    people = SQLModel.metadata.tables["person"]
    closed = (
        select(func.aggregate_strings(cast(col(ClosingDay.day), String), ","))
        .where(col(ClosingDay.withdrawn).is_(False))
        .scalar_subquery()
    )
    return select(*people.c, closed).where(people.c.slack_user_id == bindparam("user"), people.c.left_at.is_(None))


@cache
def _columns() -> tuple[str, ...]:
    return tuple(SQLModel.metadata.tables["person"].c.keys())


@lru_cache(maxsize=4)
def _days(closed: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in closed.split(",") if day)
