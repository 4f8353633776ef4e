"""What hangs on a message: files to look at or save, and reactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sandbox.file_shape import is_picture
from sandbox.page.mrkdwn import plain_text
from sandbox.workspace import Message, Workspace

KILOBYTE = 1_000
# What people put under a message on a working day, and how it is called aloud.
OFFERED = (
    ("+1", "Daumen hoch"),
    ("white_check_mark", "Erledigt"),
    ("eyes", "Sehe ich mir an"),
    ("pray", "Danke"),
    ("heart", "Herz"),
    ("tada", "Glückwunsch"),
    ("question", "Frage dazu"),
    ("-1", "Daumen runter"),
)


@dataclass(frozen=True, kw_only=True)
class FileCard:
    """One file, ready to be drawn; `alt` describes a picture."""

    title: str
    name: str
    size: str
    address: str
    is_picture: bool
    alt: str


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """One emoji under a message and who put it there."""

    name: str
    emoji: Markup
    count: int
    who: str
    mine: bool


def file_cards(workspace: Workspace, user: str, message: Message) -> Sequence[FileCard]:
    """Return the files of a message as one person gets them."""
    found = [workspace.files[one] for one in message.files if one in workspace.files]
    return [
        FileCard(
            title=one.title or one.name,
            name=one.name,
            size=size(one.length),
            address=f"/as/{user}/files/{one.id}",
            is_picture=is_picture(one),
            alt=one.alt_text or one.title or one.name,
        )
        for one in found
    ]


def reactions(workspace: Workspace, user: str, message: Message) -> Sequence[Reaction]:
    """Return the reactions under a message as one person sees them."""
    return [
        Reaction(
            name=name,
            emoji=plain_text(f":{name}:"),
            count=len(users),
            who=", ".join(workspace.people[one].real_name for one in users if one in workspace.people),
            mine=user in users,
        )
        for name, users in message.reactions.items()
    ]


def size(length: int) -> str:
    """Write "340 Byte", "1,4 kB" or "2,0 MB"."""
    if length < KILOBYTE:
        return f"{length} Byte"
    number, unit = (length / KILOBYTE, "kB") if length < KILOBYTE**2 else (length / KILOBYTE**2, "MB")
    return f"{number:.1f} {unit}".replace(".", ",")
