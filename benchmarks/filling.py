"""A database after years of work: people, settled messages and results by the million, a few that are open."""

from typing import Any

from sqlalchemy import text

from planning.people import Role
from storage.database import Database, Session
from storage.people import Office, Person
from tests.reminders.desk import NOW

PEOPLE = 500
OFFICES = 20
NUMBERS = {
    True: "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)",
    False: "WITH n(i) AS (SELECT generate_series(CAST(:first AS integer), CAST(:last AS integer)))",
}
OUTBOX = f"""
    INSERT INTO outbox (key, kind, body, person_id, due_at, state, attempts, fence, created_at, channel, ts, sent_at)
    {{numbers}}
    SELECT 'report:' || i, 'report_received', '{{{{"kind": "report_received", "report_id": 1, "version": 1}}}}',
           1 + i % {PEOPLE}, {{past}}, '{{state}}', {{done}}, {{done}}, {{past}},
           CASE WHEN {{done}} = 1 THEN 'D' || (i % {PEOPLE}) END, CASE WHEN {{done}} = 1 THEN '1772438400.' || i END,
           CASE WHEN {{done}} = 1 THEN {{past}} END
    FROM n
"""  # noqa: S608  # numbers and states of our own
RESULTS = f"""
    INSERT INTO result (number, kind, text, office, responsible_id, due, state, revision, recorded_by, recorded_at)
    {{numbers}}
    SELECT 'E-2026-' || i, 'decision', 'Den Bedarf an Betreuung prüfen', 'office-' || (1 + i % {OFFICES}),
           1 + i % {PEOPLE}, '2026-03-20', '{{state}}', 0, 1, {{past}}
    FROM n
"""  # noqa: S608  # the same


INTENTIONS = """
    INSERT INTO intention (id, title, number, alias, district, state, route, stage, confidential, imported, dwellings,
                           recorded_by, recorded_at, changed_at)
    {numbers}
    SELECT i, 'Vorhaben ' || i, 'V-' || i, 'Vorhaben ' || i, 'degerloch', 'active', 'unknown', 'first', false, true, 40,
           1, {past}, {past}
    FROM n
"""
REPORTS = f"""
    INSERT INTO needreport (id, intention_id, office, version, complete, changed_by, changed_at)
    {{numbers}}
    SELECT i, i, 'office-' || (1 + i % {OFFICES}), 1, true, 1, {{past}} FROM n
"""  # noqa: S608  # numbers of our own
NEEDS = """
    INSERT INTO need (id, report_id, kind, what, why, quantity, unit, target_groups, step)
    {numbers}
    SELECT i, i, 'need', 'Kita ' || i, 'Kennwert', 200, 'gruppe', {empty}, 0 FROM n
"""
SITES = """
    INSERT INTO need_site (need_id, intention_id, since)
    {numbers}
    SELECT i, i - 1, {past} FROM n WHERE i % 10 = 0
"""


async def run(session: Session, statement: str, values: dict[str, Any] | None = None) -> Any:
    """Run a statement as it stands."""
    return await (await session.connection()).execute(text(statement), values or {})


async def enter_cast(database: Database) -> None:
    """Enter offices and people."""
    async with database.write(wake=False) as session:
        for number in range(1, OFFICES + 1):
            session.add(Office(id=f"office-{number}", name=f"Office {number}", short=f"O{number}", position=number))
        await session.flush()
        for number in range(1, PEOPLE + 1):
            person = Person(id=number, slack_user_id=f"U{number}", name=f"Person {number}", roles=[Role.OFFICE])
            person.office = f"office-{1 + number % OFFICES}"
            session.add(person)


async def forget(database: Database, table: str) -> None:
    """Delete every row of a table."""
    async with database.write(wake=False) as session:
        await run(session, f"DELETE FROM {table}")  # noqa: S608  # a table of our own


async def fill_outbox(database: Database, first: int, last: int, *, state: str) -> None:
    """Write messages with these numbers, in one state, all due in the past."""
    await _fill(database, OUTBOX, first, last, state=state, done=int(state == "sent"))


async def fill_results(database: Database, first: int, last: int, *, state: str) -> None:
    """Write results with these numbers, in one state, of all offices and people by turns."""
    await _fill(database, RESULTS, first, last, state=state)


async def fill_intentions(database: Database, first: int, last: int) -> None:
    """Write intentions with these numbers, each with one report of one need; every tenth need belongs to two of them."""
    for statement in (INTENTIONS, REPORTS, NEEDS, SITES):
        await _fill(database, statement, first, last)


async def _fill(database: Database, statement: str, first: int, last: int, **parts: Any) -> None:
    sqlite = database.is_sqlite
    parts["empty"] = "'[]'" if sqlite else "CAST('[]' AS jsonb)"
    moment = f"'{NOW.replace(day=1):%Y-%m-%d %H:%M:%S.%f}'"
    past = moment if sqlite else f"CAST({moment} || '+00' AS timestamptz)"
    told = statement.format(numbers=NUMBERS[sqlite], past=past, **parts)
    if not sqlite:
        told = told.replace('\'{"kind"', 'CAST(\'{"kind"').replace('"version": 1}\'', '"version": 1}\' AS jsonb)')
        told = told.replace("'2026-03-20'", "DATE '2026-03-20'")
    async with database.write(wake=False) as session:
        await _without_triggers(session, sqlite=sqlite)
        await run(session, told.replace('": ', '"\\: '), {"first": first, "last": last})
        await run(session, "ANALYZE")


async def _without_triggers(session: Session, *, sqlite: bool) -> None:
    """Leave out what is done for each single row, such as the index of words: a million would take an hour."""
    if not sqlite:
        await run(session, "SET LOCAL session_replication_role = replica")
        return
    filled = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('result', 'intention', 'need')"
    found = await run(session, filled)
    for (name,) in found.all():
        await run(session, f"DROP TRIGGER {name}")
