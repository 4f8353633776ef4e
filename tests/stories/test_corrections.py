"""Corrections: a closed request names the silent and takes a Nachmeldung, settled results open again, slips are undone."""

from tests.stories.city import City, city
from tests.stories.rounds import TITLE, ask_all_offices, card

RESULT = "Dachterrasse klären"


async def close(town: City) -> None:
    """Close the request from the intention."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Abfrage abschließen")
    brandt.sees("*Ohne Antwort:* Jugendamt, Sozialamt")
    brandt.sees("werden als Nachmeldung gekennzeichnet")
    assert await brandt.modal.submit() == {}


async def test_a_closed_request_names_the_silent_and_marks_what_comes_later(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        brandt, ott = town["Jonas Brandt"], town["Sabine Ott"]
        await close(town)
        await brandt.modal.press("Rückgängig machen")
        brandt.sees("Die Abfrage ist wieder offen, wie zuvor.")
        await brandt.modal.close()
        await town.deliver()
        assert "*Noch offen:* Jugendamt" in card(town)
        await close(town)
        await town.at("02.03.2026", "09:30")
        await brandt.modal.press("Rückgängig machen")
        brandt.sees("Das lässt sich nur zehn Minuten lang rückgängig machen")
        await brandt.modal.close()
        await town.deliver()
        assert "*Keine Antwort:* Jugendamt" in card(town)
        assert "von Ihrem Amt liegt keine Antwort vor" in ott.message_with(TITLE).text
        await ott.message_with(TITLE).press("Fehlanzeige")
        await town.deliver()
        assert "*Fehlanzeige:* Jugendamt (Nachmeldung)" in card(town)


async def test_a_settled_result_is_undone_at_once_and_reopened_later_with_a_reason(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
        await record_result(town)
        await settle(town)
        await ott.modal.press("Rückgängig machen")
        ott.sees("*E-2026-001* ist wieder offen, wie zuvor.")
        await ott.modal.close()
        await town.deliver()
        await settle(town)
        await ott.modal.close()
        await town.at("05.05.2026", "10:00")
        await kessler.command("/ergebnis 1")
        await kessler.modal.press("Wieder öffnen")
        assert "Begründung" in await kessler.modal.submit()
        await kessler.modal.fill({"Begründung": "Der Träger ist abgesprungen.", "Fällig am": "2026-06-30"})
        assert await kessler.modal.submit() == {}
        await kessler.modal.close()
        await town.deliver()
        assert "Ihr Amt ist wieder für dieses Ergebnis zuständig" in ott.last_message().all_text
        await ott.command("/ergebnis 1")
        ott.sees("wieder geöffnet (Miriam Kessler)")
        ott.sees("Der Träger ist abgesprungen.")


async def record_result(town: City) -> None:
    """The secretariat records a result of the Jugendamt."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/ergebnis neu")
    await kessler.modal.fill({
        "Ergebnis": RESULT, "Art": "Prüfauftrag", "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-04-30",
    })  # fmt: skip
    assert await kessler.modal.submit() == {}
    await kessler.modal.close()
    await town.deliver()


async def settle(town: City) -> None:
    """Report the result as done."""
    ott = town["Sabine Ott"]
    await ott.message_with(RESULT).press("Erledigt melden")
    await ott.modal.fill({"Beleg": "GR-Drs 1/2026"})
    assert await ott.modal.submit() == {}
    await town.deliver()
