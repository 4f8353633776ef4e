"""The app manifest, as far as a workspace acts on it: commands, shortcuts, scopes and subscribed events."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


class ManifestError(ValueError):
    """The manifest cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command as people see it: `/name`, what it does, what to type after it."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A shortcut in the message menu (`message`) or the composer (`global`)."""

    name: str
    type: Literal["message", "global"]
    callback_id: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the app declared about itself."""

    name: str = "Sandbox App"
    bot_name: str = "Sandbox App"
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    bot_scopes: tuple[str, ...] = ()
    bot_events: tuple[str, ...] = ()
    home_tab: bool = True
    messages_tab_read_only: bool = False
    socket_mode: bool = False
    raw: dict[str, Any] = field(default_factory=dict)

    def command(self, name: str) -> Command | None:
        """Return the command called `name` (with its slash), None when the app has none."""
        return next((one for one in self.commands if one.command == name), None)

    def shortcut(self, callback_id: str, kind: Literal["message", "global"]) -> Shortcut | None:
        """Return the shortcut with this callback id and kind, None when there is none."""
        return next((one for one in self.shortcuts if (one.callback_id, one.type) == (callback_id, kind)), None)


def load_manifest(path: Path) -> Manifest:
    """Read a JSON manifest as Slack exports it; raises ManifestError with the file's name."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ManifestError(f"Cannot read the manifest {path}: {error}") from error
    return parse_manifest(raw)


def parse_manifest(raw: dict[str, Any]) -> Manifest:
    """Take what the sandbox needs out of a manifest."""
    features = raw.get("features", {})
    settings = raw.get("settings", {})
    home = features.get("app_home", {})
    name = raw.get("display_information", {}).get("name", "Sandbox App")
    try:
        return Manifest(
            name=name,
            bot_name=features.get("bot_user", {}).get("display_name", name),
            commands=tuple(_command(one) for one in features.get("slash_commands", [])),
            shortcuts=tuple(_shortcut(one) for one in features.get("shortcuts", [])),
            bot_scopes=tuple(raw.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            bot_events=tuple(settings.get("event_subscriptions", {}).get("bot_events", [])),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
            socket_mode=bool(settings.get("socket_mode_enabled", False)),
            raw=raw,
        )
    except KeyError as error:
        raise ManifestError(f"The manifest lacks {error} in a command or shortcut.") from error


def _command(raw: dict[str, Any]) -> Command:
    if not str(raw["command"]).startswith("/"):
        raise ManifestError(f"The command {raw['command']!r} in the manifest must begin with a slash.")
    return Command(
        command=raw["command"],
        description=raw.get("description", ""),
        usage_hint=raw.get("usage_hint", ""),
        should_escape=bool(raw.get("should_escape", False)),
    )


def _shortcut(raw: dict[str, Any]) -> Shortcut:
    if raw["type"] not in ("message", "global"):
        raise ManifestError(f"The shortcut type {raw['type']!r} in the manifest must be message or global.")
    return Shortcut(
        name=raw["name"],
        type=raw["type"],
        callback_id=raw["callback_id"],
        description=raw.get("description", ""),
    )
