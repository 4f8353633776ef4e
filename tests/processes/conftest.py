"""A PostgreSQL database that nobody has migrated."""

from collections.abc import Iterator

import pytest

from tests import postgres


@pytest.fixture
def blank_postgres(postgres_server: str) -> Iterator[str]:
    """URL of a database with nothing in it."""
    with postgres.database(postgres_server) as url:
        yield url
