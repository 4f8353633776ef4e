"""For the file: a document by direct message, with everything its reader may see and nothing else."""

from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]  # published without types
from docx import Document
from sqlmodel import update

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
