"""For the file: a document by direct message, with everything its reader may see and nothing else."""

from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]  # published without types
from docx import Document
from sqlmodel import update

from sandbox.dialog import Actor
from storage.outbox import Outgoing
from tests.stories.city import City, city
from tests.stories.test_need_answers import FLOOR as FLOOR_FIELD
from tests.stories.test_zollhof import CONFIDENTIAL

PLANTED, OWNER, SECRET = "7.331", "Muster Immobilien Geheim", "Geheimes Ufer"
WHAT = "Kita „Am Zollhof“ – şı €"
MINIMUM = "Mindestwerte aufnehmen, die ich sehen darf (wird gekennzeichnet)"


def written(town: City, name: str) -> tuple[str, str]:
    """Give what the newest PDF and the newest DOCX in somebody's direct messages say, and their names."""
    files = town.sandbox.backend.workspace.files.values()
    newest = {
        one.name.rpartition(".")[2]: one for one in files if town.sandbox.backend.files.seen_by(town[name].id, one.id)
    }
    document = Document(BytesIO(newest["docx"].content or b""))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    pdf = pypdfium2.PdfDocument(newest["pdf"].content)
    pages = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())
    pdf.close()
    said = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return f"{newest['pdf'].name} {pages}", f"{newest['docx'].name} {said}"


async def want(town: City, name: str, reference: str, *, minimum: bool = False) -> tuple[str, str]:
    """Ask for an intention on paper and read what comes."""
    person = town[name]
    await person.command(f"/vorhaben {reference}")
    await person.modal.press("Für die Akte")
    if minimum:
        await person.modal.fill({"Mindestwerte": [MINIMUM]})
    assert await person.modal.submit() == {}
    person.sees("kommt gleich als Direktnachricht")
    await town.deliver()
    return written(town, name)


async def play(town: City) -> None:
    """Record a confidential intention, ask, and let the Jugendamt report and change with a reason."""
    brandt, ott = town["Jonas Brandt"], town["Sabine Ott"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({
        "Titel": SECRET, "Stadtbezirk": "Bad Cannstatt", "Eigentümer oder Investor": OWNER, "Vertraulichkeit": [CONFIDENTIAL],
    })  # fmt: skip
    assert await brandt.modal.submit() == {}
    await brandt.modal.press("Bedarfsabfrage starten")
    assert await brandt.modal.submit() == {}
    await town.deliver()
    await ott.message_with("Bad Cannstatt").press("Bedarf melden")
    await ott.modal.press("Weitere Angaben")
    await ott.modal.fill(
        {"Was wird gebraucht?": WHAT, "Wie viel?": "9.000", "Warum?": "Es fehlen vier Gruppen.", FLOOR_FIELD: PLANTED}
    )
    assert await ott.modal.submit() == {}
    await ott.modal.close()
    await town.deliver()


async def test_documents_say_what_their_reader_may_see(database_url: str) -> None:
    async with city(database_url) as town:
        await play(town)
        for said in await want(town, "Jonas Brandt", "1"):
            assert "V-2026-001 · Geheimes Ufer" in said
            for words in ("Jugendamt", "Sabine Ott", WHAT, "Es fehlen vier Gruppen.", "Fassung 1", "Noch offen", OWNER):
                assert words in said
            assert PLANTED not in said, "nobody chose it"
            assert "vertraulich" in said
        for said in await want(town, "Jonas Brandt", "1", minimum=True):
            assert f"Mindestwert: {PLANTED}" in said
            assert "Vertraulich: Dieses Dokument enthält Mindestwerte" in said
        for said in await want(town, "Heike Lang", "1"):
            assert "Vorhaben Bad Cannstatt 26" in said
            assert WHAT in said
            assert SECRET not in said
            assert OWNER not in said
            assert PLANTED not in said
        for said in await want(town, "Sabine Ott", "1", minimum=True):
            assert PLANTED in said, "her own office's"
            assert SECRET not in said
        lang = town["Heike Lang"]
        await lang.command("/vorhaben 1")
        await lang.modal.press("Für die Akte")
        assert "Format" in lang.modal.labels


async def test_an_upload_that_may_have_arrived_is_told_and_not_repeated(database_url: str) -> None:
    async with city(database_url) as town:
        await play(town)
        brandt = town["Jonas Brandt"]
        faults = town.sandbox.faults
        faults.next("files.getUploadURLExternal", "500")
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Für die Akte")
        assert await brandt.modal.submit() == {}
        await town.deliver()
        assert not shared(town, "Jonas Brandt"), "nothing was shared, so it is tried again later"
        async with town.database.write() as session:
            await session.exec(update(Outgoing).values(not_before=None))
        faults.next("files.completeUploadExternal", "fail_after")
        await town.deliver()
        await town.deliver()
        assert len(shared(town, "Jonas Brandt")) == 2, "PDF and DOCX, once"
        brandt.sees("Ob Ihr Dokument für die Akte (Vorhaben) angekommen ist, ist ungewiss")
        assert "Dokument für die Akte" in (await town["Miriam Kessler"].open_home()).text


def shared(town: City, name: str) -> list[str]:
    """Name the files in somebody's direct messages."""
    files = town.sandbox.backend.workspace.files.values()
    return [one.name for one in files if town.sandbox.backend.files.seen_by(town[name].id, one.id)]


async def answer(town: City) -> None:
    """Let the Jugendamt change its answer, another office decline with a reason, and a third one ask."""
    ott, yildiz, weiss, brandt = (town[name] for name in ("Sabine Ott", "Ben Yıldız", "Paul Weiß", "Jonas Brandt"))
    await ott.message_with("Bad Cannstatt").press("Ändern")
    await ott.modal.press("Bearbeiten")
    await ott.modal.fill({"Wie viel?": "9.500"})
    assert await ott.modal.submit() == {}
    await ott.modal.close()
    await yildiz.message_with("Bad Cannstatt").choose("Mehr", "Nicht zuständig")
    await yildiz.modal.fill({"Warum ist Ihr Amt nicht zuständig?": "Kein Sport am Ufer"})
    assert await yildiz.modal.submit() == {}
    await weiss.message_with("Bad Cannstatt").choose("Mehr", "Rückfrage stellen")
    await weiss.modal.fill({"Ihre Frage": "Wie viele Wohnungen?"})
    assert await weiss.modal.submit() == {}
    await town.deliver()
    await brandt.message_with("Rückfrage").press("Antwort")
    await brandt.modal.fill({"Antwort": "Etwa hundert"})
    assert await brandt.modal.submit() == {}
    await town.deliver()


async def take(town: City, person: Actor, *, minimum: bool = False) -> tuple[str, str]:
    """Confirm the open form for the file and read what comes."""
    if minimum:
        await person.modal.fill({"Mindestwerte": [MINIMUM]})
    assert await person.modal.submit() == {}
    while person.has_modal:
        await person.modal.close()
    await town.deliver()
    return written(town, person.name)


async def test_a_round_goes_on_paper_with_who_was_asked_and_what_was_answered_when(database_url: str) -> None:
    async with city(database_url) as town:
        await play(town)
        await answer(town)
        await town.at("16.03.2026", "18:00")
        brandt, kessler = town["Jonas Brandt"], town["Miriam Kessler"]
        await brandt.message_with("Die Frist zu").press("Für die Akte")
        for said in await take(town, brandt):
            for words in ("Bedarfsabfrage 1", "Sabine Ott", "16.03.2026", "02.03.2026, 09:00", WHAT, "Fassung 1", "Fassung 2", "9.000", "9.500",
                          "Kein Sport am Ufer", "Ben Yıldız", "Wie viele Wohnungen?", "Etwa hundert", SECRET, "Noch offen"):  # fmt: skip
                assert words in said, words
            assert PLANTED not in said, "nobody chose it"
        await kessler.message_with("Die Frist zu").press("Für die Akte")
        for said in await take(town, kessler, minimum=True):
            assert f"Mindestwert: {PLANTED}" in said
            assert "Vertraulich: Dieses Dokument enthält Mindestwerte" in said


async def plan_meeting(kessler: Actor) -> None:
    """Plan a meeting."""
    await kessler.command("/sitzung neu")
    await kessler.modal.fill({"Datum": "2026-03-25", "Uhrzeit": "14:00", "Ort oder Link": "Rathaus, Zimmer 302"})
    assert await kessler.modal.submit() == {}


async def record_result(kessler: Actor) -> None:
    """Record what the meeting agreed."""
    await kessler.command("/ergebnis neu")
    await kessler.modal.fill({
        "Ergebnis": "Ufer freihalten", "Art": "Beschluss", "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-04-30",
        "Sitzung": "Sitzung am Mittwoch, 25. März 2026",
    })  # fmt: skip
    assert await kessler.modal.submit() == {}


async def test_a_digest_and_a_meeting_go_on_paper_without_any_minimum(database_url: str) -> None:
    async with city(database_url) as town:
        await play(town)
        kessler, lang = town["Miriam Kessler"], town["Heike Lang"]
        await plan_meeting(kessler)
        await town.at("24.03.2026")
        overview = kessler.message_with("Übersicht zur Sitzung")
        await overview.press("Für die Akte")
        assert "Mindestwerte" not in kessler.modal.labels, "there is none to choose"
        digest = await take(town, kessler)
        await overview.press("Tagesordnung in den Kanal stellen")
        await town.at("25.03.2026", "16:00")
        await record_result(kessler)
        await town.deliver()
        await lang.command("/sitzung archiv")
        await lang.modal.press("Für die Akte")
        meeting = await take(town, lang)
        for said in digest:
            assert "Übersicht" in said
            assert SECRET in said, "the secretariat may know it"
        for said in (*digest, *meeting):
            for words in ("25. März 2026", "Rathaus, Zimmer 302"):
                assert words in said, words
            assert PLANTED not in said
        for said in meeting:
            for words in ("Ufer freihalten", "E-2026-001", "Jugendamt", "Vorhaben Bad Cannstatt 26-01"):
                assert words in said, words
            assert SECRET not in said
            assert OWNER not in said
