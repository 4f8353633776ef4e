"""The needs of an intention seen together: what does not fit, what is promised twice, who is silent."""

from tests.stories.city import City, city
from tests.stories.rounds import TITLE, ask_all_offices

FLOOR = "Mindestwert (sehen nur Ihr Amt, Geschäftsstelle und Projektleitung)"


async def report(town: City, who: str, **fields: str) -> None:
    """Report one need with its kind, amount and place, and look away."""
    person = town[who]
    await person.message_with(TITLE).press("Bedarf melden")
    await person.modal.press("Weitere Angaben")
    await person.modal.fill(fields | {"Warum?": "Kennwert"})
    assert await person.modal.submit() == {}
    await person.modal.close()


async def test_the_ground_of_case_one_does_not_suffice_and_is_promised_twice(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        brandt, ott = town["Jonas Brandt"], town["Sabine Ott"]
        await brandt.command("/agsp kennwert 1")
        await brandt.modal.press("Wohnungen und Flächen")
        await brandt.modal.fill({"Angebotene Fläche dafür im Freien, in m²": "1.150"})
        assert await brandt.modal.submit() == {}
        await brandt.modal.close()
        kita = "Kita-Gruppe altersgemischt"
        await report(town, "Sabine Ott", **{
            "Was wird gebraucht?": "Außenfläche der Kita", "Wie viel?": "600 m² außen", "Aus der Liste, wenn es passt": kita,
            "Wo?": "Innenhof", FLOOR: "317",
        })  # fmt: skip
        await report(town, "Karin Holz", **{
            "Was wird gebraucht?": "Spielplatz", "Wie viel?": "570 m² außen", "Wo?": "im Innenhof",
            "Aus der Liste, wenn es passt": "Öffentlicher Spielplatz",
        })  # fmt: skip
        await ott.command("/vorhaben 1")
        await ott.modal.press("Bedarfe im Überblick")
        ott.sees("*Im Freien:* 1.170 m² gemeldet, 1.150 m² angeboten. *Es fehlen 20 m².*")
        ott.sees("*Vielleicht dieselben Quadratmeter:* Außenfläche der Kita (Jugendamt) und Spielplatz (Garten/Forst)")
        ott.sees("dürfen nicht dieselben Quadratmeter zählen")
        ott.sees("*Noch ohne Antwort:*")
        await ott.modal.choose("Reihenfolge", "Nach Amt")
        shown = ott.modal.text
        assert shown.index("*Spielplatz*") < shown.index("*Außenfläche der Kita*")
        assert "317" not in shown, "the negotiating floor is nobody else's business"
        await look_from_home(town)


async def look_from_home(town: City) -> None:
    """Read the same in numbers on the home tab, and open both ways from there."""
    ott, vogt = town["Sabine Ott"], town["Dr. Claudia Vogt"]
    while ott.has_modal:
        await ott.modal.close()
    await report(town, "Heike Lang", **{"Was wird gebraucht?": "Pflegestützpunkt", "Wie viel?": "300 m²"})
    for person in (ott, vogt):  # an office for what it reported, the head of the division for what ends first
        await person.open_home()
        assert "3 Bedarfe von 3 Ämtern, 7 Ämter fehlen noch" in person.home.text
    await ott.home.press("Ansehen")
    assert ott.modal.title == "Bedarfe im Überblick"
    await vogt.home.press("Stadtbezirke")
    assert vogt.modal.title == "Stadtbezirke"
