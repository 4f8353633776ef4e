"""Block Kit as HTML: each layout block read into plain values and drawn by its macro."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from markupsafe import Markup

from sandbox.embedded import file_id
from sandbox.file_shape import is_picture
from sandbox.page.drawing import templates
from sandbox.page.elements import (
    GROUPS,
    KNOWN,
    TEXTS,
    Element,
    Place,
    dom_id,
    drawn,
    read_element,
    words,
)
from sandbox.page.markdown import markdown
from sandbox.page.rich_text import rich_text

_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}
_LABEL_LENGTH: Final = 80


def draw_blocks(blocks: Sequence[Mapping[str, Any]], place: Place) -> Markup:
    """Draw all blocks of a message, a modal or a home, in order."""
    return Markup("\n").join(draw_block(block, place, index) for index, block in enumerate(blocks))


def draw_block(block: Mapping[str, Any], place: Place, index: int = 0) -> Markup:
    """Draw one block; a kind that cannot be drawn says so visibly."""
    kind = str(block.get("type", ""))
    reader = _READERS.get(kind)
    if reader is None:
        return _macro("unknown", kind=kind or "?")
    block_id = str(block.get("block_id") or f"block-{index}")
    return reader(block, block_id, place)


def image_source(url: object) -> str | None:
    """Return an address that the page may load itself: its own files and data, nothing else."""
    text = str(url or "")
    if text.startswith("data:image/"):
        return text
    if text.startswith("/") and not text.startswith("//"):
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return None


def _macro(name: str, **values: object) -> Markup:
    macro = getattr(templates().get_template("blocks.html").module, f"draw_{name}")
    return Markup(macro(**values))


def _section(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    text = words(block.get("text"))
    accessory = block.get("accessory")
    return _macro(
        "section",
        text=drawn(block.get("text"), place.names),
        fields=[drawn(field, place.names) for field in block.get("fields", [])],
        accessory=_element(accessory, block_id, place, text) if accessory else None,
    )


def _element(raw: Mapping[str, Any], block_id: str, place: Place, label: str = "") -> Element | Markup:
    kind = raw.get("type")
    if kind == "image":
        return _picture(raw, place)
    if kind not in KNOWN:
        return _macro("unknown", kind=str(kind))
    return read_element(
        raw,
        block_id,
        place,
        label=words(raw.get("placeholder")) or label[:_LABEL_LENGTH],
    )


def _picture(raw: Mapping[str, Any], place: Place) -> Markup:
    file = place.files.get(file_id(raw.get("slack_file")) or "")
    shown = f"/as/{place.viewer}/files/{file.id}" if file and is_picture(file) else None
    return _macro("picture", source=shown or image_source(raw.get("image_url")), alt=str(raw.get("alt_text", "")))


def _header(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    level = 3 if place.kind == "modal" else 2  # below the modal's own title, else below the page's
    return _macro("header", text=drawn(block.get("text"), place.names), level=level)


def _divider(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    return Markup("<hr>")


def _context(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    parts = [
        _picture(part, place) if part.get("type") == "image" else drawn(part, place.names)
        for part in block.get("elements", [])
    ]
    return _macro("context", parts=parts)


def _actions(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    elements = [_element(raw, block_id, place) for raw in block.get("elements", [])]
    return _macro("actions", elements=elements)


def _image(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    return _macro("image", picture=_picture(block, place), title=drawn(block.get("title"), place.names))


def _markdown(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    return Markup('<div class="markdown">{}</div>').format(markdown(str(block.get("text", ""))))


def _rich_text(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    inner = rich_text(block.get("elements", []), place.names)
    return Markup('<div class="rich-text">{}</div>').format(inner)


def _table(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    settings = block.get("column_settings") or []
    rows = [
        [(_cell(cell, place), _alignment(settings, column)) for column, cell in enumerate(row)]
        for row in block.get("rows", [])
    ]
    return _macro("table", rows=rows)


def _cell(cell: Mapping[str, Any], place: Place) -> Markup:
    if cell.get("type") == "rich_text":
        return rich_text(cell.get("elements", []), place.names)
    return Markup("{}").format(str(cell.get("text", "")))


def _alignment(settings: Sequence[object], column: int) -> str:
    setting = settings[column] if column < len(settings) else None
    align = setting.get("align") if isinstance(setting, Mapping) else None
    return align if align in {"left", "center", "right"} else "left"


def _input(block: Mapping[str, Any], block_id: str, place: Place) -> Markup:
    raw = block.get("element") or {}
    kind = str(raw.get("type", ""))
    if kind not in KNOWN:
        return _macro("unknown", kind=kind)
    base = dom_id(place, block_id)
    hint = words(block.get("hint"))
    error = place.errors.get(block_id, "")
    described = [f"{base}-hint"] if hint else []
    if error:
        described.append(f"{base}-error")
    element = read_element(
        raw,
        block_id,
        place,
        label=words(block.get("label")),
        dispatch=_dispatch(block, raw),
        required=not block.get("optional", False),
        described_by=" ".join(described),
    )
    return _macro(
        "input",
        element=element,
        base=base,
        grouped=kind in GROUPS,
        label=drawn(block.get("label"), place.names),
        optional=bool(block.get("optional", False)),
        hint=hint,
        error=error,
    )


def _dispatch(block: Mapping[str, Any], raw: Mapping[str, Any]) -> Literal["", "change", "enter", "input"]:
    if not block.get("dispatch_action"):
        return ""
    if raw.get("type") not in TEXTS:
        return "change"
    on = (raw.get("dispatch_action_config") or {}).get("trigger_actions_on", [])
    return "input" if "on_character_entered" in on else "enter"


_READERS: Final = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
}
