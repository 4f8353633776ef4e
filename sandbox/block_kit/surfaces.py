"""Whole messages, modals and home tabs: the limits that hold over all their blocks together."""

from __future__ import annotations

import copy
import json
import secrets
from typing import Any

from sandbox.block_kit.elements import ID_LIMIT, OPTION_GROUPS, OPTIONS
from sandbox.block_kit.layout import BLOCK, MARKDOWN_LIMIT, interactive
from sandbox.block_kit.shapes import (
    Issue,
    Report,
    Surface,
    anything,
    boolean,
    items,
    length,
    plain_text,
    shape,
    string,
)

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
VIEW_BYTES = 250_000
METADATA_LIMIT = 3_000
# Slack documents no number: refused at about 13,200 characters of text in all blocks, once at 11,341.
MESSAGE_BLOCKS_TEXT = 13_200

Json = dict[str, Any]


def check_blocks(blocks: Any, surface: Surface, pointer: str = "") -> list[Issue]:
    """Return everything wrong with a list of blocks on this surface; pointers begin with `pointer`."""
    report = Report(surface)
    most = BLOCKS_IN_MESSAGE if surface == "message" else BLOCKS_IN_VIEW
    items(BLOCK, most=most, least=0)(blocks, pointer, report)
    if isinstance(blocks, list):
        whole = [block for block in blocks if isinstance(block, dict)]
        _check_together(whole, pointer, report)
    return report.issues


def check_message(message: Json) -> list[Issue]:
    """Return everything wrong with a message's blocks."""
    return check_blocks(message.get("blocks") or [], "message", "/blocks")


def check_view(view: Any, *, kind: Surface | None = None, pointer: str = "") -> list[Issue]:
    """Return everything wrong with a modal or home tab; `kind` says which one is expected."""
    accepted = [kind] if kind else ["modal", "home"]
    if not isinstance(view, dict) or view.get("type") not in accepted:
        report = Report("modal")
        report.add(f"{pointer}/type", f"must be one of: {', '.join(accepted)}", "enum", accepted)
        return report.issues
    surface: Surface = "modal" if view["type"] == "modal" else "home"
    report = Report(surface)
    _VIEWS[surface](view, pointer, report)
    if view.get("blocks") is not None:
        report.issues += check_blocks(view["blocks"], surface, f"{pointer}/blocks")
    if isinstance(view.get("blocks"), list):
        has_input = any(isinstance(one, dict) and one.get("type") == "input" for one in view["blocks"])
        if surface == "modal" and has_input and not view.get("submit"):
            report.add(pointer, "missing required field: submit", "required", "submit")
    return report.issues


def check_options(answer: Any) -> list[Issue]:
    """Return everything wrong with the app's answer to an external select's question."""
    report = Report("modal")
    shape(optional={"options": items(anything, most=100, least=0), "option_groups": OPTION_GROUPS})(answer, "", report)
    if isinstance(answer, dict) and answer.get("options"):
        OPTIONS(answer["options"], "/options", report)
    return report.issues


def is_too_large(view: Json) -> bool:
    """Tell whether a view is above Slack's 250 kB."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def blocks_too_long(blocks: list[Json]) -> bool:
    """Tell whether the text of all blocks of a message is more than Slack takes."""
    return sum(length(text) for text in texts(blocks)) > MESSAGE_BLOCKS_TEXT


def texts(payload: Any) -> list[str]:
    """Return every text in a payload that people read, in order."""
    if isinstance(payload, list):
        return [text for one in payload for text in texts(one)]
    if not isinstance(payload, dict):
        return []
    own = [payload["text"]] if isinstance(payload.get("text"), str) else []
    return own + [text for key, one in payload.items() if key not in ("text",) or not own for text in texts(one)]


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return a copy in which every block and interactive element has an id, as Slack gives them."""
    named = copy.deepcopy(blocks)
    for block in named:
        block["block_id"] = block.get("block_id") or secrets.token_urlsafe(4)
        for _, element in interactive(block):
            element["action_id"] = element.get("action_id") or secrets.token_urlsafe(4)
    return named


def _check_together(blocks: list[Json], pointer: str, report: Report) -> None:
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            report.add(f"{pointer}/{index}/block_id", f"`block_id` {block_id} already exists", "unique", "block_id")
        elif isinstance(block_id, str):
            seen.add(block_id)
        for place, element in interactive(block):
            focused += element.get("focus_on_load") is True
            if focused > 1 and element.get("focus_on_load") is True:
                where = f"{pointer}/{index}/{place}/focus_on_load"
                report.add(where, "only one element may have focus_on_load", "max_items", 1)
    markdown = sum(length(b["text"]) for b in blocks if b.get("type") == "markdown" and isinstance(b.get("text"), str))
    if markdown > MARKDOWN_LIMIT:
        report.add(
            pointer,
            f"markdown must be less than {MARKDOWN_LIMIT + 1} characters",
            "max_length",
            MARKDOWN_LIMIT,
        )


_COMMON = {
    "private_metadata": string(METADATA_LIMIT, least=0),
    "callback_id": string(ID_LIMIT, least=0),
    "external_id": string(ID_LIMIT, least=0),
}
_VIEWS = {
    "modal": shape(
        required={"type": anything, "title": plain_text(24), "blocks": anything},
        optional={
            "submit": plain_text(24),
            "close": plain_text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
            **_COMMON,
        },
    ),
    "home": shape(required={"type": anything, "blocks": anything}, optional=_COMMON),
}
