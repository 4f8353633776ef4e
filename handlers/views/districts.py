"""A district on one screen: its open needs by kind of facility against its deficit, what looks for a site, its balance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout, need_sites
from handlers.views.bundles import paragraphs
from handlers.views.district_covers import rounded
from handlers.views.intentions import quality_name
from handlers.views.needs import NeedWords
from planning.catalogue import Catalogue
from planning.districts import FacilityTotal, QualityLine
from planning.intentions import Face

LIST = "districts_list"
SHOW = "district_show"
CHOOSE = "district_choose"
TURN = ("district_back", "district_next")
MESSAGE = "district_message"
TABLE = "district_table"
PAGE = 10
MOST_NAMED = 4
"""Needs of one kind that are named; the table has all."""
MOST_SEARCHING = 5
MOST_SUGGESTED = 8


@dataclass(frozen=True)
class Shown:
    """One district as the reader may see it; `quality` is its own balance of locations, `city` that of all."""

    district: str
    intentions: int
    dwellings: int
    totals: Sequence[FacilityTotal]
    concerns: int
    faces: Mapping[int, Face]
    searching: Sequence[need_sites.Searching]
    quality: Sequence[QualityLine]
    city: Sequence[QualityLine]
    offset: int = 0
    paused: int = 0
    unknown: int = 0
    """Active intentions whose dwellings nobody knows."""
    deficits: Sequence[Any] = field(default_factory=tuple)
    """All versions of its deficit, the newest first; only tables need them."""


def name(s: Speech, catalogue: Catalogue, district: str) -> str:
    """Name a district."""
    known = catalogue.districts.get(district)
    return known.name.in_(s.language) if known is not None else district


def view(s: Speech, catalogue: Catalogue, shown: Shown) -> dict[str, Any]:
    """Show one page."""
    blocks: list[Block] = [_menu(s, catalogue, shown.district), layout.section(head(s, catalogue, shown))]
    buttons = [
        layout.button(s._("As a message"), MESSAGE, shown.district),
        layout.button(s._("As a table"), TABLE, shown.district),
    ]
    blocks += [layout.actions(*buttons), layout.line()]
    page = shown.totals[shown.offset : shown.offset + PAGE]
    if not page:
        blocks.append(layout.section(s.rich("No office has reported a need here yet, and no deficit was brought in.")))
    blocks += [layout.section(total(s, catalogue, shown, one)) for one in page]
    blocks += _turning(s, shown, len(page))
    if not shown.offset:
        blocks += _searching(s, catalogue, shown)
        blocks += [layout.line(), *paragraphs(balance(s, catalogue, shown))]
    return layout.modal(s._("District"), blocks, close=s._("Close"), metadata=shown.district)


def _menu(s: Speech, catalogue: Catalogue, district: str) -> Block:
    choices = [(one.id, one.name.in_(s.language)) for one in catalogue.districts.values()]
    return layout.actions(fields.menu(CHOOSE, s._("Choose a district"), choices, district))


def head(s: Speech, catalogue: Catalogue, shown: Shown) -> Mrkdwn:
    """Say how much is planned in a district."""
    parts = [
        s.n_rich("{count} active intention", "{count} active intentions", shown.intentions),
        s.n_rich("{number} dwelling", "{number} dwellings", shown.dwellings, number=s.number(shown.dwellings)),
    ]
    if shown.paused:
        parts.append(s.n_rich("{count} paused", "{count} paused", shown.paused))
    if shown.concerns:
        parts.append(s.n_rich("{count} concern", "{count} concerns", shown.concerns))
    first = s.rich("*{district}* – all open needs, each counted once", district=name(s, catalogue, shown.district))
    return joined([first, joined(parts, " · ")])


def total(s: Speech, catalogue: Catalogue, shown: Shown, one: FacilityTotal) -> Mrkdwn:
    """Say what is needed of one kind of facility, what the district lacks of it, and which needs these are."""
    words = NeedWords(catalogue, s)
    kind = words.facility(one.facility_type) if one.facility_type else s._("Without a kind")
    amounts = " + ".join(words.amount(amount, unit) for unit, amount in one.amounts.items())
    counted = s.n_rich("{count} need", "{count} needs", len(one.claims)) if one.claims else s.rich("nothing reported")
    lines = [
        joined(
            [s.rich("*{kind}*", kind=kind), counted, s.rich("*{amounts}*", amounts=amounts) if amounts else Mrkdwn("")],
            " · ",
        )
    ]
    if one.deficit is not None:
        lines.append(against(s, words, one))
    named = [
        s.rich("• {what}, {amount} ({office}) – {where}", what=cut(claim.what, 80), amount=words.wanted(claim) or "–",
               office=claim.office, where=where(shown.faces, claim.sites))
        for claim in one.claims[:MOST_NAMED]
    ]  # fmt: skip
    rest = len(one.claims) - MOST_NAMED
    if rest > 0:
        named.append(s.n_rich("and {count} more need", "and {count} more needs", rest))
    return joined([*lines, *named])


def against(s: Speech, words: NeedWords, one: FacilityTotal) -> Mrkdwn:
    """Hold the needs of one kind against the district's deficit."""
    assert one.deficit is not None, "only where there is one"
    deficit = one.deficit
    of = words.amount(deficit.amount, deficit.unit)
    stated = s.rich("Deficit {of} (as of {day}, {source}, version {version})", of=of, day=s.plain_day(deficit.as_of),
                    source=deficit.source, version=deficit.version)  # fmt: skip
    if one.covered is None or one.missing is None:
        return joined([stated, s.rich("the units cannot be compared")], ": ")
    if one.missing:
        open_ = words.amount(one.missing, deficit.unit)
        return joined(
            [
                stated,
                s.rich("reported {covered}, *{missing} remain open*", covered=rounded(s, one.covered), missing=open_),
            ],
            ": ",
        )
    return joined([stated, s.rich("reported {covered}, that covers it", covered=rounded(s, one.covered))], ": ")


def where(faces: Mapping[int, Face], sites: Sequence[int]) -> str:
    """Name the intentions a need belongs to."""
    return " + ".join(f"{faces[one].number} {faces[one].title}" for one in sites if one in faces) or "–"


def _turning(s: Speech, shown: Shown, on_page: int) -> list[Block]:
    if len(shown.totals) <= PAGE:
        return []
    last = shown.offset + on_page
    buttons = []
    if shown.offset > 0:
        buttons.append(layout.button(s._("Back"), TURN[0], max(shown.offset - PAGE, 0)))
    if last < len(shown.totals):
        buttons.append(layout.button(s._("Next"), TURN[1], shown.offset + PAGE))
    told = s.rich("{first} to {last} of {total}", first=shown.offset + 1, last=last, total=len(shown.totals))
    return [layout.note(told), layout.actions(*buttons)]


def _searching(s: Speech, catalogue: Catalogue, shown: Shown) -> list[Block]:
    if not shown.searching:
        return []
    blocks: list[Block] = [layout.line(), layout.section(s.rich("*Use looks for a site*"))]
    for entry in shown.searching[:MOST_SEARCHING]:
        blocks += need_sites.entry_blocks(s, catalogue, entry)
    rest = len(shown.searching) - MOST_SEARCHING
    if rest > 0:
        more = layout.button(s._("All of them"), need_sites.LIST, shown.district)
        blocks.append(layout.section(s.n_rich("and {count} more need", "and {count} more needs", rest), more))
    return blocks


def balance(s: Speech, catalogue: Catalogue, shown: Shown) -> list[Mrkdwn]:
    """Say how many needs there are per 100 dwellings by quality of location, here and in the whole city."""
    lines = [s.rich("*Balance of locations* – needs per 100 dwellings of active intentions")]
    if not shown.city:
        return [*lines, s.rich("Of no active intention the dwellings are known, so there is nothing to compare.")]
    here = {line.quality: line for line in shown.quality}
    for one in shown.city:
        quality = quality_name(s, one.quality) if one.quality is not None else s._("location not entered")
        own = here.get(one.quality)
        told = s.rich("{quality}: {district} {here} · whole city {city}", quality=quality[:1].upper() + quality[1:],
                      district=name(s, catalogue, shown.district), here=_rate(s, own), city=_rate(s, one))  # fmt: skip
        lines.append(told)
    if shown.unknown:
        lines.append(
            s.n_rich(
                "{count} intention here is not counted, because its dwellings are not known.",
                "{count} intentions here are not counted, because their dwellings are not known.", shown.unknown,
            )
        )  # fmt: skip
    return lines


def _rate(s: Speech, one: QualityLine | None) -> str:
    if one is None or one.per_hundred is None:
        return "–"
    needs = s.n_("{count} need", "{count} needs", one.needs)
    return s._("{rate} ({needs}, {dwellings} dwellings)", rate=rounded(s, one.per_hundred), needs=needs,
               dwellings=s.number(one.dwellings))  # fmt: skip


def listing(
    s: Speech, catalogue: Catalogue, counts: Mapping[str, tuple[int, int]], searching: Mapping[str, int]
) -> dict[str, Any]:
    """Show all districts with how much is planned in each."""
    blocks: list[Block] = [
        layout.section(
            s.rich("*Districts*\nChoose one to see all its open needs together, or type `/agsp bezirk Degerloch`.")
        ),
        _menu(s, catalogue, ""),
    ]
    lines = []
    for district in catalogue.districts.values():
        intentions, dwellings = counts.get(district.id, (0, 0))
        parts = [
            s.rich("*{district}*", district=district.name.in_(s.language)),
            s.n_rich("{count} active intention", "{count} active intentions", intentions),
        ]
        if dwellings:
            parts.append(s.n_rich("{number} dwelling", "{number} dwellings", dwellings, number=s.number(dwellings)))
        if searching.get(district.id):
            parts.append(
                s.n_rich("{count} need looks for a site", "{count} needs look for a site", searching[district.id])
            )
        lines.append(joined(parts, " · "))
    blocks += paragraphs(lines)
    if sum(searching.values()):
        blocks.append(layout.actions(layout.button(s._("What looks for a site"), need_sites.LIST, need_sites.ALL)))
    return layout.modal(s._("Districts"), blocks, close=s._("Close"))


def unknown(s: Speech, catalogue: Catalogue, typed: str, suggested: Sequence[str]) -> dict[str, Any]:
    """Say that a word names no district, or several, and offer what may be meant."""
    if suggested:
        text = s.rich("“{typed}” does not name exactly one district. Which one do you mean?", typed=cut(typed, 60))
    else:
        text = s.rich("There is no district “{typed}”. Please choose one of the list.", typed=cut(typed, 60))
    blocks: list[Block] = [layout.section(text)]
    for one in suggested[:MOST_SUGGESTED]:
        blocks.append(layout.section(safe(name(s, catalogue, one)), layout.button(s._("Open"), SHOW, one)))
    blocks.append(_menu(s, catalogue, ""))
    return layout.modal(s._("Districts"), blocks, close=s._("Close"))


def message(s: Speech, catalogue: Catalogue, shown: Shown) -> tuple[Mrkdwn, list[Block]]:
    """Give the district as a message that may be passed on: faces as a channel sees them."""
    first = head(s, catalogue, shown)
    texts = [total(s, catalogue, shown, one) for one in shown.totals]
    if shown.searching:
        texts.append(s.rich("*Use looks for a site*"))
        texts += [need_sites.in_words(s, catalogue, one.claim) for one in shown.searching]
    blocks: list[Block] = [layout.section(first), *paragraphs([*texts, *balance(s, catalogue, shown)])]
    if len(blocks) > MOST_BLOCKS:
        blocks = [*blocks[:MOST_BLOCKS], layout.note(s.rich("The table has all of it."))]
    return first, blocks


MOST_BLOCKS = 4
"""Full paragraphs of a message: more than about 13,000 characters Slack does not take."""
