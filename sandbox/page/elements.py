"""Interactive elements of Block Kit, read into the one shape that the templates draw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from markupsafe import Markup

from sandbox.page.marks import size
from sandbox.page.mrkdwn import Names, mrkdwn, plain_text, safe_url
from sandbox.page.times import local_minute, short_day
from sandbox.rich_text import as_plain_text
from sandbox.workspace import SharedFile

STATE_KEYS: Final[dict[str, tuple[str, str]]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "file_input": ("files", "initial_files"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
TEXTS: Final = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
LISTS: Final = {
    "checkboxes",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_channels_select",
    "multi_conversations_select",
    "file_input",
}
GROUPS: Final = LISTS - {"file_input"} | {"radio_buttons"}
KNOWN: Final = frozenset(STATE_KEYS) | {"button", "overflow", "image"}


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose; `text` for native lists, `html` where markup is possible."""

    value: str
    text: str
    html: Markup
    description: str = ""
    chosen: bool = False
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class OptionGroup:
    """Options under a heading; an empty label means that there are no headings."""

    label: str
    options: Sequence[Option]


@dataclass(frozen=True, kw_only=True)
class Confirm:
    """The question before an act that should not happen by mistake."""

    title: str
    text: Markup
    confirm: str
    deny: str
    danger: bool


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where blocks stand, who looks at them, and what has been typed there."""

    kind: Literal["message", "modal", "home"]
    ref: str
    viewer: str = ""
    files: Mapping[str, SharedFile] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    people: Sequence[Option] = ()
    channels: Sequence[Option] = ()
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Element:
    """An element with everything a template needs: ids, options, value, limits."""

    kind: str
    raw: Mapping[str, Any]
    block_id: str
    action_id: str
    dom_id: str
    label: str
    placeholder: str
    text: Markup
    groups: Sequence[OptionGroup]
    chosen: Sequence[Option]
    value: str
    confirm: Confirm | None
    url: str | None
    dispatch: Literal["", "change", "enter", "input"]
    required: bool = False
    described_by: str = ""
    invalid: bool = False

    @property
    def name(self) -> str:
        """Return the form field's name: both ids, readable without knowing their letters."""
        return json.dumps([self.block_id, self.action_id], ensure_ascii=False)

    @property
    def said(self) -> str:
        """Return a chosen day in words: "Mo., 16. März 2026", with the time where there is one; empty for none."""
        day, _, time = self.value.partition("T")
        try:
            words = short_day(date.fromisoformat(day))
        except ValueError:
            return ""
        return f"{words}, {time} Uhr" if time else words

    @property
    def options(self) -> list[Option]:
        """Return all options, whatever their group."""
        return [option for group in self.groups for option in group.options]


def read_element(
    raw: Mapping[str, Any],
    block_id: str,
    place: Place,
    *,
    label: str = "",
    dispatch: Literal["", "change", "enter", "input"] = "change",
    required: bool = False,
    described_by: str = "",
) -> Element:
    """Read one element as its payload and the person's state describe it."""
    kind = str(raw.get("type", ""))
    action_id = str(raw.get("action_id", ""))
    current = _current(raw, kind, place.values.get(block_id, {}).get(action_id))
    placeholder = words(raw.get("placeholder"))
    text = raw.get("text")
    return Element(
        kind=kind,
        raw=raw,
        block_id=block_id,
        action_id=action_id,
        dom_id=dom_id(place, block_id, action_id),
        label=str(raw.get("accessibility_label") or label or placeholder),
        placeholder=placeholder,
        text=drawn(text, place.names),
        groups=_groups(raw, kind, place, [value for value, _ in current]),
        chosen=[Option(value=value, text=shown, html=plain_text(shown)) for value, shown in current],
        value=current[0][0] if current else "",
        confirm=_confirm(raw.get("confirm"), place.names),
        url=safe_url(str(raw["url"])) if raw.get("url") else None,
        dispatch=dispatch,
        required=required,
        described_by=described_by,
        invalid=block_id in place.errors,
    )


def drawn(text: object, names: Names) -> Markup:
    """Draw a text object by its type; anything else draws as nothing."""
    if not isinstance(text, Mapping):
        return Markup("")
    if text.get("type") == "mrkdwn":
        return mrkdwn(str(text.get("text", "")), names)
    return plain_text(str(text.get("text", "")), emoji=text.get("emoji") is not False)


def words(text: object) -> str:
    """Return the bare words of a text object, for labels and native lists."""
    return str(text.get("text", "")) if isinstance(text, Mapping) else ""


def dom_id(place: Place, *parts: str) -> str:
    """Build an id that is unique in the page and legal in HTML."""
    joined = "-".join((place.kind, place.ref, *parts))
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter == "-") else f"_{ord(letter):x}" for letter in joined
    )


def _current(raw: Mapping[str, Any], kind: str, state: object) -> list[tuple[str, str]]:
    if kind not in STATE_KEYS:
        return []
    state_key, initial_key = STATE_KEYS[kind]
    known = isinstance(state, Mapping) and state_key in state
    found = state[state_key] if known and isinstance(state, Mapping) else raw.get(initial_key)
    if found is None or found == "":
        return []
    if kind == "datetimepicker":
        return [(local_minute(int(found)),) * 2]
    return [_pair(item) for item in (found if isinstance(found, list) else [found])]


def _pair(item: object) -> tuple[str, str]:
    if isinstance(item, Mapping) and item.get("type") == "rich_text":
        return (as_plain_text(item),) * 2
    if isinstance(item, Mapping) and "mimetype" in item:
        return str(item["id"]), f"{item['name']} · {size(item['size'])}"
    if isinstance(item, Mapping):
        return str(item.get("value", "")), words(item.get("text"))
    return str(item), str(item)


def _groups(raw: Mapping[str, Any], kind: str, place: Place, chosen: Sequence[str]) -> list[OptionGroup]:
    if kind in {"users_select", "multi_users_select"}:
        return [OptionGroup(label="", options=_marked(place.people, chosen))]
    if kind.endswith(("channels_select", "conversations_select")):
        return [OptionGroup(label="", options=_marked(place.channels, chosen))]
    if "option_groups" in raw:
        return [
            OptionGroup(
                label=words(group.get("label")),
                options=_options(group.get("options", []), place.names, chosen),
            )
            for group in raw["option_groups"]
        ]
    return [OptionGroup(label="", options=_options(raw.get("options", []), place.names, chosen))]


def _options(raw: Sequence[Mapping[str, Any]], names: Names, chosen: Sequence[str]) -> list[Option]:
    return [
        Option(
            value=str(option.get("value", "")),
            text=words(option.get("text")),
            html=drawn(option.get("text"), names),
            description=words(option.get("description")),
            chosen=str(option.get("value", "")) in chosen,
            url=safe_url(str(option["url"])) if option.get("url") else None,
        )
        for option in raw
    ]


def _marked(options: Sequence[Option], chosen: Sequence[str]) -> list[Option]:
    return [Option(value=o.value, text=o.text, html=o.html, chosen=o.value in chosen) for o in options]


def _confirm(raw: object, names: Names) -> Confirm | None:
    if not isinstance(raw, Mapping):
        return None
    return Confirm(
        title=words(raw.get("title")) or "Sind Sie sicher?",
        text=drawn(raw.get("text"), names),
        confirm=words(raw.get("confirm")) or "Ja",
        deny=words(raw.get("deny")) or "Abbrechen",
        danger=raw.get("style") == "danger",
    )
