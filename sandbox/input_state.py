"""What is in the inputs of a view: initial values, what was typed, and what may not be sent yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.block_kit.elements import all_options
from sandbox.block_kit.layout import interactive
from sandbox.rich_text import as_plain_text, as_rich_text

Json = dict[str, Any]
State = dict[str, dict[str, Json]]

TEXTS = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
# element type → the field of its state, and the field that holds its initial value
STATEFUL: dict[str, tuple[str, str]] = {
    **dict.fromkeys(TEXTS, ("value", "initial_value")),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),  # there is no initial one: always empty at first
}
FILES_LIMIT = 10
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")


class NotOffered(LookupError):
    """The chosen option is not one of the element's options, or the file was not uploaded here; named."""


def state_of(blocks: Sequence[Json], stored: State) -> State:
    """Return the values of all stateful elements: what was typed, else the initial value."""
    values: State = {}
    for block in blocks:
        for _, element in interactive(block):
            if element["type"] in STATEFUL:
                action_id = element["action_id"]
                present = stored.get(block["block_id"], {}).get(action_id)
                if present is None or present["type"] != element["type"]:
                    present = initial(element)
                values.setdefault(block["block_id"], {})[action_id] = present
    return values


def initial(element: Json) -> Json:
    """Return the state of an element that nobody has touched."""
    key, source = STATEFUL[element["type"]]
    empty: Any = [] if key.endswith("s") else None
    return {"type": element["type"], key: element.get(source) or empty}


def entered(element: Json, raw: Any, suggested: Sequence[Json] = ()) -> Json:
    """Return the state of an element after somebody entered `raw` in plain form; raises NotOffered.

    `suggested` is what may be chosen beside the element's own options: found ones, or uploaded files.
    """
    kind = element["type"]
    key, _ = STATEFUL[kind]
    if key.endswith("s"):
        chosen: Any = raw if isinstance(raw, list) else [raw] if raw else []
        if key == "selected_options":
            chosen = [_option(element, one, suggested) for one in chosen]
        elif key == "files":
            chosen = [_file(one, suggested) for one in dict.fromkeys(chosen)]
    elif key == "selected_option":
        chosen = _option(element, raw, suggested) if raw else None
    elif kind == "rich_text_input":
        chosen = _rich_text(element, str(raw or ""))
    elif kind == "datetimepicker":
        chosen = int(raw) if str(raw).isdecimal() else None
    else:
        chosen = raw or None
    return {"type": kind, key: chosen}


def _option(element: Json, raw: Any, suggested: Sequence[Json]) -> Json:
    wanted = raw["value"] if isinstance(raw, dict) else str(raw)
    known = [*all_options(element), *suggested, *(element.get("initial_options") or [])]
    if element.get("initial_option"):
        known.append(element["initial_option"])
    option: Json
    for option in known:
        if option["value"] == wanted:
            return option
    raise NotOffered(wanted)


def _rich_text(element: Json, text: str) -> Json | None:
    """Return what was typed; the initial value, with its formatting, as long as nobody has changed its words."""
    begun: Json = element.get("initial_value") or {}
    if begun and text == as_plain_text(begun):
        return begun
    return as_rich_text(text) if text else None


def _file(file_id: str, uploaded: Sequence[Json]) -> Json:
    for file in uploaded:
        if file["id"] == file_id:
            return file
    raise NotOffered(file_id)


def problems(blocks: Sequence[Json], state: State) -> dict[str, str]:
    """Return what Slack's own form would not let through: {block_id: German sentence}."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        if element["type"] not in STATEFUL:
            continue
        key, _ = STATEFUL[element["type"]]
        value = state[block["block_id"]][element["action_id"]][key]
        if value in (None, "", []):
            if not block.get("optional"):
                found[block["block_id"]] = "Bitte füllen Sie dieses Pflichtfeld aus."
        elif sentence := _problem(element, value):
            found[block["block_id"]] = sentence
    return found


def _problem(element: Json, value: Any) -> str | None:
    match element["type"]:
        case "plain_text_input":
            return _text_problem(element, value)
        case "number_input":
            return _number_problem(element, value)
        case "email_text_input" if not EMAIL.fullmatch(value):
            return "Bitte geben Sie eine gültige E-Mail-Adresse ein."
        case "url_text_input" if not URL.fullmatch(value):
            return "Bitte geben Sie eine gültige Internetadresse ein."
        case "datepicker" if not _is_date(value):
            return "Bitte geben Sie ein gültiges Datum ein."
        case "file_input" if len(value) > element.get("max_files", FILES_LIMIT):
            return f"Bitte wählen Sie höchstens {element.get('max_files', FILES_LIMIT)} Dateien."
        case kind if kind.startswith("multi_") and len(value) > element.get("max_selected_items", len(value)):
            return f"Bitte wählen Sie höchstens {element['max_selected_items']} Einträge."
        case _:
            return None


def _text_problem(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3_000)
    if len(value) < least:
        return f"Bitte geben Sie mindestens {least} Zeichen ein."
    return f"Bitte geben Sie höchstens {most} Zeichen ein." if len(value) > most else None


def _number_problem(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        return "Bitte geben Sie eine Zahl ein."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Bitte geben Sie eine ganze Zahl ein."
    if element.get("min_value") and number < Decimal(element["min_value"]):
        return f"Bitte geben Sie mindestens {element['min_value']} ein."
    if element.get("max_value") and number > Decimal(element["max_value"]):
        return f"Bitte geben Sie höchstens {element['max_value']} ein."
    return None


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
