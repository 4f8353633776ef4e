"""The secretariat keeps the offices: finds, changes, adds and merges them, while a request is open."""

from tests.stories.city import city
from tests.stories.rounds import TITLE, ask_all_offices, card


async def test_offices_are_searched_changed_and_merged_while_a_request_is_open(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        kessler, simon = town["Miriam Kessler"], town["Lea Simon"]
        await kessler.command("/agsp aemter")
        kessler.sees("*Jugendamt* (Jugendamt)")
        kessler.sees("Ansprechperson: Sabine Ott · 2 Personen eingetragen")
        await kessler.modal.press("Amt hinzufügen")
        await kessler.modal.fill({"Name": "Jugendamt", "Kurzname, für Karten und Listen": "Jugend"})
        assert await kessler.modal.submit() == {
            "Name": "So heißt schon ein anderes Amt. Bitte wählen Sie einen anderen Namen."
        }
        await kessler.modal.fill({"Name": "Amt für Ideen", "Kurzname, für Karten und Listen": "Ideen"})
        assert await kessler.modal.submit() == {}
        kessler.sees("Niemand ist eingetragen für: Amt für Ideen. Die Abfrage geht an die Geschäftsstelle.")
        await kessler.modal.fill({"In Name und Aufgabe suchen": "kinderbüro"})
        assert await kessler.modal.submit() == {}
        await kessler.modal.press("Bearbeiten")
        await kessler.modal.press("Mit anderem Amt zusammenlegen")
        await kessler.modal.fill({"In welches Amt?": "Amt für Ideen"})
        assert await kessler.modal.submit() == {}
        kessler.sees("Umgezogen: Personen 1, offene Abfragen 1, offene Ergebnisse 0.")
        await kessler.modal.close()
        await town.deliver()
        assert "Ideen" in card(town)
        await simon.message_with(TITLE).press("Fehlanzeige")
        await town.deliver()
        simon.sees("Amt für Ideen sieht bei")


async def test_only_the_secretariat_keeps_the_offices(database_url: str) -> None:
    async with city(database_url) as town:
        ott = town["Sabine Ott"]
        await ott.command("/agsp aemter")
        ott.sees("Miriam Kessler")
