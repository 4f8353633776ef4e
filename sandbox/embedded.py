"""Files that blocks show as pictures: which ones they mean, and who has such blocks before them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sandbox.workspace import Workspace

Json = dict[str, Any]

# `url_private` and the permalink of a file, in this workspace or as Slack writes them.
_IN_ADDRESS = re.compile(r"/files-pri/[^/-]+-(F\w+)/|/files/\w+/(F\w+)/")


def file_id(reference: object) -> str | None:
    """Return the id of the file that a `slack_file` object means, by id or by address."""
    if not isinstance(reference, Mapping):
        return None
    if reference.get("id"):
        return str(reference["id"])
    found = _IN_ADDRESS.search(str(reference.get("url", "")))
    return (found[1] or found[2]) if found else None


def embedded(blocks: Iterable[Json]) -> Iterator[str]:
    """Yield the ids of all files that blocks show as pictures."""
    for block in blocks:
        parts = [block, block.get("accessory")]
        if block.get("type") == "context":
            parts += block.get("elements", [])
        for part in parts:
            found = file_id(part.get("slack_file")) if isinstance(part, dict) else None
            if found:
                yield found


def is_embedded(workspace: Workspace, user: str, wanted: str) -> bool:
    """Tell whether a person has a view or message before them that shows this file."""
    views = [*workspace.modals[user], *([workspace.homes[user]] if user in workspace.homes else [])]
    shown = [view.payload["blocks"] for view in views]
    for channel in workspace.channels_for(user):
        shown += [one.blocks for one in workspace.messages(channel.id) if one.ephemeral_for in (None, user)]
    return any(wanted in embedded(blocks) for blocks in shown)
