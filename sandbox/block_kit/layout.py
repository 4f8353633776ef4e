"""The blocks themselves: which fields they have, what may stand in them, and on which surface."""

from __future__ import annotations

from typing import Any

from sandbox.block_kit import elements
from sandbox.block_kit.elements import (
    ID_LIMIT,
    IMAGE_SOURCE,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    URL_LIMIT,
    has_one_source,
)
from sandbox.block_kit.shapes import (
    Check,
    Report,
    anything,
    boolean,
    items,
    one_of,
    plain_text,
    shape,
    string,
    text_object,
    typed,
)

SECTION_TEXT = 3_000
FIELD_TEXT = 2_000
LABEL_TEXT = 2_000
MARKDOWN_LIMIT = 12_000
TABLE_ROWS = 100
TABLE_COLUMNS = 20
ELEMENTS_IN_ACTIONS = 25
ELEMENTS_IN_CONTEXT = 10
RICH_TEXT_PARTS = ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")


def _has_text_or_fields(block: Any, pointer: str, report: Report) -> None:
    if block.get("text") is None and not block.get("fields"):
        report.add(pointer, "must provide text or fields", "required", "text")


def _action_ids_differ(block: Any, pointer: str, report: Report) -> None:
    ids = [one.get("action_id") for one in block["elements"] if one.get("action_id")]
    for action_id in sorted({one for one in ids if ids.count(one) > 1}):
        report.add(f"{pointer}/elements", f"`action_id` {action_id} already exists", "unique", "action_id")


def _only_on(surfaces: tuple[str, ...]) -> Check:
    def check(block: Any, pointer: str, report: Report) -> None:
        if report.surface not in surfaces:
            report.add(f"{pointer}/type", f"unsupported type: {block['type']}", "surface", list(surfaces))

    return check


def _block(*rules: Check, needs: dict[str, Check] | None = None, **fields: Check) -> Check:
    return shape(
        required={"type": anything, **(needs or {})},
        optional={"block_id": string(ID_LIMIT), **fields},
        rules=rules,
    )


_RICH_TEXT_PART = typed(
    {
        name: shape(
            required={"type": anything, "elements": items(anything, most=1_000, least=0)},
            optional={"style": anything, "indent": anything, "offset": anything, "border": anything},
        )
        for name in RICH_TEXT_PARTS
    }
)
_RICH_TEXT = _block(needs={"elements": items(_RICH_TEXT_PART, most=1_000, least=0)})
_CELL = typed(
    {
        "raw_text": shape(required={"type": anything, "text": string(SECTION_TEXT)}),
        "raw_number": shape(required={"type": anything, "value": anything}, optional={"text": string(SECTION_TEXT)}),
        "rich_text": _RICH_TEXT,
    }
)
_COLUMN = shape(optional={"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_IN_CONTEXT = typed(
    {
        "image": elements.IMAGE_ELEMENT,
        "plain_text": plain_text(FIELD_TEXT),
        "mrkdwn": text_object(FIELD_TEXT),
    }
)

BLOCKS: dict[str, Check] = {
    "section": _block(
        _has_text_or_fields,
        text=text_object(SECTION_TEXT),
        fields=items(text_object(FIELD_TEXT), most=10),
        accessory=typed(IN_SECTION),
        expand=boolean,
    ),
    "divider": _block(),
    "header": _block(needs={"text": plain_text(150)}),
    "context": _block(needs={"elements": items(_IN_CONTEXT, most=ELEMENTS_IN_CONTEXT)}),
    "actions": _block(_action_ids_differ, needs={"elements": items(typed(IN_ACTIONS), most=ELEMENTS_IN_ACTIONS)}),
    "input": _block(
        needs={"label": plain_text(LABEL_TEXT), "element": typed(IN_INPUT)},
        hint=plain_text(LABEL_TEXT),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "image": _block(has_one_source, needs={"alt_text": string(2_000)}, title=plain_text(2_000), **IMAGE_SOURCE),
    "markdown": _block(_only_on(("message",)), needs={"text": string(MARKDOWN_LIMIT)}),
    "table": _block(
        _only_on(("message",)),
        needs={"rows": items(items(_CELL, most=TABLE_COLUMNS), most=TABLE_ROWS)},
        column_settings=items(_COLUMN, most=TABLE_COLUMNS),
    ),
    "rich_text": _RICH_TEXT,
    "video": _block(
        needs={
            "alt_text": string(2_000),
            "title": plain_text(200),
            "thumbnail_url": string(URL_LIMIT),
            "video_url": string(URL_LIMIT),
        },
        author_name=string(50),
        description=plain_text(200),
        provider_icon_url=string(URL_LIMIT),
        provider_name=string(50),
        title_url=string(URL_LIMIT),
    ),
}
BLOCK = typed(BLOCKS)


def interactive(block: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return what people can press or fill in, each with its pointer inside the block."""
    found: list[tuple[str, dict[str, Any]]] = []
    if isinstance(block.get("accessory"), dict) and block["accessory"].get("type") != "image":
        found.append(("accessory", block["accessory"]))
    if isinstance(block.get("element"), dict):
        found.append(("element", block["element"]))
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        found += [(f"elements/{n}", one) for n, one in enumerate(block["elements"]) if isinstance(one, dict)]
    return found
