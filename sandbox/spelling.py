"""What people type, as Slack spells it to apps: escaped, with names of people and channels as references."""

from __future__ import annotations

import re

from sandbox.workspace import Workspace

_NAME = re.compile(r"(?<![\w&<])([@#])([\w.äöüß-]+)", re.IGNORECASE)


def escaped(text: str) -> str:
    """Escape & < > as Slack does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Undo `escaped`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def with_mentions(workspace: Workspace, text: str, *, named: bool = False) -> str:
    """Turn @handle and #channel into references; `named` adds the name, as commands with should_escape get it."""
    people = {one.name: one.id for one in workspace.people.values()}
    channels = {one.name: one.id for one in workspace.channels.values() if one.kind == "channel"}

    def reference(match: re.Match[str]) -> str:
        sign, name = match.groups()
        found = (people if sign == "@" else channels).get(name)
        if found is None:
            return match.group(0)
        return f"<{sign}{found}|{name}>" if named or sign == "#" else f"<{sign}{found}>"

    return _NAME.sub(reference, text)
