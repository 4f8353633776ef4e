"""The markdown block as HTML: the part of Markdown that Slack draws, escaped first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup, escape

from sandbox.page.mrkdwn import link

_HEADING: Final = re.compile(r"^(#{1,6})\s+(.*)$")
_BULLET: Final = re.compile(r"^\s*[-*+]\s+(?:\[([ xX])\]\s+)?")
_NUMBER: Final = re.compile(r"^\s*\d{1,3}[.)]\s+")
_QUOTE: Final = re.compile(r"^>\s?")
_RULE: Final = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$")
_TABLE_RULE: Final = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_INLINE: Final = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!~|>-])"
    r"|`(?P<code>[^`]+)`"
    r"|!?\[(?P<label>[^\]\n]*)\]\((?P<url>[^)\s]+)\)"
    r"|\*\*(?P<bold>\S(?:.*?\S)?)\*\*"
    r"|(?<!\w)__(?P<bold2>\S(?:.*?\S)?)__(?!\w)"
    r"|~~(?P<strike>\S(?:.*?\S)?)~~"
    r"|\*(?P<italic>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|(?<!\w)_(?P<italic2>[^\s_](?:[^_]*[^\s_])?)_(?!\w)"
)
_TAGS: Final = {
    "bold": "strong",
    "bold2": "strong",
    "strike": "s",
    "italic": "em",
    "italic2": "em",
}


def markdown(text: str) -> Markup:
    """Draw a Markdown text; HTML in it stays visible text."""
    return Markup("\n").join(_blocks(text.split("\n")))


def _blocks(lines: list[str]) -> Iterator[Markup]:
    position = 0
    while position < len(lines):
        line = lines[position]
        taken, drawn = 1, Markup("")
        if line.lstrip().startswith("```"):
            taken, drawn = _fence(lines[position:])
        elif heading := _HEADING.match(line):
            tag = Markup(f"h{min(len(heading[1]) + 3, 6)}")
            drawn = Markup("<{}>{}</{}>").format(tag, _inline(heading[2]), tag)
        elif _RULE.match(line):
            drawn = Markup("<hr>")
        elif "|" in line and _TABLE_RULE.match("".join(lines[position + 1 : position + 2])):
            taken, drawn = _table(lines[position:])
        elif line.strip():
            taken, drawn = _run(lines[position:])
        position += taken
        if drawn:
            yield drawn


def _fence(lines: list[str]) -> tuple[int, Markup]:
    inner: list[str] = []
    for line in lines[1:]:
        if line.lstrip().startswith("```"):
            return len(inner) + 2, _code(inner)
        inner.append(line)
    return len(lines), _code(inner)


def _code(lines: list[str]) -> Markup:
    return Markup("<pre><code>{}</code></pre>").format("\n".join(lines))


def _table(lines: list[str]) -> tuple[int, Markup]:
    rows = [lines[0]]
    for line in lines[2:]:
        if "|" not in line:
            break
        rows.append(line)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(_cells(row, "th" if index == 0 else "td")) for index, row in enumerate(rows)
    )
    return len(rows) + 1, Markup("<table>{}</table>").format(body)


def _cells(row: str, tag: str) -> Markup:
    cells = row.strip().strip("|").split("|")
    name = Markup(tag)
    return Markup("").join(Markup("<{}>{}</{}>").format(name, _inline(cell.strip()), name) for cell in cells)


def _run(lines: list[str]) -> tuple[int, Markup]:
    for pattern, draw in ((_QUOTE, _quote), (_BULLET, _bullets), (_NUMBER, _numbers)):
        if pattern.match(lines[0]):
            run = _while(lines, pattern)
            return len(run), draw(run)
    run = lines[:1]
    for line in lines[1:]:
        if not line.strip() or _starts_block(line):
            break
        run.append(line)
    return len(run), Markup("<p>{}</p>").format(Markup("<br>").join(map(_inline, run)))


def _while(lines: list[str], pattern: re.Pattern[str]) -> list[str]:
    run: list[str] = []
    for line in lines:
        if not pattern.match(line):
            break
        run.append(line)
    return run


def _starts_block(line: str) -> bool:
    patterns = (_HEADING, _RULE, _QUOTE, _BULLET, _NUMBER)
    return line.lstrip().startswith("```") or any(pattern.match(line) for pattern in patterns)


def _quote(run: list[str]) -> Markup:
    inner = Markup("<br>").join(_inline(_QUOTE.sub("", line)) for line in run)
    return Markup("<blockquote>{}</blockquote>").format(inner)


def _bullets(run: list[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(_bullet(line) for line in run))


def _bullet(line: str) -> Markup:
    match = _BULLET.match(line)
    box = match[1] if match else None
    mark = "" if box is None else ("☐ " if box == " " else "☑ ")
    return Markup("<li>{}{}</li>").format(mark, _inline(_BULLET.sub("", line)))


def _numbers(run: list[str]) -> Markup:
    items = (Markup("<li>{}</li>").format(_inline(_NUMBER.sub("", line))) for line in run)
    return Markup("<ol>{}</ol>").format(Markup("").join(items))


def _inline(text: str) -> Markup:
    parts: list[Markup] = []
    position = 0
    for match in _INLINE.finditer(text):
        parts.append(escape(text[position : match.start()]))
        parts.append(_piece(match))
        position = match.end()
    parts.append(escape(text[position:]))
    return Markup("").join(parts)


def _piece(match: re.Match[str]) -> Markup:
    if match["escaped"]:
        return escape(match["escaped"])
    if match["code"]:
        return Markup("<code>{}</code>").format(match["code"])
    if match["url"]:
        return link(match["url"], _inline(match["label"]))
    kind = match.lastgroup or ""
    tag = Markup(_TAGS[kind])
    return Markup("<{}>{}</{}>").format(tag, _inline(match[kind]), tag)
