"""The one way in which Slack's side says no to an app: an error word and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.block_kit.shapes import Issue


class Refusal(Exception):
    """An answer `{"ok": false, "error": …}`; `extra` goes into it, `status` and `headers` onto the wire."""

    def __init__(self, error: str, *, status: int = 200, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.headers = headers or {}
        self.extra = extra

    def as_dict(self) -> dict[str, Any]:
        """Return the answer's body."""
        return {"ok": False, "error": self.error, **self.extra}


def invalid_arguments(*messages: str) -> Refusal:
    """Say what is wrong with the arguments, as Slack does in `response_metadata.messages`."""
    return Refusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] {one}" for one in messages]})


def pointed(issues: Sequence[Issue]) -> list[str]:
    """Return Slack's one-line form of each issue."""
    return [f"{one.message} [json-pointer:{one.pointer}]" for one in issues]


def invalid_blocks(issues: Sequence[Issue]) -> Refusal:
    """Refuse a message for its blocks."""
    lines = pointed(issues)
    return Refusal("invalid_blocks", errors=lines, response_metadata={"messages": [f"[ERROR] {one}" for one in lines]})
