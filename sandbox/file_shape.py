"""A file as Slack describes it to an app, and what a browser may do with it."""

from __future__ import annotations

import mimetypes
from typing import Any
from urllib.parse import quote

from sandbox.workspace import SharedFile, Workspace

Json = dict[str, Any]

# What a browser draws without ever running it.
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def media_type(file: SharedFile) -> str:
    """Return a file's media type, guessed from its name."""
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def extension(name: str) -> str:
    """Return what follows the last dot of a file's name, in small letters; empty without a dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_picture(file: SharedFile) -> bool:
    """Tell whether a browser may draw this file where it stands."""
    return media_type(file) in PICTURES


def file_json(workspace: Workspace, file: SharedFile) -> Json:
    """Return a file as `files.info` shows it."""
    suffix = extension(file.name) or "text"
    address = f"{workspace.base_url}/files-pri/{workspace.team.id}-{file.id}/{quote(file.name, safe='')}"
    owner = file.user or workspace.bot.id
    channels = [channel for channel, _ in file.shares]
    public = [one for one in channels if workspace.channels[one].kind == "channel"]
    public = [one for one in public if not workspace.channels[one].is_private]
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": media_type(file),
        "filetype": suffix,
        "pretty_type": suffix.upper(),
        "user": owner,
        "user_team": workspace.team.id,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(public),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": address,
        "url_private_download": f"{address}?download=1",
        "permalink": f"{workspace.base_url}/files/{owner}/{file.id}/{quote(file.name, safe='')}",
        "channels": public,
        "groups": [one for one in channels if workspace.channels[one].is_private],
        "ims": [one for one in channels if workspace.channels[one].kind == "im"],
        "shares": {"public": {}, "private": {}} | _shares(workspace, file),
        "comments_count": 0,
        "has_rich_preview": False,
        "file_access": "visible",
        **({"alt_txt": file.alt_text} if file.alt_text else {}),
    }


def _shares(workspace: Workspace, file: SharedFile) -> Json:
    shown: dict[str, dict[str, list[Json]]] = {}
    for channel, ts in file.shares:
        place = workspace.channels[channel]
        kind = "public" if place.kind == "channel" and not place.is_private else "private"
        shown.setdefault(kind, {}).setdefault(channel, []).append({"ts": ts, "channel_name": place.name})
    return shown
