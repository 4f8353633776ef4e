"""The things people press, choose and fill in, with Slack's limits for each."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.block_kit.shapes import (
    Check,
    Report,
    anything,
    boolean,
    integer,
    items,
    one_of,
    pattern,
    plain_text,
    shape,
    string,
    text_object,
)

ID_LIMIT = 255
URL_LIMIT = 3_000
OPTIONS_LIMIT = 100
CHOICES_LIMIT = 10
OVERFLOW_LIMIT = 5
INPUT_LIMIT = 3_000

DATE = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm")
PLACEHOLDER = plain_text(150)
LATEST_INSTANT = 9_999_999_999

CONFIRM = shape(
    required={
        "title": plain_text(100),
        "text": text_object(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    optional={"style": one_of("primary", "danger")},
)
DISPATCH = shape(
    optional={"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), most=2)},
)
SELECT_OPTION = shape(
    required={"text": plain_text(75), "value": string(150)},
    optional={"description": plain_text(75)},
)
CHOICE_OPTION = shape(
    required={"text": text_object(75), "value": string(150)},
    optional={"description": plain_text(75)},
)
OVERFLOW_OPTION = shape(
    required={"text": plain_text(75), "value": string(150)},
    optional={"description": plain_text(75), "url": string(URL_LIMIT)},
)
OPTION_GROUP = shape(
    required={"label": plain_text(75), "options": items(SELECT_OPTION, most=OPTIONS_LIMIT)},
)
OPTIONS = items(SELECT_OPTION, most=OPTIONS_LIMIT)
OPTION_GROUPS = items(OPTION_GROUP, most=OPTIONS_LIMIT)


def all_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the options of a select, those in groups included."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return [*(element.get("options") or []), *grouped]


def _exactly_one_of(*names: str) -> Check:
    def check(value: Any, pointer: str, report: Report) -> None:
        if sum(value.get(name) is not None for name in names) != 1:
            report.add(pointer, f"must provide exactly one of {', '.join(names)}", "one_of", list(names))

    return check


has_one_source = _exactly_one_of("image_url", "slack_file")


def _initial_is_offered(element: Any, pointer: str, report: Report) -> None:
    offered = all_options(element)
    if element.get("initial_option") and element["initial_option"] not in offered:
        report.add(f"{pointer}/initial_option", "must be one of the options", "initial_option", "one of the options")
    for index, option in enumerate(element.get("initial_options") or []):
        if option not in offered:
            where = f"{pointer}/initial_options/{index}"
            report.add(where, "must be one of the options", "initial_options", "among the options")


def _options_or_groups(element: Any, pointer: str, report: Report) -> None:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        report.add(
            pointer,
            "must provide exactly one of options, option_groups",
            "one_of",
            ["options", "option_groups"],
        )


def _values_differ(element: Any, pointer: str, report: Report) -> None:
    values = [option["value"] for option in all_options(element)]
    for value in sorted({one for one in values if values.count(one) > 1}):
        report.add(f"{pointer}/options", f"option values must be unique: {value}", "unique", "value")


def _lengths_agree(element: Any, pointer: str, report: Report) -> None:
    if (element.get("min_length") or 0) > (element.get("max_length") or INPUT_LIMIT):
        report.add(f"{pointer}/min_length", "must not be above max_length", "maximum", element["max_length"])


def _number_is_consistent(element: Any, pointer: str, report: Report) -> None:
    numbers: dict[str, Decimal] = {}
    for name in ("min_value", "max_value", "initial_value"):
        if element.get(name) is None:
            continue
        try:
            numbers[name] = Decimal(element[name])
        except InvalidOperation:
            numbers[name] = Decimal("NaN")
        if not numbers[name].is_finite():
            report.add(f"{pointer}/{name}", "must be a number in a string", "type", "number")
            del numbers[name]
            continue
        if not element["is_decimal_allowed"] and numbers[name] != numbers[name].to_integral_value():
            report.add(f"{pointer}/{name}", "must be an integer", "type", "integer")
    low, high, first = (numbers.get(name) for name in ("min_value", "max_value", "initial_value"))
    if low is not None and high is not None and low > high:
        report.add(f"{pointer}/min_value", "must not be above max_value", "maximum", element["max_value"])
    if first is not None and ((low is not None and first < low) or (high is not None and first > high)):
        report.add(f"{pointer}/initial_value", "must be between min_value and max_value", "range", "within limits")


def _element(
    fields: dict[str, Check],
    *rules: Check,
    needs: dict[str, Check] | None = None,
    confirm: bool = False,
    focus: bool = False,
) -> Check:
    optional = {"action_id": string(ID_LIMIT), **fields}
    if confirm:
        optional["confirm"] = CONFIRM
    if focus:
        optional["focus_on_load"] = boolean
    return shape(required={"type": anything, **(needs or {})}, optional=optional, rules=rules)


def _select(fields: dict[str, Check], *rules: Check, initial: str, of: Check) -> Check:
    start = {f"initial_{initial}": of, "placeholder": PLACEHOLDER}
    return _element(start | fields, *rules, confirm=True, focus=True)


def _multi_select(fields: dict[str, Check], *rules: Check, initial: str, of: Check) -> Check:
    several = {
        f"initial_{initial}s": items(of, most=OPTIONS_LIMIT),
        "max_selected_items": integer(1, OPTIONS_LIMIT),
    }
    return _element(several | {"placeholder": PLACEHOLDER} | fields, *rules, confirm=True, focus=True)


def _text_input(fields: dict[str, Check], *rules: Check, needs: dict[str, Check] | None = None) -> Check:
    typed_in = {"placeholder": PLACEHOLDER, "dispatch_action_config": DISPATCH}
    return _element(typed_in | fields, *rules, needs=needs, focus=True)


_STATIC_RULES = (_options_or_groups, _initial_is_offered, _values_differ)
_STATIC: dict[str, Check] = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_QUERY: dict[str, Check] = {"min_query_length": integer(0, OPTIONS_LIMIT)}
_FILTER = shape(
    optional={
        "include": items(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)
_ID = string(ID_LIMIT)
_CURRENT: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": _FILTER}
_ANSWERED: dict[str, Check] = {"response_url_enabled": boolean}
_STYLE = one_of("primary", "danger")
_LABELLED: dict[str, Check] = {"style": _STYLE, "accessibility_label": string(75)}

_SLACK_FILE = shape(optional={"id": string(ID_LIMIT), "url": string(URL_LIMIT)}, rules=[_exactly_one_of("id", "url")])
IMAGE_SOURCE: dict[str, Check] = {"image_url": string(URL_LIMIT), "slack_file": _SLACK_FILE}
SELECTS: dict[str, Check] = {
    "static_select": _select(_STATIC, *_STATIC_RULES, initial="option", of=SELECT_OPTION),
    "external_select": _select(_QUERY, initial="option", of=SELECT_OPTION),
    "users_select": _select({}, initial="user", of=_ID),
    "channels_select": _select(_ANSWERED, initial="channel", of=_ID),
    "conversations_select": _select(_CURRENT | _ANSWERED, initial="conversation", of=_ID),
    "multi_static_select": _multi_select(_STATIC, *_STATIC_RULES, initial="option", of=SELECT_OPTION),
    "multi_external_select": _multi_select(_QUERY, initial="option", of=SELECT_OPTION),
    "multi_users_select": _multi_select({}, initial="user", of=_ID),
    "multi_channels_select": _multi_select({}, initial="channel", of=_ID),
    "multi_conversations_select": _multi_select(_CURRENT, initial="conversation", of=_ID),
}
_CHOICES: dict[str, Check] = {"options": items(CHOICE_OPTION, most=CHOICES_LIMIT)}
CHOICES: dict[str, Check] = {
    "radio_buttons": _element(
        {"initial_option": CHOICE_OPTION},
        _initial_is_offered,
        _values_differ,
        needs=_CHOICES,
        confirm=True,
        focus=True,
    ),
    "checkboxes": _element(
        {"initial_options": items(CHOICE_OPTION, most=CHOICES_LIMIT)},
        _initial_is_offered,
        _values_differ,
        needs=_CHOICES,
        confirm=True,
        focus=True,
    ),
}
PICKERS: dict[str, Check] = {
    "datepicker": _element({"initial_date": DATE, "placeholder": PLACEHOLDER}, confirm=True, focus=True),
    "timepicker": _element(
        {"initial_time": TIME, "placeholder": PLACEHOLDER, "timezone": string(64)}, confirm=True, focus=True
    ),
    "datetimepicker": _element({"initial_date_time": integer(0, LATEST_INSTANT)}, confirm=True, focus=True),
}
PRESSED: dict[str, Check] = {
    "button": _element(
        {"value": string(2_000, least=0), "url": string(URL_LIMIT), **_LABELLED},
        needs={"text": plain_text(75)},
        confirm=True,
    ),
    "overflow": _element({}, needs={"options": items(OVERFLOW_OPTION, most=OVERFLOW_LIMIT)}, confirm=True),
    "workflow_button": _element(_LABELLED, needs={"text": plain_text(75), "workflow": anything}),
}
_FREE_TEXT: dict[str, Check] = {"initial_value": string(INPUT_LIMIT, least=0)}
_NUMBER = string(INPUT_LIMIT)
_RICH_TEXT = shape(
    required={"type": one_of("rich_text"), "elements": items(anything, most=1_000, least=0)},
    optional={"block_id": string(ID_LIMIT)},
)
TYPED: dict[str, Check] = {
    "plain_text_input": _text_input(
        _FREE_TEXT
        | {
            "multiline": boolean,
            "min_length": integer(0, INPUT_LIMIT),
            "max_length": integer(1, INPUT_LIMIT),
        },
        _lengths_agree,
    ),
    "number_input": _text_input(
        {"initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        _number_is_consistent,
        needs={"is_decimal_allowed": boolean},
    ),
    "email_text_input": _text_input(_FREE_TEXT),
    "url_text_input": _text_input(_FREE_TEXT),
    "rich_text_input": _text_input(
        {"initial_value": _RICH_TEXT, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
    ),
    "file_input": _element({"filetypes": items(string(20), most=100), "max_files": integer(1, CHOICES_LIMIT)}),
}
IMAGE_ELEMENT = shape(
    required={"type": anything, "alt_text": string(2_000)}, optional=IMAGE_SOURCE, rules=[has_one_source]
)

IN_ACTIONS = {**PRESSED, **SELECTS, **CHOICES, **PICKERS}
IN_SECTION = {name: check for name, check in IN_ACTIONS.items() if name != "datetimepicker"} | {"image": IMAGE_ELEMENT}
IN_INPUT = {**SELECTS, **CHOICES, **PICKERS, **TYPED}
