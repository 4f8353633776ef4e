"""Write a list of intentions: in the one transaction of the caller, in as few statements as it has chunks."""

from collections import Counter as Tally
from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from sqlalchemy import insert, update
from sqlmodel import col, select

from planning.intention_import import (
    COLUMNS,
    Entered,
    IntentionEntry,
    IntentionRegister,
    IntentionRow,
    judge,
    read_row,
)
from planning.intentions import IntentionDraft, alias, number
from planning.list_import import Judged, Surroundings
from planning.messages import SurfaceKind
from planning.table_columns import Column, Record
from storage.audit import AuditEntry
from storage.changes import Change
from storage.database import Session
from storage.intentions import Intention, move, numbers_in_series
from storage.list_import import Verdict, wrong
from storage.meetings import digest_touched
from storage.needs import WAITING, Inquiry
from storage.results import trigger_results
from storage.surfaces import Surface

FIELDS = tuple(IntentionDraft.model_fields)


class IntentionImport:
    """Intentions from a list; see `ListImport`."""

    noun = "intention"
    columns: Sequence[Column] = COLUMNS

    def __init__(self, around: Surroundings, register: IntentionRegister, triggered_due: date) -> None:
        self.around = around
        self.register = register
        self.triggered_due = triggered_due
        self.numbers: list[str] = []
        self._changed: list[int] = []
        self._wrote = False

    @classmethod
    async def open(cls, session: Session, around: Surroundings, triggered_due: date) -> Self:
        """Look up which intentions are there; what waited for a stage that is reached falls due on `triggered_due`."""
        register = IntentionRegister()
        numbers = dict((await session.exec(select(col(Intention.id), col(Intention.number)))).all())
        query = select(col(Intention.id), col(Intention.external_key), col(Intention.title), col(Intention.district))
        for intention_id, key, title, district in (await session.exec(query)).all():
            assert intention_id is not None, "stored"
            register.add(intention_id, numbers[intention_id], key, title, district)
        return cls(around, register, triggered_due)

    async def judge(self, session: Session, records: Sequence[Record]) -> list[Verdict[IntentionEntry]]:
        """Work out what these lines would change."""
        read: list[tuple[Record, IntentionRow | None, int | None, Judged | None]] = []
        for record in records:
            row, problems = read_row(record, self.around)
            found = None
            if row is not None:
                found, problems = self.register.find(row)
            read.append((record, row, found, wrong(record, record["title"], problems) if problems else None))
        known = await _entered(session, [found for _, _, found, _ in read if found is not None])
        verdicts = []
        for _, row, found, bad in read:
            if bad is not None or row is None:
                assert bad is not None, "a line that is not understood has a problem"
                verdicts.append(Verdict[IntentionEntry](bad))
            else:
                entry = judge(row, known.get(found or 0), self.register, self.around.catalogue)
                verdicts.append(Verdict(entry.judged, entry))
        return verdicts

    async def write(self, change: Change, entries: Sequence[IntentionEntry], reason: str) -> None:
        """Write new intentions and changes; no card is posted and nobody told."""
        new = [entry for entry in entries if entry.intention_id is None]
        if new:
            await self._insert(change, new)
        changed = {entry.intention_id: entry for entry in entries if entry.intention_id and entry.judged.differences}
        query = select(Intention).where(col(Intention.id).in_(changed)).with_for_update()
        for row in (await change.session.exec(query)).all() if changed else ():
            await self._edit(change, row, changed[row.key], reason)
            self._changed.append(row.key)
        await change.session.flush()
        self._wrote = self._wrote or bool(new or changed)

    async def _insert(self, change: Change, entries: Sequence[IntentionEntry]) -> None:
        assert change.person_id is not None, "somebody imports"
        year, catalogue = self.around.today.year, self.around.catalogue
        session = change.session
        visible = await numbers_in_series(session, "V", year, len(entries))
        aliases = {
            district: iter(await numbers_in_series(session, f"alias:{district}", year, count))
            for district, count in Tally(entry.draft.district for entry in entries).items()
        }
        rows: list[dict[str, Any]] = []
        for sequence, entry in zip(visible, entries, strict=True):
            district = entry.draft.district
            name = catalogue.districts[district].name.de
            rows.append({
                **entry.draft.model_dump(),
                "number": number(year, sequence),
                "alias": alias(name, year, next(aliases[district])),
                "lead_id": entry.lead_id,
                "recorded_by": change.person_id,
                "recorded_at": change.now,
                "changed_at": change.now,
                "external_key": entry.key,
                "imported": True,
            })  # fmt: skip
        await session.exec(insert(Intention), params=rows)
        await session.exec(insert(AuditEntry), params=[_noted(change, str(row["number"])) for row in rows])
        self.numbers = [*self.numbers[:1], *[str(row["number"]) for row in (rows[0], rows[-1])]]

    async def _edit(self, change: Change, row: Intention, entry: IntentionEntry, reason: str) -> None:
        for name, value in entry.fields.items():
            setattr(row, name, value)
        row.changed_at = change.now
        change.session.add(row)
        change.note("edited", "intention", row.number, reason, fields=list(entry.fields))
        if entry.stage is not None:
            await move(change, row, what="stage", after=entry.stage, reason=reason)
            stages = self.around.catalogue.stages_of(row.route)
            order = [stage.id for stage in stages]
            reached = order[: order.index(entry.stage) + 1]
            await trigger_results(change, row.key, reached, self.triggered_due, today=self.around.today, tell=False)

    async def finish(self, change: Change) -> None:
        """Let cards, requests, homes and digests show the newest state; living messages do not ring."""
        if not self._wrote:
            return
        for begin in range(0, len(self._changed), 500):
            await _redraw(change, self._changed[begin : begin + 500])
        await change.redraw_homes()
        await digest_touched(change)


async def _entered(session: Session, ids: Sequence[int]) -> dict[int, Entered]:
    if not ids:
        return {}
    rows = (await session.exec(select(Intention).where(col(Intention.id).in_(ids)))).all()
    return {
        row.key: Entered(
            id=row.key,
            number=row.number,
            key=row.external_key,
            state=row.state,
            draft=IntentionDraft.model_construct(**{name: getattr(row, name) for name in FIELDS}),
            lead_id=row.lead_id,
        )
        for row in rows
    }


async def _redraw(change: Change, ids: Sequence[int]) -> None:
    asked = select(Inquiry.id).where(col(Inquiry.intention_id).in_(ids), col(Inquiry.state).in_(WAITING))
    for kind, subjects in ((SurfaceKind.CARD, ids), (SurfaceKind.INQUIRY, asked)):
        await change.session.exec(
            update(Surface)
            .where(col(Surface.kind) == kind, col(Surface.subject_id).in_(subjects))
            .values(wanted_rev=Surface.wanted_rev + 1)
        )


def _noted(change: Change, subject: str) -> dict[str, Any]:
    return {
        "at": change.now, "person_id": change.person_id, "verb": "imported", "noun": "intention", "subject": subject,
        "details": {},
    }  # fmt: skip
