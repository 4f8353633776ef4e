"""The rich_text block as HTML: sections, lists, quotes and code, with their inline styles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape

from sandbox.page.emoji import EMOJI
from sandbox.page.mrkdwn import Names, link, mention
from sandbox.page.times import date_token

LATEST: Final = 2**33  # the year 2242; far later instants cannot be written as a date
_STYLES: Final = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}


def rich_text(elements: Sequence[Mapping[str, Any]], names: Names) -> Markup:
    """Draw the elements of a rich_text block, in order."""
    return Markup("").join(_part(element, names) for element in elements)


def _part(element: Mapping[str, Any], names: Names) -> Markup:
    kind = element.get("type")
    children: Sequence[Mapping[str, Any]] = element.get("elements", [])
    if kind == "rich_text_list":
        tag = Markup("ol" if element.get("style") == "ordered" else "ul")
        items = Markup("").join(Markup("<li>{}</li>").format(_part(c, names)) for c in children)
        indent = min(int(element.get("indent") or 0), 4)
        return Markup('<{} class="indent-{}">{}</{}>').format(tag, indent, items, tag)
    inner = Markup("").join(_inline(child, names) for child in children)
    if kind == "rich_text_preformatted":
        return Markup("<pre><code>{}</code></pre>").format(inner)
    if kind == "rich_text_quote":
        return Markup("<blockquote>{}</blockquote>").format(inner)
    return Markup('<span class="lines">{}</span>').format(inner)


def _inline(element: Mapping[str, Any], names: Names) -> Markup:
    drawn = _bare(element, names)
    style = element.get("style")
    for name, tag in _STYLES.items():
        if isinstance(style, Mapping) and style.get(name):
            drawn = Markup("<{}>{}</{}>").format(Markup(tag), drawn, Markup(tag))
    return drawn


def _bare(element: Mapping[str, Any], names: Names) -> Markup:
    kind = element.get("type")
    if kind == "link":
        url = str(element.get("url", ""))
        return link(url, str(element.get("text") or url))
    if kind == "emoji":
        name = str(element.get("name", ""))
        return Markup(escape(EMOJI.get(name, f":{name}:")))
    if kind == "user":
        found = str(element.get("user_id", ""))
        return mention("person", f"@{names.people.get(found, found)}")
    if kind == "channel":
        found = str(element.get("channel_id", ""))
        return mention("channel", f"#{names.channels.get(found, found)}")
    if kind == "broadcast":
        return mention("everybody", f"@{element.get('range', 'channel')}")
    if kind == "date":
        pattern = str(element.get("format") or "{date} {time}")
        return Markup(escape(date_token(min(int(element.get("timestamp") or 0), LATEST), pattern)))
    return Markup("<br>").join(escape(line) for line in str(element.get("text", "")).split("\n"))
