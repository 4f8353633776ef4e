"""Two independent judges of Block Kit: a schema made from Slack's published types, and the library slackblocks.

Each says what it has against a payload, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import slackblocks as sb
from jsonschema import Draft202012Validator

Json = dict[str, Any]

SCHEMAS = Path(__file__).parents[1] / "reference" / "block-kit-schema"
COMPLAINTS = (
    sb.InvalidUsageError,
    sb.LengthError,
    sb.MissingRequiredError,
    sb.MutualExclusivityError,
    sb.RangeError,
    sb.TypeMismatchError,
)
BUILT: dict[str, Callable[..., Any]] = {
    "button": sb.Button,
    "overflow": sb.OverflowMenu,
    "static_select": sb.StaticSelectMenu,
    "external_select": sb.ExternalSelectMenu,
    "users_select": sb.UserSelectMenu,
    "channels_select": sb.ChannelSelectMenu,
    "conversations_select": sb.ConversationSelectMenu,
    "multi_static_select": sb.StaticMultiSelectMenu,
    "multi_external_select": sb.ExternalMultiSelectMenu,
    "multi_users_select": sb.UserMultiSelectMenu,
    "multi_channels_select": sb.ChannelMultiSelectMenu,
    "multi_conversations_select": sb.ConversationMultiSelectMenu,
    "radio_buttons": sb.RadioButtonGroup,
    "checkboxes": sb.CheckboxGroup,
    "datepicker": sb.DatePicker,
    "timepicker": sb.TimePicker,
    "datetimepicker": sb.DateTimePicker,
    "plain_text_input": sb.PlainTextInput,
    "number_input": sb.NumberInput,
    "email_text_input": sb.EmailInput,
    "url_text_input": sb.URLInput,
    "section": sb.SectionBlock,
    "header": sb.HeaderBlock,
    "divider": sb.DividerBlock,
    "context": sb.ContextBlock,
    "actions": sb.ActionsBlock,
    "input": sb.InputBlock,
    "markdown": sb.MarkdownBlock,
    "table": sb.TableBlock,
    "modal": sb.ModalView,
    "home": sb.HomeTabView,
}
# Fields that slackblocks names otherwise than Slack.
RENAMED = {"initial_date_time": "initial_datetime"}
# Fields that hold objects without a type of their own.
UNTYPED: dict[str, Callable[..., Any]] = {
    "confirm": sb.ConfirmationDialogue,
    "options": sb.Option,
    "option_groups": sb.OptionGroup,
    "initial_option": sb.Option,
    "initial_options": sb.Option,
    "dispatch_action_config": sb.DispatchActionConfiguration,
    "filter": sb.ConversationFilter,
}
NEEDS_ACTION_ID = {"checkboxes", "radio_buttons", "overflow", "multi_static_select"}


def schema_against(payload: Json, surface: str) -> list[str]:
    """Return what the schema has against a message, a modal or a home tab."""
    return [one.message[:200] for one in _schema(surface).iter_errors(payload)]


def slackblocks_against(payload: Json) -> list[str]:
    """Return what slackblocks has against a view or a message's blocks, rebuilt by its own constructors."""
    try:
        built = [_built(one) for one in payload["blocks"]] if "type" not in payload else [_built(payload)]
        for one in built:
            json.dumps(one._resolve())
    except COMPLAINTS as complaint:
        return [str(complaint)[:200]]
    return []


@lru_cache
def _schema(surface: str) -> Draft202012Validator:
    schema: Json = json.loads((SCHEMAS / f"{surface.capitalize()}.enriched.json").read_text(encoding="utf-8"))
    for option in ("PlainTextOption", "MrkdwnOption"):
        # The types say 75 here, Slack's reference, slackblocks and the sandbox 150 (see the sandbox's README).
        schema["definitions"][option]["properties"]["value"]["maxLength"] = 150
    # Read as 2020-12, where what stands beside a $ref counts too.
    return Draft202012Validator(schema | {"$schema": "https://json-schema.org/draft/2020-12/schema"})


def _built(value: Any, field: str = "") -> Any:
    if isinstance(value, list):
        return [_built(one, field) for one in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind in ("plain_text", "mrkdwn"):
        return (sb.PlainText if kind == "plain_text" else sb.Markdown)(value["text"])
    if kind == "raw_text":
        return sb.RawText(value["text"])
    make: Callable[..., Any]
    if kind == "image":
        make = sb.ImageBlock if field in ("", "blocks") else sb.Image
    elif kind:
        make = BUILT[kind]
    else:
        make = UNTYPED[field]
    fields: dict[str, Any] = {
        RENAMED.get(str(key), str(key)): _built(one, str(key)) for key, one in value.items() if key != "type"
    }
    if kind in NEEDS_ACTION_ID:
        fields.setdefault("action_id", None)
    return make(**fields)
