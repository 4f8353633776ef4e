"""Offices about each other's needs: one need of two, support with an argument, whom it benefits or harms."""

from tests.stories.city import City, city
from tests.stories.rounds import TITLE, ask_all_offices

FLOOR = "Mindestwert (sehen nur Ihr Amt, Geschäftsstelle und Projektleitung)"
WHY_NO_LESS = "Warum nicht weniger? (vertraulich wie der Mindestwert)"
KIND = "Aus der Liste, wenn es passt"


async def report(town: City, who: str, **fields: str) -> None:
    """Report one need and look away."""
    person = town[who]
    await person.message_with(TITLE).press("Bedarf melden")
    await person.modal.press("Weitere Angaben")
    await person.modal.fill({"Warum?": "Kennwert"} | fields)
    assert await person.modal.submit() == {}
    await person.modal.close()


async def look(town: City, who: str) -> None:
    """Open all needs of the intention."""
    await town[who].command("/vorhaben 1")
    await town[who].modal.press("Bedarfe im Überblick")


async def leave(town: City, who: str) -> None:
    """Close whatever is open."""
    while town[who].has_modal:
        await town[who].modal.close()


async def both_ask_for_a_hall(town: City) -> None:
    """School and sport report the same hall under different words."""
    await ask_all_offices(town)
    await report(town, "Paul Weiß", **{
        "Was wird gebraucht?": "Zweifeldhalle", "Wie viel?": "2 Felder", KIND: "Schulsporthalle", FLOOR: "1",
        WHY_NO_LESS: "Ein Feld trägt den Schulsport",
    })  # fmt: skip
    await report(
        town, "Ben Yıldız", **{"Was wird gebraucht?": "Sporthalle", "Wie viel?": "2–3 Felder", KIND: "Schulsporthalle"}
    )


async def propose(town: City) -> None:
    """The school office proposes to make one need of two."""
    weiss = town["Paul Weiß"]
    await look(town, "Paul Weiß")
    weiss.sees("*Schulsporthalle* · 2 Bedarfe und Belange · 4–5 Felder")
    await weiss.modal.press("Gemeinsam melden")
    await weiss.modal.fill({"Bemerkung an das andere Amt": "Tags Schule, abends Vereine"})
    assert await weiss.modal.submit() == {}
    await leave(town, "Paul Weiß")
    await town.deliver()


async def test_two_needs_become_one_that_counts_once_and_are_two_again(database_url: str) -> None:
    async with city(database_url) as town:
        await both_ask_for_a_hall(town)
        weiss, yildiz = town["Paul Weiß"], town["Ben Yıldız"]
        await propose(town)
        asked = yildiz.message_with("melden offenbar dasselbe")
        assert "Tags Schule, abends Vereine" in asked.all_text
        await asked.press("Einverstanden")
        await town.deliver()
        weiss.message_with(
            "„Zweifeldhalle“ ist jetzt ein gemeinsamer Bedarf von Schulverwaltungsamt und Sport und Bewegung."
        )
        await look(town, "Ben Yıldız")
        yildiz.sees("1 Bedarf oder Belang")
        yildiz.sees("Schulverwaltungsamt + Sport und Bewegung")
        await yildiz.modal.press("Ansehen")
        yildiz.sees("mindestens 1 Feld")
        yildiz.sees("Ein Feld trägt den Schulsport")
        await yildiz.modal.press("Auflösen")
        yildiz.sees("Beide zählen wieder für sich.")
        await leave(town, "Ben Yıldız")
        await asked.press("Einverstanden")
        yildiz.sees("Das ist schon entschieden")
        await look(town, "Paul Weiß")
        weiss.sees("2 Bedarfe und Belange")


async def test_another_office_supports_a_need_and_says_whom_it_harms(database_url: str) -> None:
    async with city(database_url) as town:
        await both_ask_for_a_hall(town)
        weiss, maier = town["Paul Weiß"], town["Rolf Maier"]
        await look(town, "Rolf Maier")
        assert "Gemeinsam melden" not in maier.modal.buttons, "neither need is of this office"
        await maier.modal.press("Ansehen")
        assert "Mindest" not in maier.modal.text
        await maier.modal.press("Unterstütze ich")
        await maier.modal.fill({"Warum unterstützt Ihr Amt das?": "Barrierefreier Schulsport fehlt."})
        assert await maier.modal.submit() == {}
        maier.sees("*Behindertenbeauftragte unterstützt das* (02.03.2026): Barrierefreier Schulsport fehlt.")
        await maier.modal.press("Nützt auch / schadet")
        await maier.modal.fill(
            {"Was bewirkt der Bedarf?": "Schadet", "Wem?": ["Ältere Menschen ab 65 Jahren"], "Hinweis": "Lärm am Abend"}
        )
        assert await maier.modal.submit() == {}
        maier.sees("schadet: Ältere Menschen ab 65 Jahren. Lärm am Abend")
        await town.deliver()
        weiss.message_with("unterstützt Ihren Bedarf „Zweifeldhalle“")
        await look(town, "Paul Weiß")
        weiss.sees("unterstützt von Behindertenbeauftragte")
        await maier.modal.press("Unterstützung zurücknehmen")
        assert "unterstützt das" not in maier.modal.text


async def test_replies_to_what_is_abandoned_get_a_sentence_and_change_nothing(database_url: str) -> None:
    async with city(database_url) as town:
        await both_ask_for_a_hall(town)
        await propose(town)
        brandt, yildiz = town["Jonas Brandt"], town["Ben Yıldız"]
        asked = yildiz.message_with("melden offenbar dasselbe")
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Ruhen / aufgeben")
        await brandt.modal.fill({"Was soll geschehen?": "Aufgeben", "Begründung": "Investor hat verkauft"})
        assert await brandt.modal.submit() == {}
        await asked.press("Einverstanden")
        yildiz.sees("Das Vorhaben wurde inzwischen aufgegeben.")
        await look(town, "Ben Yıldız")
        assert "Schulverwaltungsamt + Sport und Bewegung" not in yildiz.modal.text
