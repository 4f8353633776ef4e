"""The secretariat brings in what is already running: seen first, silent, and going on in waves it chooses."""

import io
from collections.abc import Sequence

from openpyxl import Workbook, load_workbook

from tests.stories.city import City, city

HEADING = ["Kennung", "Titel", "Stadtbezirk", "Wohnungen", "Vertraulich", "Eigentümer", "Bemerkung"]
SECRET = "Neckarbau Projekt GmbH"


def xlsx(*rows: Sequence[object]) -> bytes:
    """A list as Excel saves it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def backlog(number: int) -> list[list[object]]:
    """So many running intentions; the first is confidential."""
    rows: list[list[object]] = [
        [f"S-{n}", f"Projekt {n}", "Feuerbach", 10 * n, "nein", None, "x"] for n in range(2, number + 1)
    ]
    return [["S-1", "Zollhof-Areal", "Bad Cannstatt", 570, "ja", SECRET, "x"], *rows]


async def checked(town: City, name: str, content: bytes, what: str = "Vorhaben") -> None:
    """Choose a file and wait until it is checked."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/agsp import")
    await kessler.modal.fill({"Was enthält die Liste?": what, "CSV- oder Excel-Datei": (name, content)})
    assert await kessler.modal.submit() == {}
    await kessler.modal.close()
    await errands(town)


async def errands(town: City) -> None:
    """Let everything that is done beside the answers come to its end."""
    await town.house.errands.done()
    await town.sandbox.settled()


def files(town: City, name: str) -> list[bytes]:
    """The files of this name that the bot has sent, the newest last."""
    return [one.content or b"" for one in town.sandbox.workspace.files.values() if one.name == name]


async def test_a_list_is_seen_first_and_then_brought_in_silently(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
        await checked(town, "Laufende.xlsx", xlsx(HEADING, *backlog(12)))
        kessler.sees("12 neu · 0 geändert · 0 unverändert · 0 fehlerhaft")
        kessler.sees("Nicht übernommene Spalten: Bemerkung")
        rows = list(
            load_workbook(io.BytesIO(files(town, "Vorschau.xlsx")[-1])).worksheets[0].iter_rows(values_only=True)
        )
        assert (len(rows), rows[1][:3]) == (13, (2, "neu", "Zollhof-Areal"))
        await kessler.message_with("Laufende.xlsx").press("Übernehmen")
        await errands(town)
        await town.deliver()
        kessler.sees("Nummern: V-2026-001 bis V-2026-012")
        kessler.sees("12 Vorhaben ohne Karte im Kanal")
        assert town["Jonas Brandt"].messages("agsp") == []
        assert ott.messages() == []


async def test_cards_and_requests_go_on_in_waves_with_their_number_told_before(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
        await checked(town, "Laufende.xlsx", xlsx(HEADING, *backlog(12)))
        await kessler.message_with("Laufende.xlsx").press("Übernehmen")
        await errands(town)
        await kessler.message_with("ist übernommen").press("Karten veröffentlichen …")
        assert await kessler.modal.submit() == {}
        kessler.sees("10 Karten sind auf dem Weg")
        await kessler.modal.close()
        await town.deliver()
        cards = town["Jonas Brandt"].messages("agsp")
        assert len(cards) == 10
        town["Jonas Brandt"].sees("Vorhaben Bad Cannstatt 26-01")
        town["Jonas Brandt"].sees_nothing_of(SECRET)
        town["Jonas Brandt"].sees_nothing_of("Zollhof")

        await kessler.message_with("ist übernommen").press("Abfragen starten …")
        assert await kessler.modal.submit() == {}
        kessler.sees("5 Abfragen zu V-2026-001, V-2026-002, V-2026-003, V-2026-004, V-2026-005")
        kessler.sees("• Jugendamt: 5 Abfragen an Sabine Ott")
        assert ott.messages() == []
        assert await kessler.modal.submit() == {}
        kessler.sees("5 Abfragen sind gestartet")
        await town.deliver()
        assert len(ott.messages()) == 5


async def test_the_same_list_again_and_a_second_press_change_nothing(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        content = xlsx(HEADING, *backlog(3))
        await checked(town, "Liste.xlsx", content)
        first = kessler.message_with("Liste.xlsx")
        await first.press("Übernehmen")
        await errands(town)
        await checked(town, "Noch einmal.xlsx", content)
        kessler.sees("0 neu · 0 geändert · 3 unverändert · 0 fehlerhaft")
        kessler.sees("Alles steht schon so im Bot.")
        await kessler.command("/vorhaben")
        kessler.sees("Zollhof-Areal")


async def test_a_list_with_mistakes_is_refused_with_line_and_column(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        bad = "Titel;Stadtbezirk;Wohnungen;Projektleitung\nA;Feuerbch;ca. 40;Jonas Brandt\n=cmd|' /C calc'!A0;Ost;1;Niemand\n"
        await checked(town, "Fehler.csv", bad.encode("cp1252"))
        kessler.sees("*Fehler.csv* kann so nicht übernommen werden. Es wurde nichts geändert.")
        kessler.sees("Zeile 2: A")
        kessler.sees("Spalte Stadtbezirk: „Feuerbch“ ist nicht bekannt. Meinten Sie „Feuerbach“?")
        kessler.sees("Spalte Wohnungen: „ca. 40“ ist keine Zahl.")
        kessler.sees("Spalte Titel: „=cmd|' /C calc'!A0“ ist eine Formel.")
        kessler.sees("Spalte Projektleitung: „Niemand“ ist nicht bekannt.")
        assert "Übernehmen" not in kessler.message_with("Fehler.csv").buttons
        await kessler.command("/vorhaben")
        kessler.sees("Nichts gefunden")


async def test_templates_come_as_messages_and_can_be_read_again(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await kessler.command("/agsp import")
        for button, name in (
            ("Vorlage für Vorhaben", "Vorlage-Vorhaben"),
            ("Vorlage für Ergebnisse", "Vorlage-Ergebnisse"),
        ):
            await kessler.modal.press(button)
            await errands(town)
            await kessler.modal.close()
            book = load_workbook(io.BytesIO(files(town, f"{name}.xlsx")[-1]))
            assert book.sheetnames == ["Liste", "Hinweise", "Auswahl"]
            assert files(town, f"{name}.csv")[-1].startswith(b"\xef\xbb\xbfKennung;")
        await kessler.modal.close()
        await checked(town, "Vorlage.xlsx", files(town, "Vorlage-Vorhaben.xlsx")[-1])
        kessler.sees("Es gibt eine Überschrift, aber keine Zeile darunter.")


async def test_open_results_rest_until_their_offices_are_shown_them(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
        text = (
            "Ergebnis;Art;Amt;Fällig am\nKita prüfen;Prüfauftrag;Jugendamt;4/2026\nAlt;Beschluss;Jugendamt;1.2.2025\n"
        )
        await checked(town, "Ergebnisse.csv", text.encode("cp1252"), "Offene Ergebnisse")
        await kessler.message_with("Ergebnisse.csv").press("Übernehmen")
        await errands(town)
        await town.deliver()
        assert ott.messages() == []
        await kessler.message_with("ist übernommen").press("Ergebnisse zeigen …")
        kessler.sees("• Jugendamt: 2 Ergebnisse")
        assert await kessler.modal.submit() == {}
        await town.deliver()
        ott.sees("Kita prüfen")


async def test_only_the_secretariat_imports(database_url: str) -> None:
    async with city(database_url) as town:
        for name in ("Jonas Brandt", "Sabine Ott", "Dr. Claudia Vogt"):
            await town[name].command("/agsp import")
            assert not town[name].has_modal
            town[name].sees("Das gehört nicht zu Ihrer Rolle")
