"""How intentions came of one another, and the move of what belongs to one into another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Field, SQLModel, col, func, or_, select

from planning.intention_links import LinkKind, MergeDraft, PartDraft
from planning.intentions import OVER, IntentionDraft, IntentionState
from planning.messages import IntentionLinked, SurfaceKind
from planning.needs import InquiryState, RequestState
from planning.people import Act
from planning.reports import snapshot
from storage import confirmation_requests, intentions, reports
from storage.changes import Change
from storage.columns import Words
from storage.database import Session
from storage.intention_surfaces import rename
from storage.intentions import Intention, IntentionChange
from storage.meetings import Update, digest_touched
from storage.need_sites import NeedSite
from storage.needs import Inquiry, Need, NeedReport, NeedRequest, ReportVersion, open_request
from storage.people import members
from storage.pools import PoolMember
from storage.results import Result
from storage.topics import TopicPrompt


class IntentionLink(SQLModel, table=True):
    """One intention came of another; nothing of it is ever taken back."""

    __tablename__ = "intention_link"

    id: int | None = Field(default=None, primary_key=True)
    earlier_id: int = Field(foreign_key="intention.id", index=True)
    later_id: int = Field(foreign_key="intention.id", index=True)
    kind: LinkKind = Field(sa_type=Words(LinkKind))
    reason: str | None = Field(default=None, max_length=1000)
    linked_by: int = Field(foreign_key="person.id")
    linked_at: datetime

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


@dataclass(frozen=True)
class Linked:
    """A link as one of its intentions sees it."""

    link: IntentionLink
    other: Intention
    is_later: bool
    """The other one came of this one."""


async def links(session: Session, intention_id: int) -> list[Linked]:
    """List what an intention came of and what came of it, the oldest first."""
    mine = or_(col(IntentionLink.earlier_id) == intention_id, col(IntentionLink.later_id) == intention_id)
    found = []
    for link in (await session.exec(select(IntentionLink).where(mine).order_by(col(IntentionLink.id)))).all():
        is_later = link.earlier_id == intention_id
        other = await session.get(Intention, link.later_id if is_later else link.earlier_id)
        assert other is not None, "the foreign key holds it"
        found.append(Linked(link, other, is_later))
    return found


async def link(session: Session, link_id: int) -> tuple[IntentionLink, Intention, Intention] | None:
    """Find a link with its earlier and its later intention."""
    found = await session.get(IntentionLink, link_id)
    if found is None:
        return None
    earlier = await session.get(Intention, found.earlier_id, populate_existing=True)
    after = await session.get(Intention, found.later_id, populate_existing=True)
    assert earlier is not None, "the foreign key holds it"
    assert after is not None, "the foreign key holds it"
    return found, earlier, after


async def _link(c: Change, earlier: Intention, after: Intention, kind: LinkKind, reason: str | None) -> IntentionLink:
    assert c.person_id is not None, "somebody does it"
    row = IntentionLink(
        earlier_id=earlier.key, later_id=after.key, kind=kind, reason=reason, linked_by=c.person_id, linked_at=c.now
    )
    c.session.add(row)
    await c.session.flush()
    c.note(kind, "intention", earlier.number, reason, other=after.number)
    return row


async def split(
    c: Change, row: Intention, parts: list[PartDraft], reason: str | None, *, today: date, district: str
) -> list[Intention]:
    """Let an intention become several: it stays the first part with all that was reported; offices are told once."""
    made, rows = [], []
    for part in parts[1:]:
        known = {name: getattr(row, name) for name in IntentionDraft.model_fields}
        draft = IntentionDraft.model_validate(known | part.model_dump() | {"floor_area": None})
        new = await intentions.record(c, draft, lead_id=row.lead_id, today=today, name=district)
        made.append(new)
        rows.append(await _link(c, row, new, LinkKind.SPLIT, reason))
    row.title, row.dwellings, row.floor_area = parts[0].title, parts[0].dwellings, None
    row.changed_at = c.now
    c.session.add(row)
    await c.session.flush()
    await _tell(c, rows[-1], row.key)
    await c.redraw(SurfaceKind.CARD, row.key)
    await rename(c, row.key, None)
    await digest_touched(c)
    return made


async def _tell(c: Change, told: IntentionLink, *intention_ids: int) -> None:
    """Tell every office that has reported on these intentions once."""
    query = select(col(NeedReport.office)).where(col(NeedReport.intention_id).in_(intention_ids)).distinct()
    offices = set((await c.session.exec(query)).all())
    for office in sorted(offices):
        own = [one for one in await members(c.session, office) if one.may(Act.ANSWER_REQUEST)]
        for reader in sorted(own, key=lambda one: (not one.lead_contact, one.key))[:1]:
            c.tell(IntentionLinked(link_id=told.key), f"intention-link:{told.key}", person_id=reader.key)


async def merge(
    c: Change, gone: Intention, kept: Intention, draft: MergeDraft
) -> tuple[IntentionLink, IntentionChange]:
    """Let one intention go into another: open requests, needs, results and updates follow, the stricter secrecy wins."""
    row = await _link(c, gone, kept, LinkKind.MERGED, draft.reason)
    step = await intentions.move(c, gone, what="state", after=IntentionState.MERGED, reason=draft.reason)
    hidden = gone.confidential or kept.confidential
    gone.confidential = kept.confidential = hidden
    kept.title, kept.dwellings = draft.title, draft.dwellings
    if gone.floor_area is not None:
        kept.floor_area = gone.floor_area + (kept.floor_area or 0)
    kept.changed_at = c.now
    c.session.add_all((gone, kept))
    await c.session.flush()
    await _move_rounds(c, gone, kept)
    await _move_needs(c, gone, kept, draft.reason)
    for table in (Result, Update):
        here = col(table.intention_id) == gone.key
        await c.session.exec(update(table).where(here).values(intention_id=kept.key))
    await _move_sites(c, gone, kept)
    await confirmation_requests.give_up(c, gone.key)
    await _tell(c, row, gone.key, kept.key)
    for one in (gone, kept):
        await c.redraw(SurfaceKind.CARD, one.key)
        await rename(c, one.key, None)
    await digest_touched(c)
    return row, step


async def _move_rounds(c: Change, gone: Intention, kept: Intention) -> None:
    """Let open requests go on at the one that stays; where an office is asked at both, one inquiry with more time."""
    query = select(NeedRequest).where(NeedRequest.intention_id == gone.key, NeedRequest.state == RequestState.OPEN)
    for request in (await c.session.exec(query.order_by(col(NeedRequest.id)))).all():
        open_there = await open_request(c.session, kept.key) if request.follows is None else None
        if open_there is None:
            await _move_round(c, request, kept)
        else:
            await _join_round(c, request, open_there)


async def _move_round(c: Change, request: NeedRequest, kept: Intention) -> None:
    request.intention_id = kept.key
    if request.follows is not None:
        before = await open_request(c.session, kept.key)
        request.follows = before.key if before is not None else request.follows
    c.session.add(request)
    for table in (Inquiry, TopicPrompt):
        here = col(table.request_id) == request.key
        await c.session.exec(update(table).where(here).values(intention_id=kept.key))
    c.note("moved", "request", request.key, intention=kept.key)


async def _join_round(c: Change, request: NeedRequest, into: NeedRequest) -> None:
    asked = {one.office: one for one in await _inquiries(c, into.key)}
    for inquiry in await _inquiries(c, request.key):
        other = asked.get(inquiry.office)
        if other is None:
            inquiry.request_id, inquiry.intention_id = into.key, into.intention_id
            c.session.add(inquiry)
        elif inquiry.due_at > other.due_at:
            other.due, other.due_at = inquiry.due, inquiry.due_at
            c.session.add(other)
    if request.due_at > into.due_at:
        into.due, into.due_at = request.due, request.due_at
    request.state, request.closed_at = RequestState.CLOSED, c.now
    c.session.add_all((request, into))
    await c.session.flush()
    c.note("merged", "request", request.key, into=into.key)


async def _inquiries(c: Change, request_id: int) -> list[Inquiry]:
    query = select(Inquiry).where(Inquiry.request_id == request_id).order_by(col(Inquiry.id)).with_for_update()
    return list((await c.session.exec(query)).all())


async def _move_needs(c: Change, gone: Intention, kept: Intention, reason: str) -> None:
    """Let every office's needs follow into its report on the one that stays; the old report stays readable."""
    for held in await reports.reports_of(c.session, gone.key):
        if held.newest is None:
            continue
        target = await reports.take(c, kept.key, held.office.id)
        if not held.needs and target.newest is not None:
            continue
        await move_needs(c, list(held.needs), target.report, reason, answer=held.newest.answer)


async def move_needs(
    c: Change, needs: list[Need], target: NeedReport, reason: str, *, answer: InquiryState = InquiryState.REPORTED
) -> None:
    """Put needs under another report and keep what it then says as its next version; nobody is told."""
    assert c.person_id is not None, "somebody moves them"
    await c.session.exec(
        update(Need).where(col(Need.id).in_([need.key for need in needs])).values(report_id=target.key)
    )
    stands = await reports.needs_of(c.session, target.key)
    await write_version(
        c, target, InquiryState.REPORTED if stands else answer, [snapshot(n.key, n) for n in stands], reason
    )


async def write_version(
    c: Change, report: NeedReport, answer: InquiryState, needs: list[dict[str, Any]], reason: str
) -> None:
    """Keep what a report says after a move as its next version."""
    assert c.person_id is not None, "somebody moves them"
    report.version += 1
    report.changed_by, report.changed_at = c.person_id, c.now
    version = ReportVersion(
        report_id=report.key, version=report.version, answer=answer, needs=needs, complete=report.complete,
        reason=reason[:1000], written_by=c.person_id, written_at=c.now,
    )  # fmt: skip
    c.session.add_all((report, version))
    await c.session.flush()
    c.note("moved", "report", report.key, reason, version=report.version, needs=len(needs))


async def _move_sites(c: Change, gone: Intention, kept: Intention) -> None:
    """Let pooled needs belong to the one that stays, and let the other leave its area."""
    there = set((await c.session.exec(select(NeedSite.need_id).where(NeedSite.intention_id == kept.key))).all())
    rows = await c.session.exec(
        select(NeedSite).where(NeedSite.intention_id == gone.key, col(NeedSite.until).is_(None))
    )
    for site in rows.all():
        if site.need_id in there:
            site.until = c.now
        else:
            site.intention_id = kept.key
        c.session.add(site)
    present = (col(PoolMember.intention_id) == gone.key, col(PoolMember.left_at).is_(None))
    await c.session.exec(update(PoolMember).where(*present).values(left_at=c.now))


async def hold(session: Session, *intention_ids: int) -> None:
    """Hold intentions until the end of the transaction, in the order given."""
    for intention_id in intention_ids:
        await session.exec(select(Intention.id).where(Intention.id == intention_id).with_for_update())


async def counts(session: Session, intention_id: int) -> tuple[int, int]:
    """Count the open requests and the results of an intention."""
    requests = select(func.count(col(NeedRequest.id))).where(
        NeedRequest.intention_id == intention_id, NeedRequest.state == RequestState.OPEN
    )
    results = select(func.count(col(Result.id))).where(Result.intention_id == intention_id)
    return (await session.exec(requests)).one(), (await session.exec(results)).one()


async def parts(session: Session, intention_id: int) -> list[Intention]:
    """List an intention and what was split off from it, as far as the group still works on it."""
    first = await session.get(Intention, intention_id)
    assert first is not None, "the caller found it"
    others = [one.other for one in await links(session, intention_id) if one.is_later]
    return [first, *(one for one in others if one.state not in OVER)]


async def assign(c: Change, held: reports.Dossier, wanted: Mapping[int, Intention]) -> int:
    """Move an office's needs to the parts they belong to; return how many moved."""
    moved = [need for need in held.needs if wanted[need.key].key != held.intention.key]
    for part in {wanted[need.key].key: wanted[need.key] for need in moved}.values():
        target = await reports.take(c, part.key, held.office.id)
        reason = f"{held.intention.number} → {part.number}"
        await move_needs(c, [need for need in moved if wanted[need.key].key == part.key], target.report, reason)
        await c.redraw(SurfaceKind.CARD, part.key)
    if moved:
        stands = await reports.needs_of(c.session, held.report.key)
        kept = [snapshot(need.key, need) for need in stands]
        names = ", ".join(sorted({wanted[need.key].number for need in moved}))
        await write_version(c, held.report, InquiryState.REPORTED, kept, f"{held.intention.number} → {names}")
        await rename(c, held.intention.key, None)
        await c.redraw_homes()
        await digest_touched(c)
    return len(moved)
