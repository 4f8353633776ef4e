"""What an intention does for the districts it lies in: the part of their deficits it covers."""

from collections.abc import Sequence
from decimal import Decimal

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views.needs import NeedWords
from planning.catalogue import Catalogue
from planning.districts import Cover

HUNDREDTH = Decimal("0.01")


def covered(s: Speech, catalogue: Catalogue, covers: Sequence[Cover]) -> list[Mrkdwn]:
    """Say it for each kind of facility, and what two districts have to know."""
    told = [cover(s, catalogue, one) for one in covers]
    if any(one.district is not None and one.covers for one in covers):
        told.append(s.rich("The site lies on the border: the same places serve one of the two districts only."))
    return told


def cover(s: Speech, catalogue: Catalogue, one: Cover) -> Mrkdwn:
    """Say how much of the district's deficit an intention covers beyond its own residents."""
    words, deficit = NeedWords(catalogue, s), one.deficit
    kind, covers, of = words.facility(deficit.facility_type), rounded(s, one.covers), s.number(deficit.amount)
    unit, day, source = words.unit(deficit.unit), s.plain_day(deficit.as_of), deficit.source
    if one.district is None:
        sentence = s.rich(
            "*{kind}:* covers {covers} of {of} of the district's deficit ({unit}, as of {day}, {source}), beyond the own"
            " need", kind=kind, covers=covers, of=of, unit=unit, day=day, source=source,
        )  # fmt: skip
    else:
        sentence = s.rich(
            "*{kind}:* covers {covers} of {of} of the deficit of {district} ({unit}, as of {day}, {source}), beyond the"
            " own need", kind=kind, covers=covers, of=of, district=_district(s, catalogue, one.district), unit=unit,
            day=day, source=source,
        )  # fmt: skip
    return sentence if one.reported else joined([sentence, s.rich("if built as the key figures say")], ", ")


def clause(s: Speech, catalogue: Catalogue, one: Cover) -> Mrkdwn:
    """Say the same in short, below the line of the sheet that it is about."""
    covers, of = rounded(s, one.covers), s.number(one.deficit.amount)
    if one.district is None:
        told = s.rich("Covers {covers} of {of} of the district's deficit", covers=covers, of=of)
    else:
        district = _district(s, catalogue, one.district)
        told = s.rich("Covers {covers} of {of} of the deficit of {district}", covers=covers, of=of, district=district)
    return joined([told, s.rich("as reported") if one.reported else s.rich("if built like this")], ", ")


def _district(s: Speech, catalogue: Catalogue, district: str) -> str:
    known = catalogue.districts.get(district)
    return known.name.in_(s.language) if known is not None else district


def rounded(s: Speech, value: Decimal) -> str:
    """Write a value with at most two places: "11,8"."""
    return s.number(value.quantize(HUNDREDTH))
