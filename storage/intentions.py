"""Intentions, their stage history and the counter of visible numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.intentions import (
    OVER,
    Face,
    IntentionDraft,
    IntentionState,
    Known,
    LocationQuality,
    alias,
    number,
    sees_everything,
)
from planning.messages import SurfaceKind
from storage.changes import Change, insert_once
from storage.columns import Words
from storage.meetings import digest_touched
from storage.people import Person
from storage.surfaces import Surface


class Intention(IntentionDraft, table=True):
    """A development intention; never deleted, only paused or abandoned."""

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    alias: str = Field(max_length=120)
    district: str = Field(max_length=60, index=True)
    quality: LocationQuality | None = Field(default=None, sa_type=Words(LocationQuality))
    state: IntentionState = Field(default=IntentionState.ACTIVE, sa_type=Words(IntentionState))
    lead_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime = Field(index=True)
    changed_at: datetime
    external_key: str | None = Field(default=None, max_length=80, unique=True)
    """What the city's own list calls it, so that an import finds it again."""
    imported: bool = False
    """It came with a list: it was running before the bot, so no digest calls it new."""

    @property
    def key(self) -> int:
        """Give the id of a stored intention."""
        assert self.id is not None
        return self.id


class IntentionChange(SQLModel, table=True):
    """A change of stage or state, with who, when and why. `what` is "stage" or "state"."""

    id: int | None = Field(default=None, primary_key=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    what: str = Field(max_length=20)
    before: str = Field(max_length=60)
    after: str = Field(max_length=60)
    reason: str | None = Field(default=None, max_length=1000)
    changed_by: int = Field(foreign_key="person.id")
    changed_at: datetime = Field(index=True)

    @property
    def key(self) -> int:
        """Give the id of a stored change."""
        assert self.id is not None
        return self.id


class Counter(SQLModel, table=True):
    """The last number given out in a series and year ("V" 2026, "alias:bad-cannstatt" 2026)."""

    series: str = Field(max_length=80, primary_key=True)
    year: int = Field(primary_key=True)
    last: int = 0


ALWAYS_SHOWN = (
    "number", "district", "second_district", "confidential", "state", "stage", "route", "neighbourhood", "dwellings",
    "floor_area", "uses", "municipal_land", "existing_public_area", "first_known_on", "move_in_year", "quality", "lead_id",
)  # fmt: skip
HIDDEN_WHEN_MASKED = ("location", "plot", "owner", "source", "source_link")
"""Whatever would tell an insider which site is meant."""


@dataclass(frozen=True)
class Filter:
    """Which intentions a list shows; None means all."""

    district: str | None = None
    state: IntentionState | None = None
    words: str | None = None
    finished_stages: Collection[str] | None = None
    """Only what is over: abandoned, or at one of these last stages."""
    stage: str | None = None
    move_in_year: int | None = None
    move_in_unknown: bool = False


def face(intention: Intention, viewer: Person | None) -> Face:
    """Show an intention as this person may see it; None is a channel or an export.

    Whoever may not see everything gets the alias and neither owner nor place nor source.
    """
    masked = not sees_everything(
        confidential=intention.confidential,
        lead_id=intention.lead_id,
        viewer_id=viewer.id if viewer is not None else None,
        secretariat=viewer is not None and viewer.is_secretariat,
    )
    shown: dict[str, Any] = {name: getattr(intention, name) for name in ALWAYS_SHOWN}
    shown |= {name: None if masked else getattr(intention, name) for name in HIDDEN_WHEN_MASKED}
    title = intention.alias if masked else intention.title
    return Face(id=intention.key, title=title, masked=masked, **shown)


async def next_in_series(session: AsyncSession, series: str, year: int) -> int:
    """Give the next number of a series in a year; two who ask at once get two numbers."""
    return (await numbers_in_series(session, series, year, 1))[0]


async def numbers_in_series(session: AsyncSession, series: str, year: int, count: int) -> range:
    """Give the next `count` numbers of a series in a year, for nobody else."""
    await insert_once(session, Counter(series=series, year=year, last=0))
    await session.exec(
        update(Counter)
        .where(col(Counter.series) == series, col(Counter.year) == year)
        .values(last=Counter.last + count)
    )
    query = select(Counter.last).where(Counter.series == series, Counter.year == year)
    last = (await session.exec(query)).one()
    return range(last - count + 1, last + 1)


async def record(change: Change, draft: IntentionDraft, *, lead_id: int | None, today: date, name: str) -> Intention:
    """Store a new intention with its number and alias; `name` is the district's name for the alias."""
    assert change.person_id is not None, "somebody records it"
    sequence = await next_in_series(change.session, "V", today.year)
    district_sequence = await next_in_series(change.session, f"alias:{draft.district}", today.year)
    intention = Intention(
        **draft.model_dump(),
        number=number(today.year, sequence),
        alias=alias(name, today.year, district_sequence),
        lead_id=lead_id,
        recorded_by=change.person_id,
        recorded_at=change.now,
        changed_at=change.now,
    )
    change.session.add(intention)
    await change.session.flush()
    change.note("recorded", "intention", intention.number, confidential=draft.confidential)
    await digest_touched(change)
    return intention


async def intention(session: AsyncSession, intention_id: int | None) -> Intention | None:
    """Find an intention by id."""
    return None if intention_id is None else await session.get(Intention, intention_id, populate_existing=True)


async def by_reference(session: AsyncSession, reference: str, year: int) -> Intention | None:
    """Find an intention by "V-2026-007" or by "7", which means this year's, else the newest year's."""
    found = await all_by_reference(session, reference)
    this_year = [i for i in found if i.number.startswith(f"V-{year}-")]
    return next(iter(this_year or found), None)


async def all_by_reference(session: AsyncSession, reference: str) -> list[Intention]:
    """List the intentions that "V-2026-007" or "7" may mean, the newest first: a number counts anew each year."""
    text = reference.strip().upper()
    wanted = col(Intention.number).like(f"V-%-{int(text):03d}") if text.isdigit() else Intention.number == text
    return list((await session.exec(select(Intention).where(wanted).order_by(col(Intention.id).desc()))).all())


async def move_in_years(session: AsyncSession) -> list[int]:
    """List the years of moving in that are known of any intention."""
    query = select(Intention.move_in_year).where(col(Intention.move_in_year).is_not(None)).distinct()
    return sorted(year for year in (await session.exec(query)).all() if year is not None)


async def page(
    session: AsyncSession, wanted: Filter, viewer: Person, *, offset: int, limit: int
) -> tuple[list[Intention], int]:
    """List intentions, the newest first, and count all that match.

    Words are looked for only in what the viewer may see: of a confidential intention the alias.
    """
    conditions: list[ColumnElement[bool]] = [col(Intention.state) != IntentionState.MISTAKEN]
    if wanted.district is not None:
        conditions.append(
            or_(col(Intention.district) == wanted.district, col(Intention.second_district) == wanted.district)
        )
    if wanted.state is not None:
        conditions.append(col(Intention.state) == wanted.state)
    if wanted.finished_stages is not None:
        abandoned = col(Intention.state).in_(OVER)
        conditions.append(or_(abandoned, col(Intention.stage).in_(wanted.finished_stages)))
    if wanted.stage is not None:
        conditions.append(col(Intention.stage) == wanted.stage)
    if wanted.move_in_year is not None:
        conditions.append(col(Intention.move_in_year) == wanted.move_in_year)
    if wanted.move_in_unknown:
        conditions.append(col(Intention.move_in_year).is_(None))
    conditions.extend(_contains(word, viewer) for word in (wanted.words or "").split())
    query = select(Intention).where(*conditions).order_by(col(Intention.recorded_at).desc(), col(Intention.id).desc())
    rows = (await session.exec(query.offset(offset).limit(limit))).all()
    total = (await session.exec(select(func.count()).select_from(Intention).where(*conditions))).one()
    return list(rows), total


def _contains(word: str, viewer: Person) -> ColumnElement[bool]:
    open_to_all = (Intention.number, Intention.alias, Intention.neighbourhood, Intention.uses)
    real = (Intention.title, Intention.location, Intention.plot, Intention.owner)
    public = or_(*(col(c).icontains(word, autoescape=True) for c in open_to_all))
    known = or_(*(col(c).icontains(word, autoescape=True) for c in real))
    if viewer.is_secretariat:
        return or_(public, known)
    permitted = or_(col(Intention.confidential).is_(False), col(Intention.lead_id) == viewer.id)
    return or_(public, and_(permitted, known))


async def known(session: AsyncSession) -> list[Known]:
    """List what the duplicate check compares with: all intentions that were neither abandoned nor struck off."""
    over = (*OVER, IntentionState.MISTAKEN)
    query = select(Intention).where(col(Intention.state).not_in(over))
    return [Known(i.key, i.title, i.location, i.plot) for i in (await session.exec(query)).all()]


async def led_by(session: AsyncSession, person_id: int) -> list[Intention]:
    """List the active intentions of one project lead, the newest first."""
    query = select(Intention).where(Intention.lead_id == person_id, Intention.state == IntentionState.ACTIVE)
    return list((await session.exec(query.order_by(col(Intention.id).desc()))).all())


async def active(session: AsyncSession, limit: int = 100) -> list[Intention]:
    """List active intentions for a select, the newest first."""
    query = select(Intention).where(Intention.state == IntentionState.ACTIVE)
    return list((await session.exec(query.order_by(col(Intention.id).desc()).limit(limit))).all())


async def move(
    change: Change, intention: Intention, *, what: Literal["stage", "state"], after: str, reason: str | None
) -> IntentionChange:
    """Change the stage or the state of an intention and keep the step in its history."""
    assert change.person_id is not None, "somebody changes it"
    step = IntentionChange(
        intention_id=intention.key,
        what=what,
        before=str(getattr(intention, what)),
        after=after,
        reason=reason,
        changed_by=change.person_id,
        changed_at=change.now,
    )
    setattr(intention, what, IntentionState(after) if what == "state" else after)
    intention.changed_at = change.now
    change.session.add_all((intention, step))
    await change.session.flush()
    change.note(f"changed_{what}", "intention", intention.number, reason, before=step.before, after=after)
    await digest_touched(change)
    return step


async def steps(session: AsyncSession, intention_id: int) -> list[IntentionChange]:
    """List an intention's changes of stage and state, the newest first."""
    query = select(IntentionChange).where(IntentionChange.intention_id == intention_id)
    return list((await session.exec(query.order_by(col(IntentionChange.id).desc()))).all())


async def step(session: AsyncSession, change_id: int) -> IntentionChange | None:
    """Find one change of stage or state."""
    return await session.get(IntentionChange, change_id)


async def card_of(session: AsyncSession, intention_id: int) -> Surface | None:
    """Find the card of an intention in the group's channel; None when none was promised."""
    query = select(Surface).where(Surface.kind == SurfaceKind.CARD, Surface.subject_id == intention_id)
    return (await session.exec(query)).first()


async def edit(change: Change, intention: Intention, draft: IntentionDraft, *, lead_id: int | None) -> None:
    """Store changed fields; the audit keeps which ones, their values stay in the table only."""
    wanted = {**draft.model_dump(exclude={"stage"}), "lead_id": lead_id}
    changed = [name for name, value in wanted.items() if getattr(intention, name) != value]
    for name in changed:
        setattr(intention, name, wanted[name])
    intention.changed_at = change.now
    change.session.add(intention)
    change.note("edited", "intention", intention.number, fields=changed)
    await digest_touched(change)
