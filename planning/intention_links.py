"""Intentions made of one another: one becomes several, two become one; what each keeps and what follows."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from planning.errors import Conflict, Invalid, Outdated, Problem, Required
from planning.intentions import LONG_TEXT, TITLE_LENGTH, IntentionState

MOST_PARTS = 4


class LinkKind(StrEnum):
    """How one intention came of another."""

    SPLIT = "split"
    """The later one was a part of the earlier one."""
    MERGED = "merged"
    """The earlier one went into the later one."""


class PartDraft(SQLModel):
    """One part of an intention that is split."""

    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    dwellings: int | None = Field(default=None, ge=0, le=50_000)


class MergeDraft(SQLModel):
    """What the intention that stays is called afterwards, and how large it is."""

    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    dwellings: int | None = Field(default=None, ge=0, le=50_000)
    reason: str = Field(min_length=1, max_length=LONG_TEXT)


def check_parts(parts: list[PartDraft]) -> None:
    """Raise Invalid for fewer than two parts, or two of one name; the first one keeps the number and the needs."""
    problems: list[Problem] = []
    if len(parts) < 2:
        problems.append(Required("title_2"))
    seen: set[str] = set()
    for nth, part in enumerate(parts, start=1):
        if part.title.casefold() in seen:
            problems.append(Conflict(f"title_{nth}", "part_named_twice"))
        seen.add(part.title.casefold())
    if problems:
        raise Invalid(*problems)


def check_linkable(state: IntentionState) -> None:
    """Refuse to split or merge what is over."""
    if state not in (IntentionState.ACTIVE, IntentionState.PAUSED):
        raise Outdated("intention", state)


def check_merge(gone: int, kept: int) -> None:
    """Refuse to merge an intention with itself."""
    if gone == kept:
        raise Invalid(Conflict("kept", "merged_with_itself"))
