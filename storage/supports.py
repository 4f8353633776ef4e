"""What other offices say to a need: their support with an argument, whom it benefits or harms in their view."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import UniqueConstraint, or_, update
from sqlmodel import Field, SQLModel, col, select

from planning.joint_needs import ARGUMENT_LENGTH, Effect, JointState
from planning.messages import NeedEchoed
from storage.changes import Change, insert_once
from storage.columns import Words
from storage.database import Session
from storage.joint_needs import NeedOwner, Side, hearers
from storage.needs import Need, NeedReport
from storage.people import Office


class NeedSupport(SQLModel, table=True):
    """An office stands behind another office's need; one per office, and it can be taken back."""

    __tablename__ = "need_support"
    __table_args__ = (UniqueConstraint("need_id", "office"),)

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id")
    argument: str = Field(max_length=ARGUMENT_LENGTH)
    given_by: int = Field(foreign_key="person.id")
    given_at: datetime
    withdrawn_at: datetime | None = None


class NeedEffect(SQLModel, table=True):
    """What a need does to one target group, in the view of an office that did not report it."""

    __tablename__ = "need_effect"
    __table_args__ = (UniqueConstraint("need_id", "office", "target_group"),)

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id")
    target_group: str = Field(max_length=60)
    effect: Effect = Field(sa_type=Words(Effect))
    note: str | None = Field(default=None, max_length=ARGUMENT_LENGTH)
    given_by: int = Field(foreign_key="person.id")
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Support:
    """An office's support as it stands: the office's short name, its argument, when."""

    office_id: str
    office: str
    argument: str
    at: datetime


@dataclass(frozen=True)
class SeenEffect:
    """What a need does to target groups in an office's view."""

    office_id: str
    office: str
    effect: Effect
    target_groups: tuple[str, ...]
    note: str | None


async def supporters(session: Session, needs: Collection[int]) -> dict[int, list[Support]]:
    """Give who supports each of these needs, in the order it was given."""
    query = (
        select(NeedSupport, Office)
        .join(Office, col(Office.id) == col(NeedSupport.office))
        .where(col(NeedSupport.need_id).in_(needs), col(NeedSupport.withdrawn_at).is_(None))
        .order_by(col(NeedSupport.given_at), col(NeedSupport.id))
    )
    found: dict[int, list[Support]] = {}
    for row, office in (await session.exec(query)).all():
        found.setdefault(row.need_id, []).append(Support(office.id, office.short, row.argument, row.given_at))
    return found


async def effects_of(session: Session, needs: Collection[int]) -> dict[int, list[SeenEffect]]:
    """Give whom each of these needs benefits or harms in the view of other offices, one entry per office and effect."""
    query = (
        select(NeedEffect, Office)
        .join(Office, col(Office.id) == col(NeedEffect.office))
        .where(col(NeedEffect.need_id).in_(needs), col(NeedEffect.withdrawn_at).is_(None))
        .order_by(col(Office.position), col(Office.id), col(NeedEffect.id))
    )
    grouped: dict[tuple[int, str, Effect, str | None], SeenEffect] = {}
    for row, office in (await session.exec(query)).all():
        key = (row.need_id, office.id, row.effect, row.note)
        before = grouped[key].target_groups if key in grouped else ()
        grouped[key] = SeenEffect(office.id, office.short, row.effect, (*before, row.target_group), row.note)
    found: dict[int, list[SeenEffect]] = {}
    for (need_id, *_), seen in grouped.items():
        found.setdefault(need_id, []).append(seen)
    return found


async def support(change: Change, of: Side, office: str, argument: str) -> None:
    """Let an office stand behind another one's need, or give a new argument; the owner hears of the first time."""
    assert change.person_id is not None, "somebody supports it"
    row = NeedSupport(
        need_id=of.need.key, office=office, argument=argument, given_by=change.person_id, given_at=change.now
    )
    if not await insert_once(change.session, row):
        where = (col(NeedSupport.need_id) == of.need.key, col(NeedSupport.office) == office)
        values = {"argument": argument, "given_by": change.person_id, "given_at": change.now, "withdrawn_at": None}
        await change.session.exec(update(NeedSupport).where(*where).values(**values))
    change.note("supported", "need", of.need.key, argument, office=office)
    await _tell_owner(change, of, office, "support")


async def end_support(change: Change, need_id: int, office: str) -> bool:
    """Take an office's support back; False when there was none."""
    where = (col(NeedSupport.need_id) == need_id, col(NeedSupport.office) == office)
    given = update(NeedSupport).where(*where, col(NeedSupport.withdrawn_at).is_(None))
    ended = (await change.session.exec(given.values(withdrawn_at=change.now))).rowcount == 1
    if ended:
        change.note("ended_support", "need", need_id, office=office)
    return ended


async def see_effects(change: Change, of: Side, seen: SeenEffect) -> None:
    """Store an office's whole view of a need; what it said before is replaced, no target group takes it back."""
    assert change.person_id is not None, "somebody says it"
    where = (col(NeedEffect.need_id) == of.need.key, col(NeedEffect.office) == seen.office_id)
    if not seen.target_groups:
        await change.session.exec(update(NeedEffect).where(*where).values(withdrawn_at=change.now))
    for group in seen.target_groups:
        row = NeedEffect(
            need_id=of.need.key, office=seen.office_id, target_group=group, effect=seen.effect, note=seen.note,
            given_by=change.person_id, given_at=change.now,
        )  # fmt: skip
        if not await insert_once(change.session, row):
            values = {"effect": seen.effect, "note": seen.note, "given_by": change.person_id,
                      "given_at": change.now, "withdrawn_at": None}  # fmt: skip
            one = (*where, col(NeedEffect.target_group) == group)
            await change.session.exec(update(NeedEffect).where(*one).values(**values))
    groups = list(seen.target_groups)
    change.note("saw_effect", "need", of.need.key, seen.note, office=seen.office_id, effect=seen.effect, groups=groups)
    if groups:
        await _tell_owner(change, of, seen.office_id, "effect")


async def hand_on(change: Change, office: str, into: str) -> int:
    """Let what an office said to needs be said by the one it becomes part of; gives how much that is.

    What that one has said to the same need itself stays. What either said to a need of the other ends: nobody supports
    a need of its own.
    """
    both = (office, into)
    supported = select(NeedSupport).where(col(NeedSupport.office).in_(both)).order_by(col(NeedSupport.id))
    seen = select(NeedEffect).where(col(NeedEffect.office).in_(both)).order_by(col(NeedEffect.id))
    given = (await change.session.exec(supported.with_for_update())).all()
    views = (await change.session.exec(seen.with_for_update())).all()
    return await _hand_on(change, given, both) + await _hand_on(change, views, both)


async def _hand_on(change: Change, rows: Sequence[NeedSupport | NeedEffect], offices: tuple[str, str]) -> int:
    office, into = offices
    own = await _owned(change.session, {row.need_id for row in rows}, offices)
    taken = {_about(row): row for row in rows if row.office == into}
    moved = 0
    for row in rows:
        if row.withdrawn_at is not None:
            continue
        if row.need_id in own:
            row.withdrawn_at = change.now
        elif row.office == office:
            moved += 1
            _move(row, taken.get(_about(row)), into, change.now)
        change.session.add(row)
    await change.session.flush()
    return moved


def _about(row: NeedSupport | NeedEffect) -> tuple[int, str]:
    return row.need_id, row.target_group if isinstance(row, NeedEffect) else ""


def _move(row: NeedSupport | NeedEffect, there: NeedSupport | NeedEffect | None, into: str, now: datetime) -> None:
    """Give a row to the other office; where that one once said something itself, its row says it again."""
    if there is None:
        row.office = into
        return
    if there.withdrawn_at is not None:
        said = row.model_dump(exclude={"id", "office"})
        there.sqlmodel_update(said)
    row.withdrawn_at = now


async def _owned(session: Session, needs: Collection[int], offices: Collection[str]) -> set[int]:
    """Give those of some needs that these offices, or what has become part of them, own alone or with others."""
    theirs = select(Office.id).where(or_(col(Office.id).in_(offices), col(Office.merged_into).in_(offices)))
    reported = (
        select(Need)
        .join(NeedReport, col(NeedReport.id) == col(Need.report_id))
        .where(col(Need.id).in_(needs), col(NeedReport.office).in_(theirs))
    )
    joint = select(col(NeedOwner.need_id)).where(
        col(NeedOwner.need_id).in_(needs), col(NeedOwner.office).in_(theirs), NeedOwner.state == JointState.AGREED
    )
    return {*(need.key for need in (await session.exec(reported)).all()), *(await session.exec(joint)).all()}


async def _tell_owner(change: Change, of: Side, office: str, what: Literal["support", "effect"]) -> None:
    for reader in await hearers(change, of):
        message = NeedEchoed(need_id=of.need.key, office=office, what=what)
        change.tell(message, f"need:{of.need.key}:{what}:{office}", person_id=reader)
