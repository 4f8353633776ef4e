"""From the need form to its draft and back: opened, shown again, read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.need_drafts import OWN_WORDS
from handlers.views import further_needs
from handlers.views import need_forms as views
from handlers.views import suggestions as suggestion_views
from handlers.views.needs import NeedWords
from handlers.visit import Visit
from planning.arrivals import Arrival
from planning.errors import Missing, Outdated
from planning.figure_sheets import compute
from planning.formulas import DividesByZero
from planning.intentions import OVER
from planning.needs import InquiryState, check_can_answer, check_speaks_for
from planning.reports import Snapshot, snapshot
from planning.suggestions import suggested
from storage import confirmations, figures, form_drafts, inquiries, intentions, reports
from storage.changes import Change
from storage.form_drafts import FormDraft
from storage.intentions import Intention
from storage.needs import Inquiry, Need
from storage.people import Office, former_offices


@dataclass(frozen=True)
class Kept:
    """A form as it is shown: the draft behind it, what it is about, what it holds."""

    id: int
    context: dict[str, Any]
    values: dict[str, Any]
    begun: datetime | None = None
    """When its author began to write what it holds."""


async def begin(
    change: Change,
    visit: Visit,
    intention_id: int,
    office: str,
    *,
    entered: Arrival | None = None,
    typed: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Open an empty form; the office's target groups are filled in. Who opens it has begun to answer.

    `entered` is how the answer came that the secretariat enters, `typed` what is known of the fields already.
    """
    row = await allowed(change, visit, intention_id, office)
    inquiry = await inquiries.latest(change.session, intention_id, office)
    if inquiry is not None:
        await inquiries.take_up(change, await inquiries.case(change.session, inquiry.key))
    seat = await _office(change, office)
    context = {"intention": intention_id, "office": office, "need": None, "was": None,
               "asks_reason": _asks_reason(inquiry, visit), "brief": await inquiries.is_brief(change.session, inquiry),
               "reason_required": await confirmations.is_questioned(change.session, intention_id, office),
               "entered": entered.as_kept() if entered is not None else None,
               "groups": list(seat.target_groups)}  # fmt: skip
    context |= await _suggestions(change, visit, row, office)
    present = await reports.report_of(change.session, intention_id, office)
    context["version"] = present.version if present is not None else 0
    values = {"target_groups": list(seat.target_groups), **(typed or {})}
    old = await _begun(change, visit, intention_id, office) if entered is None else None
    if old is not None:
        # The suggestions are those of today; ticks that are no longer offered fall away with their options.
        kept = Kept(old.id or 0, {**old.context, **context}, {**old.values, **(typed or {})}, old.begun_at)
        await form_drafts.write_on(change, old, kept.values, kept.context)
        return _form(visit, row, seat, kept, full=_is_full(kept.values))
    draft_id = await form_drafts.keep(change, form_drafts.NEED, context=context, values=values)
    return _form(visit, row, seat, Kept(draft_id, context, values), full=False)


async def _begun(change: Change, visit: Visit, intention_id: int, office: str) -> FormDraft | None:
    """Find what this person began to write for the office and has not sent."""
    kept = await form_drafts.begun(change.session, form_drafts.NEED, visit.person.key, visit.now)
    about = {"intention": intention_id, "office": office, "need": None, "entered": None}
    return next((one for one in kept if {**one.context, **about} == one.context), None)


def _is_full(values: dict[str, Any]) -> bool:
    """Say whether something was typed that stands below "more details" only."""
    return any(values.get(name) for name in views.REFINING)


async def _suggestions(change: Change, visit: Visit, row: Intention, office: str) -> dict[str, Any]:
    """Compute what the sheet suggests to an office that has not reported it yet."""
    catalogue = visit.house.catalogue
    stands_for = {office} | {one.id for one, now in await former_offices(change.session) if now == office}
    planned = {kind for one in stands_for if one in catalogue.offices for kind in catalogue.offices[one].facility_types}
    if not planned:
        return {}
    facts = await figures.site_facts(change.session, row.key)
    rules = await figures.rules_for(change.session, catalogue, facts, visit.today, visit.speech.language)
    try:
        lines = compute([figures.site_of(row, facts, catalogue)], rules)
    except DividesByZero:  # the sheet names the formula; the office reports all the same
        return {}
    report = await reports.report_of(change.session, row.key, office)
    present = await reports.needs_of(change.session, report.key) if report is not None else []
    found = suggested(lines, catalogue.calculations, planned, {need.figure for need in present if need.figure})
    spoken = words(visit)
    return {
        "suggested": [suggestion_views.offer(spoken, one) for one in found.needs],
        "too_small": [suggestion_views.too_small(spoken, line) for line in found.too_small],
    }


async def begin_edit(change: Change, visit: Visit, need_id: int) -> dict[str, Any]:
    """Open the form with what a need says."""
    need = await reports.need(change.session, need_id)
    held = await reports.dossier(change.session, need.report_id)
    await allowed(change, visit, held.intention.key, held.office.id)
    context = {"intention": held.intention.key, "office": held.office.id, "need": need_id,
               "was": snapshot(need_id, need), "asks_reason": True,
               "reason_required": await confirmations.is_questioned(change.session, held.intention.key, held.office.id)}  # fmt: skip
    values = views.values_of(need, held.report.complete, visit.speech)
    draft_id = await form_drafts.keep(change, form_drafts.NEED, context=context, values=values)
    return _form(visit, held.intention, held.office, Kept(draft_id, context, values), full=True)


async def again(
    change: Change, visit: Visit, used: FormDraft, values: dict[str, Any], *, present: Need, changed_by: str
) -> dict[str, Any]:
    """Show the form once more with everything typed, because a colleague changed the same need meanwhile."""
    context: dict[str, Any] = {**used.context, "was": snapshot(present.key, present)}
    row = await allowed(change, visit, context["intention"], context["office"])
    draft_id = await form_drafts.keep(change, form_drafts.NEED, context=context, values=values)
    seat = await _office(change, context["office"])
    return _form(visit, row, seat, Kept(draft_id, context, values), full=True, changed_by=changed_by)


async def refined(change: Change, visit: Visit, draft_id: int, typed: dict[str, Any]) -> dict[str, Any]:
    """Show the same form with all fields; what was typed stays."""
    kept = await _present(change, visit, draft_id)
    values = {**kept.values, **typed}
    return await _shown_again(change, visit, kept, values, kept.context, full=True)


async def with_further(change: Change, visit: Visit, draft_id: int, typed: dict[str, Any]) -> dict[str, Any]:
    """Show the same form with fields for one more need; what was typed stays."""
    kept = await _present(change, visit, draft_id)
    values = {**kept.values, **typed}
    context = kept.context | {"further": min(kept.context.get("further", 0) + 1, further_needs.MOST)}
    full = any(name in typed for name in views.REFINING)
    return await _shown_again(change, visit, kept, values, context, full=full)


async def adjusted(
    change: Change, visit: Visit, draft_id: int, typed: dict[str, Any], calculation: str
) -> dict[str, Any]:
    """Put a suggestion into the form, to be changed there; what was typed stays, and it can no longer be ticked."""
    kept = await _present(change, visit, draft_id)
    offered = {one["calculation"]: one for one in kept.context.get("suggested") or ()}
    if calculation not in offered:
        raise Outdated("form")
    values = {**kept.values, **typed}
    for name, value in suggestion_views.adopted(offered[calculation]).items():
        values[name] = values.get(name) or value
    ticked = [one for one in values.get(suggestion_views.SUGGESTED) or () if one != calculation]
    context = kept.context | {
        "suggested": [one for one in offered.values() if one["calculation"] != calculation],
        "figure": offered[calculation], "generation": kept.context.get("generation", 0) + 1,
    }  # fmt: skip
    values[suggestion_views.SUGGESTED] = ticked
    return await _shown_again(change, visit, kept, values, context, full=_is_full(typed))


async def anew(change: Change, visit: Visit, draft_id: int) -> dict[str, Any]:
    """Throw away what was begun and show an empty form."""
    kept = await form_drafts.take(change, draft_id)
    return await begin(change, visit, kept.context["intention"], kept.context["office"])


async def continued(change: Change, visit: Visit, draft_id: int) -> dict[str, Any]:
    """Show what was begun, to be written on."""
    kept = await _present(change, visit, draft_id)
    if kept.context["need"] is None:
        return await begin(change, visit, kept.context["intention"], kept.context["office"])
    await reports.need(change.session, kept.context["need"])
    context = kept.context | {"generation": kept.context.get("generation", 0) + 1}
    return await _shown_again(change, visit, kept, kept.values, context, full=True)


async def keep_typed(change: Change, visit: Visit, draft_id: int, typed: dict[str, Any]) -> None:
    """Keep what was typed in a form that was not sent; untouched forms are not kept, nor those sent meanwhile."""
    kept = await form_drafts.draft(change.session, draft_id, visit.person.key, visit.now)
    if kept is None:
        return
    values = {**kept.values, **typed}
    # Only what its author typed or ticked is a beginning: words that the bot had put in are none.
    own = {*OWN_WORDS, suggestion_views.SUGGESTED, *further_needs.every_name()}
    touched = (name for name in own if typed.get(name))
    if kept.begun_at is not None or any(values[name] != kept.values.get(name) for name in touched):
        await form_drafts.write_on(change, kept, values, kept.context)


async def _present(change: Change, visit: Visit, draft_id: int) -> FormDraft:
    kept = await form_drafts.draft(change.session, draft_id, visit.person.key, visit.now)
    if kept is None:
        raise Outdated("form")
    return kept


async def _shown_again(
    change: Change, visit: Visit, kept: FormDraft, values: dict[str, Any], context: dict[str, Any], *, full: bool
) -> dict[str, Any]:
    row = await allowed(change, visit, context["intention"], context["office"])
    seat = await _office(change, context["office"])
    await form_drafts.write_on(change, kept, values, context)
    return _form(visit, row, seat, Kept(kept.id or 0, context, values), full=full)


def _form(
    visit: Visit, row: Intention, office: Office, kept: Kept, *, full: bool, changed_by: str | None = None
) -> dict[str, Any]:
    asked = views.Asked(
        draft_id=kept.id,
        face=intentions.face(row, visit.person),
        office=office.name,
        editing=kept.context["need"] is not None,
        brief=kept.context.get("brief", False),
        asks_reason=kept.context["asks_reason"] or kept.context.get("reason_required", False),
        reason_required=kept.context.get("reason_required", False),
        changed_meanwhile=changed_by,
        suggested=kept.context.get("suggested") or (),
        too_small=kept.context.get("too_small") or (),
        figure=kept.context.get("figure"),
        begun=kept.begun,
        further=kept.context.get("further", 0),
        generation=kept.context.get("generation", 0),
    )
    return views.form(visit.speech, words(visit), asked, kept.values, full=full)


async def allowed(change: Change, visit: Visit, intention_id: int, office: str) -> Intention:
    """Give the intention if this person may answer for the office now. Raises NotAllowed, Outdated, Missing."""
    row = await intentions.intention(change.session, intention_id)
    if row is None:
        raise Missing("intention", str(intention_id))
    inquiry = await inquiries.latest(change.session, intention_id, office)
    was_asked = inquiry is not None and await inquiries.is_asked(change.session, inquiry, visit.person.key)
    was_asked |= await confirmations.is_asked(change.session, intention_id, office, visit.person)
    seat = await _office(change, office)
    check_speaks_for(visit.person, seat.today, was_asked=was_asked)
    check_can_answer(intention_is_abandoned=row.state in OVER)
    return row


async def _office(change: Change, office: str) -> Office:
    found = await change.session.get(Office, office)
    if found is None:
        raise Missing("office")
    return found


def _asks_reason(inquiry: Inquiry | None, visit: Visit) -> bool:
    """A change of mind or a late answer may be explained; nobody has to."""
    if inquiry is None:
        return False
    return inquiry.state in {InquiryState.NO_NEED, InquiryState.NOT_COMPETENT} or inquiry.due_at <= visit.now


def was_changed(was: Snapshot | None, present: Need) -> bool:
    """Say whether a need differs from what the form was opened with."""
    return was is not None and snapshot(present.key, present) != was


def words(visit: Visit) -> NeedWords:
    """Give the catalogue in the visitor's language."""
    return NeedWords(visit.house.catalogue, visit.speech)
