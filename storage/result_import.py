"""Write a list of open results: in the one transaction of the caller, silently; the reminders start by themselves."""

from collections.abc import Sequence
from typing import Any, Self

from sqlalchemy import insert
from sqlmodel import col, select

from planning.catalogue.wording import fold
from planning.intentions import IntentionState
from planning.list_import import Judged, Surroundings
from planning.meetings import MeetingState
from planning.result_import import (
    COLUMNS,
    EnteredResult,
    Places,
    ResultEntry,
    ResultRegister,
    ResultRow,
    Site,
    judge,
    read_row,
)
from planning.results import CorrectionDraft, ResultDraft, ResultKind, ResultState, number
from planning.table_columns import Column, Record
from storage.audit import AuditEntry
from storage.changes import Change
from storage.database import Session
from storage.intentions import Intention, numbers_in_series
from storage.list_import import Verdict, wrong
from storage.meetings import Meeting, digest_touched
from storage.results import SERIES, Result, contact_for, correct_result

FIELDS = tuple(ResultDraft.model_fields)
APART = frozenset({"intention_id", "meeting_id", "external_key"})
"""What a correction does not know."""


class ResultImport:
    """Open results from a list; see `ListImport`."""

    noun = "result"
    columns: Sequence[Column] = COLUMNS

    def __init__(self, around: Surroundings, register: ResultRegister, places: Places, sites: dict[int, Site]) -> None:
        self.around = around
        self.register = register
        self.places = places
        self.sites = sites
        self.numbers: list[str] = []
        self._contacts: dict[tuple[str, int | None], int | None] = {}
        self._wrote = False

    @classmethod
    async def open(cls, session: Session, around: Surroundings) -> Self:
        """Look up which results, intentions and meetings are there."""
        register = ResultRegister()
        query = select(col(Result.id), col(Result.external_key), col(Result.text), col(Result.intention_id))
        for result_id, key, text, intention_id in (await session.exec(query)).all():
            assert result_id is not None, "stored"
            register.add(result_id, key, text, intention_id)
        held = select(col(Meeting.on), col(Meeting.id)).where(Meeting.state != MeetingState.CANCELLED)
        meetings = {on: meeting_id for on, meeting_id in (await session.exec(held)).all() if meeting_id is not None}
        sites, words = await _sites(session)
        return cls(around, register, Places(words, meetings), sites)

    async def judge(self, session: Session, records: Sequence[Record]) -> list[Verdict[ResultEntry]]:
        """Work out what these lines would change."""
        read: list[tuple[Record, ResultRow | None, int | None, Judged | None]] = []
        for record in records:
            row, problems = read_row(record, self.around, self.places)
            found = None
            if row is not None:
                found, problems = self.register.find(row)
            read.append((record, row, found, wrong(record, record["text"], problems) if problems else None))
        known = await _entered(session, [found for _, _, found, _ in read if found is not None])
        verdicts = []
        for record, row, found, bad in read:
            if bad is not None or row is None:
                assert bad is not None, "a line that is not understood has a problem"
                verdicts.append(Verdict[ResultEntry](bad))
                continue
            entry, problems = judge(row, known.get(found or 0), self.sites, self.around.catalogue)
            told = wrong(record, row.draft.text, problems) if problems else entry.judged
            verdicts.append(Verdict(told, None if problems else entry))
        return verdicts

    async def write(self, change: Change, entries: Sequence[ResultEntry], reason: str) -> None:
        """Write new results and corrections; no office is told, and who is responsible is chosen as always."""
        new = [entry for entry in entries if entry.result_id is None]
        if new:
            await self._insert(change, new)
        changed = {entry.result_id: entry for entry in entries if entry.result_id and entry.judged.differences}
        query = select(Result).where(col(Result.id).in_(changed)).with_for_update()
        for row in (await change.session.exec(query)).all() if changed else ():
            await _edit(change, row, changed[row.key], reason)
        await change.session.flush()
        self._wrote = self._wrote or bool(new or changed)

    async def _insert(self, change: Change, entries: Sequence[ResultEntry]) -> None:
        assert change.person_id is not None, "somebody imports"
        year, session = self.around.today.year, change.session
        rows: list[dict[str, Any]] = []
        for sequence, entry in zip(await numbers_in_series(session, SERIES, year, len(entries)), entries, strict=True):
            informs = entry.draft.kind is ResultKind.INFORMATION
            rows.append({
                **entry.draft.model_dump(),
                "number": number(year, sequence),
                "state": ResultState.DONE if informs else ResultState.OPEN,
                "responsible_id": await self._contact(change, entry.draft),
                "recorded_by": change.person_id,
                "recorded_at": change.now,
                "external_key": entry.key,
            })  # fmt: skip
        await session.exec(insert(Result), params=rows)
        await session.exec(insert(AuditEntry), params=[_noted(change, str(row["number"])) for row in rows])
        self.numbers = [*self.numbers[:1], *[str(row["number"]) for row in (rows[0], rows[-1])]]

    async def _contact(self, change: Change, draft: ResultDraft) -> int | None:
        key = draft.office, draft.intention_id
        if key not in self._contacts:
            self._contacts[key] = await contact_for(change, draft.office, self.around.today, draft.intention_id)
        return self._contacts[key]

    async def finish(self, change: Change) -> None:
        """Let homes and digests show the newest state."""
        if self._wrote:
            await change.redraw_homes()
            await digest_touched(change)


async def _edit(change: Change, row: Result, entry: ResultEntry, reason: str) -> None:
    differences = entry.judged.differences
    for one in differences:
        if one.field in APART:
            setattr(row, one.field, one.after)
    draft = entry.draft
    if any(one.field not in APART for one in differences):
        corrected = CorrectionDraft(
            text=draft.text, kind=draft.kind, due=draft.due, trigger_stage=draft.trigger_stage, reason=reason
        )
        await correct_result(change, row, corrected)
    else:
        change.note("edited", "result", row.key, reason, fields=[one.field for one in differences])
    change.session.add(row)


async def _sites(session: Session) -> tuple[dict[int, Site], dict[str, Site | None]]:
    """Find the intentions a list may name, by id and by every word that names one alone."""
    query = select(Intention).where(Intention.state != IntentionState.MISTAKEN)
    sites: dict[int, Site] = {}
    words: dict[str, Site | None] = {}
    for row in (await session.exec(query)).all():
        site = sites[row.key] = Site(row.key, row.route, row.stage)
        for word in {fold(row.title), fold(row.external_key or ""), fold(row.number)} - {""}:
            words[word] = None if word in words else site
    return sites, words


async def _entered(session: Session, ids: Sequence[int]) -> dict[int, EnteredResult]:
    if not ids:
        return {}
    rows = (await session.exec(select(Result).where(col(Result.id).in_(ids)))).all()
    return {
        row.key: EnteredResult(
            id=row.key,
            number=row.number,
            key=row.external_key,
            state=row.state,
            draft=ResultDraft.model_construct(**{name: getattr(row, name) for name in FIELDS}),
            triggered=row.triggered_on is not None,
        )
        for row in rows
    }


def _noted(change: Change, subject: str) -> dict[str, Any]:
    return {
        "at": change.now, "person_id": change.person_id, "verb": "imported", "noun": "result", "subject": subject,
        "details": {},
    }  # fmt: skip
