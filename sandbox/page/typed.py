"""What was typed or chosen on the page, turned into the plain values that acts take."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sandbox.page.elements import LISTS
from sandbox.page.times import BERLIN

Values = dict[str, dict[str, Any]]
_BY_OPTION: Final = frozenset(
    {
        "static_select",
        "external_select",
        "multi_static_select",
        "multi_external_select",
        "overflow",
        "checkboxes",
        "radio_buttons",
    }
)


def typed_values(payload: Mapping[str, Any], pairs: Sequence[Sequence[str]]) -> Values:
    """Read the form of a view: every input gets a value, empty ones None, lists a list.

    `pairs` are the form's entries in order; their names are those that `Element.name` gave.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for name, value in pairs:
        block_id, action_id = json.loads(name)
        found.setdefault((block_id, action_id), []).append(value)
    values: Values = {}
    for block in payload.get("blocks", []):
        if block.get("type") == "input":
            element = block.get("element", {})
            block_id = str(block.get("block_id", ""))
            action_id = str(element.get("action_id", ""))
            entries = found.get((block_id, action_id), [])
            values[block_id] = {action_id: plain_value(str(element.get("type")), entries)}
    return values


def plain_value(kind: str, entries: Sequence[str]) -> str | int | list[str] | None:
    """Turn the form entries of one element into what acts expect for its kind."""
    filled = [entry for entry in entries if entry != ""]
    if kind in LISTS:
        return filled
    if not filled:
        return None
    if kind == "datetimepicker":
        return _epoch(filled[0])
    return filled[0]


def press_arguments(kind: str, chosen: Sequence[str]) -> dict[str, Any]:
    """Return the keyword of `Acts.press` that carries what was chosen in an element of this kind."""
    if kind == "button":
        return {}
    plain = plain_value(kind, chosen)
    return {"option": plain} if kind in _BY_OPTION else {"value": plain}


def find_element(blocks: Sequence[Mapping[str, Any]], block_id: str, action_id: str) -> Mapping[str, Any] | None:
    """Find an element by its ids among the blocks that a person sees."""
    for block in blocks:
        if block.get("block_id") != block_id:
            continue
        for element in _elements(block):
            if element.get("action_id") == action_id:
                return element
    return None


def _elements(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in ("accessory", "element"):
        if isinstance(block.get(key), Mapping):
            yield block[key]
    elements = block.get("elements")
    if isinstance(elements, list):
        yield from elements


def _epoch(local: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=BERLIN).timestamp())
