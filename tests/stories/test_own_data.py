"""Who asks gets all that is stored about them, alone; the secretariat reads who changed what, and nobody edits it."""

import csv
import io

from openpyxl import load_workbook

from sandbox.dialog import Actor
from tests.stories.city import City, city
from tests.stories.rounds import TITLE, ask_all_offices


async def file_of(town: City, person: Actor) -> dict[str, list[tuple[object, ...]]]:
    """Give the sheets of the newest file in somebody's direct messages."""
    await town.house.errands.done()
    await town.sandbox.settled()
    (file_id,) = person.last_message().message.files
    content = town.sandbox.workspace.files[file_id].content
    assert content is not None
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


async def separated_of(town: City, person: Actor) -> list[list[str]]:
    """Give the rows of the newest CSV file in somebody's direct messages."""
    await town.house.errands.done()
    await town.sandbox.settled()
    (file_id,) = person.last_message().message.files
    content = (town.sandbox.workspace.files[file_id].content or b"").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))


async def test_whoever_asks_gets_everything_about_themselves_and_nobody_else_does(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        ott, lang = town["Sabine Ott"], town["Heike Lang"]
        await ott.message_with(TITLE).press("Bedarf melden")
        await ott.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit"})
        assert await ott.modal.submit() == {}
        await ott.modal.close()
        await ott.command("/agsp meine-daten")
        await ott.modal.press("Datei senden")
        ott.sees("Die Datei kommt als Nachricht des Bots.")
        sheets = await file_of(town, ott)
        entry = {row[0]: row[1] for row in sheets["Mein Eintrag"][1:]}
        assert (entry["Name"], entry["Konto im Chat"]) == ("Sabine Ott", "U0OTT")
        assert entry["Vertretung"] == "Timo Rau"
        places = {(row[0], row[2]) for row in sheets["Wo mein Name steht"][1:]}
        assert {
            ("Abfrage an ein Amt", "wer gefragt ist"),
            ("Fassung einer Bedarfsmeldung", "wer geschrieben hat"),
        } <= places
        assert ("Protokoll", "betroffene Person") in places
        assert "Heike Lang" not in str(sheets)
        assert sheets["Änderungen meines Eintrags"][1][2] == "eingetragen"
        lang.sees_nothing_of("Datei")


async def test_the_secretariat_reads_the_audit_around_one_intention(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        kessler, brandt, lang = town["Miriam Kessler"], town["Jonas Brandt"], town["Heike Lang"]
        await lang.message_with(TITLE).press("Fehlanzeige")
        await brandt.command("/agsp protokoll")
        assert not brandt.has_modal
        await kessler.command("/agsp protokoll")
        assert "*Vorhaben V-2026-001*: erfasst\nJonas Brandt, Mo., 02.03.2026" in kessler.modal.text
        await kessler.modal.choose("Was", "Person")
        assert "V-2026-001" not in kessler.modal.text.replace("`/agsp protokoll V-2026-007`", "")
        await kessler.modal.press("Weiter")
        kessler.sees("11 bis")
        await kessler.modal.close()
        await kessler.command("/agsp protokoll 1")
        kessler.sees("Alles rund um *1*")
        assert "*Bedarfsabfrage V-2026-001*: gestartet" in kessler.modal.text
        assert "*Person " not in kessler.modal.text


async def test_the_audit_can_be_taken_along_and_says_so_itself(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        kessler = town["Miriam Kessler"]
        await kessler.command("/agsp protokoll 1")
        await kessler.modal.press("Als XLSX ausgeben")
        (heading, *rows) = (await file_of(town, kessler))["Protokoll"]
        assert heading[:6] == ("Nummer", "Wann", "Wer", "Was", "Welches", "Geschehen")
        assert "V-2026-001" in {row[4] for row in rows}
        await kessler.modal.close()
        await kessler.command("/agsp protokoll 1")
        await kessler.modal.press("Als CSV ausgeben")
        assert await separated_of(town, kessler) == [[str(cell or "") for cell in row] for row in (heading, *rows)]
        await kessler.modal.close()
        await kessler.command("/agsp protokoll")
        assert "*Protokoll 1*: ausgegeben" in kessler.modal.text
        await kessler.modal.close()
        await kessler.command("/agsp protokoll V-1999-001")
        kessler.sees("V-1999-001")
