"""What `docs/datenschutz.md` says about the data is what there is, and the audit is never changed."""

import ast
import re
from pathlib import Path

from sqlmodel import SQLModel

from bot.settings import Settings
from storage.form_drafts import KEPT
from storage.migrations.tables import TABLE_MODULES
from storage.own_data import OWN_WORDS, naming
from tests import sources

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "datenschutz.md").read_text(encoding="utf-8")


def test_every_table_is_named_in_the_privacy_page() -> None:
    assert TABLE_MODULES
    explained = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert sorted(set(SQLModel.metadata.tables) - explained) == []


def test_the_periods_named_are_those_of_the_code() -> None:
    default = Settings.model_fields["forget_after_days"].default
    assert f"(Voreinstellung {default})" in PAGE
    assert KEPT.days == 1
    assert "| ein Tag |" in PAGE


def test_what_is_exported_as_one_s_own_words_exists() -> None:
    tables = SQLModel.metadata.tables
    for place, columns in OWN_WORDS.items():
        table, _, capacity = place.partition(".")
        assert capacity in {column.name for column in naming(tables[table])}, place
        assert set(columns) <= set(tables[table].columns.keys()), place


def test_minimum_values_and_titles_are_nobody_s_own_words() -> None:
    named = {column for columns in OWN_WORDS.values() for column in columns}
    assert named.isdisjoint({"minimum", "needs", "title", "owner", "location", "plot"})


def test_no_line_of_code_changes_or_deletes_the_audit() -> None:
    for node in sources.calls("storage"):
        if isinstance(node.func, ast.Name) and node.func.id in {"update", "delete"}:
            assert "AuditEntry" not in ast.dump(node), ast.unparse(node)


def test_the_page_speaks_formally() -> None:
    assert re.findall(r"\b(?:du|dein|deine|dir|dich|euer|eure)\b", PAGE, re.IGNORECASE) == []
