"""Slack's mrkdwn as safe HTML: whatever a message says, only our own tags come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from sandbox.page.emoji import EMOJI
from sandbox.page.times import date_token

_PRE: Final = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_QUOTE: Final = re.compile(r"^(?:&gt;|>) ?")
_BULLET: Final = re.compile(r"^\s*[•◦▪-]\s+")
_NUMBER: Final = re.compile(r"^\s*\d{1,3}\.\s+")
_DATE: Final = re.compile(r"^date\^(\d{1,11})\^([^^|]+)(?:\^([^|]+))?(?:\|(.*))?$", re.DOTALL)
_INLINE: Final = re.compile(
    r"<(?P<angle>[^<>\n]+)>"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^\s_](?:[^\n]*?[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    r"|:(?P<emoji>[a-z0-9_+-]+):"
)
_EMOJI: Final = re.compile(r":([a-z0-9_+-]+):")
_LINK_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_EVERYBODY: Final = frozenset({"channel", "here", "everyone"})
_TAGS: Final = {"bold": "strong", "italic": "em", "strike": "s"}


@dataclass(frozen=True, kw_only=True)
class Names:
    """Display names behind the ids that mentions carry."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


def mrkdwn(text: str, names: Names) -> Markup:
    """Draw a mrkdwn text; code blocks first, because nothing inside them is markup."""
    parts: list[Markup] = []
    position = 0
    for match in _PRE.finditer(text):
        parts.append(_lines(text[position : match.start()].rstrip("\n"), names))
        parts.append(Markup("<pre><code>{}</code></pre>").format(_plain(match[1])))
        position = match.end()
        if text[position : position + 1] == "\n":
            position += 1
    parts.append(_lines(text[position:], names))
    return Markup("").join(parts)


def plain_text(text: str, emoji: bool = True) -> Markup:
    """Draw a plain_text object: literal characters, shortcodes as emoji, line breaks kept."""
    drawn = _with_emoji(text) if emoji else Markup(escape(text))
    return Markup("<br>").join(drawn.split("\n"))


def safe_url(url: str) -> str | None:
    """Return the address if a person may follow it, None for scripts and nonsense."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in _LINK_SCHEMES else None


def link(url: str, label: Markup | str) -> Markup:
    """Draw a link that opens beside the page; an address that is not safe stays text."""
    address = safe_url(url)
    if address is None:
        return Markup("{}").format(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(address, label)


def mention(kind: str, label: str) -> Markup:
    """Draw a mention of a person, a channel or everybody."""
    return Markup('<span class="mention mention-{}">{}</span>').format(kind, label)


def _lines(text: str, names: Names) -> Markup:
    if not text:
        return Markup("")
    drawn: list[Markup] = []
    for kind, group in groupby(text.split("\n"), key=_kind):
        drawn.append(_DRAW[kind](list(group), names))
    return Markup("").join(drawn)


def _kind(line: str) -> str:
    for kind, pattern in (("quote", _QUOTE), ("bullet", _BULLET), ("number", _NUMBER)):
        if pattern.match(line):
            return kind
    return "text"


def _draw_text(lines: list[str], names: Names) -> Markup:
    return Markup('<span class="lines">{}</span>').format(Markup("<br>").join(_inline(line, names) for line in lines))


def _draw_quote(lines: list[str], names: Names) -> Markup:
    inner = Markup("<br>").join(_inline(_QUOTE.sub("", line), names) for line in lines)
    return Markup("<blockquote>{}</blockquote>").format(inner)


def _draw_bullets(lines: list[str], names: Names) -> Markup:
    return Markup("<ul>{}</ul>").format(_items(lines, _BULLET, names))


def _draw_numbers(lines: list[str], names: Names) -> Markup:
    return Markup("<ol>{}</ol>").format(_items(lines, _NUMBER, names))


def _items(lines: list[str], mark: re.Pattern[str], names: Names) -> Markup:
    return Markup("").join(Markup("<li>{}</li>").format(_inline(mark.sub("", line), names)) for line in lines)


_DRAW: Final[dict[str, Callable[[list[str], Names], Markup]]] = {
    "text": _draw_text,
    "quote": _draw_quote,
    "bullet": _draw_bullets,
    "number": _draw_numbers,
}


def _inline(text: str, names: Names) -> Markup:
    return Markup("").join(_pieces(text, names))


def _pieces(text: str, names: Names) -> Iterator[Markup]:
    position = 0
    for match in _INLINE.finditer(text):
        yield _plain(text[position : match.start()])
        yield _piece(match, names)
        position = match.end()
    yield _plain(text[position:])


def _piece(match: re.Match[str], names: Names) -> Markup:
    kind = match.lastgroup or ""
    inner = match[kind]
    if kind == "angle":
        return _angle(inner, names)
    if kind == "code":
        return Markup("<code>{}</code>").format(_plain(inner))
    if kind == "emoji":
        return _with_emoji(match[0])
    tag = Markup(_TAGS[kind])
    return Markup("<{}>{}</{}>").format(tag, _inline(inner, names), tag)


def _angle(inner: str, names: Names) -> Markup:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        name = names.people.get(target[1:]) or _decoded(label) or target[1:]
        return mention("person", f"@{name}")
    if target.startswith("#"):
        name = names.channels.get(target[1:]) or _decoded(label) or target[1:]
        return mention("channel", f"#{name}")
    if target.startswith("!"):
        return _special(inner[1:])
    address = _decoded(target)
    if safe_url(address) is None:
        return Markup("&lt;{}&gt;").format(_plain(inner))
    return link(address, _plain(label) if label else address)


def _special(inner: str) -> Markup:
    dated = _DATE.match(inner)
    if dated:
        epoch, pattern, url, fallback = dated.groups()
        shown = date_token(int(epoch), _decoded(pattern)) if int(epoch) < 2**33 else fallback or ""
        drawn = Markup('<time datetime="{}">{}</time>').format(epoch, shown)
        return link(_decoded(url), drawn) if url else drawn
    word, _, label = inner.partition("|")
    if word in _EVERYBODY:
        return mention("everybody", f"@{word}")
    return mention("everybody", _decoded(label) or word)


def _decoded(text: str) -> str:
    """Undo the three escapes that Slack defines; no other entity means anything."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _plain(text: str) -> Markup:
    return Markup(escape(_decoded(text)))


def _with_emoji(text: str) -> Markup:
    parts: list[Markup] = []
    position = 0
    for match in _EMOJI.finditer(text):
        known = EMOJI.get(match[1])
        if known is None:
            continue
        parts.append(Markup(escape(text[position : match.start()])))
        parts.append(
            Markup('<span class="emoji" role="img" aria-label="{}">{}</span>').format(match[1].replace("_", " "), known)
        )
        position = match.end()
    parts.append(Markup(escape(text[position:])))
    return Markup("").join(parts)
