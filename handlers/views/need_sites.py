"""Where a need belongs: the form that says so, and the list of needs that look for a site."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, intention_choices, layout
from handlers.views.needs import NeedWords
from planning.bundles import Claim
from planning.catalogue import Catalogue
from planning.intentions import Face

OPEN = "need_sites"
FORM = "need_sites_form"
SITES = "sites"
LIST = "searching_list"
DISTRICT = "searching_district"
TURN = ("searching_back", "searching_next")
PAGE = 10
ALL = "all"


@dataclass(frozen=True)
class Searching:
    """A need without a site: what it is, whence it comes, and whether the reader may give it one."""

    claim: Claim
    home: Face
    may_place: bool


@dataclass(frozen=True)
class Listed:
    """One page of the needs that look for a site, of one district or of all (None)."""

    entries: Sequence[Searching]
    total: int
    offset: int
    district: str | None


def form(s: Speech, catalogue: Catalogue, claim: Claim, home: Face, present: Sequence[Face]) -> dict[str, Any]:
    """Ask to which intentions a need belongs."""
    blocks: list[Block] = [
        layout.section(joined([in_words(s, catalogue, claim), s.rich("Reported for: {number} {title}", number=home.number, title=home.title)])),
        intention_choices.several(s, SITES, s._("To which intentions does it belong?"), present, optional=True,
                                  hint=s._("Several: it is one common need and counts once. None: it looks for a site.")),
        layout.note(
            s.rich(
                "A common need stays at the others when one intention is abandoned. Without any intention it is not lost:"
                " it stands under “Use looks for a site” in its district."
            )
        ),
    ]  # fmt: skip
    return layout.modal(
        s._("Sites of a need"), blocks, callback=FORM, submit=s._("Save"), close=s._("Cancel"), metadata=claim.id
    )


def saved(s: Speech, faces: Sequence[Face]) -> Mrkdwn:
    """Say where a need belongs now."""
    if not faces:
        return s.rich(
            "The need has no intention now. It looks for a site and is listed in its district until it has one."
        )
    named = ", ".join(f"{face.number} {face.title}" for face in faces)
    if len(faces) == 1:
        return s.rich("The need belongs to {intentions}.", intentions=named)
    return s.rich("The need belongs to {intentions} together. It counts once in every total.", intentions=named)


def in_words(s: Speech, catalogue: Catalogue, claim: Claim) -> Mrkdwn:
    """Word a need in one line, with the office it comes from."""
    words = NeedWords(catalogue, s)
    parts = [s.rich("*{what}*", what=claim.what), safe(words.wanted(claim))]
    if claim.priority is not None:
        parts.append(s.rich("priority {priority}", priority=claim.priority.value))
    return joined([*parts, safe(claim.office)], " · ")


def listing(s: Speech, catalogue: Catalogue, page: Listed) -> dict[str, Any]:
    """Show needs that look for a site, ten at a time."""
    districts = [(one.id, one.name.in_(s.language)) for one in catalogue.districts.values()]
    blocks: list[Block] = [
        layout.section(
            s.rich("*Use looks for a site*\nThese needs have lost their last intention. Nobody has withdrawn them.")
        ),
        layout.actions(
            fields.menu(DISTRICT, s._("District"), [(ALL, s._("All districts")), *districts], page.district or ALL)
        ),
    ]
    if not page.entries:
        blocks.append(layout.section(s.rich("No need looks for a site at the moment.")))
    for entry in page.entries:
        blocks += entry_blocks(s, catalogue, entry)
    if page.total > PAGE:
        last = page.offset + len(page.entries)
        blocks.append(
            layout.note(s.rich("{first} to {last} of {total}", first=page.offset + 1, last=last, total=page.total))
        )
        blocks.append(layout.actions(*_turning(s, page, last)))
    return layout.modal(s._("Looking for a site"), blocks, close=s._("Close"), metadata=page.district or ALL)


def _turning(s: Speech, page: Listed, last: int) -> list[Any]:
    buttons = []
    if page.offset > 0:
        buttons.append(layout.button(s._("Back"), TURN[0], max(page.offset - PAGE, 0)))
    if last < page.total:
        buttons.append(layout.button(s._("Next"), TURN[1], page.offset + PAGE))
    return buttons


def entry_blocks(s: Speech, catalogue: Catalogue, entry: Searching) -> list[Block]:
    """Show one need without a site, with what can be done."""
    whence = s.rich("came from {number} {title}", number=entry.home.number, title=entry.home.title)
    text = joined([in_words(s, catalogue, entry.claim), whence])
    if not entry.may_place:
        return [layout.section(text)]
    return [layout.section(text, layout.button(s._("Give it a site"), OPEN, entry.claim.id))]
