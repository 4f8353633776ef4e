"""Does a report still hold? The monthly list, the home tab, late buttons and a size that begins at zero."""

from tests.stories.city import City, city
from tests.stories.rounds import TITLE, ask_all_offices

SECOND = "Hallschlag"


async def report(town: City, name: str, title: str) -> None:
    """Report a need without being asked twice about it."""
    person = town[name]
    await person.message_with(title).press("Bedarf melden")
    await person.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "1 Gruppe", "Warum?": "Fehlt"})
    assert await person.modal.submit() == {}, person.sight()
    await person.modal.close()
    await town.deliver()


async def ask_about_a_second(town: City) -> None:
    """Record another intention and ask all offices."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({"Titel": SECOND, "Stadtbezirk": "Bad Cannstatt"})
    assert await brandt.modal.submit() == {}
    await brandt.modal.press("Bedarfsabfrage starten")
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()
    await town.deliver()


async def set_dwellings(town: City, number: str) -> None:
    """Change the size, and confirm that the offices are asked where the bot asks for it."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Bearbeiten")
    await brandt.modal.fill({"Wohnungen (Anzahl)": number})
    assert await brandt.modal.submit() == {}
    if brandt.modal.title == "Mehr als 10 %":
        assert await brandt.modal.submit() == {}
    brandt.sees("ist auf dem neuen Stand")
    while brandt.has_modal:
        await brandt.modal.close()
    await town.deliver()


async def test_reports_older_than_six_months_come_as_one_list(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        await ask_about_a_second(town)
        ott = town["Sabine Ott"]
        for title in (TITLE, SECOND):
            await report(town, "Sabine Ott", title)
        await town.at("01.09.2026")
        assert not any("Einmal im Monat" in m.all_text for m in ott.messages())
        await town.at("01.10.2026")
        asked = ott.message_with("Einmal im Monat")
        assert (
            "Gelten 2 Meldungen Ihres Amtes noch? Bitte antworten Sie bis Donnerstag, 15. Oktober 2026." in asked.text
        )
        assert "Jugendamt hat das zuletzt am 02.03.2026 gemeldet oder bestätigt" in asked.all_text
        assert not any("Einmal im Monat" in m.all_text for m in town["Heike Lang"].messages())
        home = await ott.open_home()
        assert "Gilt Ihre Meldung noch?" in home.text
        await asked.press("Alle gelten weiter")
        await town.deliver()
        assert "Alle sind beantwortet. Vielen Dank." in ott.message_with("Einmal im Monat").all_text
        assert "Gilt Ihre Meldung noch?" not in (await ott.open_home()).text
        await town.at("02.11.2026")
        assert sum("Einmal im Monat" in m.all_text for m in ott.messages()) == 1


async def test_growth_from_zero_asks_and_colleagues_who_press_late_read_who_was_first(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        await set_dwellings(town, "0")
        await report(town, "Sabine Ott", TITLE)
        await set_dwellings(town, "12")
        ott, rau = town["Sabine Ott"], town["Timo Rau"]
        asked = ott.message_with("Gilt Ihre Meldung zu")
        assert "0 Wohnungen" in asked.all_text
        assert "*Jetzt*\n12 Wohnungen\n" in asked.all_text, "from nothing there is no percentage"
        home = await rau.open_home()
        await home.press("Gilt weiter")
        await asked.press("Gilt weiter")
        ott.sees("Diese Rückfrage ist schon beantwortet. Die erste Antwort zählt.")
        await town.deliver()
        assert "Geantwortet hat Timo Rau" in ott.message_with("Die Meldung gilt weiter").all_text
        await an_intention_is_given_up(town)


async def an_intention_is_given_up(town: City) -> None:
    """What was asked about it needs no answer any more, whatever is pressed."""
    await set_dwellings(town, "200")
    ott, brandt = town["Sabine Ott"], town["Jonas Brandt"]
    asked = ott.message_with("Gilt Ihre Meldung zu")
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Ruhen / aufgeben")
    await brandt.modal.fill({"Was soll geschehen?": "Aufgeben", "Begründung": "Investor hat verkauft"})
    assert await brandt.modal.submit() == {}
    for label in ("Gilt weiter", "Ändern", "Zurückziehen"):
        await asked.press(label)
        assert ott.last_ephemeral().text == "Das Vorhaben wurde inzwischen aufgegeben. Es wurde nichts geändert."
    await town.deliver()
    assert "Hier ist nichts mehr zu beantworten" in ott.message_with("Der Anlass hat sich erledigt").all_text
