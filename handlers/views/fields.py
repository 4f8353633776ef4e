"""Form fields: each block_id is the draft's field name, so an error finds its field by itself."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    DatePickerElement,
    InputBlock,
    Option,
    OptionGroup,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement

from handlers.mrkdwn import cut
from planning.errors import Invalid, Required, TooLong, UnknownChoice

GENERATION = "#"
"""Stands in a block_id between the field's name and how often its form was filled in anew."""
VALUE = "value"
"""The action_id of every form field; its block_id says which one it is."""

Choice = tuple[str, str]
"""(value, text) of one option."""


def field(
    name: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    """Put an element under its label."""
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint) if hint else None,
    )


def text(
    name: str,
    label: str,
    *,
    initial: str | None = None,
    optional: bool = False,
    multiline: bool = False,
    longest: int = 3000,
    hint: str | None = None,
    placeholder: str | None = None,
) -> InputBlock:
    """Ask for words; numbers too, because people write "1.150" and Slack's number field refuses it."""
    element = PlainTextInputElement(
        action_id=VALUE,
        initial_value=cut(initial, longest) if initial else None,
        multiline=multiline,
        max_length=longest,
        placeholder=PlainTextObject(text=cut(placeholder, 150)) if placeholder else None,
    )
    return field(name, label, element, optional=optional, hint=hint)


def option(choice: Choice) -> Option:
    """Make one option of a list."""
    value, shown = choice
    return Option(text=PlainTextObject(text=cut(shown, 75)), value=value)


def choice(
    name: str,
    label: str,
    choices: Sequence[Choice],
    *,
    initial: str | None = None,
    optional: bool = False,
    hint: str | None = None,
    placeholder: str | None = None,
    at_once: bool = False,
) -> InputBlock:
    """Ask for one of up to 100 entries; `at_once` tells it before the form is sent."""
    options = [option(c) for c in choices]
    element = StaticSelectElement(
        action_id=VALUE,
        options=options,
        initial_option=_chosen(options, initial),
        placeholder=PlainTextObject(text=cut(placeholder, 150)) if placeholder else None,
    )
    block = field(name, label, element, optional=optional, hint=hint)
    block.dispatch_action = at_once or None
    return block


def grouped_choice(
    name: str,
    label: str,
    groups: Sequence[tuple[str, Sequence[Choice]]],
    *,
    initial: str | None = None,
    optional: bool = False,
    hint: str | None = None,
    at_once: bool = False,
) -> InputBlock:
    """Ask for one entry out of groups (title, choices) of up to 100 entries each; `at_once` tells it before it is sent."""
    shown = [
        OptionGroup(label=PlainTextObject(text=cut(title, 75)), options=[option(c) for c in choices])
        for title, choices in groups
    ]
    every = [option(c) for _, choices in groups for c in choices]
    element = StaticSelectElement(action_id=VALUE, option_groups=shown, initial_option=_chosen(every, initial))
    block = field(name, label, element, optional=optional, hint=hint)
    block.dispatch_action = at_once or None
    return block


def _chosen(options: Sequence[Option], value: str | None) -> Option | None:
    return next((o for o in options if o.value == value), None)


def several(
    name: str,
    label: str,
    choices: Sequence[Choice],
    *,
    initial: Sequence[str] = (),
    optional: bool = False,
    hint: str | None = None,
) -> InputBlock:
    """Ask for any number of up to 100 entries."""
    options = [option(c) for c in choices]
    chosen = [o for o in options if o.value in initial]
    element = StaticMultiSelectElement(action_id=VALUE, options=options, initial_options=chosen or None)
    return field(name, label, element, optional=optional, hint=hint)


def radio(
    name: str, label: str, choices: Sequence[Choice], *, initial: str | None = None, optional: bool = False
) -> InputBlock:
    """Ask for one of a few entries, all visible."""
    options = [option(c) for c in choices]
    element = RadioButtonsElement(action_id=VALUE, options=options, initial_option=_chosen(options, initial))
    return field(name, label, element, optional=optional)


def ticks(
    name: str, label: str, choices: Sequence[Choice], *, initial: Sequence[str] = (), optional: bool = True
) -> InputBlock:
    """Ask for any of a few entries, all visible."""
    options = [option(c) for c in choices]
    chosen = [o for o in options if o.value in initial]
    element = CheckboxesElement(action_id=VALUE, options=options, initial_options=chosen or None)
    return field(name, label, element, optional=optional)


def day(
    name: str, label: str, *, initial: date | None = None, optional: bool = False, hint: str | None = None
) -> InputBlock:
    """Ask for a date."""
    element = DatePickerElement(action_id=VALUE, initial_date=initial.isoformat() if initial else None)
    return field(name, label, element, optional=optional, hint=hint)


def time_of_day(name: str, label: str, *, initial: time | None = None, optional: bool = False) -> InputBlock:
    """Ask for a time of day."""
    element = TimePickerElement(action_id=VALUE, initial_time=initial.strftime("%H:%M") if initial else None)
    return field(name, label, element, optional=optional)


def chat_user(name: str, label: str, *, initial: str | None = None, optional: bool = False) -> InputBlock:
    """Ask for a person of the workspace."""
    return field(name, label, UserSelectElement(action_id=VALUE, initial_user=initial), optional=optional)


def read_form(view: dict[str, Any]) -> dict[str, Any]:
    """Read a submitted view: field name → str, list[str] or None; blanks around words are gone."""
    values: dict[str, Any] = {}
    for name, elements in view["state"]["values"].items():
        if VALUE in elements:
            values[named(name)] = _read(elements[VALUE])
    return values


def named(block_id: str) -> str:
    """Give the name of the field a block holds."""
    return block_id.partition(GENERATION)[0]


def _read(state: dict[str, Any]) -> str | list[str] | None:
    match state["type"]:
        case "static_select" | "external_select" | "radio_buttons":
            chosen = state.get("selected_option")
            return chosen["value"] if chosen else None
        case "multi_static_select" | "checkboxes" | "multi_external_select":
            return [chosen["value"] for chosen in state.get("selected_options") or ()]
        case "datepicker":
            return state.get("selected_date") or None
        case "timepicker":
            return state.get("selected_time") or None
        case "users_select":
            return state.get("selected_user") or None
        case _:
            return (state.get("value") or "").strip() or None


def read_day(name: str, values: dict[str, Any]) -> date:
    """Give a date that must be there. Raises Invalid at the field."""
    typed = values.get(name)
    if not typed:
        raise Invalid(Required(name))
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise Invalid(UnknownChoice(name, typed=str(typed)[:40])) from error


def menu(action: str, label: str, choices: Sequence[Choice], chosen: str) -> StaticSelectElement:
    """Offer a filter above a list; the chosen one stands in it."""
    options = [option(c) for c in choices]
    return StaticSelectElement(
        action_id=action,
        placeholder=PlainTextObject(text=label),
        options=options,
        initial_option=next((o for o in options if o.value == chosen), None),
    )


def read_words(name: str, values: dict[str, Any], longest: int, *, optional: bool = False) -> str:
    """Give words of at most `longest` characters, empty only when `optional`. Raises Invalid at the field."""
    typed = str(values.get(name) or "")
    if not typed and not optional:
        raise Invalid(Required(name))
    if len(typed) > longest:
        raise Invalid(TooLong(name, limit=longest, length=len(typed)))
    return typed
