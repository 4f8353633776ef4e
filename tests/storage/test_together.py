"""Writes that come at the same time wait for the disk once, and none of them pays for another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from storage.database import Database, Session
from storage.people import Person
from storage.together import MOST, Together


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


def entering(number: int, slack_user_id: str = "") -> Any:
    """Give the work of entering somebody, which gives the number back."""

    async def enter(session: Session) -> int:
        session.add(Person(id=number, slack_user_id=slack_user_id or f"U{number}", name=f"Person {number}"))
        await session.flush()
        return number

    return enter


async def entered(database: Database) -> list[int | None]:
    async with database.read() as session:
        return list((await session.exec(select(Person.id).order_by(col(Person.id)))).all())


@asynccontextmanager
async def commits_of(database: Database) -> AsyncIterator[list[int]]:
    """Count the transactions that are committed meanwhile."""
    counted: list[int] = []
    engine = database._writer.sync_engine

    def count(_connection: Any) -> None:
        counted.append(1)

    event.listen(engine, "commit", count)
    try:
        yield counted
    finally:
        event.remove(engine, "commit", count)


async def test_each_gets_its_own_answer_and_all_is_written(database: Database) -> None:
    together = Together(database)
    numbers = range(1, MOST + 11)
    assert await asyncio.gather(*(together.write(entering(number)) for number in numbers)) == list(numbers)
    assert await entered(database) == list(numbers)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_many_at_a_time_are_one_commit(database: Database) -> None:
    together = Together(database)
    async with commits_of(database) as commits:
        await asyncio.gather(*(together.write(entering(number)) for number in range(1, 9)))
        assert len(commits) == 1
        await together.write(entering(9))
        assert len(commits) == 2


async def test_who_fails_hears_of_it_alone(database: Database) -> None:
    together = Together(database)
    await together.write(entering(9))
    works = [together.write(entering(number, "U9" if number == 3 else "")) for number in range(1, 6)]
    answers = await asyncio.gather(*works, return_exceptions=True)
    assert [answer for answer in answers if isinstance(answer, int)] == [1, 2, 4, 5]
    assert isinstance(answers[2], IntegrityError)
    assert await entered(database) == [1, 2, 4, 5, 9]


async def test_nobody_waits_for_ever_when_the_database_is_away(database: Database) -> None:
    together = Together(database)
    broken = database.write

    def away(*, wake: bool = True) -> Any:
        raise ConnectionError("the database is away")

    database.write = away  # type: ignore[method-assign]  # what a server that is down does
    answers = await asyncio.gather(*(together.write(entering(n)) for n in (1, 2)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ConnectionError, ConnectionError]
    database.write = broken  # type: ignore[method-assign]
    assert await together.write(entering(1)) == 1


async def test_who_no_longer_waits_holds_up_nobody(database: Database) -> None:
    together = Together(database)
    gone = asyncio.create_task(together.write(entering(1)))
    stays = asyncio.create_task(together.write(entering(2)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == 2
