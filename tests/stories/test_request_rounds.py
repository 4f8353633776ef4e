"""Who is asked, in which form and until when: lists, the short form, being asked again, the summer recess."""

from sandbox.dialog import Actor
from tests.stories.city import City, city

ALL_FIELDS = ("Was wird gebraucht?", "Wie viel?", "Warum?", "Art", "Aus der Liste, wenn es passt", "Ist das alles?")


async def record(town: City, title: str = "Panoramahöfe", dwellings: str = "24") -> None:
    """Record case 3 of the domain paper: few dwellings in a good location."""
    demir = town["Ayşe Demir"]
    await demir.command("/vorhaben neu")
    await demir.modal.fill({"Titel": title, "Stadtbezirk": "Degerloch", "Wohnungen (Anzahl)": dwellings})
    assert await demir.modal.submit() == {}
    await demir.modal.close()
    await town.deliver()


def deadline(person: Actor) -> str:
    """Give the day that stands in the field of the deadline."""
    [day] = [
        one["selected_date"] for of in person.modal.values.values() for one in of.values() if "selected_date" in one
    ]
    return str(day)


async def enter_list(town: City) -> None:
    """Let the secretariat keep a list without the sports office."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/agsp aemter")
    await kessler.modal.press("Verteilerlisten")
    kessler.sees("Es gibt noch keine eigene Liste.")
    await kessler.modal.press("Neue Liste")
    await kessler.modal.fill(
        {"Name der Liste": "Kleine Vorhaben", "Ämter, die gefragt werden": ["Jugendamt", "Sozialamt"]}
    )
    assert await kessler.modal.submit() == {}
    kessler.sees("*Kleine Vorhaben*: 2 Ämter")
    await kessler.modal.close()


async def test_a_small_project_is_offered_the_short_form_and_never_skipped(database_url: str) -> None:
    async with city(database_url, start="26.05.2026 09:00") as town:
        await record(town)
        demir, ott = town["Ayşe Demir"], town["Sabine Ott"]
        await demir.command("/vorhaben 1")
        await demir.modal.press("Bedarfsabfrage starten")
        demir.sees("Übergangen wird es nie.")
        assert not any("berspringen" in label for label in demir.modal.buttons)
        assert deadline(demir) == "2026-06-10"
        await demir.modal.press("Kurzform nehmen")
        demir.sees("Kurzform: Die Ämter antworten in drei Feldern")
        assert deadline(demir) == "2026-06-02"
        assert await demir.modal.submit() == {}
        await demir.modal.close()
        await town.deliver()
        ott.sees("Kleines Vorhaben, drei Felder: Welchen Bedarf sieht Ihr Amt bei *Panoramahöfe* (Degerloch)?")
        await ott.message_with("Panoramahöfe").press("Bedarf melden")
        assert [one for one in ott.modal.labels if one in ALL_FIELDS] == ["Was wird gebraucht?", "Wie viel?", "Warum?"]
        await ott.modal.fill(
            {"Was wird gebraucht?": "Großtagespflege", "Wie viel?": "9 Plätze", "Warum?": "keine Gruppe"}
        )
        assert await ott.modal.submit() == {}


async def test_a_list_shows_whom_it_leaves_out_and_the_card_names_them(database_url: str) -> None:
    async with city(database_url) as town:
        await enter_list(town)
        await record(town)
        demir, yildiz = town["Ayşe Demir"], town["Ben Yıldız"]
        await demir.command("/vorhaben 1")
        await demir.modal.press("Bedarfsabfrage starten")
        await demir.modal.choose("Verteilerliste", "Kleine Vorhaben")
        demir.sees("2 Ämter werden gefragt")
        demir.sees("*Diese Liste lässt weg:*")
        demir.sees("Kein Vorhaben wird wegen seiner Größe oder Lage übergangen")
        assert await demir.modal.submit() == {}
        await demir.modal.close()
        await town.deliver()
        card = demir.messages("agsp")[-1]
        assert "0 von 2 Ämtern haben geantwortet" in card.all_text
        assert "*Nicht gefragt:*" in card.all_text
        assert yildiz.messages() == []


async def start(town: City) -> None:
    """Ask all offices about the only intention."""
    demir = town["Ayşe Demir"]
    await demir.command("/vorhaben 1")
    await demir.modal.press("Bedarfsabfrage starten")
    assert await demir.modal.submit() == {}
    await demir.modal.close()
    await town.deliver()


async def test_chosen_offices_are_asked_again_with_a_reason_and_see_their_earlier_answer(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        demir, ott, lang = town["Ayşe Demir"], town["Sabine Ott"], town["Heike Lang"]
        await start(town)
        await ott.message_with("Panoramahöfe").press("Bedarf melden")
        await ott.modal.fill(
            {"Was wird gebraucht?": "Großtagespflege", "Wie viel?": "9 Plätze", "Warum?": "keine Gruppe"}
        )
        assert await ott.modal.submit() == {}
        await demir.command("/vorhaben 1")
        await demir.modal.press("Ämter erneut fragen")
        demir.sees("Noch gefragt und deshalb nicht wählbar: Sozialamt")
        await demir.modal.fill({"Welche Ämter?": ["Jugendamt"], "Warum werden sie erneut gefragt?": "Entwurf geändert"})
        assert await demir.modal.submit() == {}
        demir.sees("Erneut gefragt sind Jugendamt")
        await demir.modal.close()
        await town.deliver()
        again = ott.message_with("Warum Sie erneut gefragt werden")
        ott.sees("*Warum Sie erneut gefragt werden:* Entwurf geändert")
        ott.sees("*Ihre bisherige Antwort:* Bedarf gemeldet (Fassung 1)")
        assert "9 Plätze" in again.all_text
        await again.press("Gilt weiter")
        await town.deliver()
        assert "1 von 1 haben geantwortet" in demir.messages("agsp")[-1].all_text
        assert len(lang.messages()) == 1


async def test_a_deadline_moves_behind_the_summer_recess_and_says_why(database_url: str) -> None:
    async with city(database_url, start="20.07.2026 09:00") as town:
        kessler, demir = town["Miriam Kessler"], town["Ayşe Demir"]
        await kessler.command("/agsp feiertage")
        await kessler.modal.press("Pause eintragen")
        await kessler.modal.fill({"Erster Tag": "2026-07-30", "Letzter Tag": "2026-07-01"})
        assert await kessler.modal.submit() == {"Letzter Tag": "Der letzte Tag liegt vor dem ersten."}
        await kessler.modal.fill({"Letzter Tag": "2026-09-11"})
        assert await kessler.modal.submit() == {}
        kessler.sees("Sommerpause ist eingetragen: 30.07.2026 bis 11.09.2026.")
        await record(town, dwellings="180")
        await demir.command("/vorhaben 1")
        await demir.modal.press("Bedarfsabfrage starten")
        demir.sees("Die Frist würde am Montag, 3. August 2026 enden, das liegt in *Sommerpause*")
        assert deadline(demir) == "2026-09-14"
