"""A city's list enters as a whole or not at all, silently, and a second time changes nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlmodel import col, func, select

from handlers.list_runs import Tally, examine, take
from planning.list_import import Outcome
from planning.people import PersonDraft, Role
from planning.results import ResultState
from planning.table_columns import Reason
from storage.audit import AuditEntry
from storage.changes import change
from storage.database import Database, Session
from storage.intention_import import IntentionImport
from storage.intentions import Intention, IntentionChange
from storage.list_import import ListImport, surroundings
from storage.outbox import Outgoing
from storage.people import Person
from storage.result_import import ResultImport
from storage.results import Result, ResultChange
from storage.seeds import seed_offices
from tests import shipped

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CATALOGUE = shipped.catalogue()
HEADING = "Kennung;Titel;Stadtbezirk;Wohnungen;Stufe;Projektleitung\n"
THREE = HEADING + "A1;Zollhof;Bad Cannstatt;570;4;Jonas Brandt\nA2;Werk Nord;Feuerbach;;;\n;Hofgut;Bad Cannstatt;12;;\n"


async def intentions(session: Session) -> ListImport[Any]:
    """Open an import of intentions."""
    return await IntentionImport.open(session, await surroundings(session, CATALOGUE, TODAY), date(2026, 3, 9))


async def results(session: Session) -> ListImport[Any]:
    """Open an import of results."""
    return await ResultImport.open(session, await surroundings(session, CATALOGUE, TODAY))


@asynccontextmanager
async def town(url: str) -> AsyncIterator[Database]:
    """A seeded database with one planner of the secretariat and one person of the youth office."""
    database = Database(url)
    async with change(database, now=NOW) as c:
        await seed_offices(c, CATALOGUE)
    async with change(database, now=NOW) as c:
        for person_id, who, name, office, role in (
            (1, "U0BRANDT", "Jonas Brandt", "stadtplanung-wohnen", Role.SECRETARIAT),
            (2, "U0OTT", "Sabine Ott", "jugendamt", Role.OFFICE),
        ):
            draft = PersonDraft(slack_user_id=who, name=name, office=office, roles=[role], lead_contact=True)
            c.session.add(Person(**(draft.model_dump() | {"id": person_id})))
    try:
        yield database
    finally:
        await database.close()


async def taken(database: Database, text: str, opening: Any = intentions) -> Tally:
    """Bring a list in."""
    return await take(text.encode("cp1252"), change(database, now=NOW, person_id=1), opening, reason="Liste")


async def count(database: Database, table: type[Any], *where: Any) -> int:
    """Count rows."""
    async with database.read() as session:
        return (await session.exec(select(func.count()).select_from(table).where(*where))).one()


def outcomes(tally: Tally) -> dict[str, int]:
    """Name what became of how many lines."""
    return {outcome.value: number for outcome, number in tally.counts.items() if number}


async def test_a_list_enters_silently_with_numbers_aliases_and_audit(database_url: str) -> None:
    async with town(database_url) as database:
        done = await taken(database, THREE)
        assert (outcomes(done), done.done, list(done.numbers)) == ({"new": 3}, True, ["V-2026-001", "V-2026-003"])
        async with database.read() as session:
            rows = (await session.exec(select(Intention).order_by(col(Intention.id)))).all()
        assert [(row.number, row.external_key, row.alias) for row in rows] == [
            ("V-2026-001", "A1", "Vorhaben Bad Cannstatt 26-01"),
            ("V-2026-002", "A2", "Vorhaben Feuerbach 26-01"),
            ("V-2026-003", None, "Vorhaben Bad Cannstatt 26-02"),
        ]
        assert (rows[0].dwellings, rows[0].stage, rows[0].lead_id) == (570, "aufstellungsbeschluss", 1)
        assert (rows[1].dwellings, rows[1].stage, rows[1].imported) == (None, "interessenbekundung", True)
        assert await count(database, Outgoing) == 0
        assert await count(database, AuditEntry, AuditEntry.verb == "imported") == 4


async def test_the_same_list_again_changes_nothing(database_url: str) -> None:
    async with town(database_url) as database:
        await taken(database, THREE)
        audited = await count(database, AuditEntry)
        again = await taken(database, THREE)
        assert (outcomes(again), again.changes) == ({"same": 3}, False)
        assert (await count(database, Intention), await count(database, AuditEntry)) == (3, audited + 1)


async def test_one_wrong_line_and_nothing_enters(database_url: str) -> None:
    async with town(database_url) as database:
        done = await taken(database, THREE + "A9;Panorama;Feuerbch;;;\nA1;Noch eins;Ost;;;\n")
        assert (outcomes(done), done.done) == ({"new": 3, "wrong": 2}, False)
        remarks = [remark for one in done.shown[Outcome.WRONG] for remark in one.remarks]
        assert [(one.line, one.reason, one.column, one.known) for one in remarks] == [
            (5, Reason.UNKNOWN, "Stadtbezirk", "Feuerbach"),
            (6, Reason.TWICE, "", "2"),
        ]
        imported = await count(database, AuditEntry, AuditEntry.verb == "imported")
        assert (await count(database, Intention), imported) == (0, 0)


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(database_url: str) -> None:
    async with town(database_url) as database:
        said = await examine(THREE.encode(), database, intentions)
        assert (outcomes(said), said.good, said.done) == ({"new": 3}, True, False)
        assert await count(database, Intention) == 0


async def test_what_changes_is_written_with_history_and_an_earlier_stage_is_left_alone(database_url: str) -> None:
    async with town(database_url) as database:
        await taken(database, THREE)
        changed = (
            HEADING + "A1;Zollhof-Areal;Bad Cannstatt;;3;\nA2;Werk Nord;Feuerbach;-;6;\nA3;Hofgut;Bad Cannstatt;12;;\n"
        )
        done = await taken(database, changed)
        assert outcomes(done) == {"changed": 3}
        told = [(r.line, r.reason) for one in done.shown[Outcome.CHANGED] for r in one.remarks]
        assert told == [(2, Reason.STAGE_KEPT)]
        async with database.read() as session:
            rows = (await session.exec(select(Intention).order_by(col(Intention.id)))).all()
            steps = (await session.exec(select(IntentionChange))).all()
        assert [(row.title, row.stage, row.dwellings, row.external_key) for row in rows] == [
            ("Zollhof-Areal", "aufstellungsbeschluss", 570, "A1"),
            ("Werk Nord", "behoerdenbeteiligung", None, "A2"),
            ("Hofgut", "interessenbekundung", 12, "A3"),
        ]
        assert [(step.before, step.after, step.reason) for step in steps] == [
            ("interessenbekundung", "behoerdenbeteiligung", "Liste")
        ]
        assert await count(database, Outgoing) == 0


RESULTS = (
    "Kennung;Ergebnis;Art;Zuständiges Amt;Fällig am;Fällig bei Stufe;Vorhaben;Sitzung am\n"
    "E1;Kita prüfen;Prüfauftrag;Jugendamt;4/2026;;A1;12.11.2025\n"
    "E2;Spielplatz sichern;Beschluss;Jugendamt;;9;V-2026-002;\n"
    "E3;Zur Kenntnis;Information;Sozialamt;;;;\n"
    "E4;Lange überfällig;Zusage;Sozialamt;01.02.2025;;;\n"
)


async def test_open_results_enter_with_office_person_date_or_stage_and_nobody_is_told(database_url: str) -> None:
    async with town(database_url) as database:
        await taken(database, THREE)
        done = await taken(database, RESULTS, results)
        assert (outcomes(done), list(done.numbers)) == ({"new": 4}, ["E-2026-001", "E-2026-004"])
        async with database.read() as session:
            rows = (await session.exec(select(Result).order_by(col(Result.id)))).all()
        assert [(row.text, row.due, row.trigger_stage, row.responsible_id) for row in rows] == [
            ("Kita prüfen (Sitzung vom 12.11.2025)", date(2026, 4, 30), None, 2),
            ("Spielplatz sichern", None, "satzungsbeschluss", 2),
            ("Zur Kenntnis", None, None, None),
            ("Lange überfällig", date(2025, 2, 1), None, None),
        ]
        assert [row.state for row in rows].count(ResultState.DONE) == 1
        assert await count(database, Outgoing) == 0
        again = await taken(database, RESULTS, results)
        assert outcomes(again) == {"same": 4}


async def test_results_are_corrected_with_the_reason_and_keep_their_office(database_url: str) -> None:
    async with town(database_url) as database:
        await taken(database, THREE)
        await taken(database, RESULTS, results)
        lines = RESULTS.splitlines()[:2]
        done = await taken(
            database, "\n".join(lines).replace("4/2026", "31.05.2026").replace("Jugendamt", "Sozialamt"), results
        )
        assert outcomes(done) == {"changed": 1}
        assert [r.reason for r in done.shown[Outcome.CHANGED][0].remarks] == [Reason.OFFICE_KEPT]
        async with database.read() as session:
            row = (await session.exec(select(Result).where(Result.external_key == "E1"))).one()
            step = (await session.exec(select(ResultChange))).one()
        assert (row.due, row.office, step.reason) == (date(2026, 5, 31), "jugendamt", "Liste")


async def test_wrong_results_are_named(database_url: str) -> None:
    heading = RESULTS.splitlines()[0]
    async with town(database_url) as database:
        await taken(database, THREE)
        said = await examine(
            "\n".join(
                [
                    heading, "1;a;Beschlus;Jugendamt;1.3.2026;;;", "2;b;Beschluss;Jugendamtt;1.3.2026;;;",
                    "3;c;Beschluss;Jugendamt;;;;", "4;d;Beschluss;Jugendamt;1.3.2026;4;A1;", "5;e;Information;Jugendamt;1.3.2026;;;",
                    "6;f;Beschluss;Jugendamt;;4;A1;", "7;g;Beschluss;Jugendamt;;4;;", "8;h;Beschluss;Jugendamt;1.3.2026;;Gibt es nicht;",
                ]
            ).encode(),
            database,
            results,
        )  # fmt: skip
        told = [(r.reason, r.column, r.known) for one in said.shown[Outcome.WRONG] for r in one.remarks]
        assert told == [
            (Reason.UNKNOWN, "Art", "Beschluss"),
            (Reason.UNKNOWN, "Zuständiges Amt", "Jugendamt"),
            (Reason.DATE_OR_STAGE, "Fällig am", ""),
            (Reason.DATE_AND_STAGE, "Fällig bei Stufe", ""),
            (Reason.INFORMATION_HAS_NO_DATE, "Fällig am", ""),
            (Reason.STAGE_IS_REACHED, "Fällig bei Stufe", ""),
            (Reason.STAGE_NEEDS_INTENTION, "Fällig bei Stufe", ""),
            (Reason.UNKNOWN, "Vorhaben", ""),
        ]


async def test_progress_is_told_while_a_list_is_read(database_url: str) -> None:
    lines = "".join(f"K{number};Vorhaben {number};Ost;;;\n" for number in range(600))
    heard: list[int] = []

    async def hear(done: int) -> None:
        heard.append(done)

    async with town(database_url) as database:
        await take(
            (HEADING + lines).encode(), change(database, now=NOW, person_id=1), intentions, reason="", progress=hear
        )
        assert heard == [250, 500, 600]
        assert await count(database, Intention) == 600
        assert outcomes(await examine((HEADING + lines).encode(), database, partial(intentions))) == {"same": 600}
