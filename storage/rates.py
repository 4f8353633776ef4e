"""How fast the chat platform lets us speak: kept in the database, because all workers share one allowance."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, SQLModel, col, select

from storage.clock import real_time
from storage.database import Session

LONGEST_PARKING = timedelta(hours=1).total_seconds()
"""Whatever an answer asks for, we try again after this many seconds."""


class RateLimit(SQLModel, table=True):
    """When the next call is allowed, real time; `scope` is "workspace:METHOD" or "to:DESTINATION"."""

    __tablename__ = "rate_limit"

    scope: str = Field(max_length=80, primary_key=True)
    not_before: datetime


def workspace_scope(method: str) -> str:
    """Name the allowance of one Web API method in the whole workspace."""
    return f"workspace:{method}"


def destination_scope(destination: str) -> str:
    """Name the allowance of one conversation; `destination` is `Outgoing.destination`."""
    return f"to:{destination}"


async def take_turn(session: Session, scope: str, seconds: float) -> bool:
    """Take the turn and close the scope for `seconds`; False when it is closed."""
    return await _close(session, scope, seconds, where=col(RateLimit.not_before) <= real_time())


async def park(session: Session, scope: str, seconds: float) -> None:
    """Close the scope for all workers for `seconds`, or longer where it already is."""
    longest = min(seconds, LONGEST_PARKING)
    await _close(session, scope, longest, where=col(RateLimit.not_before) < real_time(longest))


async def is_open(session: Session, scope: str) -> bool:
    """Say whether calls are allowed now."""
    closed = select(RateLimit.scope).where(RateLimit.scope == scope, col(RateLimit.not_before) > real_time())
    return (await session.exec(closed)).first() is None


async def forget_open_scopes(session: Session) -> int:
    """Delete what no longer limits anything; gives the number."""
    result = await session.exec(delete(RateLimit).where(col(RateLimit.not_before) <= real_time()))
    return result.rowcount


async def _close(session: Session, scope: str, seconds: float, where: ColumnElement[bool]) -> bool:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(RateLimit).values(scope=scope, not_before=real_time(seconds))
    result = await session.exec(
        statement.on_conflict_do_update(
            index_elements=["scope"], set_={"not_before": statement.excluded.not_before}, where=where
        ).returning(col(RateLimit.scope))
    )
    return result.first() is not None
