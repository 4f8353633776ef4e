"""The app manifest that fits the settings: commands with the city's prefix, Socket Mode or an address."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.web import EVENTS
from handlers.commands import prefixed

SHIPPED = Path(__file__).parents[1] / "manifest.json"
JUDGED = ("features.slash_commands", "features.shortcuts", "features.app_home", "oauth_config.scopes.bot",
          "settings.event_subscriptions.bot_events", "settings.interactivity.is_enabled",
          "settings.socket_mode_enabled")  # fmt: skip
"""What must be the same in the app; names, colours and descriptions are the city's own affair."""


def manifest(prefix: str = "", url: str | None = None) -> dict[str, Any]:
    """Give the manifest; `url` is the address to which Slack delivers, None for Socket Mode."""
    made: dict[str, Any] = deepcopy(json.loads(SHIPPED.read_text(encoding="utf-8")))
    for command in made["features"]["slash_commands"]:
        command["command"] = prefixed(command["command"], prefix)
        command["description"] = prefixed(command["description"], prefix)
    settings = made["settings"]
    settings["socket_mode_enabled"] = url is None
    if url is not None:
        door = door_of(url)
        settings["interactivity"]["request_url"] = settings["event_subscriptions"]["request_url"] = door
        for command in made["features"]["slash_commands"]:
            command["url"] = door
    return made


def door_of(url: str) -> str:
    """Complete the bot's public address; raises ValueError where Slack would not deliver to it."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"Slack delivers to https addresses only, like https://agsp.stadt.example{EVENTS}")
    return url if parts.path.strip("/") else f"https://{parts.netloc}{EVENTS}"


def differences(installed: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """Say where an app's manifest (as its page exports it) differs from the one that fits."""
    for path in JUDGED:
        has, needs = _at(installed, path), _at(wanted, path)
        if path == "features.slash_commands":
            yield from _commands(has or [], needs)
        elif isinstance(needs, list) and all(isinstance(one, str) for one in needs):
            if missing := sorted(set(needs) - set(has or [])):
                yield f"{path} lacks {', '.join(missing)}"
        elif not _covers(has, needs):
            yield f"{path} differs"


def _commands(has: list[Any], needs: list[Any]) -> Iterator[str]:
    known = {one.get("command"): one for one in has}
    for one in needs:
        name = one["command"]
        if name not in known:
            yield f"the command {name} is missing"
            continue
        for field in ("usage_hint", "url", "should_escape"):
            if (one.get(field) or None) != (known[name].get(field) or None):
                yield f"the {field} of {name} differs"


def _covers(has: Any, needs: Any) -> bool:
    """Say whether everything that is needed is there; more may be."""
    if isinstance(needs, dict):
        return isinstance(has, dict) and all(_covers(has.get(name), value) for name, value in needs.items())
    if isinstance(needs, list):
        return isinstance(has, list) and all(any(_covers(one, wanted) for one in has) for wanted in needs)
    return bool(has == needs)


def _at(tree: Mapping[str, Any], path: str) -> Any:
    found: Any = tree
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
