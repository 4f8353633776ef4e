"""Offices in the database: gaps are seen, changes hold, a merger moves what is open and leaves the past alone."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from planning.errors import Missing
from planning.needs import Asking, InquiryState, RequestState
from planning.offices import Asked, OfficeDraft
from planning.people import Role
from planning.results import ResultKind, ResultState
from storage import offices
from storage.changes import change
from storage.database import Database
from storage.intentions import Intention
from storage.needs import Inquiry, NeedReport, NeedRequest
from storage.offices import Merged
from storage.people import Office, Person, former_offices
from storage.people import offices as existing_offices
from storage.reports import reports_by
from storage.result_lists import history
from storage.results import Result
from storage.seeds import seed_offices
from tests import shipped

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
KESSLER, OTT, LANG = 901, 902, 903
YOUTH, SOCIAL, CHILDREN = "jugendamt", "sozialamt", "kinderbuero"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The secretariat, Ott of the youth office, Lang of the social office; nobody for the children's office."""
    opened = Database(database_url)
    async with opened.write() as session:
        session.add_all([
            Office(id=YOUTH, name="Jugendamt", short="Jugend", asked="always", position=0),
            Office(id=SOCIAL, name="Sozialamt", short="Sozial", asked="always", position=1),
            Office(id=CHILDREN, name="Kinderbüro", short="Kinder", remit="Rechte der Kinder", asked="always", position=2),
        ])  # fmt: skip
        await session.flush()
        session.add_all([
            Person(id=KESSLER, slack_user_id="U1", name="Miriam Kessler", roles=[Role.SECRETARIAT]),
            Person(id=OTT, slack_user_id="U3", name="Sabine Ott", roles=[Role.OFFICE], office=YOUTH, lead_contact=True),
            Person(id=LANG, slack_user_id="U5", name="Heike Lang", roles=[Role.OFFICE], office=SOCIAL,
                   lead_contact=True),
        ])  # fmt: skip
    try:
        yield opened
    finally:
        await opened.close()


async def ask(database: Database, number: int, contacts: dict[str, int]) -> None:
    """Record an intention and ask these offices."""
    async with database.write() as session:
        session.add(
            Intention(id=number, number=f"V-2026-00{number}", title="Zollhof", alias="x", district="mitte", stage="0",
                      recorded_by=KESSLER, recorded_at=NOW, changed_at=NOW)
        )  # fmt: skip
        await session.flush()
        session.add(
            NeedRequest(id=number, intention_id=number, started_by=KESSLER, started_at=NOW, started_on=TODAY,
                        due=TODAY, due_at=NOW, state=RequestState.OPEN)
        )  # fmt: skip
        await session.flush()
        for office, contact in contacts.items():
            session.add(
                Inquiry(
                    request_id=number, intention_id=number, office=office, contact_id=contact, due=TODAY, due_at=NOW
                )
            )


async def merge(database: Database, office: str, into: str) -> Merged:
    """Let the secretariat merge two offices."""
    async with change(database, now=NOW, person_id=KESSLER) as c:
        first, second = await offices.existing(c.session, office), await offices.existing(c.session, into)
        return await offices.merge(c, first, second, today=TODAY, reason="Zusammengelegt")


async def test_the_catalogue_seeds_remits_and_gaps_are_named(database: Database) -> None:
    async with change(database, now=NOW) as c:
        await seed_offices(c, shipped.catalogue())
    async with database.read() as session:
        seats = {seat.office.id: seat for seat in await offices.seats(session, TODAY)}
        found = await offices.seats(session, TODAY, "SCHULEN")
    contact = seats[YOUTH].contact
    assert contact is not None
    assert contact.name == "Sabine Ott"
    assert seats[CHILDREN].asking is Asking.SECRETARIAT
    assert seats["stadtplanung-wohnen"].asking is None
    assert [seat.office.id for seat in found] == ["schulverwaltungsamt"]
    assert (found[0].office.remit or "").startswith("Schulen")


async def test_an_office_is_added_last_and_changed_in_place(database: Database) -> None:
    async with change(database, now=NOW, person_id=KESSLER) as c:
        new = await offices.add(c, OfficeDraft(name="Jugendrat", short="Jugendrat", asked=Asked.WITH_CONTACT))
        youth = await offices.existing(c.session, YOUTH)
        await offices.edit(
            c, youth, OfficeDraft(name="Jugend und Familie", short="JuFa", asked=Asked.NEVER, districts=["mitte"])
        )
        await offices.name_contact(c, youth, None)
    async with database.read() as session:
        assert [o.name for o in await existing_offices(session)] == [
            "Jugend und Familie",
            "Sozialamt",
            "Kinderbüro",
            "Jugendrat",
        ]
        assert (await session.get(Person, OTT)).lead_contact is False  # type: ignore[union-attr]  # it is there
    assert new.id == "jugendrat"


async def test_a_merger_moves_people_and_open_tasks_and_leaves_the_past_alone(database: Database) -> None:
    await ask(database, 1, {YOUTH: OTT, SOCIAL: LANG})
    await ask(database, 2, {YOUTH: OTT})
    async with database.write() as session:
        session.add(NeedReport(intention_id=1, office=YOUTH, version=1, changed_by=OTT, changed_at=NOW))
        session.add_all([
            Result(id=number, number=f"E-2026-00{number}", text="x", kind=ResultKind.EXAMINATION, office=YOUTH, due=TODAY,
                   responsible_id=OTT, state=state, recorded_by=KESSLER, recorded_at=NOW)
            for number, state in ((1, ResultState.OPEN), (2, ResultState.DONE))
        ])  # fmt: skip
    assert await merge(database, YOUTH, SOCIAL) == Merged(people=1, inquiries=2, results=1)
    async with database.read() as session:
        asked = {(i.request_id, i.office): i.state for i in (await session.exec(select(Inquiry))).all()}
        assert asked == {
            (1, YOUTH): InquiryState.NOT_COMPETENT,  # the social office was asked itself and answers for both
            (1, SOCIAL): InquiryState.ASKED,
            (2, SOCIAL): InquiryState.ASKED,
        }
        assert {r.id: r.office for r in (await session.exec(select(Result))).all()} == {1: SOCIAL, 2: YOUTH}
        assert (await session.exec(select(NeedReport.office))).all() == [YOUTH]
        assert (await session.get(Office, YOUTH)).merged_into == SOCIAL  # type: ignore[union-attr]  # it is there
        moved = (await session.exec(select(Person).where(Person.id == OTT))).one()
        assert (moved.office, moved.lead_contact) == (SOCIAL, False)
        step = (await history(session, 1))[0]
        assert (step.given_by, step.given_to, step.change.reason) == ("Jugend", "Sozial", "Zusammengelegt")
        assert [o.id for o in await existing_offices(session)] == [SOCIAL, CHILDREN]
    await merge(database, SOCIAL, CHILDREN)
    async with database.read() as session:
        former = {row.id: stands_for for row, stands_for in await former_offices(session)}
        # Whoever speaks for the last one speaks for the first.
        assert [(d.office.id, d.office.today) for d in await reports_by(session, CHILDREN, 9)] == [(YOUTH, CHILDREN)]
    assert former == {YOUTH: CHILDREN, SOCIAL: CHILDREN}


async def test_a_merger_finishes_the_round_in_which_only_the_former_office_was_waited_for(database: Database) -> None:
    await ask(database, 1, {YOUTH: OTT, SOCIAL: LANG, CHILDREN: KESSLER})
    await ask(database, 2, {YOUTH: OTT, SOCIAL: LANG})
    async with database.write() as session:
        for inquiry in (await session.exec(select(Inquiry))).all():
            inquiry.due_at = NOW + timedelta(days=14)
            if inquiry.office == SOCIAL:
                inquiry.state = InquiryState.NO_NEED
            session.add(inquiry)
    await merge(database, YOUTH, SOCIAL)
    async with database.read() as session:
        finished = {one.id: one.finished_at for one in (await session.exec(select(NeedRequest))).all()}
    assert finished == {1: None, 2: NOW}, "the first still waits for the children's office"


async def test_what_the_secretariat_asked_on_behalf_goes_to_the_contact_of_the_other_office(database: Database) -> None:
    await ask(database, 1, {CHILDREN: KESSLER})
    await merge(database, CHILDREN, YOUTH)
    async with database.read() as session:
        (inquiry,) = (await session.exec(select(Inquiry))).all()
    assert (inquiry.office, inquiry.contact_id) == (YOUTH, OTT)


async def test_a_former_office_cannot_be_changed_any_more(database: Database) -> None:
    await merge(database, YOUTH, SOCIAL)
    with pytest.raises(Missing):
        await merge(database, YOUTH, CHILDREN)
