"""A district as a spreadsheet: each need once, sums against the deficit, what looks for a site, the balance; for passing on."""

from handlers.speech import Speech
from handlers.views import districts
from handlers.views.district_covers import rounded
from handlers.views.intentions import quality_name
from handlers.views.needs import NeedWords
from handlers.views.sheets import Page, Value, workbook
from planning.bundles import Claim
from planning.catalogue import Catalogue
from planning.districts import FacilityTotal, QualityLine


def table(s: Speech, catalogue: Catalogue, shown: districts.Shown) -> bytes:
    """Give the whole file; the negotiating floor is not in it."""
    return workbook(
        _sums(s, catalogue, shown), _needs(s, catalogue, shown), _searching(s, catalogue, shown), _balance(s, shown),
        _deficits(s, catalogue, shown),
    )  # fmt: skip


def _sums(s: Speech, catalogue: Catalogue, shown: districts.Shown) -> Page:
    headings = [
        (s._("Kind of facility"), 36), (s._("Needs"), 10), (s._("Together"), 34), (s._("Deficit"), 20),
        (s._("As of"), 14), (s._("Source"), 34), (s._("Covered"), 14), (s._("Open"), 20),
    ]  # fmt: skip
    return Page(s._("Sums"), headings, [_sum(s, catalogue, one) for one in shown.totals])


def _sum(s: Speech, catalogue: Catalogue, one: FacilityTotal) -> list[Value]:
    words, deficit = NeedWords(catalogue, s), one.deficit
    row: list[Value] = [
        words.facility(one.facility_type) if one.facility_type else s._("Without a kind"),
        len(one.claims),
        " + ".join(words.amount(amount, unit) for unit, amount in one.amounts.items()) or None,
    ]
    if deficit is None:
        return row
    covered = rounded(s, one.covered) if one.covered is not None else s._("cannot be compared")
    missing = words.amount(one.missing, deficit.unit) if one.missing is not None else None
    amount = words.amount(deficit.amount, deficit.unit)
    return [*row, amount, s.plain_day(deficit.as_of), deficit.source, covered, missing]


def _needs(s: Speech, catalogue: Catalogue, shown: districts.Shown) -> Page:
    headings = [
        (s._("Kind of facility"), 36), (s._("Need"), 50), (s._("Quantity"), 24), (s._("Priority"), 10),
        (s._("Office"), 24), (s._("Intentions"), 60),
    ]  # fmt: skip
    rows = [
        _need(s, catalogue, claim, districts.where(shown.faces, claim.sites))
        for one in shown.totals
        for claim in one.claims
    ]
    return Page(s._("Open needs"), headings, rows)


def _need(s: Speech, catalogue: Catalogue, claim: Claim, where: str) -> list[Value]:
    words = NeedWords(catalogue, s)
    return [
        words.facility(claim.facility_type) if claim.facility_type else s._("Without a kind"),
        claim.what,
        words.wanted(claim) or None,
        claim.priority.value if claim.priority is not None else None,
        claim.office,
        where,
    ]


def _searching(s: Speech, catalogue: Catalogue, shown: districts.Shown) -> Page:
    headings = [
        (s._("Kind of facility"), 36), (s._("Need"), 50), (s._("Quantity"), 24), (s._("Priority"), 10),
        (s._("Office"), 24), (s._("Came from"), 60),
    ]  # fmt: skip
    rows = [_need(s, catalogue, one.claim, f"{one.home.number} {one.home.title}") for one in shown.searching]
    return Page(s._("Looking for a site"), headings, rows)


def _balance(s: Speech, shown: districts.Shown) -> Page:
    headings = [
        (s._("Quality of location"), 28), (s._("Where"), 20), (s._("Intentions"), 14), (s._("Dwellings"), 14),
        (s._("Needs"), 12), (s._("Needs per 100 dwellings"), 26),
    ]  # fmt: skip
    rows = [_quality(s, s._("District"), one) for one in shown.quality]
    rows += [_quality(s, s._("Whole city"), one) for one in shown.city]
    return Page(s._("Balance of locations"), headings, rows)


def _quality(s: Speech, where: str, one: QualityLine) -> list[Value]:
    quality = quality_name(s, one.quality) if one.quality is not None else s._("location not entered")
    rate = rounded(s, one.per_hundred) if one.per_hundred is not None else None
    return [quality, where, one.intentions, one.dwellings, one.needs, rate]


def _deficits(s: Speech, catalogue: Catalogue, shown: districts.Shown) -> Page:
    words = NeedWords(catalogue, s)
    headings = [
        (s._("Kind of facility"), 36), (s._("Version"), 10), (s._("Deficit"), 20), (s._("As of"), 14), (s._("Source"), 40),
        (s._("Brought in on"), 16),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [words.facility(row.facility_type), row.version, words.amount(row.amount, row.unit), s.plain_day(row.as_of),
         row.source, s.plain_day(row.imported_at.astimezone(s.zone).date())]
        for row in shown.deficits
    ]  # fmt: skip
    return Page(s._("Deficit"), headings, rows)
