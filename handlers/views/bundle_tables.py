"""All needs of one intention as a spreadsheet: each need, the sums, what was found; it may be passed on."""

from html import unescape

from handlers.speech import Speech
from handlers.views import bundles
from handlers.views.district_covers import covered
from handlers.views.needs import NeedWords
from handlers.views.sheets import Page, Value, workbook
from planning.bundles import Claim, Space, totals
from planning.catalogue import Catalogue


def table(s: Speech, catalogue: Catalogue, shown: bundles.Bundle) -> bytes:
    """Give three sheets: needs, sums and findings. The negotiating floor is in none of them."""
    return workbook(_needs(s, catalogue, shown), _sums(s, catalogue, shown), _findings(s, catalogue, shown))


def _needs(s: Speech, catalogue: Catalogue, shown: bundles.Bundle) -> Page:
    headings = [
        (s._("Kind of facility"), 34), (s._("Office"), 24), (s._("Priority"), 10), (s._("Need"), 50),
        (s._("Quantity"), 24), (s._("Where"), 34), (s._("Together with"), 40),
    ]  # fmt: skip
    return Page(s._("Needs"), headings, [_row(s, catalogue, shown, claim) for claim in shown.claims])


def _row(s: Speech, catalogue: Catalogue, shown: bundles.Bundle, claim: Claim) -> list[Value]:
    words = NeedWords(catalogue, s)
    others = [shown.faces[one] for one in claim.sites if one in shown.faces]
    return [
        words.facility(claim.facility_type) if claim.facility_type else None,
        claim.office,
        claim.priority.value if claim.priority else None,
        claim.what,
        words.wanted(claim) or s._("concern"),
        None if shown.face.masked else claim.place,  # where it is would tell which site is meant
        ", ".join(f"{other.number} {other.title}" for other in others) or None,
    ]


def _sums(s: Speech, catalogue: Catalogue, shown: bundles.Bundle) -> Page:
    words = NeedWords(catalogue, s)
    rows: list[list[Value]] = []
    groups = dict.fromkeys(bundles.group_of(s, catalogue, claim, shown.sorting) for claim in shown.claims)
    for group in groups:
        members = [one for one in shown.claims if bundles.group_of(s, catalogue, one, shown.sorting) == group]
        rows.append([group, len(members), unescape(words.summed(totals(members)))])
    rows += [[], *_areas(s, shown)]
    return Page(s._("Sums"), [(s._("Group"), 40), (s._("Needs and concerns"), 20), (s._("Together"), 60)], rows)


def _areas(s: Speech, shown: bundles.Bundle) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for space, offered, left, where in (
        (Space.OUTDOOR, shown.areas.outdoor_offered, shown.areas.outdoor_left, s._("Outdoors")),
        (Space.INDOOR, shown.areas.indoor_offered, shown.areas.indoor_left, s._("In buildings")),
    ):
        claimed = s.number(shown.areas.claimed[space])
        if left is None or offered is None:
            rows.append(
                [where, None, s._("{claimed} m² asked for; what the site offers is not known", claimed=claimed)]
            )
        else:
            told = s._("{claimed} m² asked for, {offered} m² offered, difference {left} m²",
                       claimed=claimed, offered=s.number(offered), left=s.number(left))  # fmt: skip
            rows.append([where, None, told])
    return rows


def _findings(s: Speech, catalogue: Catalogue, shown: bundles.Bundle) -> Page:
    rows: list[list[Value]] = [[s._("Still unanswered"), office, None] for office in shown.unanswered]
    rows += [[s._("Perhaps double"), _named(one), _named(other)] for one, other in shown.duplicates]
    rows += [[s._("Perhaps the same square metres"), _named(one), _named(other)] for one, other in shown.same_ground]
    for met in shown.meetings:
        kind = s._("Conflict") if met.pairing.kind == "conflict" else s._("Goes together")
        advice = met.pairing.advice.in_(s.language)
        told = f"{_named(met.second)}: {advice}" if met.second is not None else advice
        rows.append([kind, _named(met.first), told])
    rows += [[s._("Key figure"), plain(bundles.check(s, catalogue, one)), None] for one in shown.checks]
    rows += [[s._("Key figure"), plain(bundles.not_compared(s, catalogue, one)), None] for one in shown.unlike]
    rows += [[s._("District"), plain(told), None] for told in covered(s, catalogue, shown.covers)]
    rows += [[s._("Key figure"), plain(bundles.share(s, catalogue, one)), None] for one in shown.shares]
    return Page(s._("Findings"), [(s._("What"), 34), (s._("Need"), 60), (s._("And"), 70)], rows)


def _named(claim: Claim) -> str:
    return f"{claim.what} ({claim.office})"


def plain(text: str) -> str:
    """Give a sentence as a spreadsheet shows it, without marks and entities."""
    return text.replace("*", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
