"""Choosing several intentions in a form: looked up while typing, so that it works with any number of them."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import ExternalDataMultiSelectElement, InputBlock, PlainTextObject

from handlers.speech import Speech
from handlers.views import fields
from planning.intentions import Face

CHOSEN = "intentions_chosen"
"""Action of every such field; its entries are looked up while typing."""


def several(
    s: Speech, name: str, label: str, present: Sequence[Face], *, optional: bool = False, hint: str | None = None,
    most: int | None = None,
) -> InputBlock:  # fmt: skip
    """Ask for any number of intentions; `present` are chosen already."""
    element = ExternalDataMultiSelectElement(
        action_id=CHOSEN,
        min_query_length=0,
        placeholder=PlainTextObject(text=s._("Number, title or district")),
        initial_options=[fields.option((str(face.id), f"{face.number} · {face.title}")) for face in present] or None,
        max_selected_items=most,
    )
    return fields.field(name, label, element, optional=optional, hint=hint)


def read(view: dict[str, Any], name: str) -> list[int]:
    """Give the ids that were chosen, each once."""
    chosen = view["state"]["values"].get(name, {}).get(CHOSEN, {}).get("selected_options") or []
    return list(dict.fromkeys(int(option["value"]) for option in chosen))
