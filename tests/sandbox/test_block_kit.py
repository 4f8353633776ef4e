"""Every limit of Block Kit at its boundary: what is exactly at it is accepted, one more is refused at its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.block_kit.surfaces import blocks_too_long, check_blocks, check_view, is_too_large, with_ids
from sandbox.example.app import plain

Json = dict[str, Any]
Make = Callable[[int], Any]

SECTION = {"type": "section", "text": plain("x")}
SUBMIT = {"submit": plain("Senden")}


def x(count: int) -> str:
    return "x" * count


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def options(count: int, **more: Any) -> list[Json]:
    return [{"text": plain(f"Nr. {n}"), "value": str(n), **more} for n in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Los"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def select(**more: Any) -> Json:
    return {"type": "static_select", "options": options(2), **more}


def option_with(**more: Any) -> Json:
    return actions(select(options=[options(1)[0] | more]))


def entry(element: Json | None = None, **more: Any) -> Json:
    return {"type": "input", "label": plain("L"), "element": element or {"type": "plain_text_input"}, **more}


def confirm(**more: Any) -> Json:
    dialog = {"title": plain("T"), "text": plain("x"), "confirm": plain("Ja"), "deny": plain("Nein")}
    return actions(button(confirm=dialog | more))


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("T"), "blocks": [SECTION], **more}


BLOCK_LIMITS: list[tuple[str, int, Make]] = [
    ("block_id", 255, lambda n: SECTION | {"block_id": x(n)}),
    ("action_id", 255, lambda n: actions(button(action_id=x(n)))),
    ("section text", 3_000, lambda n: {"type": "section", "text": mrkdwn(x(n))}),
    ("section fields", 10, lambda n: {"type": "section", "fields": [plain("x")] * n}),
    ("section field", 2_000, lambda n: {"type": "section", "fields": [plain(x(n))]}),
    ("header", 150, lambda n: {"type": "header", "text": plain(x(n))}),
    ("context elements", 10, lambda n: {"type": "context", "elements": [plain("x")] * n}),
    ("actions elements", 25, lambda n: actions(*[button()] * n)),
    ("input label", 2_000, lambda n: entry(label=plain(x(n)))),
    ("input hint", 2_000, lambda n: entry(hint=plain(x(n)))),
    ("alt text", 2_000, lambda n: {"type": "image", "image_url": "https://example.org/a.png", "alt_text": x(n)}),
    ("button text", 75, lambda n: actions(button(text=plain(x(n))))),
    ("button value", 2_000, lambda n: actions(button(value=x(n)))),
    ("select options", 100, lambda n: actions(select(options=options(n)))),
    (
        "select groups",
        100,
        lambda n: actions(
            {"type": "static_select", "option_groups": [{"label": plain("G"), "options": [one]} for one in options(n)]}
        ),
    ),
    ("placeholder", 150, lambda n: actions(select(placeholder=plain(x(n))))),
    ("option text", 75, lambda n: option_with(text=plain(x(n)))),
    ("option value", 150, lambda n: option_with(value=x(n))),
    ("option description", 75, lambda n: option_with(description=plain(x(n)))),
    ("overflow", 5, lambda n: actions({"type": "overflow", "options": options(n)})),
    ("radio buttons", 10, lambda n: actions({"type": "radio_buttons", "options": options(n)})),
    ("checkboxes", 10, lambda n: actions({"type": "checkboxes", "options": options(n)})),
    ("confirm title", 100, lambda n: confirm(title=plain(x(n)))),
    ("confirm text", 300, lambda n: confirm(text=mrkdwn(x(n)))),
    ("confirm button", 30, lambda n: confirm(confirm=plain(x(n)))),
    ("confirm deny", 30, lambda n: confirm(deny=plain(x(n)))),
    ("initial text", 3_000, lambda n: entry({"type": "plain_text_input", "initial_value": x(n)})),
    ("max_length", 3_000, lambda n: entry({"type": "plain_text_input", "max_length": n})),
    ("markdown", 12_000, lambda n: {"type": "markdown", "text": x(n)}),
    ("table rows", 100, lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * n}),
    ("table columns", 20, lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * n]}),
]
VIEW_LIMITS: list[tuple[str, int, Make]] = [
    ("title", 24, lambda n: modal(title=plain(x(n)))),
    ("submit", 24, lambda n: modal(submit=plain(x(n)))),
    ("close", 24, lambda n: modal(close=plain(x(n)))),
    ("private_metadata", 3_000, lambda n: modal(private_metadata=x(n))),
    ("callback_id", 255, lambda n: modal(callback_id=x(n))),
    ("blocks", 100, lambda n: modal(blocks=[SECTION] * n)),
    ("home blocks", 100, lambda n: {"type": "home", "blocks": [SECTION] * n}),
]
WRONG_BLOCKS: list[tuple[str, list[Json], str]] = [
    ("unknown block", [{"type": "poem"}], "/0/type"),
    ("no type", [{"text": plain("x")}], "/0"),
    ("unknown field", [SECTION | {"colour": "red"}], "/0"),
    ("empty text", [{"type": "section", "text": plain("")}], "/0/text/text"),
    ("mrkdwn header", [{"type": "header", "text": mrkdwn("x")}], "/0/text/type"),
    ("empty section", [{"type": "section"}], "/0"),
    ("same block_id", [SECTION | {"block_id": "a"}, SECTION | {"block_id": "a"}], "/1/block_id"),
    ("same action_id", [actions(button(action_id="a"), button(action_id="a"))], "/0/elements"),
    (
        "no source of a picture",
        [{"type": "context", "elements": [{"type": "image", "alt_text": "x"}]}],
        "/0/elements/0",
    ),
    (
        "two sources of a file",
        [{"type": "image", "alt_text": "x", "slack_file": {"id": "F1", "url": "x"}}],
        "/0/slack_file",
    ),
    ("no alt text", [{"type": "image", "image_url": "https://example.org/a.png"}], "/0"),
    ("text input as accessory", [SECTION | {"accessory": {"type": "plain_text_input"}}], "/0/accessory/type"),
    ("no options", [actions({"type": "static_select"})], "/0/elements/0"),
    (
        "initial not offered",
        [actions(select(initial_option={"text": plain("?"), "value": "?"}))],
        "/0/elements/0/initial_option",
    ),
    ("not a date", [entry({"type": "datepicker", "initial_date": "16.03.2026"})], "/0/element/initial_date"),
    ("not a time", [entry({"type": "timepicker", "initial_time": "24:00"})], "/0/element/initial_time"),
    ("number without decimals flag", [entry({"type": "number_input"})], "/0/element"),
    (
        "two focused",
        [entry({"type": "plain_text_input", "focus_on_load": True}) for _ in range(2)],
        "/1/element/focus_on_load",
    ),
    ("markdown together", [{"type": "markdown", "text": x(6_001)}] * 2, ""),
    ("not an object", ["x"], "/0"),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("what", "limit", "make"), BLOCK_LIMITS, ids=[one[0] for one in BLOCK_LIMITS])
def test_a_block_is_accepted_at_its_limit_and_refused_beyond(what: str, limit: int, make: Make) -> None:
    assert check_blocks([make(limit)], "message") == []
    assert check_blocks([make(limit + 1)], "message"), what


@pytest.mark.parametrize(("what", "limit", "make"), VIEW_LIMITS, ids=[one[0] for one in VIEW_LIMITS])
def test_a_view_is_accepted_at_its_limit_and_refused_beyond(what: str, limit: int, make: Make) -> None:
    assert check_view(make(limit)) == []
    assert check_view(make(limit + 1)), what


@pytest.mark.parametrize(("what", "blocks", "pointer"), WRONG_BLOCKS, ids=[one[0] for one in WRONG_BLOCKS])
def test_a_wrong_block_is_refused_at_its_place(what: str, blocks: list[Json], pointer: str) -> None:
    assert pointer in [one.pointer for one in check_blocks(blocks, "message")], what


def test_a_message_has_fifty_blocks_at_most() -> None:
    assert check_blocks([SECTION] * 50, "message") == []
    assert [one.constraint["type"] for one in check_blocks([SECTION] * 51, "message")] == ["max_items"]


def test_the_text_of_all_blocks_of_a_message_has_a_limit_of_its_own() -> None:
    sections = [{"type": "section", "text": plain(x(3_000))}] * 4
    assert not blocks_too_long([*sections, {"type": "section", "text": plain(x(1_200))}])
    assert blocks_too_long([*sections, {"type": "section", "text": plain(x(1_201))}])


def test_inputs_need_a_submit_button() -> None:
    assert check_view(modal(blocks=[entry()], **SUBMIT)) == []
    assert [one.constraint["expected"] for one in check_view(modal(blocks=[entry()]))] == ["submit"]


def test_tables_and_markdown_stand_in_messages_only() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    for block in (table, {"type": "markdown", "text": "x"}):
        assert check_blocks([block], "message") == []
        assert [one.pointer for one in check_view(modal(blocks=[block]))] == ["/blocks/0/type"]


def test_lengths_are_counted_in_utf_16_units() -> None:
    assert check_blocks([{"type": "header", "text": plain("🏗" * 75)}], "message") == []
    assert check_blocks([{"type": "header", "text": plain("🏗" * 76)}], "message")


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    large = modal(blocks=[{"type": "section", "text": plain(x(3_000))}] * 90)
    assert is_too_large(large)
    assert not is_too_large(modal())


def test_issues_have_the_shape_of_slacks_validator() -> None:
    issue = check_blocks([{"type": "section", "text": {"type": "poem", "text": "x"}}], "message")[0]
    assert issue.as_dict() == {
        "code": "failed_constraint",
        "message": "unsupported type: poem",
        "pointer": "/0/text/type",
        "constraint": {"type": "enum", "expected": ["mrkdwn", "plain_text"]},
    }


def test_missing_ids_are_given_and_present_ones_kept() -> None:
    blocks = [actions(button(action_id="mine"), button()), SECTION | {"block_id": "own"}]
    named = with_ids(blocks)
    assert named[1]["block_id"] == "own"
    assert [bool(one["action_id"]) for one in named[0]["elements"]] == [True, True]
    assert named[0]["elements"][0]["action_id"] == "mine"
    assert "block_id" not in blocks[0], "what the app sent is not touched"
