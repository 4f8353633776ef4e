"""Needs of several offices: one need stays and is counted, the other points to it as long as both agree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.sql.expression import Select

from planning.errors import Missing, Outdated
from planning.joint_needs import ALIVE, JointState, check_still_open, check_two_offices
from planning.messages import JointNeedDecided, JointNeedProposed, SurfaceKind
from planning.people import Act
from storage.changes import Change
from storage.columns import Words
from storage.database import Session
from storage.intentions import Intention
from storage.needs import Need, NeedReport
from storage.people import Office, members, secretariat


class NeedOwner(SQLModel, table=True):
    """Another office's part in a need: `need_id` stays and is counted, `joined_id` is that office's own need in it.

    Rows are never deleted: a part that was refused or dissolved stays readable.
    """

    __tablename__ = "need_owner"

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", index=True)
    joined_id: int = Field(foreign_key="need.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id")
    state: JointState = Field(default=JointState.PROPOSED, sa_type=Words(JointState))
    note: str | None = Field(default=None, max_length=1000)
    proposed_by: int = Field(foreign_key="person.id")
    proposed_office: str = Field(max_length=60, foreign_key="office.id")
    """The one of the two offices that proposed it; the other one decides."""
    proposed_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


@dataclass(frozen=True)
class Side:
    """One of the two needs, with the report and the office it is of."""

    need: Need
    report: NeedReport
    office: Office


@dataclass(frozen=True)
class Part:
    """One office's part in a joint need: the need that stays and is counted, and that office's own one."""

    row: NeedOwner
    stays: Side
    joined: Side
    intention: Intention

    @property
    def asked(self) -> Side:
        """Give the side that has to agree: the one that did not propose it."""
        return self.joined if self.joined.office.id != self.row.proposed_office else self.stays

    @property
    def offices(self) -> frozenset[str]:
        """Give the ids of the offices that speak for both needs today."""
        return frozenset((self.stays.office.today, self.joined.office.today))


async def side(session: Session, need_id: int) -> Side:
    """Find a need that was not withdrawn, with its office. Raises Missing."""
    query = _sides().where(col(Need.id) == need_id, col(Need.withdrawn_at).is_(None))
    found = (await session.exec(query)).first()
    if found is None:
        raise Missing("need")
    return Side(*found)


def _sides() -> Select[Need, NeedReport, Office]:
    query = select(Need, NeedReport, Office).join(NeedReport, col(NeedReport.id) == col(Need.report_id))
    return query.join(Office, col(Office.id) == col(NeedReport.office))


async def part(session: Session, owner_id: int, *, lock: bool = False) -> Part:
    """Find one part; `lock` holds it until the end of the transaction. Raises Missing."""
    query = select(NeedOwner).where(NeedOwner.id == owner_id).execution_options(populate_existing=True)
    row = (await session.exec(query.with_for_update() if lock else query)).first()
    if row is None:
        raise Missing("need")
    return (await _parts(session, [row]))[0]


async def parts_of(session: Session, need_ids: Collection[int]) -> list[Part]:
    """List the parts that these needs have or are, proposed or agreed."""
    about = or_(col(NeedOwner.need_id).in_(need_ids), col(NeedOwner.joined_id).in_(need_ids))
    query = select(NeedOwner).where(about, col(NeedOwner.state).in_(ALIVE)).order_by(col(NeedOwner.id))
    return await _parts(session, (await session.exec(query)).all())


async def _parts(session: Session, rows: Sequence[NeedOwner]) -> list[Part]:
    wanted = {row.need_id for row in rows} | {row.joined_id for row in rows}
    found = (await session.exec(_sides().where(col(Need.id).in_(wanted)))).all() if wanted else []
    sides = {need.key: Side(need, report, office) for need, report, office in found}
    parts = []
    for row in rows:
        intention = await session.get(Intention, sides[row.need_id].report.intention_id)
        assert intention is not None, "the foreign key holds it"
        parts.append(Part(row, sides[row.need_id], sides[row.joined_id], intention))
    return parts


async def owners(session: Session, needs: Collection[int]) -> dict[int, list[Office]]:
    """Give the other offices that own each of these needs together with the one that reported it."""
    query = (
        select(NeedOwner.need_id, Office)
        .join(Office, col(Office.id) == col(NeedOwner.office))
        .where(col(NeedOwner.need_id).in_(needs), NeedOwner.state == JointState.AGREED)
        .order_by(col(Office.position), col(Office.id))
    )
    found: dict[int, list[Office]] = {}
    for need_id, office in (await session.exec(query)).all():
        found.setdefault(need_id, []).append(office)
    return found


def is_joined() -> ColumnElement[bool]:
    """Say in a query of needs whether a need is part of another one, and so is not counted itself."""
    part_of = select(NeedOwner.id).where(col(NeedOwner.joined_id) == col(Need.id), NeedOwner.state == JointState.AGREED)
    return part_of.correlate(Need).exists()


async def propose(change: Change, stays: Side, joined: Side, by: Side, note: str | None) -> NeedOwner:
    """Propose that the first of two needs stands for both; the other office than that of `by` agrees or not.

    Raises Invalid for two needs of one office, Outdated when one of them is part of another proposal.
    """
    assert change.person_id is not None, "somebody proposes it"
    check_two_offices(stays.office.today, joined.office.today)
    ids = (stays.need.key, joined.need.key)
    await change.session.exec(select(Need.id).where(col(Need.id).in_(ids)).order_by(col(Need.id)).with_for_update())
    for one in await parts_of(change.session, ids):
        # Several offices may join one need; a need that is joined is no longer free, nor may it carry others.
        if one.row.joined_id in ids or one.row.need_id == joined.need.key:
            raise Outdated("joint_need", one.row.state)
    row = NeedOwner(
        need_id=stays.need.key, joined_id=joined.need.key, office=joined.office.id, note=note,
        proposed_by=change.person_id, proposed_office=by.office.id, proposed_at=change.now,
    )  # fmt: skip
    change.session.add(row)
    await change.session.flush()
    for reader in await hearers(change, joined if by.office.id == stays.office.id else stays):
        change.tell(JointNeedProposed(owner_id=row.key), f"joint_need:{row.key}:proposed", person_id=reader)
    change.note("proposed", "joint_need", row.key, note, need=row.need_id, joined=row.joined_id)
    return row


async def hearers(change: Change, of: Side) -> list[int]:
    """Give who of an office hears what others say to its need: who reported last, else its lead contact.

    Where nobody of the office can be reached it is the secretariat.
    """
    own = [one for one in await members(change.session, of.office.today) if one.may(Act.ANSWER_REQUEST)]
    ranked = sorted(own, key=lambda one: (one.key != of.report.changed_by, not one.lead_contact, one.key))
    found = [one.key for one in ranked[:1]] or [one.key for one in await secretariat(change.session)]
    return [one for one in found if one != change.person_id]


async def decide(change: Change, held: Part, state: JointState) -> None:
    """Agree, refuse or dissolve; the first decision counts, and both offices hear of it."""
    check_still_open(held.row.state, state)
    await _end(change, held, state, (held.stays, held.joined))
    await change.redraw(SurfaceKind.CARD, held.intention.key)


async def dissolve_with(change: Change, needs: Sequence[Need]) -> None:
    """End what joined needs that are withdrawn: the other need stands for itself again."""
    gone = {need.key for need in needs}
    for held in await parts_of(change.session, gone) if gone else []:
        left = held.joined if held.stays.need.key in gone else held.stays
        await _end(change, held, JointState.DISSOLVED, (left,))


async def _end(change: Change, held: Part, state: JointState, told: Sequence[Side]) -> None:
    held.row.state, held.row.decided_by, held.row.decided_at = state, change.person_id, change.now
    change.session.add(held.row)
    await change.session.flush()
    change.note(state, "joint_need", held.row.key, need=held.row.need_id, joined=held.row.joined_id)
    for one in told:
        for reader in await hearers(change, one):
            message = JointNeedDecided(owner_id=held.row.key, state=state)
            change.tell(message, f"joint_need:{held.row.key}:{state}", person_id=reader)
