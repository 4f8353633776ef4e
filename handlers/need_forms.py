"""From the need form to its draft and back: opened, shown again, read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from handlers.views import need_forms as views
from handlers.views.needs import NeedWords
from handlers.visit import Visit
from planning.arrivals import Arrival
from planning.catalogue import Catalogue, Unit
from planning.errors import Conflict, Invalid, Missing, Outdated, Problem, UnknownChoice, problems_of
from planning.intentions import IntentionState
from planning.needs import InquiryState, NeedDraft, NeedKind, check_can_answer, check_speaks_for
from planning.quantities import Amount, amount_from
from planning.reports import Snapshot, snapshot
from storage import form_drafts, inquiries, intentions, reports
from storage.changes import Change
from storage.form_drafts import FormDraft
from storage.intentions import Intention
from storage.needs import Inquiry, Need
from storage.people import Office

KIND = "need"
TAKEN_AS_TYPED = ("what", "facility_type", "why", "quantity_reason", "minimum_reason", "priority", "place")
ONE_NUMBER = ("minimum", "replaces")


@dataclass(frozen=True)
class Kept:
    """A form as it is shown: the draft behind it, what it is about, what it holds."""

    id: int
    context: dict[str, Any]
    values: dict[str, Any]


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
               "asks_reason": _asks_reason(inquiry, visit),
               "entered": entered.as_kept() if entered is not None else None}  # fmt: skip
    values = {"target_groups": list(seat.target_groups), **(typed or {})}
    draft_id = await form_drafts.keep(change, KIND, context=context, values=values)
    return _form(visit, row, seat, Kept(draft_id, context, values), full=False)


async def begin_edit(change: Change, visit: Visit, need_id: int) -> dict[str, Any]:
    """Open the form with what a need says."""
    need = await reports.need(change.session, need_id)
    held = await reports.dossier(change.session, need.report_id)
    await allowed(change, visit, held.intention.key, held.office.id)
    context = {"intention": held.intention.key, "office": held.office.id, "need": need_id,
               "was": snapshot(need_id, need), "asks_reason": True}  # fmt: skip
    values = views.values_of(need, held.report.complete, visit.speech)
    draft_id = await form_drafts.keep(change, KIND, context=context, values=values)
    return _form(visit, held.intention, held.office, Kept(draft_id, context, values), full=True)


async def again(
    change: Change, visit: Visit, used: FormDraft, values: dict[str, Any], *, present: Need, changed_by: str
) -> dict[str, Any]:
    """Show the form once more with everything typed, because a colleague changed the same need meanwhile."""
    context: dict[str, Any] = {**used.context, "was": snapshot(present.key, present)}
    row = await allowed(change, visit, context["intention"], context["office"])
    draft_id = await form_drafts.keep(change, KIND, context=context, values=values)
    seat = await _office(change, context["office"])
    return _form(visit, row, seat, Kept(draft_id, context, values), full=True, changed_by=changed_by)


async def refined(change: Change, visit: Visit, draft_id: int, typed: dict[str, Any]) -> dict[str, Any]:
    """Show the same form with all fields; what was typed stays."""
    kept = await form_drafts.draft(change.session, draft_id, visit.person.key, visit.now)
    if kept is None:
        raise Outdated("form")
    row = await allowed(change, visit, kept.context["intention"], kept.context["office"])
    seat = await _office(change, kept.context["office"])
    return _form(visit, row, seat, Kept(draft_id, kept.context, {**kept.values, **typed}), full=True)


def _form(
    visit: Visit, row: Intention, office: Office, kept: Kept, *, full: bool, changed_by: str | None = None
) -> dict[str, Any]:
    asked = views.Asked(
        draft_id=kept.id,
        face=intentions.face(row, visit.person),
        office=office.name,
        editing=kept.context["need"] is not None,
        asks_reason=kept.context["asks_reason"],
        changed_meanwhile=changed_by,
    )
    return views.form(visit.speech, words(visit), asked, kept.values, full=full)


async def allowed(change: Change, visit: Visit, intention_id: int, office: str) -> Intention:
    """Give the intention if this person may answer for the office now. Raises NotAllowed, Outdated, Missing."""
    row = await intentions.intention(change.session, intention_id)
    if row is None:
        raise Missing("intention", str(intention_id))
    inquiry = await inquiries.latest(change.session, intention_id, office)
    was_asked = inquiry is not None and await inquiries.is_asked(change.session, inquiry, visit.person.key)
    check_speaks_for(visit.person, office, was_asked=was_asked)
    check_can_answer(intention_is_abandoned=row.state is IntentionState.ABANDONED)
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


def draft_from(values: dict[str, Any], catalogue: Catalogue) -> NeedDraft:
    """Make the draft of a submitted form; raises Invalid naming every wrong field.

    A unit typed beside the number counts most, then a chosen one, then the usual one of the facility.
    """
    problems: list[Problem] = []
    amounts = _amounts(values, catalogue, problems)
    facility = catalogue.facility_types.get(values.get("facility_type") or "")
    kind = NeedKind(values.get("kind") or NeedKind.NEED)
    if amounts["quantity"] is None and facility is not None and facility.kind == "concern":
        kind = NeedKind.CONCERN
    groups = values.get("target_groups") or []
    problems += [UnknownChoice("target_groups", typed=g) for g in groups if g not in catalogue.target_groups]
    fields = {name: values.get(name) for name in TAKEN_AS_TYPED}
    try:
        draft = NeedDraft.model_validate({**fields, **amounts, "kind": kind, "target_groups": groups})
        draft.check()
    except ValidationError as wrong:
        raise Invalid(*problems, *problems_of(wrong)) from wrong
    except Invalid as wrong:
        named = {problem.field for problem in problems}
        raise Invalid(*problems, *(p for p in wrong.problems if p.field not in named)) from wrong
    if problems:
        raise Invalid(*problems)
    return draft


def _amounts(values: dict[str, Any], catalogue: Catalogue, problems: list[Problem]) -> dict[str, Any]:
    wanted = _amount("quantity", values, catalogue, problems)
    facility = catalogue.facility_types.get(values.get("facility_type") or "")
    unit = values.get("unit")
    if wanted is not None:
        unit = wanted.unit or unit or (facility.units[0] if facility is not None and facility.units else None)
    target = (wanted.low, wanted.high, wanted.manner) if wanted is not None else (None, None, None)
    numbers = {name: _one_number(name, values, catalogue, problems, unit) for name in ONE_NUMBER}
    return dict(zip(("quantity", "quantity_to", "manner"), target, strict=True)) | numbers | {"unit": unit}


def _amount(name: str, values: dict[str, Any], catalogue: Catalogue, problems: list[Problem]) -> Amount | None:
    units = {w.casefold(): u.id for u in catalogue.units.values() for w in _spellings(u)}
    try:
        return amount_from(name, values.get(name), units)
    except Invalid as wrong:
        problems.extend(wrong.problems)
        return None


def _one_number(
    name: str, values: dict[str, Any], catalogue: Catalogue, problems: list[Problem], unit: str | None
) -> Decimal | None:
    """Read a number that is compared with the quantity: no range, and no other unit."""
    found = _amount(name, values, catalogue, problems)
    if found is None:
        return None
    if found.high is not None:
        problems.append(Conflict(name, "one_number_is_wanted"))
    elif found.unit is not None and unit is not None and found.unit != unit:
        problems.append(Conflict(name, "other_unit_than_quantity"))
    return found.low


def _spellings(unit: Unit) -> list[str]:
    names = [unit.name.de, unit.name.en, unit.plural.de, unit.plural.en]
    return [unit.id, *names, *(n.replace("m²", "qm") for n in names), *(n.replace("m²", "m2") for n in names)]


def words(visit: Visit) -> NeedWords:
    """Give the catalogue in the visitor's language."""
    return NeedWords(visit.house.catalogue, visit.speech)
