"""The file that says who works in the workspace and which channels there are (TOML)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.manifest import Manifest
from sandbox.workspace import Channel, Person, Team, Usergroup, Workspace

COLORS = ("1d5c8a", "8a3b1d", "2f6b3a", "6a3d8a", "8a6d1d", "1d7a7a", "8a1d5c", "4a5a6a", "5c6b1d", "3d4f9a")
EVERYBODY = "*"


class WorkspaceFileError(ValueError):
    """The file cannot be used; the message names the file and the entry."""


def load_workspace(path: Path, manifest: Manifest, clock: SandboxClock | None = None) -> Workspace:
    """Build a workspace from a TOML file; raises WorkspaceFileError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        people = [_person(number, one) for number, one in enumerate(raw.get("people", []))]
        bot = Workspace(manifest=manifest).bot.id
        channels = [_channel(one, people, bot) for one in raw.get("channels", [])]
        usergroups = [_usergroup(one, people) for one in raw.get("usergroups", [])]
        team = Team(**raw.get("team", {}))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, WorkspaceFileError) as error:
        raise WorkspaceFileError(f"Cannot use the workspace file {path}: {error}") from error
    return Workspace(team=team, people=people, channels=channels, usergroups=usergroups, manifest=manifest, clock=clock)


def _person(number: int, raw: dict[str, Any]) -> Person:
    if not str(raw["id"]).startswith(("U", "W")):
        raise WorkspaceFileError(f"the id {raw['id']!r} of a person must begin with U")
    known = {"id", "name", "real_name", "title", "email", "guest", "external", "deactivated", "tz"}
    if unknown := sorted(set(raw) - known):
        raise WorkspaceFileError(f"person {raw['id']} has unknown fields: {', '.join(unknown)}")
    return Person(
        id=raw["id"],
        name=raw["name"],
        real_name=raw.get("real_name", raw["name"]),
        title=raw.get("title", ""),
        email=raw.get("email", ""),
        color=COLORS[number % len(COLORS)],
        is_guest=bool(raw.get("guest", False)),
        is_single_channel_guest=raw.get("guest") == "single",
        is_external=bool(raw.get("external", False)),
        is_deactivated=bool(raw.get("deactivated", False)),
        tz=raw.get("tz", "Europe/Berlin"),
    )


def _usergroup(raw: dict[str, Any], people: list[Person]) -> Usergroup:
    ids = {one.id for one in people}
    if strangers := sorted(set(raw.get("users", [])) - ids):
        raise WorkspaceFileError(f"usergroup {raw['handle']} has {strangers[0]!r} who is not among the people")
    name = raw.get("name", raw["handle"])
    return Usergroup(id=raw["id"], handle=raw["handle"], name=name, users=tuple(raw.get("users", [])))


def _channel(raw: dict[str, Any], people: list[Person], bot: str) -> Channel:
    ids = {one.id for one in people}
    everybody = [one.id for one in people if not one.is_external and not one.is_deactivated]
    members: list[str] = []
    for entry in raw.get("members", [EVERYBODY]):
        if entry != EVERYBODY and entry not in ids:
            raise WorkspaceFileError(f"channel {raw['name']} has a member {entry!r} who is not among the people")
        members += everybody if entry == EVERYBODY else [entry]
    if raw.get("bot", True):
        members.append(bot)
    return Channel(
        id=raw["id"],
        name=raw["name"],
        members=list(dict.fromkeys(members)),
        topic=raw.get("topic", ""),
        is_private=bool(raw.get("private", False)),
    )
