"""What changed from one version of an office's report to the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from planning.needs import NeedDraft

FIELDS = tuple(NeedDraft.model_fields)
NUMBERS = ("quantity", "quantity_to", "replaces", "minimum", "figure_quantity")
CONFIDENTIAL = frozenset({"minimum", "minimum_reason"})
"""What only the reporting office, the secretariat and the project lead read."""
Snapshot = dict[str, Any]
"""One need as it was: the draft's fields as JSON, and its `id`."""


class Step(StrEnum):
    """What happened to one need between two versions."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Difference:
    """One need that differs; `fields` maps the changed ones to (old, new), empty unless CHANGED."""

    step: Step
    need: Snapshot
    fields: Mapping[str, tuple[Any, Any]]


def snapshot(need_id: int, need: NeedDraft) -> Snapshot:
    """Keep a need as it stands: JSON values, the same text for the same quantity."""
    kept: Snapshot = {"id": need_id} | need.model_dump(mode="json", include=set(FIELDS))
    for name in NUMBERS:
        value = getattr(need, name)
        kept[name] = None if value is None else f"{value:.2f}"
    return kept


def need_of(kept: Snapshot) -> NeedDraft:
    """Read a kept need back."""
    return NeedDraft.model_validate({name: kept[name] for name in FIELDS if name in kept})


def differences(before: Sequence[Snapshot], after: Sequence[Snapshot]) -> list[Difference]:
    """List what was added, changed and withdrawn, in the order of the needs."""
    old, new = _by_id(before), _by_id(after)
    found: list[Difference] = []
    for need_id, need in new.items():
        if need_id not in old:
            found.append(Difference(Step.ADDED, need, {}))
        elif changed := _changed(old[need_id], need):
            found.append(Difference(Step.CHANGED, need, changed))
    found += [Difference(Step.WITHDRAWN, need, {}) for need_id, need in old.items() if need_id not in new]
    return found


def _by_id(needs: Iterable[Snapshot]) -> dict[int, Snapshot]:
    return {int(need["id"]): need for need in needs}


def _changed(old: Snapshot, new: Snapshot) -> dict[str, tuple[Any, Any]]:
    return {name: (old.get(name), new.get(name)) for name in FIELDS if old.get(name) != new.get(name)}
