"""What the sheet suggests stands in the form: ticked it is reported, changed it is seen beside the figure."""

from sandbox.seen import SeenMessage
from tests.stories.city import City, city

TITLE = "Zollhof-Areal"
TICKS = "Aus dem Kennwertblatt"
UNDER_THREE, OVER_THREE = "Kita-Gruppe unter 3 Jahren (U3): 1 Gruppe", "Kita-Gruppe ab 3 Jahren (Ü3): 1 Gruppe"


async def ask_about_dwellings(town: City, dwellings: str) -> None:
    """Record an intention of a known size and ask all offices."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt", "Wohnungen (Anzahl)": dwellings})
    assert await brandt.modal.submit() == {}
    await brandt.modal.press("Bedarfsabfrage starten")
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()
    await town.deliver()


async def test_what_the_sheet_suggests_is_ticked_or_changed_and_the_change_is_seen(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_about_dwellings(town, "180")
        ott, weiss = town["Sabine Ott"], town["Paul Weiß"]
        await ott.message_with(TITLE).press("Bedarf melden")
        assert set(await ott.modal.submit()) == {"Was wird gebraucht?", "Warum?"}, "nothing ticked or typed"
        await ott.modal.fill({TICKS: [UNDER_THREE, OVER_THREE]})
        assert await ott.modal.submit() == {}
        ott.sees("(Fassung 1)")
        ott.sees("*Kita-Gruppe unter 3 Jahren (U3)* · 1 Gruppe")
        ott.sees("Begründung: Kennwert: 8,20 → 10 Plätze = 1 Gruppe; 378 × 0,035 × 0,62 = 8,20")
        ott.sees("Begründung: Kennwert: 13,23 → 20 Plätze = 1 Gruppe; 378 × 0,035 × 1 = 13,23")
        await ott.modal.press("Weiteren Bedarf melden")
        assert UNDER_THREE not in ott.modal.text, "what was reported is not suggested again"
        await ott.modal.choose("Vorschlag ändern", "Außenfläche der Kita: 300 m² außen")
        ott.sees("Kennwertblatt: Außenfläche der Kita, 300 m².")
        await ott.modal.fill({"Wie viel?": "ca. 550–600 m² außen"})
        assert await ott.modal.submit() == {}
        ott.sees("*Außenfläche der Kita* · ca. 550–600 m² außen · Kennwert: 300 m² außen")
        await ott.modal.close()
        await weiss.message_with(TITLE).press("Bedarf melden")
        weiss.sees("Grundschulplätze: 17,01 Plätze füllen 1 Zug nicht einmal zur Hälfte.")
        assert set(await weiss.modal.submit()) == {"Was wird gebraucht?", "Warum?"}
        await two_needs_of_one_form(town)


async def two_needs_of_one_form(town: City) -> None:
    """Write two needs for one reason: what is wrong with the second is said there, and both become one version."""
    weiss = town["Paul Weiß"]
    await weiss.modal.fill(
        {"Was wird gebraucht?": "Lernraum", "Wie viel?": "80 m² innen", "Warum?": "Die Schule wächst"}
    )
    await weiss.modal.press("Noch ein Bedarf")
    await weiss.modal.fill({"2. Bedarf: Was wird gebraucht?": "Schulgarten", "2. Bedarf: Wie viel?": "groß"})
    wrong = await weiss.modal.submit()
    assert list(wrong) == ["2. Bedarf: Wie viel?"]
    assert "„groß“ ist keine Zahl" in wrong["2. Bedarf: Wie viel?"]
    await weiss.modal.press("Noch ein Bedarf")  # what is left empty is no need
    await weiss.modal.fill({"2. Bedarf: Wie viel?": "200 m² außen"})
    assert await weiss.modal.submit() == {}
    weiss.sees("(Fassung 1)")
    weiss.sees("*Lernraum* · 80 m² innen\nBegründung: Die Schule wächst")
    weiss.sees("*Schulgarten* · 200 m² außen\nBegründung: Die Schule wächst")


async def begin(town: City) -> None:
    """Fill in half a form, see what is wrong with it, and close it."""
    ott = town["Sabine Ott"]
    await ott.modal.fill({"Was wird gebraucht?": "Jugendraum", "Wie viel?": "viel"})
    await ott.modal.press("Weitere Angaben")
    await ott.modal.fill({"Wo?": "Im Sockel", "Warum?": "Es gibt keinen."})
    assert "Wie viel?" in await ott.modal.submit()
    await ott.modal.close()


async def test_what_is_begun_is_kept_shown_again_and_reminded_of_once(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_about_dwellings(town, "180")
        ott = town["Sabine Ott"]
        await ott.message_with(TITLE).press("Bedarf melden")
        await ott.modal.close()
        await ott.message_with(TITLE).press("Bedarf melden")
        assert "begonnen" not in ott.modal.text, "nothing was typed"
        await begin(town)
        await town.at("03.03.2026")
        note = ott.message_with("Guten Morgen")
        assert "begonnen" in note.all_text
        await note.press("Weiterschreiben")
        ott.sees("Sie haben dies begonnen: Mo., 02.03.2026")
        assert ott.modal.values["place"]["value"]["value"] == "Im Sockel"
        await ott.modal.close()
        await town.at("04.03.2026")
        assert len([one for one in ott.messages() if "Guten Morgen" in one.all_text]) == 1, "reminded once"
        await sent_at_last(town, note)
        await what_was_to_follow_is_reminded_of(town)


async def sent_at_last(town: City, note: SeenMessage) -> None:
    """Send off what was begun: more is to follow."""
    ott = town["Sabine Ott"]
    await note.press("Weiterschreiben")
    await ott.modal.fill({"Wie viel?": "mind. 180 m²", "Ist das alles?": "Weitere Bedarfe folgen"})
    assert await ott.modal.submit() == {}
    ott.sees("*Jugendraum* · mind. 180 m²")
    await ott.modal.close()
    await note.press("Weiterschreiben")
    ott.sees("bereits abgesendet")


async def what_was_to_follow_is_reminded_of(town: City) -> None:
    """On the working day before the deadline, once; then it is said that this was all."""
    ott = town["Sabine Ott"]
    await town.at("12.03.2026")
    assert "Guten Morgen" not in ott.messages()[-1].all_text
    await town.at("13.03.2026")
    note = ott.message_with("Guten Morgen")
    assert "Am Mittwoch, 4. März wurde Bedarf zu *Zollhof-Areal* gemeldet" in note.all_text
    assert "Die Frist endet am Montag, 16. März 2026, um 18:00 Uhr." in note.all_text
    await town.at("16.03.2026")
    assert len([one for one in ott.messages() if "Guten Morgen" in one.all_text]) == 2, "reminded once"
    await note.press("Das ist alles")
    await town.deliver()
    assert "Die Meldung ist vollständig" in ott.message_with("(Fassung 2)").all_text
