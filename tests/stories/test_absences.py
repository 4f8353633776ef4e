"""Away and gone: the deputy is asked and told why, who is back gets one summary, and a leaver's tasks are listed."""

from tests.stories.city import City, city
from tests.stories.rounds import TITLE, ask_all_offices


async def note_absence(town: City, who: str, words: str) -> None:
    """Enter an absence as typed and confirm it."""
    person = town[who]
    await person.command(f"/agsp abwesend {words}")
    assert await person.modal.submit() == {}


async def test_what_falls_due_goes_to_the_deputy_and_who_is_back_gets_one_summary(database_url: str) -> None:
    async with city(database_url) as town:
        ott, rau = town["Sabine Ott"], town["Timo Rau"]
        await ott.command("/agsp abwesend 09.03. bis 13.03.")
        assert "Timo Rau" in ott.modal.text
        assert await ott.modal.submit() == {}
        ott.sees("Notiert: Sie sind von Montag, 9. März 2026 bis Freitag, 13. März 2026 abwesend.")
        ott.sees("Was in dieser Zeit fällig wird, geht an Timo Rau.")
        await ott.modal.close()
        await town.deliver()
        rau.sees(
            "Sabine Ott ist von Montag, 9. März 2026 bis Freitag, 13. März 2026 abwesend. Sie sind die Vertretung."
        )
        await ask_all_offices(town)
        await town.at("11.03.2026", "08:30")
        rau.sees("Sie erhalten dies in Vertretung für Sabine Ott.")
        before = len(ott.messages())
        await rau.last_message().press("Fehlanzeige")
        await town.at("16.03.2026", "08:30")
        ott.sees("Willkommen zurück.")
        assert len(ott.messages()) == before + 1
        await town.at("17.03.2026", "08:30")
        assert len(ott.messages()) == before + 1


async def test_a_deputy_who_is_away_too_is_refused_and_nothing_is_noted(database_url: str) -> None:
    async with city(database_url) as town:
        ott, rau = town["Sabine Ott"], town["Timo Rau"]
        await note_absence(town, "Timo Rau", "10.03. bis 12.03.")
        await ott.command("/agsp abwesend 09.03. bis 20.03.")
        assert await ott.modal.submit() == {
            "Vertretung": "Timo Rau ist von Dienstag, 10. März 2026 bis Donnerstag, 12. März 2026 selbst abwesend."
            " Bitte wählen Sie jemand anderen."
        }
        for words, sentence in {
            "20.03. bis 10.03.": "Der letzte Tag liegt vor dem ersten.",
            "01.01.2026 bis 05.01.2026": "Montag, 5. Januar 2026 liegt nicht mehr vor uns.",
            "demnächst": "Das ist kein Zeitraum.",
        }.items():
            await rau.command(f"/agsp abwesend {words}")
            rau.sees(sentence)


async def test_the_secretariat_gets_the_list_when_an_account_is_closed_while_a_request_is_open(
    database_url: str,
) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        await town.sandbox.acts.change_person("U0OTT", is_deactivated=True)
        await town.deliver()
        kessler = town["Miriam Kessler"]
        kessler.sees("Das Slack-Konto von Sabine Ott wurde geschlossen.")
        kessler.sees(f"• Abfrage zu *{TITLE}* (Jugendamt): jetzt Timo Rau")
        await town["Timo Rau"].message_with(TITLE).press("Fehlanzeige")
        await town.deliver()
        town["Timo Rau"].sees("Jugendamt sieht bei")
