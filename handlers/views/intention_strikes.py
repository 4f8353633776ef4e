"""What people see when an intention recorded by mistake is struck off."""

from typing import Any

from slack_sdk.models.blocks import ButtonElement

from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.intentions import heading
from planning.intentions import Face

OPEN = "intention_strike"
FORM = "intention_strike_form"
UNDO = "intention_strike_undo"


def button(s: Speech, intention_id: int) -> ButtonElement:
    """Offer to strike it off."""
    return layout.button(s._("Recorded by mistake …"), OPEN, intention_id)


def form(s: Speech, face: Face) -> dict[str, Any]:
    """Ask why; say what follows."""
    blocks = [
        heading(s, face),
        fields.text("reason", s._("Reason"), multiline=True, longest=1000),
        layout.note(
            s.rich(
                "It vanishes from lists, selections and digests; the card says that it was recorded by mistake. Nobody gets"
                " a message. The number is not given out again. For ten minutes you can take it back."
            )
        ),
    ]
    return layout.modal(
        s._("Recorded by mistake"),
        blocks,
        callback=FORM,
        submit=s._("Strike off"),
        close=s._("Cancel"),
        metadata=face.id,
    )


def struck(s: Speech, face: Face) -> dict[str, Any]:
    """Say that it is struck off, and offer to undo it."""
    text = s.rich("*{number} · {title}* is struck off. Nobody was told.", number=face.number, title=face.title)
    blocks = [layout.section(text), layout.actions(layout.button(s._("Undo"), UNDO, face.id))]
    return layout.modal(s._("Recorded by mistake"), blocks, close=s._("Close"))


def back(s: Speech, face: Face) -> dict[str, Any]:
    """Say that it is there again."""
    text = s.rich("*{number} · {title}* is there again, as it was.", number=face.number, title=face.title)
    return layout.modal(s._("Taken back"), [layout.section(text)], close=s._("Close"))
