"""Finding again, on both engines: every word people may see, none that is hidden from them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import SQLModel, col, delete, select, update

from planning.intentions import IntentionState
from planning.meetings import UpdateDraft
from planning.needs import InquiryState, NeedDraft, NeedKind
from planning.reports import snapshot
from planning.results import ResultKind
from planning.search import HitKind, words_of
from storage.database import Database
from storage.intentions import Intention, IntentionChange
from storage.meetings import Meeting, Update
from storage.needs import Inquiry, Need, NeedReport, NeedRequest, Question, ReportVersion
from storage.people import Person
from storage.results import Result
from storage.search import PAGE, Found, SearchEntry, find, rebuild
from tests.storage.meetings_world import BRANDT, CALENDAR, JUNE, KESSLER, OTT, cast, intention

SECRET = "Geheimhof"
OWNER = "Muster Immobilien"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The cast, an open intention, a confidential one, and something said of each."""
    opened = Database(database_url)
    try:
        async with opened.write() as session:
            session.add_all(row for row in cast() if not isinstance(row, Intention))
            await session.flush()
            first = intention(1, title="Zollhof-Areal")
            first.location, first.uses = "Güterstraße 12", "Wohnen und Spielplätze"
            second = intention(2, title=SECRET, confidential=True)
            second.owner, second.plot, second.neighbourhood = OWNER, "4711/8", "Veielbrunnen"
            session.add_all([first, second])
            await session.flush()
            session.add(
                NeedReport(id=1, intention_id=2, office="jugendamt", version=1, changed_by=OTT, changed_at=JUNE)
            )
            await session.flush()
            session.add_all(_said())
        yield opened
    finally:
        await opened.close()


def _said() -> list[SQLModel]:
    day = CALENDAR.today(JUNE) + timedelta(days=30)
    return [
        Need(report_id=1, kind=NeedKind.NEED, what="Kindertagesstätte", quantity=Decimal(60), minimum=Decimal(7331), why="Vier Gruppen fehlen im Stadtteil"),
        Result(number="E-2026-001", text="Grünfläche sichern", kind=ResultKind.EXAMINATION, office="sozialamt", intention_id=1,
               recorded_by=BRANDT, recorded_at=JUNE),
        Update(text="Der Wettbewerb beginnt, mit Kita und Seniorentreff", intention_id=1, person_id=OTT, office="jugendamt", written_at=JUNE),
        Meeting(on=day, at=JUNE.time(), starts_at=JUNE + timedelta(days=30), place="Rathaus, Zimmer 302",
                created_by=KESSLER, created_at=JUNE),
    ]  # fmt: skip


async def found(database: Database, typed: str, person: int = OTT, **wanted: object) -> Found:
    async with database.read() as session:
        viewer = await session.get(Person, person)
        assert viewer is not None
        return await find(session, typed, viewer, **wanted)  # type: ignore[arg-type]


async def numbers(database: Database, typed: str, person: int = OTT) -> list[tuple[HitKind, int | None]]:
    return [(hit.kind, hit.face.id if hit.face else None) for hit in (await found(database, typed, person)).hits]


FOUND = [
    ("zollhof", [(HitKind.INTENTION, 1)]),
    ("ZOLLHOF areal", [(HitKind.INTENTION, 1)]),
    ("Spielplatz", [(HitKind.INTENTION, 1)]),
    ("tagesstätte", [(HitKind.NEED, 2)]),
    ("Gueterstrasse", [(HitKind.INTENTION, 1)]),
    ("V-2026-001", [(HitKind.INTENTION, 1), (HitKind.RESULT, 1), (HitKind.UPDATE, 1)]),
    ("Kindertagesstätten", [(HitKind.NEED, 2)]),
    ("Grünflächen", [(HitKind.RESULT, 1)]),
    ("E-2026-001", [(HitKind.RESULT, 1)]),
    ("Wettbewerbe", [(HitKind.UPDATE, 1)]),
    ("Seniorentreffs", [(HitKind.UPDATE, 1)]),
    ("Kitas", [(HitKind.UPDATE, 1)]),
    ("Rathaus", [(HitKind.MEETING, None)]),
    ("01.07.2026", [(HitKind.MEETING, None)]),
    ("Kita OR Zollhof", []),
    ("Grünfläche Kindertagesstätte", []),
]


async def test_every_fact_is_found_by_its_words(database: Database) -> None:
    assert [(typed, await numbers(database, typed)) for typed, _ in FOUND] == FOUND


async def test_hidden_words_find_nothing_for_whoever_may_not_see_them(database: Database) -> None:
    for typed in (SECRET, "geheim", OWNER, "4711", "eheimho"):
        assert await numbers(database, typed, OTT) == []
        assert await numbers(database, typed, KESSLER) == [(HitKind.INTENTION, 2)]
        assert await numbers(database, typed, BRANDT) == [(HitKind.INTENTION, 2)], "the project lead"


async def test_a_confidential_intention_is_found_by_its_alias_and_shown_by_it(database: Database) -> None:
    hit = (await found(database, "Deckname 26-02")).hits[0]
    assert hit.face is not None
    assert hit.face.title == "Vorhaben Deckname 26-02"
    assert SECRET not in hit.excerpt
    assert OWNER not in hit.excerpt


async def test_making_an_intention_confidential_hides_its_words_at_once(database: Database) -> None:
    async with database.write() as session:
        await session.exec(update(Intention).where(col(Intention.id) == 1).values(confidential=True))
    assert await numbers(database, "Zollhof", OTT) == []
    assert await numbers(database, "Zollhof", BRANDT) == [(HitKind.INTENTION, 1)]


async def test_the_minimum_cannot_be_searched_for(database: Database) -> None:
    assert [await numbers(database, "7331", person) for person in (OTT, KESSLER, BRANDT)] == [[], [], []]
    async with database.read() as session:
        entries = (await session.exec(select(SearchEntry))).all()
    assert not [entry for entry in entries if "7331" in f"{entry.words} {entry.also}"]


async def test_the_index_follows_in_the_transaction_of_the_fact(database: Database) -> None:
    async with database.read() as session:  # nothing of it is kept
        session.add(Update(**UpdateDraft(text="Seilbahn").model_dump(), person_id=OTT, written_at=JUNE))
        await session.flush()
        viewer = await session.get(Person, OTT)
        assert viewer is not None
        assert (await find(session, "Seilbahn", viewer)).total == 1
    assert await numbers(database, "Seilbahn") == []
    async with database.write() as session:
        await session.exec(update(Need).values(what="Jugendhaus"))
        await session.exec(update(Update).values(withdrawn_at=JUNE))
        await session.exec(delete(Result))
    assert await numbers(database, "Jugendhaus") == [(HitKind.NEED, 2)]
    assert await numbers(database, "Kindertagesstätte") == []
    assert await numbers(database, "Wettbewerb") == []
    assert await numbers(database, "Grünfläche") == []


TRICKS = (
    '"', "'", "*", '" OR 1=1 --', "zollhof:*", "a & | ! ( )", "NEAR(a b)", "words:zollhof^2", "\\", "\0", "%_", "🏗",
    "x" * 10_000, "wort " * 2_000,
)  # fmt: skip


async def test_whatever_is_typed_is_only_words(database: Database) -> None:
    for typed in TRICKS:
        words = words_of(typed)
        assert (await found(database, typed)).total == (await found(database, " ".join(words))).total
    assert (await found(database, "zollhof:*")).total == 1
    assert (await found(database, 'zollhof" NOT "kita')).total == 0, "an operator would have found it"


async def asked_and_changed(database: Database) -> None:
    """An office asks about the confidential intention and reports in two versions; a stage changes."""
    async with database.write() as session:
        session.add(NeedRequest(id=1, intention_id=2, started_by=BRANDT, started_at=JUNE, started_on=JUNE.date(),
                                due=JUNE.date(), due_at=JUNE))  # fmt: skip
        await session.flush()
        session.add(
            Inquiry(
                id=1, request_id=1, intention_id=2, office="jugendamt", contact_id=OTT, due=JUNE.date(), due_at=JUNE
            )
        )
        await session.flush()
        session.add_all([
            Question(inquiry_id=1, text="Bleibt das Gewächshaus?", asked_by=OTT, asked_at=JUNE),
            IntentionChange(intention_id=2, what="stage", before="0", after="1", reason="Aufstellungsbeschluss gefasst",
                            changed_by=BRANDT, changed_at=JUNE),
            _version(1, "Sternwarte", None), _version(2, "Kindertagesstätte", "Sternwarte ist zu teuer"),
            _version(3, "Kindertagesstätte", None),
        ])  # fmt: skip
        await session.exec(update(NeedReport).values(version=3))


def _version(number: int, what: str, reason: str | None) -> ReportVersion:
    need = NeedDraft(what=what, why="Teleskop", quantity=Decimal(60), minimum=Decimal("7332.5"))
    return ReportVersion(
        report_id=1, version=number, answer=InquiryState.REPORTED, needs=[snapshot(1, need)], reason=reason,
        written_by=OTT, written_at=JUNE,
    )  # fmt: skip


async def test_questions_reasons_and_earlier_versions_are_found_once(database: Database) -> None:
    await asked_and_changed(database)
    assert await numbers(database, "Gewächshaus") == [], "nobody has answered it yet"
    async with database.write() as session:
        await session.exec(update(Question).values(answer="Nein, es weicht der Orangerie"))
    assert await numbers(database, "Gewächshäuser") == await numbers(database, "Orangerie") == [(HitKind.QUESTION, 2)]
    assert await numbers(database, "Aufstellungsbeschluss") == [(HitKind.STEP, 2)]
    earlier = (await found(database, "Sternwarte")).hits
    assert [(hit.kind, hit.number, hit.office, hit.report_id) for hit in earlier] == [
        (HitKind.VERSION, "2", "Jugendamt", 1),  # its reason
        (HitKind.VERSION, "1", "Jugendamt", 1),
    ]
    assert [hit.number for hit in (await found(database, "Kindertagesstätte", kind=HitKind.VERSION)).hits] == ["2"]
    for typed in ("Gewächshaus", "Aufstellungsbeschluss", "Sternwarte"):
        (hit, *_) = (await found(database, typed)).hits
        assert hit.face is not None
        assert hit.face.title == "Vorhaben Deckname 26-02"
    for typed in ("7332", "7332,5", "7332.50"):
        assert await numbers(database, typed, KESSLER) == []


async def test_what_was_struck_off_is_found_by_nothing(database: Database) -> None:
    await asked_and_changed(database)
    async with database.write() as session:
        await session.exec(update(Intention).values(state=IntentionState.MISTAKEN))
    assert [await numbers(database, typed, KESSLER) for typed in ("Aufstellungsbeschluss", "Sternwarte")] == [[], []]


async def test_a_rebuilt_index_says_the_same(database: Database) -> None:
    async def entries() -> set[tuple[object, ...]]:
        async with database.read() as session:
            rows = (await session.exec(select(SearchEntry))).all()
        return {(r.kind, r.subject_id, r.intention_id, r.hidden, r.words, r.also) for r in rows}

    await asked_and_changed(database)
    before = await entries()
    async with database.write() as session:
        assert await rebuild(session) == len(before) == 12
    assert await entries() == before
    assert await numbers(database, "Spielplätzen") == [(HitKind.INTENTION, 1)]


async def test_hits_come_in_pages_and_of_one_kind(database: Database) -> None:
    async with database.write() as session:
        session.add_all(
            Update(text=f"Baustelle {n}", person_id=OTT, office="jugendamt", written_at=JUNE) for n in range(PAGE + 3)
        )
    first = await found(database, "baustellen")
    last = await found(database, "baustellen", offset=PAGE)
    assert (len(first.hits), len(last.hits), first.total) == (PAGE, 3, PAGE + 3)
    assert (await found(database, "baustellen", offset=9_999)).offset == PAGE, "a page that is gone is the last one"
    assert (await found(database, "baustellen", kind=HitKind.RESULT)).total == 0
