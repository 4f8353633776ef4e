"""The test databases themselves: claims that every storage test relies on."""

import psycopg
import pytest

from tests import postgres

pytestmark = pytest.mark.postgres

TABLES = """
    CREATE TABLE alembic_version (version_num text);
    CREATE TABLE offices (id int PRIMARY KEY);
    CREATE TABLE people (id int PRIMARY KEY, office int REFERENCES offices, deputy int REFERENCES people);
    INSERT INTO alembic_version VALUES ('0001');
    INSERT INTO offices VALUES (1);
    INSERT INTO people VALUES (1, 1, NULL), (2, 1, 1);
"""


def test_emptying_deletes_all_rows_but_the_mark_of_the_migrations(postgres_server: str) -> None:
    with postgres.database(postgres_server) as url:
        with psycopg.connect(url) as connection:
            connection.execute(TABLES)
        assert set(postgres.filled_tables(url)) == {"offices", "people"}

        postgres.empty(url)

        assert postgres.filled_tables(url) == []
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]


def test_a_database_is_gone_after_its_test_even_while_somebody_is_connected(postgres_server: str) -> None:
    with postgres.database(postgres_server) as url:
        forgotten = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
    forgotten.close()


def test_our_own_server_keeps_committed_rows_through_a_crash() -> None:
    with postgres.own_server() as own:
        with psycopg.connect(own.url) as connection:
            connection.execute("CREATE TABLE offices (id int)")
        own.stop("immediate")
        with pytest.raises(psycopg.OperationalError, match="refused"):
            psycopg.connect(own.url)
        own.start()
        with psycopg.connect(own.url) as connection:
            assert connection.execute("SELECT count(*) FROM offices").fetchone() == (0,)


def test_the_wheel_of_the_development_lock_serves_where_the_system_has_no_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if postgres.wheel_programs() is None:
        pytest.fail("the development lock brings no PostgreSQL for this machine")
    monkeypatch.setattr(postgres, "system_programs", lambda: None)
    with postgres.own_server() as own, psycopg.connect(own.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
