"""Members in the database: found, entered, changed, gone; and where what waits for somebody goes."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from planning.errors import Conflict, Invalid, Missing, UnknownChoice
from planning.membership import ChatUser
from planning.messages import SurfaceKind
from planning.needs import InquiryState, RequestState
from planning.people import PersonDraft, Role
from planning.results import ResultKind, ResultState
from storage import membership, people
from storage.audit import AuditEntry
from storage.changes import Change, change
from storage.database import Database
from storage.intentions import Intention
from storage.membership import Consequences, Handed
from storage.needs import Inquiry, NeedRequest
from storage.outbox import Outgoing
from storage.people import Office, Person
from storage.results import Result
from storage.surfaces import Surface

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
KESSLER, BRANDT, OTT, RAU, LANG = range(1, 6)
YOUTH, SOCIAL = "jugendamt", "sozialamt"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Two offices, the secretariat, a planner, Ott with her deputy Rau, and Lang alone in her office."""
    opened = Database(database_url)
    async with opened.write() as session:
        session.add_all([
            Office(id=SOCIAL, name="Sozialamt", short="Sozial", position=1),
            Office(id=YOUTH, name="Jugendamt", short="Jugend", position=0),
        ])  # fmt: skip
        await session.flush()
        session.add_all([
            Person(id=KESSLER, slack_user_id="U1", name="Miriam Kessler", roles=[Role.SECRETARIAT]),
            Person(id=BRANDT, slack_user_id="U2", name="Jonas Brandt", roles=[Role.PLANNER]),
            Person(id=RAU, slack_user_id="U4", name="Timo Rau", roles=[Role.OFFICE], office=YOUTH),
            Person(id=LANG, slack_user_id="U5", name="Heike Lang", roles=[Role.OFFICE], office=SOCIAL),
        ])  # fmt: skip
        await session.flush()
        session.add(
            Person(id=OTT, slack_user_id="U3", name="Sabine Ott", roles=[Role.OFFICE], office=YOUTH,
                   lead_contact=True, deputy_id=RAU)
        )  # fmt: skip
        if not opened.is_sqlite:
            # Ids were given by hand; PostgreSQL must not give them once more.
            await (await session.connection()).execute(text("SELECT setval('person_id_seq', 100)"))
    try:
        yield opened
    finally:
        await opened.close()


async def waiting(database: Database, *, contact: int, office: str, state: InquiryState = InquiryState.ASKED) -> None:
    """Ask an office about the Zollhof, and let its person be responsible for a result."""
    async with database.write() as session:
        if await session.get(Intention, 1) is None:
            session.add(
                Intention(id=1, number="V-2026-001", title="Zollhof", alias="Vorhaben 26-01", district="bad-cannstatt",
                          stage="0", lead_id=BRANDT, recorded_by=BRANDT, recorded_at=NOW, changed_at=NOW)
            )  # fmt: skip
            await session.flush()
            session.add(
                NeedRequest(id=1, intention_id=1, started_by=BRANDT, started_at=NOW, started_on=TODAY, due=TODAY,
                            due_at=NOW, state=RequestState.OPEN)
            )  # fmt: skip
            await session.flush()
        session.add(
            Inquiry(request_id=1, intention_id=1, office=office, contact_id=contact, due=TODAY, due_at=NOW, state=state)
        )
        session.add(
            Result(number=f"E-{office}", text="Räume suchen", kind=ResultKind.DECISION, office=office, due=TODAY,
                   responsible_id=contact, state=ResultState.OPEN, recorded_by=BRANDT, recorded_at=NOW)
        )  # fmt: skip


def changing(database: Database, now: datetime = NOW) -> Any:
    """Change as Kessler does."""
    return change(database, now=now, person_id=KESSLER)


async def leave(database: Database, person_id: int) -> Consequences:
    """Let somebody leave."""
    async with changing(database) as c:
        return await membership.leave(c, await membership.member(c.session, person_id), TODAY)


async def edit(c: Change, person_id: int, **values: Any) -> Consequences:
    """Change some fields of an entry."""
    person = await membership.member(c.session, person_id)
    known = {name: getattr(person, name) for name in ("slack_user_id", *membership.WRITTEN)}
    draft = PersonDraft.model_validate({**known, **values})
    return await membership.edit(c, person, draft, TODAY)


async def inquiry(database: Database) -> Inquiry:
    """Read the only inquiry."""
    async with database.read() as session:
        return (await session.exec(select(Inquiry))).one()


async def result(database: Database) -> Result:
    """Read the only result."""
    async with database.read() as session:
        return (await session.exec(select(Result))).one()


async def shown_to(database: Database, kind: SurfaceKind) -> set[int | None]:
    """Say who has a surface of this kind."""
    async with database.read() as session:
        return set((await session.exec(select(Surface.person_id).where(Surface.kind == kind))).all())


async def names(database: Database) -> list[str]:
    """List the names of active members."""
    async with database.read() as session:
        return [person.name for person in await people.members(session)]


async def test_members_stand_by_office_in_the_catalogue_s_order_then_by_name(database: Database) -> None:
    async with database.read() as session:
        found = [person.name for person in await people.entered(session)]
    assert found == ["Sabine Ott", "Timo Rau", "Heike Lang", "Jonas Brandt", "Miriam Kessler"]


async def test_a_new_member_is_found_and_the_home_waits_until_it_is_opened(database: Database) -> None:
    draft = PersonDraft(slack_user_id="U9", name="Paul Weiß", office=SOCIAL, roles=[Role.OFFICE])
    async with changing(database) as c:
        person, happened = await membership.enter(c, draft, ChatUser("U9", is_guest=True))
    assert happened == Consequences()
    async with database.read() as session:
        found = await people.person_by_slack_id(session, "U9")
    assert found is not None
    assert (found.name, found.is_guest, found.id) == ("Paul Weiß", True, person.key)
    assert await shown_to(database, SurfaceKind.HOME) == set()


async def test_nobody_is_entered_twice(database: Database) -> None:
    draft = PersonDraft(slack_user_id="U3", name="Sabine Ott", roles=[Role.READER])
    with pytest.raises(Invalid) as refused:
        async with changing(database) as c:
            await membership.enter(c, draft, ChatUser("U3"))
    assert refused.value.problems == (Conflict("name", "already_entered"),)


async def test_who_comes_back_keeps_the_row_that_past_facts_name(database: Database) -> None:
    await leave(database, LANG)
    draft = PersonDraft(slack_user_id="U5", name="Heike Lang", office=SOCIAL, roles=[Role.OFFICE])
    async with changing(database) as c:
        person, _ = await membership.enter(c, draft, ChatUser("U5"))
    assert person.key == LANG
    assert "Heike Lang" in await names(database)


async def test_one_lead_contact_per_office(database: Database) -> None:
    async with changing(database) as c:
        happened = await edit(c, RAU, lead_contact=True)
    assert happened.relieved == "Sabine Ott"
    async with database.read() as session:
        leads = (await session.exec(select(Person.id).where(col(Person.lead_contact).is_(True)))).all()
    assert leads == [RAU]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"office": "mondamt"}, "office"), ({"deputy_id": 77}, "deputy_id"), ({"deputy_id": LANG}, "deputy_id")],
)
async def test_forged_offices_and_deputies_who_left_are_refused(
    database: Database, values: dict[str, Any], field: str
) -> None:
    await leave(database, LANG)
    with pytest.raises(Invalid) as refused:
        async with changing(database) as c:
            await edit(c, RAU, **values)
    assert refused.value.problems == (UnknownChoice(field, typed=str(values[field])),)


async def test_what_waits_for_who_leaves_goes_to_the_deputy(database: Database) -> None:
    await waiting(database, contact=OTT, office=YOUTH)
    happened = await leave(database, OTT)
    assert (happened.inquiries, happened.results) == ([Handed("Jugend", "Timo Rau")], [Handed("Jugend", "Timo Rau")])
    assert (await inquiry(database)).contact_id == RAU
    assert (await result(database)).responsible_id == RAU
    assert RAU in await shown_to(database, SurfaceKind.INQUIRY)
    assert RAU in await shown_to(database, SurfaceKind.RESULT)


async def test_without_a_deputy_a_colleague_of_the_office_takes_over(database: Database) -> None:
    await waiting(database, contact=RAU, office=YOUTH)
    await leave(database, RAU)
    assert (await inquiry(database)).contact_id == OTT


async def test_an_absent_deputy_is_passed_over(database: Database) -> None:
    await waiting(database, contact=OTT, office=YOUTH)
    async with changing(database) as c:
        await edit(c, LANG, office=YOUTH)
        await edit(c, RAU, absent_from=TODAY - timedelta(days=1))
    await leave(database, OTT)
    assert (await inquiry(database)).contact_id == LANG


async def test_at_last_the_secretariat_is_asked_and_told(database: Database) -> None:
    await waiting(database, contact=LANG, office=SOCIAL)
    happened = await leave(database, LANG)
    assert (happened.inquiries, happened.results) == ([Handed("Sozial", "Miriam Kessler")], [Handed("Sozial", None)])
    assert (await inquiry(database)).contact_id == KESSLER
    assert (await result(database)).responsible_id is None
    async with database.read() as session:
        told = (await session.exec(select(Outgoing).where(Outgoing.kind == "result_assigned"))).all()
    assert [row.person_id for row in told] == [KESSLER]


@pytest.mark.parametrize("state", [InquiryState.REPORTED, InquiryState.NO_NEED])
async def test_what_was_answered_stays_with_who_answered(database: Database, state: InquiryState) -> None:
    await waiting(database, contact=OTT, office=YOUTH, state=state)
    happened = await leave(database, OTT)
    assert happened.inquiries == []
    assert (await inquiry(database)).contact_id == OTT


async def test_who_leaves_is_nobody_s_deputy_and_no_lead_contact_any_more(database: Database) -> None:
    await leave(database, RAU)
    await leave(database, OTT)
    async with database.read() as session:
        ott = await people.person(session, OTT)
    assert ott is not None
    assert (ott.deputy_id, ott.lead_contact, ott.name) == (None, False, "Sabine Ott")
    assert ott.left_at is not None


async def test_who_has_left_cannot_be_changed(database: Database) -> None:
    await leave(database, LANG)
    with pytest.raises(Missing):
        await leave(database, LANG)


async def test_who_moves_to_another_office_leaves_its_requests_behind(database: Database) -> None:
    await waiting(database, contact=OTT, office=YOUTH)
    async with changing(database) as c:
        happened = await edit(c, OTT, office=SOCIAL, lead_contact=False)
    assert happened.inquiries == [Handed("Jugend", "Timo Rau")]
    assert (await inquiry(database)).contact_id == RAU


async def test_a_new_telephone_number_moves_nothing(database: Database) -> None:
    await waiting(database, contact=OTT, office=YOUTH)
    async with changing(database) as c:
        assert await edit(c, OTT, phone="0711 216-1") == Consequences()
    assert (await inquiry(database)).contact_id == OTT


async def test_a_closed_account_hands_on_once_and_comes_back_as_it_was(database: Database) -> None:
    await waiting(database, contact=OTT, office=YOUTH)
    for closed, changed in ((True, True), (True, False), (False, True)):
        async with changing(database) as c:
            user = ChatUser("U3", name="Sabine Ott", is_deactivated=closed)
            assert await membership.follow_chat(c, user, TODAY) is changed
    assert (await inquiry(database)).contact_id == RAU
    assert "Sabine Ott" in await names(database)


async def test_the_chat_s_news_about_others_change_nothing(database: Database) -> None:
    async with changing(database) as c:
        assert not await membership.follow_chat(c, ChatUser("U77", name="Niemand"), TODAY)


async def test_the_other_members_of_the_secretariat_are_counted(database: Database) -> None:
    async with changing(database) as c:
        assert await membership.others_in_secretariat(c.session, KESSLER) == 0
        assert await membership.others_in_secretariat(c.session, None) == 1
        await edit(c, BRANDT, roles=["planner", "secretariat"])
        assert await membership.others_in_secretariat(c.session, KESSLER) == 1


async def test_the_audit_names_fields_and_no_values(database: Database) -> None:
    async with changing(database) as c:
        await edit(c, OTT, phone="0711 216-1", absent_from=date(2026, 3, 9))
    async with database.read() as session:
        rows = (await session.exec(select(AuditEntry).where(AuditEntry.verb == "changed"))).all()
    assert [row.details for row in rows] == [{"fields": ["phone", "absent_from"]}]
