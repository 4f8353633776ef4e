"""Key figures as the group has agreed on them, version by version, and what is known of an intention's size."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from planning.catalogue import Catalogue
from planning.catalogue.figures import rules, seeded
from planning.errors import Missing
from planning.figures import Figure, FigureDraft, FigureStatus, Housing, Override, Rules, Site, SiteDraft
from storage.changes import Change, insert_once
from storage.columns import JSON_VALUE, Exact, Words
from storage.intentions import Intention


class FigureVersion(SQLModel, table=True):
    """One version of a key figure; versions are only ever added. The catalogue has its name and unit."""

    __tablename__ = "figure_version"
    __table_args__ = (UniqueConstraint("figure", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    figure: str = Field(max_length=60, index=True)
    version: int
    value: Decimal = Field(sa_type=Exact)
    low: Decimal | None = Field(default=None, sa_type=Exact)
    high: Decimal | None = Field(default=None, sa_type=Exact)
    binding: FigureStatus = Field(sa_type=Words(FigureStatus))
    source: str = Field(max_length=300)
    valid_from: date
    reason: str | None = Field(default=None, max_length=500)
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime


class SiteFacts(SiteDraft, table=True):
    """What a planner knows of an intention's dwellings beyond their number; `overrides` by figure: value, reason."""

    __tablename__ = "site_facts"

    intention_id: int = Field(primary_key=True, foreign_key="intention.id")
    overrides: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON_VALUE)


async def seed_figures(c: Change, catalogue: Catalogue) -> int:
    """Add the first version of every key figure the database lacks; return how many. Idempotent."""
    added = 0
    for seed in catalogue.figures.values():
        row = FigureVersion(
            figure=seed.id, version=1, value=seed.value, low=seed.low, high=seed.high, binding=seed.binding,
            source=seed.source[:300], valid_from=seed.valid_from, changed_at=c.now,
        )  # fmt: skip
        added += await insert_once(c.session, row)
    if added:
        c.note("seeded", "figure", "catalogue", added=added)
    return added


async def versions(session: AsyncSession, figure: str) -> list[FigureVersion]:
    """List the versions of a key figure, newest first."""
    query = select(FigureVersion).where(FigureVersion.figure == figure).order_by(col(FigureVersion.version).desc())
    return list((await session.exec(query)).all())


async def in_force(session: AsyncSession, catalogue: Catalogue, day: date, language: str = "de") -> dict[str, Figure]:
    """Give every key figure in the version that counts on `day`: of those begun by then the newest.

    A figure that nobody has seeded or that begins later counts as the catalogue has it.
    """
    figures = {seed.id: seeded(seed, language) for seed in catalogue.figures.values()}
    begun = select(FigureVersion).where(col(FigureVersion.valid_from) <= day).order_by(col(FigureVersion.version))
    for row in (await session.exec(begun)).all():
        if row.figure in figures:
            figures[row.figure] = _figure(figures[row.figure], row)
    return figures


async def all_versions(session: AsyncSession, catalogue: Catalogue) -> dict[str, list[Figure]]:
    """Give every key figure's versions, the oldest first; the catalogue's own where nobody has seeded it."""
    known = {figure: seeded(seed) for figure, seed in catalogue.figures.items()}
    found: dict[str, list[Figure]] = {figure: [] for figure in known}
    query = select(FigureVersion).order_by(col(FigureVersion.figure), col(FigureVersion.version))
    for row in (await session.exec(query)).all():
        if row.figure in found:
            found[row.figure].append(_figure(known[row.figure], row))
    return {figure: of or [known[figure]] for figure, of in found.items()}


def _figure(named: Figure, row: FigureVersion) -> Figure:
    return Figure(
        id=row.figure, version=row.version, name=named.name, value=row.value, unit=named.unit, status=row.binding,
        source=row.source, low=row.low, high=row.high, valid_from=row.valid_from,
    )  # fmt: skip


async def revise(c: Change, catalogue: Catalogue, figure: str, draft: FigureDraft) -> FigureVersion:
    """Add a version of a key figure; those before it stay readable. Raises Missing for an unknown one."""
    await seed_figures(c, catalogue)
    known = await versions(c.session, figure)
    if not known:
        raise Missing("figure", figure)
    row = FigureVersion(
        **draft.model_dump(), figure=figure, version=known[0].version + 1, changed_by=c.person_id, changed_at=c.now
    )
    c.session.add(row)
    await c.session.flush()
    c.note("revised", "figure", figure, draft.reason, before=str(known[0].value), after=str(draft.value))
    return row


async def site_facts(session: AsyncSession, intention_id: int) -> SiteFacts:
    """Give what is known of an intention's dwellings; nothing but defaults where nobody said anything."""
    known = await session.get(SiteFacts, intention_id, populate_existing=True)
    return known if known is not None else SiteFacts(intention_id=intention_id)


async def describe_site(c: Change, intention: Intention, draft: SiteDraft) -> None:
    """Store how many dwellings are small, micro or removed."""
    facts = await site_facts(c.session, intention.key)
    before = facts.model_dump(include=set(SiteDraft.model_fields))
    facts.sqlmodel_update(draft.model_dump())
    c.session.add(facts)
    c.note("described", "site", intention.number, before=before, after=draft.model_dump())


async def override(c: Change, intention: Intention, figure: str, given: Override | None) -> None:
    """Let another value stand in for a key figure on this intention's sheet; None takes it back."""
    facts = await site_facts(c.session, intention.key)
    kept = {name: value for name, value in facts.overrides.items() if name != figure}
    if given is not None:
        kept[figure] = {"value": format(given.value, "f"), "reason": given.reason}
    before = facts.overrides.get(figure)
    facts.overrides = kept
    c.session.add(facts)
    c.note(
        "overrode" if given is not None else "restored", "figure", intention.number, given.reason if given else None,
        figure=figure, before=before, after=kept.get(figure),
    )  # fmt: skip


async def rules_for(
    session: AsyncSession, catalogue: Catalogue, facts: SiteFacts, day: date, language: str = "de"
) -> Rules:
    """Join key figures in force, calculations and an intention's own values."""
    return overridden(await general_rules(session, catalogue, day, language), facts)


async def general_rules(session: AsyncSession, catalogue: Catalogue, day: date, language: str = "de") -> Rules:
    """Join key figures in force and calculations, without any intention's own values."""
    return rules(await in_force(session, catalogue, day, language), catalogue.calculations.values(), language)


def overridden(general: Rules, facts: SiteFacts) -> Rules:
    """Put an intention's own values in."""
    return Rules(general.figures, general.calculations, _overrides(facts.overrides, general.figures))


async def site_facts_of(session: AsyncSession, intentions: Collection[int]) -> dict[int, SiteFacts]:
    """Give what is known of the dwellings of several intentions at once."""
    known = await session.exec(select(SiteFacts).where(col(SiteFacts.intention_id).in_(intentions)))
    found = {row.intention_id: row for row in known.all()}
    return {one: found.get(one) or SiteFacts(intention_id=one) for one in intentions}


def _overrides(stored: Mapping[str, Mapping[str, str]], known: Mapping[str, Figure]) -> dict[str, Override]:
    return {
        figure: Override(value=Decimal(given["value"]), reason=given["reason"])
        for figure, given in stored.items()
        if figure in known
    }


def site_of(intention: Intention, facts: SiteFacts, catalogue: Catalogue) -> Site:
    """Give an intention's size as the sheet takes it; dwellings not said to be small or micro are family dwellings."""
    dwellings = None
    if intention.dwellings is not None:
        small, micro = facts.small_dwellings or 0, facts.micro_dwellings or 0
        family = max(intention.dwellings - small - micro, 0)
        dwellings = {Housing.FAMILY: family, Housing.SMALL: small, Housing.MICRO: micro}
    area = Decimal(intention.floor_area) if intention.floor_area is not None else None
    return Site(
        dwellings=dwellings,
        removed=facts.removed_dwellings or 0,
        floor_area=area,
        municipal_land=bool(intention.municipal_land),
        infill=not catalogue.routes[intention.route].sim,
    )
