"""How fast the chat platform lets us speak: kept in the database, because all workers share one allowance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, delete, update
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, SQLModel, col, select

from storage.clock import real_time
from storage.database import Session

LONGEST_PARKING = timedelta(hours=1).total_seconds()
"""Whatever an answer asks for, we try again after this many seconds."""


class RateLimit(SQLModel, table=True):
    """When the next call is allowed, real time; `scope` is "workspace:METHOD", "to:DESTINATION" or "pace:METHOD"."""

    __tablename__ = "rate_limit"

    scope: str = Field(max_length=80, primary_key=True)
    not_before: datetime


def workspace_scope(method: str) -> str:
    """Name the allowance of one Web API method in the whole workspace."""
    return f"workspace:{method}"


def destination_scope(destination: str) -> str:
    """Name the allowance of one conversation; `destination` is `Outgoing.destination`."""
    return f"to:{destination}"


def pace_scope(method: str) -> str:
    """Name the even pace at which one Web API method is called in the whole workspace."""
    return f"pace:{method}"


@dataclass(frozen=True)
class Turns:
    """The turns of a scope, held for the rest of the transaction; `wait` is in seconds, negative when some were missed."""

    scope: str
    present: datetime
    wait: float

    def within(self, seconds: float, pause: float) -> int:
        """Count the turns of so many seconds from now, one each `pause`."""
        return max(0, int((seconds - self.wait) / pause) + 1) if self.wait <= seconds else 0


async def hold_turns(session: Session, scope: str, *, missed: float) -> Turns:
    """Hold the turns of a scope, so that no other worker takes the same; what was missed long ago is lost."""
    query = select(RateLimit.not_before, real_time()).where(RateLimit.scope == scope).with_for_update()
    found = (await session.exec(query)).first()
    if found is None:
        await _close(session, scope, -missed, where=col(RateLimit.not_before) <= real_time(-missed))
        found = (await session.exec(query)).one()
    following, present = found
    return Turns(scope, present, max(-missed, (following - present).total_seconds()))


async def spend_turns(session: Session, turns: Turns, seconds: float) -> None:
    """Let the next turn come so many seconds later."""
    following = turns.present + timedelta(seconds=turns.wait + seconds)
    await session.exec(update(RateLimit).where(col(RateLimit.scope) == turns.scope).values(not_before=following))


async def take_turn(session: Session, scope: str, seconds: float) -> bool:
    """Take the turn and close the scope for `seconds`; False when it is closed."""
    return await _close(session, scope, seconds, where=col(RateLimit.not_before) <= real_time())


async def park(session: Session, scope: str, seconds: float) -> None:
    """Close the scope for all workers for `seconds`, or longer where it already is."""
    longest = min(seconds, LONGEST_PARKING)
    await _close(session, scope, longest, where=col(RateLimit.not_before) < real_time(longest))


async def is_open(session: Session, scope: str) -> bool:
    """Say whether calls are allowed now."""
    connection = await session.connection()  # past the ORM: this is asked before every single message
    return (await connection.execute(_closed(), {"asked": scope})).first() is None


@cache
def _closed() -> Select[str]:
    limit = SQLModel.metadata.tables[str(RateLimit.__tablename__)].c
    return sql_select(limit.scope).where(limit.scope == bindparam("asked"), limit.not_before > real_time())


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
