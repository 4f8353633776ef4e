"""What people type into a rich text input, and what the app gets of it."""

from __future__ import annotations

from typing import Any

from sandbox.block_kit.surfaces import check_view
from sandbox.input_state import entered, state_of
from sandbox.rich_text import as_plain_text, as_rich_text

BOLD: dict[str, Any] = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Sehr ", "style": {"bold": True}},
                {"type": "link", "url": "https://example.org", "text": "wichtig"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": one}]} for one in ("Eins", "Zwei")
            ],
        },
    ],
}
INPUT: dict[str, Any] = {"type": "rich_text_input", "action_id": "a", "initial_value": BOLD}


def test_typed_lines_are_one_section_of_text_and_read_back_the_same() -> None:
    assert as_plain_text(as_rich_text("Eins\nZwei <b>")) == "Eins\nZwei <b>"
    assert entered({"type": "rich_text_input"}, "Eins")["rich_text_value"] == as_rich_text("Eins")
    assert entered({"type": "rich_text_input"}, "") == {"type": "rich_text_input", "rich_text_value": None}


def test_formatting_stays_as_long_as_nobody_changes_the_words() -> None:
    block = {"type": "input", "block_id": "b", "element": INPUT}
    assert state_of([block], {})["b"]["a"]["rich_text_value"] == BOLD
    assert as_plain_text(BOLD) == "Sehr wichtig\nEins\nZwei"
    assert entered(INPUT, as_plain_text(BOLD))["rich_text_value"] == BOLD
    assert entered(INPUT, "Sehr wichtig")["rich_text_value"] == as_rich_text("Sehr wichtig")


def test_an_initial_value_that_is_no_rich_text_is_refused() -> None:
    def issues(value: Any) -> list[str]:
        block = {
            "type": "input",
            "label": {"type": "plain_text", "text": "Text"},
            "element": INPUT | {"initial_value": value},
        }
        view = {"type": "modal", "title": block["label"], "submit": block["label"], "blocks": [block]}
        return [one.pointer for one in check_view(view, kind="modal", pointer="")]

    assert issues(BOLD) == []
    assert issues("Sehr wichtig") == ["/blocks/0/element/initial_value"]
