"""People as the page shows them: initials, colour, office, and the groups to choose from."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sandbox.page.elements import Option
from sandbox.page.mrkdwn import Names, plain_text
from sandbox.workspace import Person, Workspace

TINTS: Final = 10
_TITLES: Final = frozenset({"dr.", "prof.", "frau", "herr"})


@dataclass(frozen=True, kw_only=True)
class Face:
    """One person, ready to be drawn."""

    id: str
    name: str
    title: str
    initials: str
    tint: int
    note: str
    is_bot: bool

    @property
    def line(self) -> str:
        """Return "Sabine Ott · Jugendamt"."""
        return f"{self.name} · {self.title}" if self.title else self.name


def face(person: Person) -> Face:
    """Prepare a person for drawing."""
    return Face(
        id=person.id,
        name=person.real_name or person.name,
        title=person.title,
        initials=initials(person.real_name or person.name),
        tint=zlib.crc32(person.id.encode()) % TINTS,
        note=_note(person),
        is_bot=person.is_bot,
    )


def initials(name: str) -> str:
    """Return the first letters of the first and last name, academic titles left out."""
    parts = [part for part in name.split() if part.lower() not in _TITLES]
    letters = [part[0] for part in parts if part[0].isalnum()]
    return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


def groups(workspace: Workspace) -> list[tuple[str, list[Face]]]:
    """Group the people to choose from: members first, then those whom an app must refuse."""
    people = [person for person in workspace.people.values() if not person.is_bot]
    people.sort(key=lambda person: (person.title.lower(), person.real_name.lower()))
    sorted_out: dict[str, list[Face]] = {
        "Mitglieder": [],
        "Gäste und Externe": [],
        "Deaktivierte Konten": [],
    }
    for person in people:
        sorted_out[_group(person)].append(face(person))
    return [(label, faces) for label, faces in sorted_out.items() if faces]


def names(workspace: Workspace) -> Names:
    """Return the names behind the ids of this workspace."""
    return Names(
        people={one.id: one.real_name or one.name for one in workspace.people.values()},
        channels={one.id: one.name for one in workspace.channels.values()},
    )


def person_options(workspace: Workspace) -> Sequence[Option]:
    """Return everybody who can be chosen in a list of people, by name."""
    people = [one for one in workspace.people.values() if not one.is_deactivated]
    people.sort(key=lambda one: one.real_name.lower())
    return [_option(one.id, face(one).line) for one in people]


def channel_options(workspace: Workspace, user: str) -> Sequence[Option]:
    """Return the channels that the person can choose in a list of conversations."""
    channels = [one for one in workspace.channels_for(user) if one.kind == "channel"]
    return [_option(one.id, f"#{one.name}") for one in channels]


def _option(value: str, text: str) -> Option:
    html: Markup = plain_text(text, emoji=False)
    return Option(value=value, text=text, html=html)


def _note(person: Person) -> str:
    if person.is_deactivated:
        return "Deaktiviert"
    if person.is_external:
        return "Extern"
    if person.is_guest or person.is_single_channel_guest:
        return "Gast"
    return "App" if person.is_bot else ""


def _group(person: Person) -> str:
    if person.is_deactivated:
        return "Deaktivierte Konten"
    if person.is_external or person.is_guest or person.is_single_channel_guest:
        return "Gäste und Externe"
    return "Mitglieder"
