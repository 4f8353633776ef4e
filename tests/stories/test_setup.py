"""The first day: the secretariat's checklist from start to trial, and closing days that move deadlines."""

from sandbox.dialog import Actor
from tests.stories.city import city
from tests.stories.contents import facts

TITLE = "Zollhof-Areal"


async def look_through(kessler: Actor) -> None:
    """Do every step but the trial, each with its button."""
    await kessler.open_home()
    kessler.sees("Einrichtung: 1 von 6")
    await kessler.home.press("Kanal prüfen")
    kessler.sees("Der Bot ist in #agsp.")
    await kessler.modal.press("Ämter durchsehen")
    await kessler.modal.press("Geprüft, das stimmt so")
    await kessler.modal.press("Feiertage prüfen")
    kessler.sees("Christi Himmelfahrt")
    await kessler.modal.press("Geprüft, das stimmt so")
    await kessler.modal.press("Verteiler prüfen")
    kessler.sees("• Jugendamt: Sabine Ott")
    await kessler.modal.press("Geprüft, das stimmt so")
    kessler.sees("Einrichtung: 5 von 6")


async def test_the_checklist_leads_from_the_first_start_to_a_trial_that_leaves_nothing(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await look_through(kessler)
        await kessler.modal.press("Probeabfrage an mich")
        await kessler.modal.close()
        await town.deliver()
        before = await facts(town.database)
        await kessler.message_with("Probevorhaben").press("Bedarf melden")
        await kessler.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "viele", "Warum?": "Defizit"})
        assert "Wie viel?" in await kessler.modal.submit()
        await kessler.modal.fill({"Wie viel?": "4 Gruppen"})
        assert await kessler.modal.submit() == {}
        kessler.sees("Die Probe hat geklappt")
        await kessler.modal.close()
        await town.deliver()
        after = await facts(town.database)
        assert {name for name in before if before[name] != after[name]} <= {"setupmark", "audit", "surface"}
        await kessler.open_home()
        assert "Einrichtung:" not in kessler.home.text
        assert not town["Sabine Ott"].messages()


async def test_a_closing_day_entered_in_chat_moves_deadlines_and_reminders(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, brandt = town["Miriam Kessler"], town["Jonas Brandt"]
        await kessler.command("/agsp feiertage")
        await kessler.modal.fill({"Schließtag": "2026-03-07"})
        assert await kessler.modal.submit() == {
            "Schließtag": "Dieser Tag ist ohnehin kein Arbeitstag. Bitte wählen Sie einen anderen."
        }
        await kessler.modal.fill({"Schließtag": "2026-03-13", "Anlass": "Betriebsausflug"})
        assert await kessler.modal.submit() == {}
        kessler.sees("Fr., 13.03.2026: Betriebsausflug")
        await brandt.command("/vorhaben neu")
        await brandt.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt"})
        await brandt.modal.submit()
        await brandt.modal.press("Bedarfsabfrage starten")
        assert "2026-03-17" in brandt.modal.text
        await brandt.modal.close()
        await kessler.modal.press("Entfernen")
        kessler.sees("Freitag, 13. März 2026 ist wieder ein Arbeitstag.")
