"""Small intentions seen as one area: hinted at, pooled, and needs that belong to several of them or to none."""

import io

from openpyxl import load_workbook

from tests.stories.city import City, city
from tests.stories.test_imports import checked, errands

HINT = "V-2026-001 Am Hang, V-2026-002 Im Tal: allein füllt keines eine Gruppe oder einen Zug, zusammen reicht es"
BORDER = "Zweiter Stadtbezirk (bei Lage auf der Grenze)"


async def record(town: City, title: str, dwellings: int, district: str = "Degerloch", **fields: object) -> None:
    """Record an intention."""
    demir = town["Ayşe Demir"]
    await demir.command("/vorhaben neu")
    await demir.modal.fill({"Titel": title, "Stadtbezirk": district, "Wohnungen (Anzahl)": str(dwellings), **fields})
    assert await demir.modal.submit() == {}
    await demir.modal.close()


async def report(town: City, who: str, title: str, *need: str, facility: str | None = None) -> None:
    """Report a need (what, how much) without a request."""
    person, (what, amount) = town[who], need
    await person.command("/bedarf")
    await person.modal.press("Bedarf ohne Abfrage melden")
    await person.modal.fill({"Für welches Vorhaben?": title})
    assert await person.modal.submit() == {}
    await person.modal.fill({"Was wird gebraucht?": what, "Wie viel?": amount, "Warum?": "Kennwert"})
    if facility is not None:
        await person.modal.fill({"Aus der Liste, wenn es passt": facility})
    assert await person.modal.submit() == {}
    while person.has_modal:
        await person.modal.close()


async def test_the_secretariat_is_told_once_and_pools_what_fills_a_group_only_together(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
        await record(town, "Am Hang", 150)
        await record(town, "Im Tal", 120)
        await kessler.open_home()
        kessler.sees(HINT)
        await ott.open_home()
        ott.sees_nothing_of("zusammen reicht es")
        await kessler.home.press("Gemeinsam betrachten …")
        await kessler.modal.fill({"Name der gemeinsamen Fläche": "Degerloch Süd"})
        assert await kessler.modal.submit() == {}
        kessler.sees("*Kitaplätze unter drei Jahren*: 12,30 Plätze")
        kessler.sees("getrennt 2 Gruppen, gemeinsam 2 Gruppen")
        kessler.sees("*Privater Spielplatz (LBOAVO § 1)*: 340,00 m²")
        await kessler.modal.close()
        await town.deliver()
        assert "zusammen reicht es" not in kessler.home.text
        await ott.command("/vorhaben 2")
        ott.sees("*Gemeinsam betrachtet mit:* V-2026-001 Am Hang")
        await ott.modal.press("Gemeinsame Fläche")
        assert "Vorhaben ändern" not in ott.modal.buttons, "offices look, planners pool"


async def test_three_groups_apart_are_two_together_and_a_member_can_leave(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        for title, dwellings in (("Am Hang", 120), ("Im Tal", 150)):
            await record(town, title, dwellings)
        await record(town, "Am Bach", 100, "Möhringen", **{BORDER: "Degerloch"})
        await kessler.command("/vorhaben 3")
        await kessler.modal.press("Gemeinsam betrachten …")
        await kessler.modal.fill({"Name der gemeinsamen Fläche": "Süd", "Welche Vorhaben?": ["V-2026-003 · Am Bach"]})
        assert await kessler.modal.submit() == {"Welche Vorhaben?": "Bitte wählen Sie mindestens zwei Vorhaben."}
        await kessler.modal.fill({
            "Welche Vorhaben?": ["V-2026-001 · Am Hang", "V-2026-002 · Im Tal", "V-2026-003 · Am Bach"],
        })  # fmt: skip
        assert await kessler.modal.submit() == {}
        kessler.sees("getrennt 3 Gruppen, gemeinsam 2 Gruppen (20 Plätze, davon 3,14 frei)")
        await kessler.modal.press("Vorhaben ändern")
        await kessler.modal.fill({"Welche Vorhaben?": ["V-2026-001 · Am Hang", "V-2026-002 · Im Tal"]})
        assert await kessler.modal.submit() == {}
        kessler.sees("2 Vorhaben als gemeinsame Fläche")
        await kessler.modal.press("Getrennt betrachten")
        kessler.sees("*Süd* ist keine gemeinsame Fläche mehr.")


async def share(town: City, *titles: str) -> None:
    """Let the day-care need of the first intention belong to these."""
    ott = town["Sabine Ott"]
    await report(town, "Sabine Ott", "V-2026-001 · Am Hang", "Kita", "2 Gruppen")
    await ott.command("/vorhaben 1")
    await ott.modal.press("Bedarfe im Überblick")
    await ott.modal.press("Ansehen")
    await ott.modal.press("Flächen …")
    await ott.modal.fill({"Zu welchen Vorhaben gehört der Bedarf?": list(titles)})
    assert await ott.modal.submit() == {}
    ott.sees("Er zählt in jeder Summe einmal.")


async def overview(town: City, who: str, number: int) -> str:
    """Read the needs of an intention."""
    person = town[who]
    while person.has_modal:
        await person.modal.close()
    await person.command(f"/vorhaben {number}")
    await person.modal.press("Bedarfe im Überblick")
    return person.modal.text


async def test_a_common_need_survives_and_one_without_a_site_is_listed_until_it_has_one(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, lang = town["Miriam Kessler"], town["Heike Lang"]
        for title in ("Am Hang", "Im Tal", "Hafenrand"):
            await record(town, title, 40)
        await share(town, "V-2026-001 · Am Hang", "V-2026-002 · Im Tal")
        assert "*gemeinsam mit* V-2026-001 Am Hang" in await overview(town, "Heike Lang", 2)
        await lang.modal.press("Ansehen")
        assert "Flächen …" not in lang.modal.buttons, "another office's need"
        await abandon(town, 1)
        survived = await overview(town, "Heike Lang", 2)
        assert "*Kita* · 2 Gruppen" in survived
        assert "gemeinsam mit" not in survived
        await abandon(town, 2)
        await kessler.command("/agsp bezirk Degerloch")
        kessler.sees("Gesuchte Nutzung sucht Fläche")
        await kessler.modal.press("Fläche geben")
        await kessler.modal.fill({"Zu welchen Vorhaben gehört der Bedarf?": ["V-2026-003 · Hafenrand"]})
        assert await kessler.modal.submit() == {}
        assert "*Kita* · 2 Gruppen" in await overview(town, "Miriam Kessler", 3)


async def abandon(town: City, number: int) -> None:
    """Abandon an intention."""
    kessler = town["Miriam Kessler"]
    while kessler.has_modal:
        await kessler.modal.close()
    await kessler.command(f"/vorhaben {number}")
    await kessler.modal.press("Ruhen / aufgeben")
    await kessler.modal.fill({"Was soll geschehen?": "Aufgeben", "Begründung": "Die Eigentümer bauen nicht"})
    assert await kessler.modal.submit() == {}
    await kessler.modal.close()
    await kessler.modal.close()


async def test_the_needs_go_into_a_table_that_may_be_passed_on(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town, "Am Hang", 400)
        await report(town, "Sabine Ott", "V-2026-001 · Am Hang", "Kita", "2 Gruppen")
        lang = town["Heike Lang"]
        await lang.command("/vorhaben 1")
        await lang.modal.press("Bedarfe im Überblick")
        await lang.modal.press("Als Tabelle")
        await lang.until_sees("Hier sind die Bedarfe von V-2026-001")
        file = next(one for one in town.sandbox.workspace.files.values() if one.name.endswith(".xlsx"))
        book = load_workbook(io.BytesIO(file.content or b""))
        assert book.sheetnames == ["Bedarfe", "Summen", "Befunde"]
        assert [cell.value for cell in book["Bedarfe"][2]][3:5] == ["Kita", "2 Gruppen"]


async def test_what_comes_with_a_list_is_looked_through_too(database_url: str) -> None:
    async with city(database_url) as town:
        rows = "Titel;Stadtbezirk;Wohnungen;Wohnlage\nAm Hang;Degerloch;150;gut\nIm Tal;Degerloch;120;mittlere Lage\n"
        kessler = town["Miriam Kessler"]
        await checked(town, "Laufende.csv", rows.encode("cp1252"))
        await kessler.message_with("2 neu").press("Übernehmen")
        await errands(town)
        await kessler.open_home()
        kessler.sees(HINT)
        await kessler.home.press("Nicht nötig")
        await town.deliver()
        assert "zusammen reicht es" not in kessler.home.text
        await kessler.command("/vorhaben 2")
        kessler.sees("*Wohnlage:* mittlere Wohnlage")
