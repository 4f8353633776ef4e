"""All needs of one intention on one screen: what is asked for, whether it fits, what is double, what goes together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.district_covers import covered, rounded
from handlers.views.needs import NeedWords, signed
from planning.bundles import Areas, Claim, Meeting, Sorting, Space, totals
from planning.catalogue import Catalogue
from planning.districts import Cover
from planning.intentions import Face
from planning.quantity_checks import Check, Share, Unlike, Verdict

OPEN = "bundle_open"
NEED, JOIN = "need_open", "need_join"
"""What is said to a need is its own noun; its buttons stand here."""
SORT = "bundle_sort"
TURN = ("bundle_back", "bundle_next")
TABLE = "bundle_table"
PAGE = 10
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
    checks: Sequence[Check] = ()
    unlike: Sequence[Unlike] = ()
    covers: Sequence[Cover] = ()
    shares: Sequence[Share] = ()
    faces: Mapping[int, Face] = field(default_factory=dict)
    """Other intentions that needs belong to."""
    office: str | None = None
    """Id of the reader's office, where it reports needs: it may join its own with others."""


def view(s: Speech, catalogue: Catalogue, shown: Bundle) -> dict[str, Any]:
    """Show one page of needs, below the findings about all of them."""
    face = shown.face
    total = s.n_rich("{count} need or concern", "{count} needs and concerns", len(shown.claims))
    below = total if shown.claims else s.rich("No office has reported a need yet.")
    blocks: list[Block] = [layout.section(joined([Mrkdwn(f"*{safe(face.number)} · {safe(face.title)}*"), below]))]
    if not shown.offset:
        blocks += _findings(s, catalogue, shown)
    if shown.claims:
        table = layout.button(s._("As a table"), TABLE, face.id)
        blocks += [layout.line(), layout.actions(_sorting(s, shown), table)]
        page = shown.claims[shown.offset : shown.offset + PAGE]
        blocks += _grouped(s, catalogue, shown, page)
        blocks += _turning(s, shown, len(page))
    return layout.modal(s._("Needs together"), blocks, close=s._("Close"), metadata=f"{face.id}:{shown.sorting.value}")


def _findings(s: Speech, catalogue: Catalogue, shown: Bundle) -> list[Block]:
    unanswered = []
    if shown.unanswered:
        unanswered.append(s.rich("*Still unanswered:* {offices}", offices=" · ".join(shown.unanswered)))
    same_ground = [
        s.rich(
            "*Perhaps the same square metres:* {one} ({office}) and {other} ({others}), both at “{place}”",
            one=one.what, office=one.office, other=other.what, others=other.office, place=one.place,
        )
        for one, other in shown.same_ground[:MOST_FINDINGS]
    ]  # fmt: skip
    joinable = [pair for pair in shown.duplicates[:MOST_FINDINGS] if _may_join(pair, shown.office)]
    doubles = [_double(s, *pair) for pair in shown.duplicates[:MOST_FINDINGS] if pair not in joinable]
    rest = max(len(shown.same_ground) - MOST_FINDINGS, 0) + max(len(shown.duplicates) - MOST_FINDINGS, 0)
    if rest:
        doubles.append(
            s.n_rich("and {count} more pair; the table has it", "and {count} more pairs; the table has them", rest)
        )
    figures = [check(s, catalogue, one) for one in shown.checks]
    figures += [not_compared(s, catalogue, one) for one in shown.unlike]
    figures += covered(s, catalogue, shown.covers)
    figures += [share(s, catalogue, one) for one in shown.shares]
    met = [_met(s, meeting) for meeting in shown.meetings]
    chapters = (unanswered, _areas(s, shown.areas), figures, [*same_ground, *doubles], met)
    offers: list[Block] = [
        layout.section(_double(s, one, other), layout.button(s._("Report jointly"), JOIN, f"{one.id}:{other.id}"))
        for one, other in joinable
    ]
    return [block for chapter in chapters for block in paragraphs(chapter)] + offers


def _may_join(pair: tuple[Claim, Claim], office: str | None) -> bool:
    """Say whether one of two needs is the reader's own; a joint need carries others but is not carried."""
    one, other = pair
    return office is not None and (office == one.office_id) != (office == other.office_id)


def _double(s: Speech, one: Claim, other: Claim) -> Mrkdwn:
    return s.rich(
        "*Perhaps double:* {one} ({office}) and {other} ({others})",
        one=one.what, office=one.office, other=other.what, others=other.office,
    )  # fmt: skip


def paragraphs(texts: Sequence[Mrkdwn]) -> list[Block]:
    """Put short texts under each other, as many into one paragraph as it holds."""
    blocks: list[Block] = []
    held: list[Mrkdwn] = []
    for text in texts:
        if held and len(joined([*held, text])) > layout.SECTION_LENGTH:
            blocks.append(layout.section(joined(held)))
            held = []
        held.append(text)
    return [*blocks, layout.section(joined(held))] if held else blocks


def check(s: Speech, catalogue: Catalogue, one: Check) -> Mrkdwn:
    """Say which key figure supports or contradicts what was reported."""
    words = NeedWords(catalogue, s)
    reported = words.amount(one.reported, one.unit)
    if one.reported_to > one.reported:
        upper = words.amount(one.reported_to, one.unit)
        reported = s._("{low} to {high}", low=s.number(one.reported), high=upper)
    computed = words.amount(one.computed, one.unit)
    if one.below_one_unit:
        computed = s._("less than {amount}", amount=computed)
    kind = words.facility(one.facility_type)
    match one.verdict:
        case Verdict.SUPPORTS:
            sentence = s.rich(
                "The key figure gives {computed}, reported: {reported}. It supports the quantity.",
                computed=computed,
                reported=reported,
            )
        case Verdict.MORE_REPORTED:
            sentence = s.rich(
                "The key figure gives {computed}, reported: {reported}. *More than the figure; the reason counts.*",
                computed=computed,
                reported=reported,
            )
        case Verdict.LESS_REPORTED:
            sentence = s.rich("The key figure gives {computed}, reported: {reported}. *Less than the figure.*",
                              computed=computed, reported=reported)  # fmt: skip
    return joined([s.rich("*{kind}:*", kind=kind), sentence], " ")


def not_compared(s: Speech, catalogue: Catalogue, one: Unlike) -> Mrkdwn:
    """Say that a quantity is held against no key figure, because the sheet counts in other units."""
    words = NeedWords(catalogue, s)
    return s.rich(
        "*{kind}:* reported: {reported}. Not compared: the key figure sheet computes {units}.",
        kind=words.facility(one.facility_type), reported=words.amount(one.reported, one.unit),
        units=", ".join(words.unit(unit) for unit in one.computed_in),
    )  # fmt: skip


def share(s: Speech, catalogue: Catalogue, one: Share) -> Mrkdwn:
    """Say how many of the social rental dwellings are to be of another kind; a fraction is shown, not rounded."""
    kind, exact = NeedWords(catalogue, s).facility(one.facility_type), rounded(s, one.exact)
    every, dwellings = s.number(one.every), s.number(one.dwellings)
    if one.is_whole:
        return s.rich("*{kind}:* one for every {every} of {dwellings} social rental dwellings makes {exact}.",
                      kind=kind, every=every, dwellings=dwellings, exact=exact)  # fmt: skip
    return s.rich(
        "*{kind}:* one for every {every} of {dwellings} social rental dwellings makes {exact} → *the secretariat decides*",
        kind=kind, every=every, dwellings=dwellings, exact=exact,
    )  # fmt: skip


def _grouped(s: Speech, catalogue: Catalogue, shown: Bundle, page: Sequence[Claim]) -> list[Block]:
    """Show needs under the heading of their group, which says what all of the group add up to."""
    blocks: list[Block] = []
    last: object = blocks
    for claim in page:
        if (group := group_of(s, catalogue, claim, shown.sorting)) != last:
            members = [one for one in shown.claims if group_of(s, catalogue, one, shown.sorting) == group]
            blocks.append(layout.note(_heading(s, catalogue, group, members)))
            last = group
        blocks.append(
            layout.section(_claim(s, catalogue, claim, shown), layout.button(s._("Look at it"), NEED, claim.id))
        )
    return blocks


def group_of(s: Speech, catalogue: Catalogue, claim: Claim, sorting: Sorting) -> str:
    """Name the group a need stands in."""
    match sorting:
        case Sorting.FACILITY:
            return (
                NeedWords(catalogue, s).facility(claim.facility_type) if claim.facility_type else s._("Without a kind")
            )
        case Sorting.OFFICE:
            return claim.office
        case Sorting.PRIORITY:
            return (
                s._("Priority {priority}", priority=claim.priority.value)
                if claim.priority
                else s._("Without a priority")
            )


def _heading(s: Speech, catalogue: Catalogue, group: str, members: Sequence[Claim]) -> Mrkdwn:
    words = NeedWords(catalogue, s)
    counted = s.n_rich("{count} need or concern", "{count} needs and concerns", len(members))
    return joined([s.rich("*{group}*", group=group), counted, words.summed(totals(members))], " · ")


def _areas(s: Speech, areas: Areas) -> list[Mrkdwn]:
    texts = []
    for space, offered, left, name in (
        (Space.OUTDOOR, areas.outdoor_offered, areas.outdoor_left, s._("Outdoors")),
        (Space.INDOOR, areas.indoor_offered, areas.indoor_left, s._("In buildings")),
    ):
        claimed = areas.claimed[space]
        if left is None:
            if claimed:
                told = s.rich("*{where}:* {claimed} m² asked for. What the site offers is not known.",
                              where=name, claimed=s.number(claimed))  # fmt: skip
                texts.append(joined([told, *_beside(s, areas, space)], " "))
            continue
        balance = _balance(s, name, claimed, offered or Decimal(0), left)
        texts.append(joined([balance, *_beside(s, areas, space)], " "))
    if areas.claimed[Space.UNSAID]:
        texts.append(
            s.rich("{claimed} m² are neither said to be outdoors nor in buildings.",
                   claimed=s.number(areas.claimed[Space.UNSAID]))
        )  # fmt: skip
    return texts


def _beside(s: Speech, areas: Areas, space: Space) -> list[Mrkdwn]:
    """Say what a sum leaves open: ranges count with their lower end, replacement is no gain."""
    texts, claimed = [], areas.claimed[space]
    if space in areas.up_to:
        most = s.number(areas.up_to[space])
        texts.append(s.rich("Ranges count with their lower end; with the upper one it is {most} m².", most=most))
    if space in areas.replaced:
        replaced, gain = areas.replaced[space], signed(s, claimed - areas.replaced[space])
        texts.append(
            s.rich(
                "{replaced} m² of it replace what exists, net gain {gain} m².", replaced=s.number(replaced), gain=gain
            )
        )
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
    one = meeting.first.what
    if meeting.second is None:
        if meeting.pairing.kind == "conflict":
            return s.rich("*Conflict:* {one}. {advice}", one=one, advice=advice)
        return s.rich("*Possible:* {one}. {advice}", one=one, advice=advice)
    other = meeting.second.what
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


def _claim(s: Speech, catalogue: Catalogue, claim: Claim, shown: Bundle) -> Mrkdwn:
    parts = [Mrkdwn(f"*{safe(claim.what)}*")]
    if claim.quantity is not None:
        words = NeedWords(catalogue, s)
        parts += [safe(words.wanted(claim)), words.replaced(claim)]
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
    others = [shown.faces[one] for one in claim.sites if one in shown.faces and one != shown.face.id]
    if others:
        named = ", ".join(f"{other.number} {other.title}" for other in others)
        below.append(s.rich("*together with* {others}", others=named))
    if claim.supported_by:
        below.append(s.rich("supported by {offices}", offices=", ".join(claim.supported_by)))
    if claim.affects:
        below.append(s.rich("benefits or harms, says {offices}", offices=", ".join(dict.fromkeys(claim.affects))))
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
