"""The secretariat keeps the offices: finds, changes, adds and merges them, while a request is open."""

from sandbox.dialog import Actor
from storage import offices
from storage.changes import change
from storage.people import person_by_slack_id
from tests.stories.city import City, city
from tests.stories.rounds import TITLE, ask_all_offices, card
from tests.stories.test_need_answers import FLOOR


async def test_offices_are_searched_changed_and_merged_while_a_request_is_open(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        kessler, simon = town["Miriam Kessler"], town["Lea Simon"]
        await kessler.command("/agsp aemter")
        kessler.sees("*Jugendamt*")
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


async def merge(town: City, office: str, into: str) -> None:
    """Let an office become part of another."""
    now = await town.house.clock.now()
    async with town.database.read() as session:
        kessler = await person_by_slack_id(session, "U0KESSLER")
    assert kessler is not None
    async with change(town.database, now=now, person_id=kessler.key) as c:
        gone, taking = [await offices.existing(c.session, one) for one in (office, into)]
        await offices.merge(c, gone, taking, today=town.house.calendar.today(now), reason="Zusammengelegt")


async def report(town: City) -> None:
    """Let the Jugendamt report with a minimum."""
    ott = town["Sabine Ott"]
    await ott.message_with(TITLE).press("Bedarf melden")
    await ott.modal.press("Weitere Angaben")
    await ott.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit", FLOOR: "3"})
    assert await ott.modal.submit() == {}
    await ott.modal.close()


async def open_answer(person: Actor) -> None:
    """Open the only answer of one's office."""
    await person.command("/bedarf")
    person.sees("Unsere Antworten")
    await person.modal.press("Antwort ändern")


async def test_who_takes_over_an_office_may_change_and_withdraw_what_it_reported(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        lang, weiss = town["Heike Lang"], town["Paul Weiß"]
        await report(town)
        await merge(town, "jugendamt", "sozialamt")
        await open_answer(lang)
        lang.sees("Jugendamt")
        lang.sees("3 Gruppen")  # the minimum: her office answers for it now
        await lang.modal.press("Bearbeiten")
        await lang.modal.fill({"Wie viel?": "5 Gruppen"})
        assert await lang.modal.submit() == {}
        await lang.modal.close()
        await open_answer(lang)
        await lang.modal.press("Verlauf")
        lang.sees("Heike Lang · Bedarf gemeldet")
        await lang.modal.close()
        await town.deliver()
        assert "Jugendamt" in card(town), "what was answered keeps its name"
        await open_answer(lang)
        await lang.modal.press("Zurückziehen")
        assert await lang.modal.submit() == {}
        await weiss.command("/bedarf")
        assert "Unsere Antworten" not in weiss.modal.text, "nobody else's"
