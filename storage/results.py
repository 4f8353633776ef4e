"""Results of meetings and their life: recorded, delayed, handed over, corrected, done, fallen due."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, col, select

from planning.errors import Missing, Outdated
from planning.messages import ResultAssigned, ResultTriggered, SurfaceKind
from planning.people import Candidate, choose_contact
from planning.results import (
    CorrectionDraft,
    DelayDraft,
    HandoverDraft,
    ResultChangeKind,
    ResultDraft,
    ResultKind,
    ResultState,
    SettlementDraft,
    WithdrawalDraft,
    number,
)
from storage.changes import Change
from storage.columns import Words
from storage.intentions import intention, next_in_series
from storage.meetings import digest_touched
from storage.people import members, secretariat
from storage.surfaces import Surface

SERIES = "E"


class Result(ResultDraft, table=True):
    """A result with one responsible office; `responsible_id` is that office's person."""

    __table_args__ = (
        Index(
            "result_open_due",
            "due",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "result_open_office",
            "office",
            "due",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    kind: ResultKind = Field(sa_type=Words(ResultKind))
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    intention_id: int | None = Field(default=None, foreign_key="intention.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id", index=True)
    responsible_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    state: ResultState = Field(default=ResultState.OPEN, sa_type=Words(ResultState))
    triggered_on: date | None = None
    revision: int = 0
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime
    evidence: str | None = Field(default=None, max_length=1000)
    done_on: date | None = None
    """The day on which it was done, as the office says; `settled_at` is when it said so."""
    settled_by: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = None
    external_key: str | None = Field(default=None, max_length=80, unique=True)
    """What the city's own list calls it, so that an import finds it again."""

    @property
    def key(self) -> int:
        """Give the id of a stored result."""
        assert self.id is not None
        return self.id

    @property
    def is_information(self) -> bool:
        """Say whether there is nothing to do: an information has no date and is never reminded of."""
        return self.kind is ResultKind.INFORMATION


class ResultChange(SQLModel, table=True):
    """A delay, handover, correction, completion or withdrawal, with who, when and why."""

    id: int | None = Field(default=None, primary_key=True)
    result_id: int = Field(foreign_key="result.id", index=True)
    what: ResultChangeKind = Field(sa_type=Words(ResultChangeKind))
    before: str | None = Field(default=None, max_length=1000)
    after: str | None = Field(default=None, max_length=1000)
    reason: str | None = Field(default=None, max_length=1000)
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime


async def record_result(change: Change, draft: ResultDraft, today: date) -> Result:
    """Store a checked result and tell whoever is responsible; an information needs nothing done."""
    assert change.person_id is not None, "only people record results"
    informs = draft.kind is ResultKind.INFORMATION
    result = Result(
        **draft.model_dump(),
        number=number(today.year, await next_in_series(change.session, SERIES, today.year)),
        state=ResultState.DONE if informs else ResultState.OPEN,
        responsible_id=await contact_for(change, draft.office, today, draft.intention_id),
        recorded_by=change.person_id,
        recorded_at=change.now,
    )
    change.session.add(result)
    await change.session.flush()
    await assign(change, result)
    await redraw_result(change, result, result.office)
    change.note("recorded", "result", result.key, kind=result.kind, office=result.office)
    return result


async def result_to_change(change: Change, result_id: int) -> Result:
    """Read a result so that nobody else changes it until this change ends; raises Missing."""
    found = await change.session.get(Result, result_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise Missing("result", str(result_id))
    return found


async def settle_result(change: Change, result: Result, draft: SettlementDraft) -> None:
    """Call a result done, with evidence; reminders end because it is no longer open."""
    require_open(result)
    result.state = ResultState.DONE
    result.evidence = draft.evidence
    result.done_on = draft.done_on
    _settled(change, result)
    remember(change, result, ResultChangeKind.DONE, after=draft.done_on.isoformat(), reason=draft.evidence)
    await redraw_result(change, result, result.office)


async def delay_result(change: Change, result: Result, draft: DelayDraft) -> None:
    """Move the date; reminders follow the new one. Raises Outdated while it waits for a stage."""
    require_dated(result)
    assert draft.due is not None, "checked"
    assert result.due is not None, "just required"
    before, result.due = result.due, draft.due
    remember(
        change, result, ResultChangeKind.DELAYED,
        before=before.isoformat(), after=draft.due.isoformat(), reason=draft.reason,
    )  # fmt: skip
    await redraw_result(change, result, result.office)


async def hand_over_result(change: Change, result: Result, draft: HandoverDraft, today: date) -> None:
    """Make another office responsible: its person gets the result, the old message says where it went."""
    require_open(result)
    before, result.office = result.office, draft.office
    result.responsible_id = await contact_for(change, draft.office, today, result.intention_id)
    result.revision += 1
    remember(change, result, ResultChangeKind.HANDED_OVER, before=before, after=draft.office, reason=draft.reason)
    await change.session.flush()
    await assign(change, result)
    await redraw_result(change, result, before, draft.office)


async def correct_result(change: Change, result: Result, draft: CorrectionDraft) -> None:
    """Put right what was recorded wrongly; the earlier words stay in the history."""
    require_correctable(result)
    before = result.text if draft.text != result.text else None
    dates = {"due": [_iso(result.due), _iso(draft.due)], "kind": [result.kind, draft.kind]}
    result.text = draft.text
    result.kind = draft.kind
    result.due = draft.due
    if result.triggered_on is None:
        result.trigger_stage = draft.trigger_stage
    informs = draft.kind is ResultKind.INFORMATION
    result.state = ResultState.DONE if informs else ResultState.OPEN
    if informs:
        result.trigger_stage = result.triggered_on = None
    remember(
        change, result, ResultChangeKind.CORRECTED, before=before, after=_iso(draft.due), reason=draft.reason, **dates
    )
    await redraw_result(change, result, result.office)


async def withdraw_result(change: Change, result: Result, draft: WithdrawalDraft) -> None:
    """Take a result back; it stays in the list of what is settled, with the reason."""
    require_correctable(result)
    result.state = ResultState.WITHDRAWN
    _settled(change, result)
    remember(change, result, ResultChangeKind.WITHDRAWN, reason=draft.reason)
    await redraw_result(change, result, result.office)


async def trigger_results(
    change: Change,
    intention_id: int,
    reached: Sequence[str],
    due: date,
    *,
    today: date | None = None,
    tell: bool = True,
) -> int:
    """Let the open results that waited for one of the reached stages fall due; return their number.

    `reached` holds every stage from the old one (without it) to the new one, so that a stage that was
    skipped counts too. Each result falls due once; `today` is the city's date (None: the date in UTC).
    Without `tell` nobody hears of it now; the reminders do.
    """
    query = select(Result).where(
        Result.intention_id == intention_id,
        Result.state == ResultState.OPEN,
        col(Result.trigger_stage).in_(list(reached)),
        col(Result.triggered_on).is_(None),
    )
    waiting = (await change.session.exec(query.order_by(col(Result.id)).with_for_update())).all()
    for result in waiting:
        result.due = due
        result.triggered_on = today or change.now.date()
        remember(change, result, ResultChangeKind.TRIGGERED, before=result.trigger_stage, after=due.isoformat())
        for reader in await _readers(change, result) if tell else ():
            change.tell(
                ResultTriggered(result_id=result.key), f"result:{result.key}:triggered:{due.isoformat()}",
                person_id=reader,
            )  # fmt: skip
        await redraw_result(change, result, result.office)
    return len(waiting)


def require_open(result: Result) -> None:
    """Raise Outdated for a result that is done, withdrawn or a mere information."""
    if result.state is not ResultState.OPEN:
        raise Outdated("result", result.state)


def require_dated(result: Result) -> None:
    """Raise Outdated for a result that is settled or still waits for its stage."""
    require_open(result)
    if result.due is None:
        raise Outdated("result", "waiting")


def require_correctable(result: Result) -> None:
    """Raise Outdated for a result that is settled; an information can be corrected and withdrawn."""
    if not (result.is_information and result.state is ResultState.DONE):
        require_open(result)


async def assign(change: Change, result: Result) -> None:
    """Show the result to its person; who had it before gets a line too, because an old message does not ring."""
    message = ResultAssigned(result_id=result.key, revision=result.revision)
    key = f"result:{result.key}:assigned:{result.revision}"
    if result.responsible_id is None:
        for reader in await secretariat(change.session):
            change.tell(message, key, person_id=reader.key)
        return
    if await _has_surface(change, result):
        change.tell(message, key, person_id=result.responsible_id)
    await change.show(SurfaceKind.RESULT, result.key, person_id=result.responsible_id)


async def _has_surface(change: Change, result: Result) -> bool:
    query = select(Surface.id).where(
        Surface.kind == SurfaceKind.RESULT,
        Surface.subject_id == result.key,
        Surface.person_id == result.responsible_id,
    )
    return (await change.session.exec(query)).first() is not None


async def _readers(change: Change, result: Result) -> list[int]:
    if result.responsible_id is not None:
        return [result.responsible_id]
    return [person.key for person in await secretariat(change.session)]


async def contact_for(change: Change, office: str, today: date, intention_id: int | None) -> int | None:
    """Choose who is responsible for an office: its project lead of this intention, else its contact."""
    people = await members(change.session)
    row = await intention(change.session, intention_id)
    led_by = [p for p in people if row is not None and p.id == row.lead_id and p.office == office]
    if led_by and not led_by[0].is_absent(today):
        return led_by[0].key
    everyone = {p.key: Candidate(p.key, p.lead_contact, p.is_absent(today), p.deputy_id) for p in people}
    chosen = choose_contact([everyone[p.key] for p in people if p.office == office], everyone)
    return chosen.person_id if chosen is not None else None


async def redraw_result(change: Change, result: Result, *offices: str) -> None:
    """Let everything that shows this result show the newest state."""
    await change.session.flush()
    await change.redraw(SurfaceKind.RESULT, result.key)
    await digest_touched(change)
    people = await members(change.session)
    homes = [p.key for p in people if p.office in offices or p.key == result.responsible_id]
    if homes:  # without names all homes would be redrawn
        await change.redraw_homes(*homes)


def _settled(change: Change, result: Result) -> None:
    result.settled_by = change.person_id
    result.settled_at = change.now


def remember(
    change: Change,
    result: Result,
    what: ResultChangeKind,
    *,
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
    **details: object,
) -> None:
    """Write a step of a result's history and of the audit."""
    change.session.add(
        ResultChange(
            result_id=result.key, what=what, before=before, after=after, reason=reason,
            changed_by=change.person_id, changed_at=change.now,
        )
    )  # fmt: skip
    change.note(what, "result", result.key, reason, **(details or {"before": before, "after": after}))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
