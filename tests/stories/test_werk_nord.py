"""Case 4, "Werk Nord": large, and it grows while offices have answered; on both databases.

All persons, firms and figures are invented; districts and holidays are real. Here the versions are the kept sheets
and the versions of reports; the task profile and its release are another story.
"""

from sandbox.seen import SeenMessage
from tests.stories.city import City, city

TITLE = "Werk Nord"
ASKED = "Gilt Ihre Meldung zu *Werk Nord* noch?"
SHEET_OF_420 = {
    "Neue Einwohner": "882,00 Einwohner",
    "Kitaplätze unter drei Jahren": "19,14 Plätze → 2 Gruppen (20 Plätze, davon 0,86 frei)",
    "Kitaplätze drei bis sechs Jahre": "30,87 Plätze → 2 Gruppen (40 Plätze, davon 9,13 frei)",
    "Kitaplätze zusammen": "50,01 Plätze → 60 Plätze",
    "Grundschulplätze": "39,69 Plätze → weniger als 1 Zug (112 Plätze)",
    "Öffentliche Spielfläche": "1.323,00 m²",
    "Geförderter Wohnungsbau (SIM)": "11.340,00 m² GF",
}
"""50.01 does not become 50; 39.69 pupils alone are less than half a class stream."""
CHANGES: dict[str, str] = {
    "*Neue Einwohner*: 882,00 → 1.008,00 Einwohner (+126,00)": "all",
    "*Kitaplätze unter drei Jahren*: 19,14 → 21,87 Plätze (+2,73)\nGebaut: 2 → 3 Gruppen (+1)": "Sabine Ott",
    "*Kitaplätze drei bis sechs Jahre*: 30,87 → 35,28 Plätze (+4,41)\nGebaut: 2 Gruppen, wie zuvor": "Sabine Ott",
    "*Kitaplätze zusammen*: 50,01 → 57,15 Plätze (+7,14)\nGebaut: 4 → 5 Gruppen (+1)": "Sabine Ott",
    "*Grundschulplätze*: 39,69 → 45,36 Plätze (+5,67)\nGebaut: 1 Zug, wie zuvor": "Paul Weiß",
    "*Öffentliche Spielfläche*: 1.323,00 → 1.512,00 m² (+189,00)": "Karin Holz",
    "*Geförderter Wohnungsbau (SIM)*: 11.340,00 → 12.960,00 m² GF (+1.620,00)": "",
}
"""What differs between the sheets of 420 and of 480 dwellings, and who is asked with it; all of it is in the sheets."""
HALL, ROOF = "Schulsporthalle", "Dach der Halle"
REPORTED = {
    "Sabine Ott": [
        ("Kita", "4 Gruppen", "Kita-Gruppe altersgemischt", "A", ""),
        ("Jugendhaus", "400 m²", "Jugendhaus", "A", ""),
        ("Jugendspielfeld am Abend", "800 m²", "Streetball- oder Skatefläche", "B", ROOF),
    ],
    "Paul Weiß": [
        ("Ein Zug mehr an der Nachbarschule", "1 Zug", "Grundschule", "A", ""),
        ("Mensa", "120 Plätze", "Mensa", "B", ""),
        ("Zweifeldhalle", "2 Felder", HALL, "A", ""),
    ],
    "Ben Yıldız": [
        ("Sporthalle mit zwei Feldern", "2 Felder", HALL, "A", ""),
        ("Sportfeld", "800 m²", "Sportfläche", "B", ROOF),
    ],
    "Heike Lang": [
        ("Pflegeheim", "90 Plätze", "Pflegeheim", "B", ""),
        ("Tagespflege", "15 Plätze", "Tagespflege", "B", ""),
    ],
    "Samira Haddad": [
        ("Teilbarer Gebetsraum", "150 m²", "Gebets- oder Kulturraum nichtchristlicher Gemeinschaften", "B", "")
    ],
    "Dr. Nadja Orlov": [("Hausarztpraxis", "2 Sitze", "Hausarztpraxis / Medizinisches Versorgungszentrum", "B", "")],
    "Karin Holz": [("Öffentlicher Spielplatz", "1.323 m²", "Öffentlicher Spielplatz", "A", "")],
}


async def test_an_intention_that_grows_is_asked_about_again(database_url: str) -> None:
    async with city(database_url, start="15.06.2026 09:00") as town:
        await the_sheet_of_420_dwellings_is_computed(town)
        await all_offices_are_asked_until_6_july(town)
        await seven_offices_report(town)
        await what_meets_and_what_is_double_is_seen_together(town)
        await the_planner_is_asked_before_480_dwellings_are_stored(town)
        await each_office_is_asked_once_with_old_and_new_side_by_side(town)
        await the_offices_answer(town)
        await who_is_silent_is_reminded_once_and_then_shown_to_the_secretariat(town)
        await both_sheets_and_all_versions_stay_readable(town)


async def the_sheet_of_420_dwellings_is_computed(town: City) -> None:
    """15 June: conversion of an industrial site."""
    pfeiffer = town["Lukas Pfeiffer"]
    await pfeiffer.command("/vorhaben neu")
    await pfeiffer.modal.fill({
        "Titel": TITLE, "Stadtbezirk": "Feuerbach", "Wohnungen (Anzahl)": "420",
        "Geplante Nutzungen": "Umbau eines Werksgeländes, 30 % Gewerbe, mehrere Eigentümer",
    })  # fmt: skip
    assert await pfeiffer.modal.submit() == {}
    await pfeiffer.modal.close()
    await pfeiffer.command("/agsp kennwert 1")
    for name, value in SHEET_OF_420.items():
        pfeiffer.sees(f"*{name}*: {value}")
    await pfeiffer.modal.close()


async def all_offices_are_asked_until_6_july(town: City) -> None:
    """15 June: fifteen working days, to Monday 6 July; the reminder comes on 1 July."""
    pfeiffer = town["Lukas Pfeiffer"]
    await pfeiffer.command("/vorhaben 1")
    await pfeiffer.modal.press("Bedarfsabfrage starten")
    await pfeiffer.modal.fill({"Frist": "2026-07-06"})
    assert await pfeiffer.modal.submit() == {}
    pfeiffer.sees("Frist: Montag, 6. Juli 2026, 18:00 Uhr")
    await pfeiffer.modal.close()
    await town.deliver()
    await town.at("30.06.2026")
    assert notes(town, "Sabine Ott") == []
    await town.at("01.07.2026")
    [note] = notes(town, "Sabine Ott")
    assert "Die Frist endet am Montag, 6. Juli 2026, um 18:00 Uhr." in note


def notes(town: City, name: str) -> list[str]:
    """Give all morning notes a person has got."""
    return [m.all_text for m in town[name].messages() if m.all_text.startswith("Guten Morgen")]


async def seven_offices_report(town: City) -> None:
    """1 July: what domain case 4 says each of them needs; two others answer "no need"."""
    for name, needs in REPORTED.items():
        for number, need in enumerate(needs):
            await report(town, name, need, first=number == 0)
    for name in ("Ute Brenner", "Lea Simon"):
        await town[name].message_with(TITLE).press("Fehlanzeige")
    await town.deliver()


async def report(town: City, name: str, need: tuple[str, str, str, str, str], *, first: bool) -> None:
    """Report one need with its kind, its priority and where it is wanted."""
    person, (what, quantity, kind, priority, place) = town[name], need
    if first:
        await person.message_with(TITLE).press("Bedarf melden")
    else:
        await person.modal.press("Weiteren Bedarf melden")
    await person.modal.press("Weitere Angaben")
    words = {"A": "A – unverzichtbar", "B": "B – wichtig"}
    await person.modal.fill({
        "Was wird gebraucht?": what, "Wie viel?": quantity, "Warum?": "Gerechnet mit 420 Wohnungen",
        "Aus der Liste, wenn es passt": kind, "Priorität": words[priority], **({"Wo?": place} if place else {}),
    })  # fmt: skip
    assert await person.modal.submit() == {}, person.sight()


async def what_meets_and_what_is_double_is_seen_together(town: City) -> None:
    """The hall of two offices, the roof promised twice, what gets in each other's way, what goes together."""
    pfeiffer = town["Lukas Pfeiffer"]
    await pfeiffer.command("/vorhaben 1")
    await pfeiffer.modal.press("Bedarfe im Überblick")
    for words in SEEN_TOGETHER:
        pfeiffer.sees(words)
    await pfeiffer.modal.close()


SEEN_TOGETHER = (
    "13 Bedarfe und Belange",
    "*Noch ohne Antwort:* Behindertenbeauftragte",
    "*Vielleicht doppelt:* Zweifeldhalle (Schulverwaltungsamt) und Sporthalle mit zwei Feldern (Sport und Bewegung)",
    "*Vielleicht dieselben Quadratmeter:* Jugendspielfeld am Abend (Jugendamt) und Sportfeld (Sport und Bewegung),"
    " beide bei „Dach der Halle“",
    "*Passt zusammen:* Ein Zug mehr an der Nachbarschule und Zweifeldhalle.",
    "*Passt zusammen:* Hausarztpraxis und Pflegeheim.",
    "*Möglich:* Teilbarer Gebetsraum. Ein teilbarer Saal kann auch Gebetsraum sein.",
    "*Möglich:* Jugendhaus. Im Sockel von Gewerbe",
    "*Konflikt:* Jugendhaus und Pflegeheim. Spiel und Jugend sind laut",
    "*Konflikt:* Teilbarer Gebetsraum und Kita. Der Andrang am Freitagmittag",
    "*Konflikt:* Kita. Handel und Soziales wollen beide ins Erdgeschoss",
)


async def the_planner_is_asked_before_480_dwellings_are_stored(town: City) -> None:
    """1 October: 480 dwellings instead of 420 are 14.3 % more; whoever hesitates changes nothing."""
    await town.at("01.10.2026", "09:00")
    pfeiffer = town["Lukas Pfeiffer"]
    await change_size(town, "480")
    pfeiffer.sees("480 statt 420 Wohnungen (+14,3 %)")
    pfeiffer.sees("Die meldenden Ämter werden gefragt: 7 Ämter, ob ihre Meldungen noch gelten.")
    await pfeiffer.modal.close()
    await town.deliver()
    assert questions(town, "Sabine Ott") == []
    await change_size(town, "462")  # exactly 10 %
    pfeiffer.sees("ist auf dem neuen Stand")
    await pfeiffer.modal.close()
    await change_size(town, "480")  # 3.9 % more than just now, but the offices know 420
    pfeiffer.sees("480 statt 420 Wohnungen (+14,3 %)")
    assert await pfeiffer.modal.submit() == {}
    await pfeiffer.modal.close()
    await town.deliver()


async def change_size(town: City, dwellings: str) -> None:
    """Send the form with another number of dwellings."""
    pfeiffer = town["Lukas Pfeiffer"]
    await pfeiffer.command("/vorhaben 1")
    await pfeiffer.modal.press("Bearbeiten")
    await pfeiffer.modal.fill({"Wohnungen (Anzahl)": dwellings})
    assert await pfeiffer.modal.submit() == {}


def questions(town: City, name: str) -> list[SeenMessage]:
    """Give the messages that ask whether a report still holds."""
    return [m for m in town[name].messages() if ASKED in m.text or "Die Meldung" in m.text]


async def each_office_is_asked_once_with_old_and_new_side_by_side(town: City) -> None:
    """1 October: seven messages, none to who has no need; a second change changes the message."""
    for name in REPORTED:
        [asked] = questions(town, name)
        assert "bis Donnerstag, 15. Oktober 2026" in asked.text
        assert "*Bei Ihrer Meldung*\n420 Wohnungen" in asked.all_text
        assert "*Jetzt*\n480 Wohnungen (+14,3 %)" in asked.all_text
        assert asked.buttons == ["Gilt weiter", "Ändern", "Zurückziehen", "Kennwerte"]
        for change, readers in CHANGES.items():
            assert (change in asked.all_text) is (readers == "all" or name in readers), (name, change)
    assert questions(town, "Ute Brenner") == []
    lang = town["Heike Lang"]
    [seen] = questions(town, "Heike Lang")
    await change_size(town, "500")
    town["Lukas Pfeiffer"].sees("500 statt 420 Wohnungen (+19 %)")
    assert await town["Lukas Pfeiffer"].modal.submit() == {}
    await town["Lukas Pfeiffer"].modal.close()
    await seen.press("Gilt weiter")
    lang.sees("Die Angaben haben sich inzwischen noch einmal geändert.")
    await change_size(town, "480")
    assert await town["Lukas Pfeiffer"].modal.submit() == {}
    await town["Lukas Pfeiffer"].modal.close()
    await town.deliver()
    assert [len(questions(town, name)) for name in REPORTED] == [1] * len(REPORTED), "nobody is asked twice"


async def the_offices_answer(town: City) -> None:
    """2 October: the Sozialamt keeps its 90 places, the Jugendamt changes four groups to five, with a reason."""
    await town.at("02.10.2026", "10:00")
    [asked] = questions(town, "Heike Lang")
    await asked.press("Gilt weiter")
    await town.deliver()
    [settled] = questions(town, "Heike Lang")
    assert "Die Meldung gilt weiter. Geantwortet hat Heike Lang, Fr., 02.10.2026, 10:00 Uhr." in settled.all_text
    await the_youth_office_changes_its_report(town)
    for name in ("Paul Weiß", "Ben Yıldız", "Dr. Nadja Orlov", "Karin Holz"):
        [asked] = questions(town, name)
        await asked.press("Gilt weiter")
    await town.deliver()


async def the_youth_office_changes_its_report(town: City) -> None:
    """The ordinary form, and why."""
    ott = town["Sabine Ott"]
    [asked] = questions(town, "Sabine Ott")
    await asked.press("Ändern")
    ott.sees("*Kita* · 4 Gruppen")
    await ott.modal.press("Bearbeiten")
    await ott.modal.fill({"Wie viel?": "5 Gruppen"})
    assert await ott.modal.submit() == {"Grund der Änderung": "Bitte füllen Sie dieses Pflichtfeld aus."}
    await ott.modal.fill({"Grund der Änderung": "480 statt 420 Wohnungen"})
    assert await ott.modal.submit() == {}
    await ott.modal.close()
    await town.deliver()
    [settled] = questions(town, "Sabine Ott")
    assert "Die Meldung ist geändert: Sabine Ott, Fr., 02.10.2026, 10:00 Uhr." in settled.all_text


async def who_is_silent_is_reminded_once_and_then_shown_to_the_secretariat(town: City) -> None:
    """12 October, three working days before; 16 October the secretariat; then nothing more."""
    before = len(notes(town, "Samira Haddad"))
    await town.at("09.10.2026")
    assert len(notes(town, "Samira Haddad")) == before
    await town.at("12.10.2026")
    assert len(notes(town, "Samira Haddad")) == before + 1
    assert (
        "Bitte antworten Sie bis Donnerstag, 15. Oktober 2026, ob diese Meldung noch gilt."
        in notes(town, "Samira Haddad")[-1]
    )
    kessler = len(notes(town, "Miriam Kessler"))
    await town.at("15.10.2026")
    assert len(notes(town, "Miriam Kessler")) == kessler
    await town.at("16.10.2026")
    assert (
        "Integrationspolitik hat nicht geantwortet, ob die Meldung noch gilt: Werk Nord."
        in notes(town, "Miriam Kessler")[-1]
    )
    await town.at("20.10.2026")
    assert len(notes(town, "Samira Haddad")) == before + 1


async def both_sheets_and_all_versions_stay_readable(town: City) -> None:
    """The sheets of 420 and 480 dwellings line by line, and what the Jugendamt changed."""
    ott = town["Sabine Ott"]
    await ott.command("/agsp kennwert 1")
    await ott.modal.press("Ältere Berechnungen")
    ott.sees("*Berechnung 1* vom 15.06.2026\n420 Wohnungen · Bedarfsabfrage gestartet")
    await ott.modal.press("Öffnen")
    ott.sees("*Berechnung 5* vom 01.10.2026\n480 Wohnungen · Größe oder eigener Wert geändert · Lukas Pfeiffer")
    await ott.modal.choose("Vergleichen mit", "Berechnung 1 vom 15.06.2026")
    for change in CHANGES:
        ott.sees(change)
    await ott.modal.close()
    await ott.command("/vorhaben 1")
    ott.sees("*Kita* · 5 Gruppen")
    ott.sees(
        "*Gelten die Meldungen noch?* · noch offen: Integrationspolitik · gilt weiter: Sozialamt, Garten/Forst,"
        " Schulverwaltungsamt, Gesundheitsamt, Sport und Bewegung · geändert: Jugendamt"
    )
    await ott.modal.close()
    await the_versions_of_the_youth_office(town)
    lang = town["Heike Lang"]
    await lang.command("/vorhaben 1")
    lang.sees("90 Plätze")


async def the_versions_of_the_youth_office(town: City) -> None:
    """What differs between any two versions, field by field, and when the office was asked."""
    ott = town["Sabine Ott"]
    await questions(town, "Sabine Ott")[0].press("Verlauf")
    ott.sees(
        "*Fassung 4* · Fr., 02.10.2026, 10:00 Uhr · Sabine Ott · Bedarf gemeldet\nBegründung: 480 statt 420 Wohnungen"
    )
    ott.sees("• geändert: Kita – Menge: 4 → 5")
    ott.sees(
        "*Rückfragen, ob die Meldung noch gilt*\n• Do., 01.10.2026, 09:00 Uhr · andere Größe · 480 Wohnungen · geändert · Sabine Ott"
    )
    await ott.modal.choose("Neueste vergleichen mit", "Fassung 1")
    ott.sees("• neu: Jugendhaus 400 m²")
    ott.sees("• neu: Jugendspielfeld am Abend 800 m²")
    ott.sees("• geändert: Kita – Menge: 4 → 5")
