"""`people import` enters a whole table or nothing, and says in German what it did."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import select

from bot.clock import SystemClock
from bot.people import SENTENCES, Import, import_people, sentence
from planning.calendar import WorkingCalendar
from planning.people import Role
from planning.people_import import Reason, RowProblem
from sandbox.dialog import Sandbox
from storage.audit import AuditEntry
from storage.changes import change
from storage.database import Database, Session
from storage.people import Office, Person
from storage.seeds import enter_secretariat, missing_secretariat, pin_team, seed_offices
from tests import shipped

HEADING = "slack_user_id,email,name,phone,office,roles,deputy\n"
OTT = "U0OTT,sabine.ott@stadt.example,Sabine Ott,0711 216-20510,Jugendamt,office,Timo Rau\n"
RAU = "U0RAU,timo.rau@stadt.example,Timo Rau,,jugendamt,office,\n"
CATALOGUE = shipped.catalogue()
ROOT = Path(__file__).parents[2]
MORNING = datetime.fromisoformat("2026-03-02T08:45:00+01:00")


async def imported(
    url: str, text: str, *, dry_run: bool = False, client: AsyncWebClient | None = None
) -> tuple[Import, list[Person]]:
    """Import a file into a seeded database; give what was said and who is entered."""
    database, clock = Database(url), SystemClock()
    async with change(database, now=await clock.now()) as c:
        await seed_offices(c, CATALOGUE)
    done = await import_people(
        text.encode(),
        database=database,
        catalogue=CATALOGUE,
        clock=clock,
        calendar=WorkingCalendar(ZoneInfo("Europe/Berlin")),
        client=client,
        dry_run=dry_run,
    )
    async with database.read() as session:
        people = list((await session.exec(select(Person).order_by(Person.name))).all())
    await database.close()
    return done, people


async def test_a_table_is_entered_with_offices_and_deputies(database_url: str) -> None:
    done, (ott, rau) = await imported(database_url, HEADING + OTT + RAU)
    assert done.lines == (
        "neu: Sabine Ott (U0OTT) – Jugendamt, Amt, Vertretung: Timo Rau",
        "neu: Timo Rau (U0RAU) – Jugendamt, Amt",
        "Neu: 2, geändert: 0, unverändert: 0.",
    )
    assert (rau.name, ott.deputy_id, ott.lead_contact, rau.lead_contact) == ("Timo Rau", rau.id, True, False)


async def test_the_same_table_again_changes_nothing(database_url: str) -> None:
    await imported(database_url, HEADING + OTT + RAU)
    done, people = await imported(database_url, HEADING + OTT + RAU)
    assert (done.lines, len(people)) == (("Neu: 0, geändert: 0, unverändert: 2.",), 2)


async def test_what_changes_is_shown_before_and_after(database_url: str) -> None:
    await imported(database_url, HEADING + OTT + RAU)
    done, (ott, _) = await imported(
        database_url, "email;office;roles;phone;deputy\nsabine.ott@stadt.example;Sozialamt;office+lead;-;-\n"
    )
    assert done.lines == (
        "geändert: Sabine Ott (U0OTT)",
        "  Telefon: 0711 216-20510 → (leer)",
        "  Amt: Jugendamt → Sozialamt",
        "  Rollen: Amt → Amt, Leitung",
        "  Vertretung: Timo Rau → (leer)",
        "Neu: 0, geändert: 1, unverändert: 0.",
    )
    assert (ott.office, ott.roles, ott.phone, ott.deputy_id) == ("sozialamt", [Role.OFFICE, Role.LEAD], None, None)


async def test_a_dry_run_says_the_same_and_enters_nobody(database_url: str) -> None:
    done, people = await imported(database_url, HEADING + RAU, dry_run=True)
    assert done.lines == (
        "neu: Timo Rau (U0RAU) – Jugendamt, Amt",
        "Neu: 1, geändert: 0, unverändert: 0.",
        "Probelauf: Es wurde nichts übernommen.",
    )
    assert (done.good, people) == (True, [])


async def test_one_wrong_line_keeps_everybody_out(database_url: str) -> None:
    done, people = await imported(database_url, HEADING + RAU + "U0X,,Wer,,Jugendheim,chef,\n")
    assert done.lines == (
        "Zeile 3: Ein Amt „Jugendheim“ ist nicht bekannt.",
        "Zeile 3: Eine Rolle „chef“ gibt es nicht. Möglich sind: secretariat, office, planner, lead, reader.",
        "Es wurde nichts übernommen.",
    )
    assert (done.good, people) == (False, [])


async def test_an_unknown_email_needs_the_chat(database_url: str) -> None:
    done, people = await imported(database_url, "email,name\nsabine.ott@stadt.example,Sabine Ott\n")
    assert done.lines[0].startswith("Zeile 2: „sabine.ott@stadt.example“ konnte in Slack nicht nachgeschlagen werden.")
    assert people == []


async def test_a_new_lead_contact_relieves_the_old_one(database_url: str) -> None:
    await imported(database_url, HEADING + OTT + RAU)
    done, (ott, rau) = await imported(database_url, "slack_user_id,roles\nU0RAU,office contact\n")
    assert done.lines[-2] == "nicht mehr Ansprechperson: Sabine Ott"
    assert (ott.lead_contact, rau.lead_contact) == (False, True)


async def test_every_entry_leaves_an_audit_row(database_url: str) -> None:
    await imported(database_url, HEADING + RAU)
    database = Database(database_url)
    async with database.read() as session:
        rows = (await session.exec(select(AuditEntry).where(AuditEntry.noun == "person"))).all()
    await database.close()
    assert [row.verb for row in rows] == ["entered"]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_german_sentence(reason: Reason) -> None:
    said = sentence(RowProblem(2, reason, "name", "12"))
    assert said[0].isupper() or said[0] == "„"
    assert "{" not in said


def test_no_sentence_is_left_over() -> None:
    assert SENTENCES.keys() <= set(Reason)


async def _office(session: Session) -> Office:
    return (await session.exec(select(Office).where(Office.id == "jugendamt"))).one()


async def test_seeding_adds_what_is_missing_and_overwrites_nothing(database_url: str) -> None:
    database, clock = Database(database_url), SystemClock()
    async with change(database, now=await clock.now()) as c:
        first = await seed_offices(c, CATALOGUE)
        office = await _office(c.session)
        office.name = "Jugendamt der Stadt"
        c.session.add(office)
    async with change(database, now=await clock.now()) as c:
        again = await seed_offices(c, CATALOGUE)
        kept = await _office(c.session)
    await database.close()
    assert (first, again, kept.name) == (len(CATALOGUE.offices), 0, "Jugendamt der Stadt")


async def test_the_secretariat_of_the_settings_keeps_its_other_roles(database_url: str) -> None:
    await imported(database_url, "slack_user_id,name,roles\nU0KESSLER,Miriam Kessler,planner\n")
    database, clock = Database(database_url), SystemClock()
    async with database.read() as session:
        assert await missing_secretariat(session, ["U0KESSLER", "U0NEU"]) == ["U0KESSLER", "U0NEU"]
    async with change(database, now=await clock.now()) as c:
        await enter_secretariat(c, "U0KESSLER", "Someone else")
        await enter_secretariat(c, "U0NEU", "Nora Neu")
    async with database.read() as session:
        people = list((await session.exec(select(Person).order_by(Person.name))).all())
        assert await missing_secretariat(session, ["U0KESSLER", "U0NEU"]) == []
    await database.close()
    assert [(p.name, p.roles) for p in people] == [
        ("Miriam Kessler", [Role.SECRETARIAT, Role.PLANNER]),
        ("Nora Neu", [Role.SECRETARIAT]),
    ]


async def test_a_database_belongs_to_its_first_team(database_url: str) -> None:
    database, clock = Database(database_url), SystemClock()
    pinned = []
    for team in ("T0AGSP", "T0OTHER"):
        async with change(database, now=await clock.now()) as c:
            pinned.append(await pin_team(c, team))
    await database.close()
    assert pinned == ["T0AGSP", "T0AGSP"]


@pytest.fixture
async def chat() -> AsyncIterator[AsyncWebClient]:
    """The Web API of the demonstration's workspace."""
    async with (
        Sandbox.start(
            manifest=ROOT / "manifest.json", workspace=ROOT / "bot" / "demo" / "workspace.toml", start=MORNING
        ) as sandbox,
        ClientSession() as session,
    ):
        yield AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[])


async def test_an_email_alone_is_looked_up_in_the_chat(database_url: str, chat: AsyncWebClient) -> None:
    text = "email,office\nsabine.ott@stadt.example,Jugendamt\n"
    _, people = await imported(database_url, text, client=chat)
    assert [(p.slack_user_id, p.name, p.office) for p in people] == [("U0OTT", "Sabine Ott", "jugendamt")]


async def test_who_is_not_in_the_chat_is_named(database_url: str, chat: AsyncWebClient) -> None:
    text = "slack_user_id,email\nU0NIEMAND,\n,nobody@stadt.example\n"
    done, people = await imported(database_url, text, client=chat)
    assert done.lines[:2] == (
        "Zeile 2: „U0NIEMAND“ ist in diesem Slack-Workspace keine aktive Person.",
        "Zeile 3: „nobody@stadt.example“ ist in diesem Slack-Workspace keine aktive Person.",
    )
    assert people == []


async def test_the_same_person_by_id_and_by_email_is_one_too_many(database_url: str, chat: AsyncWebClient) -> None:
    text = "slack_user_id,email\nU0OTT,\n,sabine.ott@stadt.example\n"
    done, people = await imported(database_url, text, client=chat)
    assert done.lines[0] == "Zeile 3: „U0OTT“ steht schon in einer Zeile weiter oben."
    assert people == []


async def test_the_people_of_the_demonstration_can_be_imported(database_url: str, chat: AsyncWebClient) -> None:
    text = (ROOT / "bot" / "demo" / "people.csv").read_text(encoding="utf-8")
    done, people = await imported(database_url, text, client=chat)
    contacts = {person.office: person.name for person in people if person.lead_contact}
    assert (done.good, len(people)) == (True, 17)
    assert (contacts["jugendamt"], contacts["sozialamt"], contacts["integrationspolitik"]) == (
        "Sabine Ott",
        "Heike Lang",
        "Samira Haddad",
    )
