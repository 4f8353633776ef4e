"""Case 3, "Panoramahöfe": small, in a good location, and asked about all the same; every number to two decimals.

All persons, firms and figures are invented; the district and the holidays are real.
"""

from tests.stories.city import City, city
from tests.stories.test_request_rounds import deadline
from tests.stories.test_topics import YOUTH, entrust

TITLE = "Panoramahöfe"
SHEET = {
    "Neue Einwohner": "50,40 Einwohner",
    "Kitaplätze unter drei Jahren": "1,09 Plätze → weniger als 1 Gruppe (10 Plätze)",
    "Kitaplätze drei bis sechs Jahre": "1,76 Plätze → weniger als 1 Gruppe (20 Plätze)",
    "Kitaplätze zusammen": "2,86 Plätze → 30 Plätze",
    "Grundschulplätze": "2,27 Plätze → weniger als 1 Zug (112 Plätze)",
    "Öffentliche Spielfläche": "75,60 m² → 76 m²",
    "Privater Spielplatz (LBOAVO § 1)": "56,00 m²",
    "Geförderter Wohnungsbau (SIM)": "648,00 m² GF",
}
ALTERNATIVES = (
    "Infrage kommen: 1 Gruppe (8,91 Plätze bleiben frei), Großtagespflege oder eine gemeinsame Einrichtung mit Vorhaben"
    " in der Nähe."
)
ANSWERS = (
    ("Sabine Ott", "28.05.2026", "Großtagespflege im Erdgeschoss", "9 Plätze", "Großtagespflege"),
    ("Heike Lang", "02.06.2026", "Sozialmietwohnungen, nicht nur mittlere Einkommen", "3 Wohnungen", "Sozialmietwohnung"),
    ("Rolf Maier", "03.06.2026", "Rollstuhlgerechte Wohnungen am Hang", "2 Wohnungen", "Rollstuhlgerechte Wohnung"),
    ("Karin Holz", "08.06.2026", "Aufwertung des Spielplatzes in 250 m", "76 m² außen", "Öffentlicher Spielplatz"),
)  # fmt: skip
CONCERN = "Belang (ohne Menge, z. B. sichere Querung)"
SUBSTITUTE = (
    "Keine Ersatzwohnungen 1,4 km entfernt",
    "SIM lässt Ersatz nur bis 1.000 m und mit höherer Quote zu; dieselben Eingänge",
)
YOUNG = ("Jugendbeteiligung nicht berührt", "keine öffentliche Fläche betroffen")


async def test_a_small_intention_in_a_good_location_is_asked_about_like_any_other(database_url: str) -> None:
    async with city(database_url, start="26.05.2026 09:00") as town:
        await entrust(town, YOUTH, "Jugendamt")
        await it_is_recorded_and_cannot_be_skipped(town)
        await the_sheet_names_what_serves_below_one_group(town)
        await the_offices_answer_and_are_reminded_on_the_friday(town)
        await three_social_flats_make_a_question_and_never_silently_none(town)
        await the_balance_of_locations_shows_what_is_asked_for_in_good_ones(town)


async def it_is_recorded_and_cannot_be_skipped(town: City) -> None:
    """26 May: the planner finds it too small; the bot offers the short form and no way around. Corpus Christi is no working day."""
    demir = town["Ayşe Demir"]
    await demir.command("/vorhaben neu")
    await demir.modal.fill({
        "Titel": TITLE, "Stadtbezirk": "Degerloch", "Wohnungen (Anzahl)": "24", "Wohnlage": "gute Wohnlage",
        "Geplante Nutzungen": "24 hochwertige Eigentumswohnungen; AGSP nicht nötig?",
        "Planungsweg": "Vorhabenbezogener Bebauungsplan",
    })  # fmt: skip
    assert await demir.modal.submit() == {}
    await demir.modal.press("Bedarfsabfrage starten")
    demir.sees("Zu einem kleinen Vorhaben genügt die Kurzform. Übergangen wird es nie.")
    assert not any("berspring" in label for label in demir.modal.buttons)
    assert deadline(demir) == "2026-06-10"
    assert await demir.modal.submit() == {}
    await demir.modal.close()
    await town.deliver()
    assert "Mi., 10.06.2026" in town["Ute Brenner"].message_with(TITLE, "agsp").all_text


async def the_sheet_names_what_serves_below_one_group(town: City) -> None:
    """Every number of the case, and childminders or neighbours where no group is filled."""
    ott = town["Sabine Ott"]
    await ott.command("/agsp kennwert 1")
    for name, value in SHEET.items():
        ott.sees(f"*{name}*: {value}")
    ott.sees(ALTERNATIVES)
    await ott.modal.close()


async def the_offices_answer_and_are_reminded_on_the_friday(town: City) -> None:
    """Four needs and two concerns on their days; on Friday 5 June, three working days before, only who is silent is reminded."""
    holz, ott = town["Karin Holz"], town["Sabine Ott"]
    await answer(town, *ANSWERS[0])
    await the_slope_leaves_no_room_for_the_young(town)
    await answer(town, *ANSWERS[1])
    await concern(town, "Heike Lang", *SUBSTITUTE)
    await answer(town, *ANSWERS[2])
    await concern(town, "Lea Simon", *YOUNG)
    await town.at("03.06.2026", "18:00")
    before, answered = len(holz.messages()), len(ott.messages())
    await town.at("04.06.2026")
    assert len(holz.messages()) == before, "Corpus Christi"
    await town.at("05.06.2026")
    assert TITLE in holz.messages()[-1].all_text
    assert len(holz.messages()) == before + 1
    assert len(ott.messages()) == answered
    await answer(town, *ANSWERS[3])
    for name in ("Dr. Nadja Orlov", "Paul Weiß", "Ben Yıldız"):
        await town[name].message_with(TITLE).press("Fehlanzeige")


async def the_slope_leaves_no_room_for_the_young(town: City) -> None:
    """The caretaker of the city-wide topic looked, and says why not."""
    ott = town["Sabine Ott"]
    await ott.message_with(TITLE).press("Geprüft, nicht möglich")
    await ott.modal.fill({"Warum ist es nicht möglich?": "Topografie"})
    assert await ott.modal.submit() == {}
    await town.deliver()
    ott.sees(f"{YOUTH}: geprüft, nicht möglich: Topografie")


async def concern(town: City, who: str, what: str, why: str) -> None:
    """Report what has no quantity: substitute dwellings too far away, and why the young are not concerned."""
    person = town[who]
    await person.message_with(TITLE).press("Bedarf melden")
    await person.modal.fill({"Art": CONCERN, "Was wird gebraucht?": what, "Warum?": why})
    assert await person.modal.submit() == {}
    await person.modal.close()


async def answer(town: City, *said: str) -> None:
    """Report one need on its day."""
    who, day, what, amount, kind = said
    await town.at(day)
    person = town[who]
    await person.message_with(TITLE).press("Bedarf melden")
    await person.modal.fill({
        "Was wird gebraucht?": what, "Wie viel?": amount, "Warum?": "unter Gruppenschwelle",
        "Aus der Liste, wenn es passt": kind,
    })  # fmt: skip
    assert await person.modal.submit() == {}
    await person.modal.close()


async def three_social_flats_make_a_question_and_never_silently_none(town: City) -> None:
    """Every fifth of three is 0.6: that is the secretariat's decision."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/vorhaben 1")
    await kessler.modal.press("Bedarfe im Überblick")
    kessler.sees(SUBSTITUTE[0])
    kessler.sees(YOUNG[0])
    kessler.sees("je 5 von 3 Sozialmietwohnungen eine, das ergibt 0,6 → *Entscheidung der Geschäftsstelle*")
    kessler.sees("je 10 von 3 Sozialmietwohnungen eine, das ergibt 0,3 → *Entscheidung der Geschäftsstelle*")
    kessler.sees("*Öffentlicher Spielplatz:* Kennwert ergibt 76 m² außen, gemeldet 76 m² außen. Er stützt die Menge.")
    await kessler.modal.close()
    await kessler.modal.close()


async def the_balance_of_locations_shows_what_is_asked_for_in_good_ones(town: City) -> None:
    """Four needs for 24 dwellings."""
    vogt = town["Dr. Claudia Vogt"]
    await vogt.command("/agsp bezirk Degerloch")
    vogt.sees("Gute Wohnlage: Degerloch 16,67 (4 Bedarfe, 24 Wohnungen)")
