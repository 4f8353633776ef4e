"""Rich text as people type it here: plain, and as an app gets it: sections of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

_BREAKING = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")


def as_rich_text(text: str) -> Json:
    """Return the rich text of what was typed, without any formatting."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


def as_plain_text(value: Mapping[str, Any]) -> str:
    """Return the words of a rich text, one line for each part; what is not text is named."""
    return "\n".join("".join(_words(part)) for part in _lines(value))


def _lines(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in value.get("elements") or []:
        if part.get("type") in _BREAKING:
            yield part
        else:
            yield from _lines(part)


def _words(part: Mapping[str, Any]) -> Iterator[str]:
    for one in part.get("elements") or []:
        kind = one.get("type", "")
        match kind:
            case "emoji":
                yield f":{one.get('name', '')}:"
            case "link":
                yield one.get("text") or one.get("url", "")
            case "user" | "channel" | "usergroup":
                yield f"<{one.get(f'{kind}_id', '')}>"
            case _:
                yield one.get("text", "")
