"""Development intentions: what is recorded, what confidentiality hides, when two are one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import field_validator
from rapidfuzz import fuzz, utils
from sqlmodel import Field, SQLModel

from planning.errors import Backwards, InTheFuture, Invalid, Problem, Required

TITLE_LENGTH = 120
LONG_TEXT = 1000
SIMILAR = 82
"""Score (0–100, rapidfuzz) from which two titles or places are likely the same."""


class IntentionState(StrEnum):
    """Whether the group still works on an intention; its stage is another matter."""

    ACTIVE = "active"
    PAUSED = "paused"
    ABANDONED = "abandoned"
    MERGED = "merged"
    """It went into another intention, to which its number leads."""
    MISTAKEN = "mistaken"
    """Recorded by mistake and struck off before anybody was asked; its number is not given out again."""


class LocationQuality(StrEnum):
    """How sought-after a location is (Wohnlage): needs are asked for in all of them, and the balance shows it."""

    GOOD = "good"
    MEDIUM = "medium"
    SIMPLE = "simple"


OVER = frozenset({IntentionState.ABANDONED, IntentionState.MERGED})
"""Nobody answers for what is in these states any more."""


class IntentionDraft(SQLModel):
    """What is known of an intention; title and district suffice, None means unknown.

    `district`, `second_district`, `route` and `stage` are catalogue ids; `floor_area` is m² (GF).
    """

    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    district: str = Field(min_length=1, max_length=60)
    second_district: str | None = Field(default=None, max_length=60)
    neighbourhood: str | None = Field(default=None, max_length=120)
    location: str | None = Field(default=None, max_length=200)
    plot: str | None = Field(default=None, max_length=80)
    dwellings: int | None = Field(default=None, ge=0, le=50_000)
    floor_area: int | None = Field(default=None, ge=0, le=5_000_000)
    uses: str | None = Field(default=None, max_length=LONG_TEXT)
    route: str = Field(default="unknown", max_length=60)
    stage: str = Field(max_length=60)
    owner: str | None = Field(default=None, max_length=200)
    confidential: bool = False
    municipal_land: bool | None = None
    existing_public_area: bool | None = None
    source: str | None = Field(default=None, max_length=200)
    source_link: str | None = Field(default=None, max_length=500)
    first_known_on: date | None = None
    move_in_year: int | None = Field(default=None, ge=2000, le=2100)
    quality: LocationQuality | None = None

    @field_validator("title")
    @classmethod
    def _one_line(cls, title: str) -> str:
        return " ".join(title.split())

    def check(self, today: date) -> None:
        """Raise Invalid for what only the date can tell."""
        problems: list[Problem] = []
        if not self.title:
            problems.append(Required("title"))
        if self.first_known_on is not None and self.first_known_on > today:
            problems.append(InTheFuture("first_known_on", self.first_known_on))
        if problems:
            raise Invalid(*problems)


@dataclass(frozen=True)
class Face:
    """An intention as one person may see it; the only form in which views get one.

    With `masked`, title is the alias and owner, location, plot and source are None.
    """

    id: int
    number: str
    title: str
    district: str
    second_district: str | None
    masked: bool
    confidential: bool
    state: IntentionState
    stage: str
    route: str
    neighbourhood: str | None
    location: str | None
    plot: str | None
    owner: str | None
    source: str | None
    source_link: str | None
    dwellings: int | None
    floor_area: int | None
    uses: str | None
    municipal_land: bool | None
    existing_public_area: bool | None
    first_known_on: date | None
    move_in_year: int | None
    lead_id: int | None
    quality: LocationQuality | None = None


def sees_everything(*, confidential: bool, lead_id: int | None, viewer_id: int | None, secretariat: bool) -> bool:
    """Say whether a viewer sees title and owner; None as viewer is a channel or an export."""
    if not confidential:
        return True
    return viewer_id is not None and (secretariat or viewer_id == lead_id)


def alias(district_name: str, year: int, sequence: int) -> str:
    """Name a confidential intention for everyone else: "Vorhaben Bad Cannstatt 26-04"."""
    return f"Vorhaben {district_name} {year % 100:02d}-{sequence:02d}"


def number(year: int, sequence: int) -> str:
    """Give the visible number, "V-2026-007"."""
    return f"V-{year}-{sequence:03d}"


def check_stage_change(*, order: Iterable[str], present: str, wanted: str, reason: str | None) -> None:
    """Refuse an unknown stage, and a step backwards without a reason."""
    stages = list(order)
    if wanted not in stages:
        raise Invalid(Required("stage"))
    went_back = present in stages and stages.index(wanted) < stages.index(present)
    if went_back and not (reason or "").strip():
        raise Invalid(Backwards("reason", present=present, wanted=wanted))


@dataclass(frozen=True)
class Known:
    """What the duplicate check compares; texts are the real ones, never aliases."""

    id: int
    title: str
    location: str | None
    plot: str | None


def likely_duplicates(title: str, location: str | None, plot: str | None, known: Iterable[Known]) -> list[int]:
    """Return ids of intentions that are probably the same, most similar first, five at most."""
    scored = [(_similarity(title, location, plot, other), other.id) for other in known]
    hits = sorted((pair for pair in scored if pair[0] >= SIMILAR), key=lambda pair: (-pair[0], pair[1]))
    return [intention_id for _, intention_id in hits[:5]]


def _similarity(title: str, location: str | None, plot: str | None, other: Known) -> float:
    pairs = [(title, other.title), (location, other.location), (plot, other.plot)]
    return max(_alike(ours, theirs) for ours, theirs in pairs)


def _alike(ours: str | None, theirs: str | None) -> float:
    if not ours or not theirs:
        return 0.0
    first, second = utils.default_process(ours), utils.default_process(theirs)
    # "Zollhofareal" and "Zollhof-Areal" are one word to people, "Areal Zollhof" the same in another order
    return max(fuzz.token_sort_ratio(first, second), fuzz.ratio(first.replace(" ", ""), second.replace(" ", "")))
