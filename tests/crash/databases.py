"""Databases of one play: copies of a migrated one, made in milliseconds and thrown away whoever still uses them."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.postgres import tables


@contextmanager
def postgres_copy(server_url: str, template_url: str) -> Iterator[str]:
    """Copy an empty PostgreSQL database that nobody is connected to; yields the copy's URL, its ids begin with 1."""
    copy = sql.Identifier(f"agsp_play_{token_hex(4)}")
    template = make_url(template_url)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, sql.Identifier(str(template.database)))
        )
        try:
            url = template.set(database=copy.as_string().strip('"')).render_as_string(hide_password=False)
            _count_from_one(url)
            yield url
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(copy))


def _count_from_one(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")  # the audit's guard refuses it otherwise
        for table in tables(connection):
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.Identifier(table)))
