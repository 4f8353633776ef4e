"""How the search index follows the facts: triggers of the database, so that no way of writing can forget it.

Both engines get the same entries from the same descriptions; SQLite looks words up in an FTS5 table,
PostgreSQL in an index over its German text search.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event, text
from sqlmodel import SQLModel

LETTERS = "ÄÖÜ"
BREAKS = "-/._,;()[]\"&+*@#!?|<>=„“–…:'"
"""What separates words: "V-2026-001" is found by each of its parts."""
LOOKED_UP = (
    f"to_tsvector('german', translate(words || ' ' || also, '{BREAKS.replace(chr(39), chr(39) * 2)}{LETTERS}',"
    f" '{' ' * len(BREAKS)}{LETTERS.lower()}'))"
)
"""What PostgreSQL looks words up in; a query must say exactly this to use the index."""
NOT_TABLES_OF_OURS = "search_words"
"""The FTS5 table, the tables it keeps for itself, and PostgreSQL's index: no SQLModel describes them."""


@dataclass(frozen=True)
class Source:
    """Where entries come from. Columns are of `{row}`: `words` are shown as an excerpt, `also` only searched."""

    kind: str
    table: str
    changes: Sequence[str]
    """Columns whose change makes a new entry necessary."""
    intention: str
    words: Sequence[str]
    also: Sequence[str]
    condition: str = "1 = 1"
    hidden: str = "false"


INTENTION_OPEN = ("{row}.neighbourhood", "{row}.uses")
INTENTION_ALSO = ("{row}.number", "{row}.alias", "{row}.district", "{row}.second_district")
INTENTION_CHANGES = (
    "title",
    "alias",
    "location",
    "plot",
    "owner",
    "neighbourhood",
    "uses",
    "district",
    "second_district",
)
NUMBER_OF = "(SELECT number FROM intention WHERE intention.id = {intention})"
REPORT_OF = "(SELECT {column} FROM needreport WHERE needreport.id = {{row}}.report_id)"
NEEDS_INTENTION = REPORT_OF.format(column="intention_id")
INQUIRY_OF = "(SELECT {column} FROM inquiry WHERE inquiry.id = {{row}}.inquiry_id)"
QUESTIONS_INTENTION = INQUIRY_OF.format(column="intention_id")

SOURCES = (
    Source("intention", "intention", INTENTION_CHANGES, "{row}.id", INTENTION_OPEN, INTENTION_ALSO),
    Source(
        "intention", "intention", INTENTION_CHANGES, "{row}.id",
        ("{row}.title", "{row}.location", "{row}.plot", "{row}.owner", *INTENTION_OPEN), INTENTION_ALSO, hidden="true",
    ),
    Source(
        "need", "need", ("what", "why", "place", "facility_type", "withdrawn_at", "report_id"), NEEDS_INTENTION,
        ("{row}.what", "{row}.why", "{row}.place"),
        ("{row}.facility_type", REPORT_OF.format(column="office"), NUMBER_OF.format(intention=NEEDS_INTENTION)),
        condition="{row}.withdrawn_at IS NULL",
    ),
    Source(
        "result", "result", ("text", "evidence", "office", "intention_id"), "{row}.intention_id", ("{row}.text", "{row}.evidence"),
        ("{row}.number", "{row}.office", NUMBER_OF.format(intention="{row}.intention_id")),
    ),
    Source(
        "update", "update", ("text", "question", "answer", "withdrawn_at", "intention_id"), "{row}.intention_id",
        ("{row}.text", "{row}.question", "{row}.answer"),
        ("{row}.office", NUMBER_OF.format(intention="{row}.intention_id")),
        condition="{row}.withdrawn_at IS NULL AND {row}.kind = 'text'",
    ),
    Source(
        "question", "question", ("text", "answer"), QUESTIONS_INTENTION, ("{row}.text", "{row}.answer"),
        (INQUIRY_OF.format(column="office"), NUMBER_OF.format(intention=QUESTIONS_INTENTION)),
        condition="{row}.answer IS NOT NULL",
    ),
    Source(
        "step", "intentionchange", ("reason",), "{row}.intention_id", ("{row}.reason",),
        (NUMBER_OF.format(intention="{row}.intention_id"),), condition="{row}.reason IS NOT NULL",
    ),
    Source(
        "version", "reportversion", ("needs", "reason"), NEEDS_INTENTION, ("{row}.reason", "{needs}"),
        (REPORT_OF.format(column="office"), NUMBER_OF.format(intention=NEEDS_INTENTION)),
    ),
    Source(
        "meeting", "meeting", ("place", "notes", "on"), "NULL", ("{row}.place", "{row}.notes"),
        ("{day}",),
    ),
)  # fmt: skip
"""Of an intention there are two entries: one for everyone, and a hidden one for whoever sees everything."""

DAY = {"sqlite": "strftime('%d.%m.%Y', {row}.\"on\")", "postgresql": "to_char({row}.\"on\", 'DD.MM.YYYY')"}
NEEDS = {
    "sqlite": (
        "(SELECT group_concat(json_extract(n.value, '$.what') || coalesce(' · ' || json_extract(n.value, '$.why'), '')"
        " || coalesce(' · ' || json_extract(n.value, '$.place'), ''), ' · ') FROM json_each({row}.needs) AS n)"
    ),
    "postgresql": (
        "(SELECT string_agg(concat_ws(' · ', n ->> 'what', n ->> 'why', n ->> 'place'), ' · ')"
        " FROM jsonb_array_elements({row}.needs) AS n)"
    ),
}
"""What the needs of a version say in words; never how much, and never the minimum."""


def statements(dialect: str) -> Iterator[str]:
    """Give the statements that make the index on an engine, after all tables."""
    if dialect == "sqlite":
        yield (
            "CREATE VIRTUAL TABLE search_words USING fts5(words, also, content='search_entry', content_rowid='id',"
            " tokenize='unicode61 remove_diacritics 2', prefix='3')"
        )
        yield (
            "CREATE TRIGGER search_words_added AFTER INSERT ON search_entry BEGIN"
            " INSERT INTO search_words(rowid, words, also) VALUES (new.id, new.words, new.also); END"
        )
        yield (
            "CREATE TRIGGER search_words_gone AFTER DELETE ON search_entry BEGIN"
            " INSERT INTO search_words(search_words, rowid, words, also)"
            " VALUES ('delete', old.id, old.words, old.also); END"
        )
    else:
        yield f"CREATE INDEX search_words ON search_entry USING gin ({LOOKED_UP})"
    for table in dict.fromkeys(source.table for source in SOURCES):
        yield from _triggers(dialect, table, [source for source in SOURCES if source.table == table])


def undoing(dialect: str) -> Iterator[str]:
    """Give the statements that take away what goes with no table of ours."""
    if dialect == "sqlite":
        yield "DROP TABLE search_words"
        return
    for table in dict.fromkeys(source.table for source in SOURCES):
        yield f"DROP FUNCTION search_{table}() CASCADE"
        yield f"DROP FUNCTION search_{table}_gone() CASCADE"


def filling(dialect: str) -> Iterator[str]:
    """Give the statements that write the whole index anew from the facts."""
    yield "DELETE FROM search_entry"
    for source in SOURCES:
        table = f'"{source.table}"'
        yield f"{_entry(source, table, dialect)} FROM {table} WHERE {source.condition.format(row=table)}"
    if dialect == "sqlite":
        yield "INSERT INTO search_words(search_words) VALUES ('rebuild')"


def is_ours(name: str | None, kind: str, _parents: Mapping[Any, Any]) -> bool:
    """Say whether Alembic should compare a table or index with the tables of the code."""
    return kind not in {"table", "index"} or not (name or "").startswith(NOT_TABLES_OF_OURS)


def _entry(source: Source, row: str, dialect: str) -> str:
    day, needs = (words[dialect].format(row=row) for words in (DAY, NEEDS))

    def joined(columns: Sequence[str], between: str) -> str:
        known = (column.format(row=row, day=day, needs=needs) for column in columns)
        given = (f"coalesce('{between}' || nullif({column}, ''), '')" for column in known)
        return f"substr({' || '.join(given)}, {len(between) + 1})"

    return (
        "INSERT INTO search_entry (kind, subject_id, intention_id, hidden, words, also)"
        f" SELECT '{source.kind}', {row}.id, {source.intention.format(row=row)}, {source.hidden},"
        f" {joined(source.words, ' · ')}, {joined(source.also, ' ')}"
    )


def _triggers(dialect: str, table: str, sources: Sequence[Source]) -> Iterator[str]:
    gone = f"DELETE FROM search_entry WHERE kind = '{sources[0].kind}' AND subject_id = {{row}}.id;"  # noqa: S608  # names of our own
    added = " ".join(f"{_entry(s, 'new', dialect)} WHERE {s.condition.format(row='new')};" for s in sources)
    columns = ", ".join(f'"{column}"' for column in sources[0].changes)
    if dialect == "sqlite":
        yield f'CREATE TRIGGER search_{table}_added AFTER INSERT ON "{table}" BEGIN {added} END'
        yield (
            f'CREATE TRIGGER search_{table}_changed AFTER UPDATE OF {columns} ON "{table}"'
            f" BEGIN {gone.format(row='new')} {added} END"
        )
        yield f'CREATE TRIGGER search_{table}_gone AFTER DELETE ON "{table}" BEGIN {gone.format(row="old")} END'
        return
    yield (
        f"CREATE FUNCTION search_{table}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {gone.format(row='new')} {added} RETURN NULL; END $$"
    )
    yield (
        f"CREATE FUNCTION search_{table}_gone() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {gone.format(row='old')} RETURN NULL; END $$"
    )
    yield (
        f'CREATE TRIGGER search_{table}_changed AFTER INSERT OR UPDATE OF {columns} ON "{table}"'
        f" FOR EACH ROW EXECUTE FUNCTION search_{table}()"
    )
    yield (
        f'CREATE TRIGGER search_{table}_gone AFTER DELETE ON "{table}"'
        f" FOR EACH ROW EXECUTE FUNCTION search_{table}_gone()"
    )


@event.listens_for(SQLModel.metadata, "after_create")
def _follow(_metadata: Any, connection: Connection, **_options: Any) -> None:
    """Let tables that are made without a revision have their index too."""
    for statement in statements(connection.dialect.name):
        connection.execute(text(statement))
