"""The migrations: one line of revisions that leads to exactly the tables of the code, on both engines."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from storage import migrations
from storage.migrations.__main__ import FIRST, regenerate
from storage.migrations.tables import TABLE_MODULES
from storage.search_index import is_ours

Schema = set[tuple[Any, ...]]

POSTGRES_SCHEMA = """
SELECT 'column', c.relname, a.attname, a.attnum::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
       pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index', tablename, indexname, indexdef, '', '', '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
"""


def schema(connection: Connection) -> Schema:
    """Everything the database says of our tables; SQLite keeps the words of the statements themselves."""
    if connection.dialect.name == "postgresql":
        rows = {tuple(row) for row in connection.execute(text(POSTGRES_SCHEMA))}
        return {row for row in rows if row[1] != "alembic_version"}
    statements = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        (name, *sorted(part.strip() for part in re.split(r",?\n", sql) if part.strip()))
        for name, sql in statements
        if name != "alembic_version"
    }


def schema_at(url: str) -> Schema:
    with migrations.sync_engine(url).connect() as connection:
        return schema(connection)


def test_there_is_one_line_of_revisions() -> None:
    script = ScriptDirectory.from_config(migrations.configuration())
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_the_revisions_lead_to_the_tables_of_the_code(blank_database_url: str) -> None:
    migrations.upgrade(blank_database_url)
    migrated = schema_at(blank_database_url)
    migrations.downgrade(blank_database_url)
    with migrations.sync_engine(blank_database_url).begin() as connection:
        SQLModel.metadata.create_all(connection)
    assert migrated == schema_at(blank_database_url)


def test_the_partial_indexes_have_their_predicates(blank_database_url: str) -> None:
    migrations.upgrade(blank_database_url)
    found = str(schema_at(blank_database_url))
    assert "wanted_rev > shown_rev" in found
    assert re.search(r"WHERE .*state.*'pending'.*'uncertain'", found)


def test_alembic_finds_nothing_left_to_do(database_url: str) -> None:
    with migrations.sync_engine(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        assert TABLE_MODULES
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_revision_goes_up_and_down_and_up_again(blank_database_url: str) -> None:
    script = ScriptDirectory.from_config(migrations.configuration())
    for revision in reversed(list(script.walk_revisions())):
        migrations.upgrade(blank_database_url, revision.revision)
        first = schema_at(blank_database_url)
        migrations.downgrade(blank_database_url, str(revision.down_revision or "base"))
        assert schema_at(blank_database_url) != first
        migrations.upgrade(blank_database_url, revision.revision)
        assert schema_at(blank_database_url) == first


def test_going_back_to_the_beginning_leaves_no_table(blank_database_url: str) -> None:
    migrations.upgrade(blank_database_url)
    migrations.downgrade(blank_database_url)
    with migrations.sync_engine(blank_database_url).connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_the_newest_revision_is_known_without_looking_at_the_scripts() -> None:
    assert migrations.head() == migrations.NEWEST


def test_a_database_is_current_only_at_the_newest_revision(blank_database_url: str) -> None:
    assert not migrations.is_current(blank_database_url)
    migrations.upgrade(blank_database_url)
    assert migrations.is_current(blank_database_url)
    migrations.downgrade(blank_database_url)
    assert not migrations.is_current(blank_database_url)


def test_several_may_migrate_at_once(blank_database_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrations.upgrade, [blank_database_url] * 4))
    assert migrations.is_current(blank_database_url)


def test_the_folder_of_a_new_sqlite_file_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'agsp.db'}"
    migrations.upgrade(url)
    assert migrations.is_current(url)


def test_a_first_revision_with_followers_is_not_written_anew(tmp_path: Path) -> None:
    (tmp_path / "0002_later.py").touch()
    with pytest.raises(SystemExit, match="0002_later"):
        regenerate(tmp_path)
    assert not (tmp_path / f"{FIRST}.py").exists()
