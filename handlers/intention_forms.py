"""From the intention form to its draft and back."""

from datetime import date
from typing import Any

from handlers.speech import Speech
from handlers.views.intentions import NO, UNKNOWN, YES
from handlers.visit import Visit
from planning.errors import Invalid, NotANumber, OutOfRange, Problem, UnknownChoice
from planning.intentions import IntentionDraft
from planning.quantities import quantity_from
from storage.intentions import Intention

ANSWERS = {YES: True, NO: False, UNKNOWN: None, None: None}
NUMBERS = ("dwellings", "floor_area")


def draft_from(values: dict[str, Any], visit: Visit, source_link: str | None) -> IntentionDraft:
    """Make the draft of a submitted form; raises Invalid naming every wrong field."""
    problems: list[Problem] = []
    numbers: dict[str, int | None] = {}
    for name in NUMBERS:
        try:
            numbers[name] = _whole(name, values.get(name))
        except Invalid as wrong:
            problems.extend(wrong.problems)
    year = values.get("move_in_year")
    if year and not (year.isdigit() and 2000 <= int(year) <= 2100):
        problems.append(OutOfRange("move_in_year", low="2000", high="2100"))
    stage, route = values["stage"], values["route"]
    if stage not in {s.id for s in visit.house.catalogue.stages_of(route)}:
        problems.append(UnknownChoice("stage", typed=stage))
    if problems:
        raise Invalid(*problems)
    fields = {name: values.get(name) for name in TEXTS}
    draft = IntentionDraft.model_validate({
        **fields,
        **numbers,
        "stage": stage,
        "route": route,
        "move_in_year": int(year) if year else None,
        "quality": values.get("quality"),
        "confidential": bool(values.get("confidential")),
        "municipal_land": ANSWERS[values.get("municipal_land")],
        "existing_public_area": ANSWERS[values.get("existing_public_area")],
        "source_link": source_link,
    })  # fmt: skip
    draft.check(visit.today)
    return draft


TEXTS = (
    "title", "district", "second_district", "neighbourhood", "location", "plot", "uses", "owner", "source",
    "first_known_on",
)  # fmt: skip


def _whole(name: str, typed: str | None) -> int | None:
    value = quantity_from(name, typed)
    if value is None:
        return None
    if value != int(value):
        raise Invalid(NotANumber(name, typed=typed or ""))
    return int(value)


def lead_from(values: dict[str, Any]) -> int | None:
    """Read the chosen project lead."""
    chosen = values.get("lead_id")
    return int(chosen) if chosen else None


def values_of(row: Intention, speech: Speech) -> dict[str, Any]:
    """Give the form's values of a stored intention."""
    yes_no = {True: YES, False: NO, None: UNKNOWN}
    return {
        **{name: getattr(row, name) for name in TEXTS},
        "stage": row.stage,
        "route": row.route,
        "dwellings": speech.number(row.dwellings) if row.dwellings is not None else None,
        "floor_area": speech.number(row.floor_area) if row.floor_area is not None else None,
        "move_in_year": str(row.move_in_year) if row.move_in_year else None,
        "quality": row.quality.value if row.quality is not None else None,
        "confidential": [YES] if row.confidential else [],
        "municipal_land": yes_no[row.municipal_land],
        "existing_public_area": yes_no[row.existing_public_area],
        "lead_id": str(row.lead_id) if row.lead_id else None,
        "first_known_on": _iso(row.first_known_on),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
