"""Key figures leave as a table and come back as new versions: all of them or none, and a second time nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.list_runs import Tally, examine, take
from handlers.views.figure_tables import figures_csv
from handlers.views.list_words import ListWords
from planning.figures import FigureStatus
from planning.list_import import Judged, Outcome
from planning.people import PersonDraft, Role
from storage.changes import change
from storage.database import Database, Session
from storage.figure_import import FigureImport
from storage.figures import all_versions, in_force, versions
from storage.list_import import ListImport, surroundings
from storage.people import Person
from storage.seeds import seed_offices
from tests import shipped

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CATALOGUE = shipped.catalogue()
SPEECH = shipped.german()
HEADING = "Kennung;Wert;Spanne von;Spanne bis;Verbindlichkeit;Quelle;Gültig ab;Grund\n"
RESIDENTS = "residents-per-dwelling;2,0;1,2;2,6;in der AGSP vereinbart;Sitzung für Größen, 02.03.2026;02.03.2026;Wohnungsgrößen\n"


async def opening(session: Session) -> ListImport[Any]:
    """Open an import of key figures."""
    return await FigureImport.open(session, await surroundings(session, CATALOGUE, TODAY))


@pytest.fixture
async def database(database_url: str) -> Any:
    """A city with a secretariat."""
    database = Database(database_url)
    async with change(database, now=NOW) as c:
        await seed_offices(c, CATALOGUE)
    async with change(database, now=NOW) as c:
        draft = PersonDraft(slack_user_id="U0KESSLER", name="Miriam Kessler", roles=[Role.SECRETARIAT])
        c.session.add(Person(**(draft.model_dump() | {"id": 1})))
    yield database
    await database.close()


async def taken(database: Database, content: bytes) -> Tally:
    """Bring a table in."""
    return await take(content, change(database, now=NOW, person_id=1), opening, reason="Liste")


def outcomes(tally: Tally) -> dict[str, int]:
    """Name what became of how many lines."""
    return {outcome.value: number for outcome, number in tally.counts.items() if number}


def sentences(tally: Tally) -> list[str]:
    """Say what is wrong, line by line."""
    words = ListWords(SPEECH, CATALOGUE)
    wrong = tally.shown.get(Outcome.WRONG, [])
    return [f"{one.line}: {detail}" for one in wrong for detail in words.details(one)]


async def test_what_goes_out_comes_back_unchanged_and_a_changed_line_is_one_new_version(database: Database) -> None:
    async with database.read() as session:
        table = figures_csv(SPEECH, list((await in_force(session, CATALOGUE, TODAY)).values()))
    assert outcomes(await examine(table, database, opening)) == {"same": len(CATALOGUE.figures)}
    changed = table.replace(b";2,1;1,2;2,6;", b";2,0;1,2;2,6;")
    seen = await examine(changed, database, opening)
    (line,) = seen.shown[Outcome.NEW]
    assert line.label == "Einwohner je Wohnung (Fassung 2)"
    assert ListWords(SPEECH, CATALOGUE).details(line) == ["Wert: 2,1 → 2"]
    done = await taken(database, changed)
    assert (done.done, outcomes(done)) == (True, {"new": 1, "same": len(CATALOGUE.figures) - 1})
    again = await taken(database, changed)
    assert (outcomes(again), again.changes) == ({"same": len(CATALOGUE.figures)}, False)
    async with database.read() as session:
        newest = (await versions(session, "residents-per-dwelling"))[0]
        every = figures_csv(SPEECH, [v for of in (await all_versions(session, CATALOGUE)).values() for v in of])
    assert (newest.version, str(newest.value), newest.reason) == (2, "2.0", "Liste")
    assert outcomes(await examine(every, database, opening)) == {"same": len(CATALOGUE.figures) + 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
async def test_umlauts_survive_every_encoding_a_spreadsheet_writes(database: Database, encoding: str) -> None:
    assert outcomes(await taken(database, (HEADING + RESIDENTS).encode(encoding))) == {"new": 1}
    async with database.read() as session:
        newest = (await versions(session, "residents-per-dwelling"))[0]
    assert (newest.source, newest.reason) == ("Sitzung für Größen, 02.03.2026", "Wohnungsgrößen")
    assert newest.binding is FigureStatus.AGREED


async def test_one_wrong_line_and_no_version_is_added(database: Database) -> None:
    bad = (
        "share-under-three;0.035;;;Orientierungswert;Quelle;02.03.2026;\n"
        "coverage-under-tree;0,5;;;Orientierungswert;Quelle;02.03.2026;\n"
        "coverage-under-three;0;;;Orientierungswert;Quelle;02.03.2026;\n"
        "coverage-under-three;0,9;0,4;0,8;ungefähr;;31.02.2026;\n"
        "coverage-under-three;0,9;0,4;0,8;Gesetz;Quelle;02.03.2026;\n"
        f"{RESIDENTS}"
    )
    done = await taken(database, (HEADING + RESIDENTS + bad).encode())
    assert (done.done, outcomes(done)) == (False, {"new": 1, "wrong": 6})
    assert sentences(done) == [
        "3: Spalte Wert: „0.035“ ist kein Kennwert. Bitte schreiben Sie ihn mit Komma, zum Beispiel 0,035 oder 3,5 %.",
        "4: Spalte Kennung: „coverage-under-tree“ ist nicht bekannt. Meinten Sie „coverage-under-three“?",
        "5: Spalte Wert: Ein Kennwert kann nicht null sein: Durch ihn werden Plätze und Flächen geteilt.",
        "6: Spalte Verbindlichkeit: „ungefähr“ ist nicht bekannt. Die Vorlage nennt, was möglich ist.",
        "6: Spalte Quelle: Die Zelle ist leer. Bitte füllen Sie sie aus; verbundene Zellen trennen Sie bitte vorher.",
        "7: Spalte Wert: Der Wert liegt außerhalb der Spanne. Bitte ändern Sie eines von beiden.",
        "8: „Einwohner je Wohnung“ steht schon in Zeile 2.",
    ]
    async with database.read() as session:
        assert len((await all_versions(session, CATALOGUE))["residents-per-dwelling"]) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADING.replace(";", "|") + RESIDENTS.replace(";", "|"), "keine Überschrift"),
        (HEADING.replace("Wert;", "") + RESIDENTS.replace("2,0;", "", 1), "Spalte Wert: "),
        (HEADING.replace("Quelle;", "Quele;") + RESIDENTS, "„Quele“"),
        (HEADING.replace("Grund", "Wert") + RESIDENTS, "Spalte Wert: "),
        (HEADING, "keine Zeile"),
    ],
)
async def test_a_table_that_cannot_be_read_gets_a_sentence(database: Database, text: str, said: str) -> None:
    done = await taken(database, text.encode())
    remarks = ListWords(SPEECH, CATALOGUE).details(_about_the_file(done))
    assert (done.done, any(said in remark for remark in remarks)) == (False, True), remarks


def _about_the_file(tally: Tally) -> Judged:
    return Judged(line=0, outcome=Outcome.WRONG, label="", remarks=tuple(tally.remarks))
