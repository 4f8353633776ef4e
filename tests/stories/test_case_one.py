"""Case 1, "Zollhof-Areal", with all its numbers: what the sheet computes, what offices report, what meets and what does not."""

from tests.stories.city import City, city

TITLE = "Zollhof-Areal"
KIND = "Aus der Liste, wenn es passt"
FLOOR = "Mindestwert (sehen nur Ihr Amt, Geschäftsstelle und Projektleitung)"
USES = "180 Wohnungen und 4.000 m² Gewerbe; offene Fläche im Innern 1.150 m²"
SHEET = {
    "Neue Einwohner": "378,00 Einwohner",
    "Kitaplätze unter drei Jahren": "8,20 Plätze",
    "Kitaplätze drei bis sechs Jahre": "13,23 Plätze",
    "Kitaplätze zusammen": "21,43 Plätze",
    "Grundschulplätze": "17,01 Plätze",
    "Öffentliche Spielfläche": "567,00 m²",
    "Privater Spielplatz (LBOAVO § 1)": "215,00 m²",
    "Geförderter Wohnungsbau (SIM)": "4.860,00 m² GF",
}
YOUTH_ROOM = {
    "Was wird gebraucht?": "Jugendraum",
    "Wie viel?": "180 m² innen",
    KIND: "Konsumfreier Raum für Jugendliche",
}
CARE = {
    "Was wird gebraucht?": "Pflege-WG",
    "Wie viel?": "10 Personen",
    KIND: "Pflege-Wohngemeinschaft (3 bis 12 Personen)",
}
CROSSING = {"Was wird gebraucht?": "Sichere Querung", KIND: "Schulweg- und Querungssicherung"}


async def ask(town: City) -> None:
    """2 March: the planner records it with the open area it offers, and asks all offices."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({
        "Titel": TITLE, "Stadtbezirk": "Bad Cannstatt", "Wohnungen (Anzahl)": "180", "Geplante Nutzungen": USES,
    })  # fmt: skip
    assert await brandt.modal.submit() == {}
    await brandt.modal.press("Bedarfsabfrage starten")
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()
    await brandt.command("/agsp kennwert 1")
    await brandt.modal.press("Wohnungen und Flächen")
    await brandt.modal.fill({"Angebotene Fläche dafür im Freien, in m²": "1.150"})
    assert await brandt.modal.submit() == {}
    for name, value in SHEET.items():
        brandt.sees(f"*{name}*: {value}")
    brandt.sees("rechnerisch 16.200,00 m² Geschossfläche Wohnen")
    await brandt.modal.close()
    await town.deliver()


async def report(town: City, who: str, **fields: str) -> None:
    """Report one need with what refines it, and look away."""
    person = town[who]
    await person.message_with(TITLE).press("Bedarf melden")
    await person.modal.press("Weitere Angaben")
    await person.modal.fill({"Warum?": "Eigener Bedarf und Defizit im Bezirk"} | fields)
    assert await person.modal.submit() == {}, person.sight()
    await person.modal.close()


async def change_a_suggestion(town: City, who: str, suggestion: str, **fields: str) -> None:
    """Take over what the sheet suggests, and change it."""
    person = town[who]
    await person.message_with(TITLE).press("Bedarf melden")
    await person.modal.choose("Vorschlag ändern", suggestion)
    await person.modal.press("Weitere Angaben")
    await person.modal.fill(fields)
    assert await person.modal.submit() == {}, person.sight()
    await person.modal.close()


async def test_case_one_with_all_its_numbers(database_url: str) -> None:
    async with city(database_url) as town:
        await ask(town)
        await report(town, "Sabine Ott", **{
            "Was wird gebraucht?": "Kita mit vier Gruppen", "Wie viel?": "4 Gruppen", KIND: "Kita-Gruppe altersgemischt",
            FLOOR: "2",
        })  # fmt: skip
        outdoors = {"Wie viel?": "600 m² außen", "Wo?": "Innenhof"}
        await change_a_suggestion(town, "Sabine Ott", "Außenfläche der Kita: 300 m² außen", **outdoors)
        await report(town, "Sabine Ott", **YOUTH_ROOM)
        play = {"Wie viel?": "570 m² außen", "Wo?": "im Innenhof"}
        await change_a_suggestion(town, "Karin Holz", "Öffentliche Spielfläche: 567 m² außen", **play)
        await report(town, "Heike Lang", **CARE)
        await report(town, "Paul Weiß", **CROSSING)
        ott = town["Sabine Ott"]
        await ott.command("/vorhaben 1")
        await ott.modal.press("Bedarfe im Überblick")
        ott.sees("*Im Freien:* 1.170 m² gemeldet, 1.150 m² angeboten. *Es fehlen 20 m².*")
        ott.sees("*Vielleicht dieselben Quadratmeter:* Außenfläche der Kita (Jugendamt) und Öffentliche Spielfläche")
        ott.sees("Außenfläche der Kita und öffentlicher Spielplatz dürfen nicht dieselben Quadratmeter zählen.")
        ott.sees("Im Sockel von Gewerbe oder Parkhaus stört der Lärm der Jugend niemanden")
        ott.sees("Der Mehrzweckraum der Kita kann abends Raum der Nachbarschaft sein.")
        ott.sees("Kita und Pflege unter einem Dach bringen die Generationen zusammen.")
        ott.sees("Bring- und Holverkehr der Kita kreuzt den Schulweg.")
        await ott.modal.close()
        await town.deliver()
        town["Karin Holz"].message_with("Kennwert: 567 m² außen")
