"""The list of intentions is narrowed down, sent as a message and as a file, and a number of several years is asked for."""

import io
from datetime import timedelta

from openpyxl import load_workbook

from sandbox.dialog import Actor
from tests.stories.city import City, city

SECRET = "Neckarbau Projekt GmbH"


async def record(town: City, title: str, **fields: object) -> None:
    """Record an intention through the form."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({"Titel": title, "Stadtbezirk": "Feuerbach", **fields})
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()


async def test_the_list_is_narrowed_and_sent_with_nothing_confidential_in_it(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await record(town, "Zollhof-Areal", **{
            "Stadtbezirk": "Bad Cannstatt", "Eigentümer oder Investor": SECRET, "Voraussichtliches Bezugsjahr": "2031",
            "Vertraulichkeit": ["Vertraulich: Titel, Lage und Eigentümer nur für Leitung und Geschäftsstelle"],
        })  # fmt: skip
        await record(town, "=Werk Nord", **{"Voraussichtliches Bezugsjahr": "2029"})
        await kessler.command("/vorhaben")
        await kessler.modal.choose("Voraussichtliches Bezugsjahr", "Bezug 2029")
        assert "Zollhof" not in kessler.modal.text
        await kessler.modal.choose("Voraussichtliches Bezugsjahr", "Alle Bezugsjahre")
        await kessler.modal.press("Liste als Nachricht")
        told = kessler.message_with("2 Vorhaben").all_text
        assert "Vorhaben Bad Cannstatt 26-01" in told
        assert "Zollhof" not in told
        await kessler.modal.close()
        await kessler.modal.press("Liste als Excel-Datei")
        await town.house.errands.done()
        file = next(one for one in town.sandbox.workspace.files.values() if one.name.endswith(".xlsx"))
        sheet = load_workbook(io.BytesIO(file.content or b"")).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        written = [str(cell.value) for cell in cells]
        assert "=Werk Nord" in written
        assert "Vorhaben Bad Cannstatt 26-01" in written
        assert not [one for one in written if "Zollhof" in one or SECRET in one]


async def test_a_number_of_several_years_is_asked_for(database_url: str) -> None:
    async with city(database_url, "28.12.2026 09:00") as town:
        await record(town, "Altes Werk")
        await town.at("04.01.2027", "09:00")
        await record(town, "Neues Quartier")
        ott = town["Sabine Ott"]
        await ott.command("/vorhaben 1")
        ott.sees("Diese Nummer gibt es in mehreren Jahren.")
        ott.sees("V-2026-001 · Altes Werk")
        await ott.modal.close()
        await ott.command("/vorhaben V-2027-001")
        ott.sees("Neues Quartier")
        assert "mehreren Jahren" not in ott.modal.text


async def test_what_was_recorded_by_mistake_vanishes_and_comes_back_for_ten_minutes(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await record(town, "Altes Werk")
        await town.deliver()
        await strike(brandt)
        brandt.sees("*V-2026-001 · Altes Werk* ist gestrichen. Niemand wurde benachrichtigt.")
        await town.deliver()
        card = town["Sabine Ott"].message_with("Altes Werk", "agsp")
        assert ("irrtümlich erfasst" in card.all_text, card.buttons) == (True, ["Öffnen"])
        await brandt.modal.press("Rückgängig machen")
        brandt.sees("ist wieder da")
        await town.deliver()
        assert "Bedarfsabfrage starten" in town["Sabine Ott"].message_with("Altes Werk", "agsp").buttons
        await strike(brandt)
        await town.at("02.03.2026", "09:10")
        town.sandbox.clock.jump(town.sandbox.clock.now() + timedelta(seconds=1))
        await brandt.modal.press("Rückgängig machen")
        brandt.sees("Das ist nur zehn Minuten lang rückgängig zu machen.")
        await town.deliver()
        assert town["Sabine Ott"].message_with("Altes Werk", "agsp").buttons == ["Öffnen"], "it stays struck off"


async def strike(person: Actor) -> None:
    """Strike the first intention off."""
    while person.has_modal:
        await person.modal.close()
    await person.command("/vorhaben 1")
    await person.modal.press("Irrtümlich erfasst …")
    await person.modal.fill({"Begründung": "Falscher Stadtbezirk"})
    assert await person.modal.submit() == {}


async def test_nothing_is_struck_off_once_the_offices_were_asked(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await record(town, "Altes Werk")
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Irrtümlich erfasst …")
        await brandt.modal.fill({"Begründung": "Doppelt"})
        await town.deliver()
        await town["Ayşe Demir"].message_with("Altes Werk", "agsp").press("Bedarfsabfrage starten")
        assert await town["Ayşe Demir"].modal.submit() == {}
        assert await brandt.modal.submit() == {}
        brandt.sees("Bitte geben Sie es auf, statt es zu streichen.")
