"""The manifest asks for what the bot needs and for nothing else."""

import ast
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests import sources

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "slack-api-ref"
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
GRANTED = set(MANIFEST["oauth_config"]["scopes"]["bot"])

# Any one of the scopes is enough; which conversations a call then reaches depends on the one granted.
METHOD_SCOPES: dict[str, set[str]] = {
    "apps.connections.open": set(),  # the app-level token has its own scope, connections:write
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations.info": {"channels:read", "groups:read", "im:read", "mpim:read"},
    "conversations.open": {"channels:manage", "groups:write", "im:write", "mpim:write"},
    "conversations.replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "files_upload_v2": {"files:write"},  # the SDK's name for three calls that all need it
    "users.info": {"users:read"},
    "users.list": {"users:read"},
    "users.lookupByEmail": {"users:read.email"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "message.im": {"im:history"},
    "team_join": {"users:read"},
    "user_change": {"users:read"},
}
SUBSCRIBED_AS = {"message": "message.im"}
"""Events that are subscribed to by the kind of conversation."""
NEEDED_WITHOUT_A_METHOD = {
    "commands": "slash commands and the message shortcut",
    "channels:read": "membership in the group's channel",
}
SDK_NAMES = {name.replace(".", "_"): name for name in METHOD_SCOPES}


@cache
def called_methods() -> set[str]:
    """Every Web API method that the bot's code calls on a client."""
    known = {name for name in dir(AsyncWebClient) if "_" in name[1:] and not name.startswith("_")}
    found = {
        node.attr
        for floor in ("bot", "handlers", "reminders")
        for node in sources.nodes(floor)
        if isinstance(node, ast.Attribute) and node.attr in known
    }
    return {SDK_NAMES.get(name, name) for name in found - {"api_call"}}


def handled(kind: str) -> set[str]:
    """First arguments of `app.KIND("…")` in the handlers, constants resolved within their module."""
    return {
        str(node.args[0].value)
        for node in sources.calls("handlers")
        if isinstance(node.func, ast.Attribute)
        and node.func.attr == kind
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "app"
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_method_the_bot_calls_is_known_here() -> None:
    assert called_methods() - METHOD_SCOPES.keys() == set()
    assert "chat.postMessage" in called_methods()


def test_every_method_the_bot_calls_is_covered_by_a_scope() -> None:
    uncovered = {m for m in called_methods() if METHOD_SCOPES[m] and not METHOD_SCOPES[m] & GRANTED}
    assert uncovered == set()


def test_every_event_is_covered_by_a_scope() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert [event for event in events if EVENT_SCOPES[event] and not EVENT_SCOPES[event] & GRANTED] == []


def test_no_scope_is_asked_for_without_need() -> None:
    wanted = set().union(*(METHOD_SCOPES[method] for method in called_methods()))
    assert GRANTED - wanted - NEEDED_WITHOUT_A_METHOD.keys() == set()


def test_every_command_and_event_that_is_handled_is_declared() -> None:
    declared = {command["command"] for command in MANIFEST["features"]["slash_commands"]}
    events = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    assert handled("command") <= declared
    assert {SUBSCRIBED_AS.get(name, name) for name in handled("event")} <= events


def test_people_read_german_in_slacks_menus() -> None:
    commands = MANIFEST["features"]["slash_commands"]
    assert [c["command"] for c in commands] == [
        "/vorhaben", "/bedarf", "/sitzung", "/update", "/ergebnis", "/agsp",
    ]  # fmt: skip
    assert all(c["description"] for c in commands)
    shortcut = MANIFEST["features"]["shortcuts"][0]
    assert (shortcut["name"], shortcut["callback_id"]) == ("Als Vorhaben erfassen", "intention_from_message")


def test_the_texts_fit_into_slacks_limits() -> None:
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert all(len(s["name"]) <= 24 and len(s["description"]) <= 150 for s in MANIFEST["features"]["shortcuts"])


# Slack's reference lies beside a developer's checkout, not in the project: a plain clone has no cases here.
@pytest.mark.parametrize("file", sorted(REFERENCE.glob("methods/*.json")), ids=lambda file: file.stem)
def test_the_scopes_here_are_those_of_slacks_reference(file: Path) -> None:
    scopes = set(json.loads(file.read_text(encoding="utf-8")).get("scope", {}).get("bot", []))
    assert METHOD_SCOPES.get(file.stem, scopes) == scopes
