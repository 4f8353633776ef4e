"""From what was typed in the form of a need to the needs it means: the ticked suggestions, and one of its own."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from handlers.views import further_needs
from handlers.views.suggestions import SUGGESTED
from planning.catalogue import Catalogue, Unit
from planning.errors import Conflict, Invalid, Problem, UnknownChoice, problems_of
from planning.needs import NeedDraft, NeedKind
from planning.quantities import Amount, amount_from

TAKEN_AS_TYPED = ("what", "facility_type", "why", "quantity_reason", "minimum_reason", "priority", "place")
ONE_NUMBER = ("minimum", "replaces")
OWN_WORDS = ("what", "quantity", "why", "minimum", "replaces", "quantity_reason", "minimum_reason", "place")
"""Fields that nobody fills in but who writes a need of its own."""


def drafts_from(
    values: dict[str, Any], context: dict[str, Any], catalogue: Catalogue, reported: Collection[str] = ()
) -> list[NeedDraft]:
    """Make all needs of a submitted form; raises Invalid naming every wrong field.

    `reported` are lines of the sheet that the office has reported meanwhile: they are not reported twice.
    """
    ticked = set(values.get(SUGGESTED) or ())
    offered = [one for one in context.get("suggested") or () if one["calculation"] in ticked]
    drafts = [_suggested(one, catalogue) for one in offered if one["calculation"] not in reported]
    further = _further(values, context)
    own = values
    if context.get("brief") and "kind" not in values and not values.get("quantity"):
        own = values | {"kind": NeedKind.CONCERN}  # the short form does not ask; without a quantity it is none
    problems: list[Problem] = []
    if not (offered or further) or any(values.get(name) for name in OWN_WORDS):
        with _gathered(problems):
            drafts.append(_compared(draft_from(own, catalogue), context.get("figure")))
    for nth, typed in further.items():
        with _gathered(problems, nth):
            drafts.append(draft_from(typed, catalogue))
    if problems:
        raise Invalid(*problems)
    return drafts


def _further(values: dict[str, Any], context: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Give what was typed for further needs, without those left empty; the reason may be that of the first."""
    found = {}
    for nth in range(2, 2 + context.get("further", 0)):
        typed = further_needs.of(nth, values)
        if any(typed.values()):
            kind = NeedKind.NEED if typed["quantity"] else NeedKind.CONCERN
            why, groups = typed["why"] or values.get("why"), context.get("groups") or []
            found[nth] = typed | {"kind": kind, "why": why, "target_groups": groups}
    return found


@contextmanager
def _gathered(problems: list[Problem], nth: int | None = None) -> Iterator[None]:
    """Collect what is wrong with one need, at the fields it stands in, so that all needs are looked at."""
    try:
        yield
    except Invalid as wrong:
        problems += (
            wrong.problems
            if nth is None
            else [replace(one, field=further_needs.named(one.field, nth)) for one in wrong.problems]
        )


def _suggested(one: dict[str, Any], catalogue: Catalogue) -> NeedDraft:
    facility = catalogue.facility_types.get(one["facility_type"])
    return NeedDraft(
        what=one["what"],
        facility_type=one["facility_type"],
        quantity=Decimal(one["quantity"]),
        unit=one["unit"],
        why=one["why"],
        target_groups=list(facility.target_groups) if facility is not None else [],
        figure=one["calculation"],
        figure_quantity=Decimal(one["quantity"]),
    )


def _compared(draft: NeedDraft, figure: dict[str, Any] | None) -> NeedDraft:
    """Keep beside a need what the sheet had suggested; numbers in different units are not compared."""
    if figure is None or figure["unit"] != draft.unit:
        return draft
    return draft.model_copy(update={"figure": figure["calculation"], "figure_quantity": Decimal(figure["quantity"])})


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
