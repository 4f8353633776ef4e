"""All needs of one intention on one screen: what is asked for, whether it fits, what is double, what goes together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.bundles import Areas, Claim, Meeting, Sorting, Space
from planning.catalogue import Catalogue
from planning.intentions import Face

OPEN = "bundle_open"
SORT = "bundle_sort"
TURN = ("bundle_back", "bundle_next")
PAGE = 20
"""Needs on one page."""
MOST_FINDINGS = 12


@dataclass(frozen=True)
class Bundle:
    """Everything the view shows; `claims` are sorted, `unanswered` the short names of silent offices."""

    face: Face
    claims: Sequence[Claim]
    sorting: Sorting
    offset: int
    areas: Areas
    duplicates: Sequence[tuple[Claim, Claim]]
    same_ground: Sequence[tuple[Claim, Claim]]
    meetings: Sequence[Meeting]
    unanswered: Sequence[str]


def view(s: Speech, catalogue: Catalogue, shown: Bundle) -> dict[str, Any]:
    """Show one page of needs, below the findings about all of them."""
    face = shown.face
    total = s.n_rich("{count} need or concern", "{count} needs and concerns", len(shown.claims))
    below = total if shown.claims else s.rich("No office has reported a need yet.")
    blocks: list[Block] = [layout.section(joined([Mrkdwn(f"*{safe(face.number)} · {safe(face.title)}*"), below]))]
    blocks += _findings(s, shown)
    if shown.claims:
        blocks += [layout.line(), layout.actions(_sorting(s, shown))]
        page = shown.claims[shown.offset : shown.offset + PAGE]
        blocks += [layout.section(_claim(s, catalogue, claim)) for claim in page]
        blocks += _turning(s, shown, len(page))
    return layout.modal(s._("Needs together"), blocks, close=s._("Close"), metadata=f"{face.id}:{shown.sorting.value}")


def _findings(s: Speech, shown: Bundle) -> list[Block]:
    texts: list[Mrkdwn] = []
    if shown.unanswered:
        texts.append(s.rich("*Still unanswered:* {offices}", offices=" · ".join(shown.unanswered)))
    texts += _areas(s, shown.areas)
    for one, other in shown.same_ground[:MOST_FINDINGS]:
        texts.append(
            s.rich(
                "*Perhaps the same square metres:* {one} ({office}) and {other} ({others}), both at “{place}”",
                one=one.what, office=one.office, other=other.what, others=other.office, place=one.place,
            )
        )  # fmt: skip
    for one, other in shown.duplicates[:MOST_FINDINGS]:
        texts.append(
            s.rich(
                "*Perhaps double:* {one} ({office}) and {other} ({others})",
                one=one.what, office=one.office, other=other.what, others=other.office,
            )
        )  # fmt: skip
    texts += [_met(s, meeting) for meeting in shown.meetings]
    return [layout.section(text) for text in texts]


def _areas(s: Speech, areas: Areas) -> list[Mrkdwn]:
    texts = []
    for space, offered, left, name in (
        (Space.OUTDOOR, areas.outdoor_offered, areas.outdoor_left, s._("Outdoors")),
        (Space.INDOOR, areas.indoor_offered, areas.indoor_left, s._("In buildings")),
    ):
        claimed = areas.claimed[space]
        if left is None:
            if claimed:
                texts.append(
                    s.rich("*{where}:* {claimed} m² asked for. What the site offers is not known.",
                           where=name, claimed=s.number(claimed))
                )  # fmt: skip
            continue
        texts.append(_balance(s, name, claimed, offered or Decimal(0), left))
    if areas.claimed[Space.UNSAID]:
        texts.append(
            s.rich("{claimed} m² are neither said to be outdoors nor in buildings.",
                   claimed=s.number(areas.claimed[Space.UNSAID]))
        )  # fmt: skip
    return texts


def _balance(s: Speech, where: str, claimed: Decimal, offered: Decimal, left: Decimal) -> Mrkdwn:
    if left < 0:
        return s.rich(
            "*{where}:* {claimed} m² asked for, {offered} m² offered. *{missing} m² are missing.*",
            where=where, claimed=s.number(claimed), offered=s.number(offered), missing=s.number(-left),
        )  # fmt: skip
    return s.rich(
        "*{where}:* {claimed} m² asked for, {offered} m² offered, {left} m² left.",
        where=where, claimed=s.number(claimed), offered=s.number(offered), left=s.number(left),
    )  # fmt: skip


def _met(s: Speech, meeting: Meeting) -> Mrkdwn:
    advice = meeting.pairing.advice.in_(s.language)
    one, other = meeting.first.what, meeting.second.what
    if meeting.pairing.kind == "conflict":
        return s.rich("*Conflict:* {one} and {other}. {advice}", one=one, other=other, advice=advice)
    return s.rich("*Goes together:* {one} and {other}. {advice}", one=one, other=other, advice=advice)


def _sorting(s: Speech, shown: Bundle) -> Any:
    choices = [
        (Sorting.FACILITY.value, s._("By kind of facility")),
        (Sorting.OFFICE.value, s._("By office")),
        (Sorting.PRIORITY.value, s._("By priority")),
    ]
    return fields.menu(SORT, s._("Order"), choices, shown.sorting.value)


def _claim(s: Speech, catalogue: Catalogue, claim: Claim) -> Mrkdwn:
    parts = [Mrkdwn(f"*{safe(claim.what)}*")]
    if claim.quantity is not None:
        unit = catalogue.units.get(claim.unit or "")
        word = unit.word(claim.quantity, s.language) if unit is not None else ""
        parts.append(safe(f"{s.number(claim.quantity)} {word}".strip()))
    else:
        parts.append(s.rich("concern"))
    if claim.priority is not None:
        parts.append(s.rich("priority {priority}", priority=claim.priority.value))
    below = [safe(claim.office)]
    facility = catalogue.facility_types.get(claim.facility_type or "")
    if facility is not None:
        below.append(safe(facility.name.in_(s.language)))
    if claim.place:
        below.append(safe(claim.place))
    return joined([joined(parts, " · "), joined(below, " · ")])


def _turning(s: Speech, shown: Bundle, on_page: int) -> list[Block]:
    if len(shown.claims) <= PAGE:
        return []
    last = shown.offset + on_page
    where = s.rich("{first} to {last} of {total}", first=shown.offset + 1, last=last, total=len(shown.claims))
    buttons = []
    if shown.offset > 0:
        buttons.append(layout.button(s._("Back"), TURN[0], max(shown.offset - PAGE, 0)))
    if last < len(shown.claims):
        buttons.append(layout.button(s._("Next"), TURN[1], shown.offset + PAGE))
    return [layout.note(where), layout.actions(*buttons)]
