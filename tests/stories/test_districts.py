"""/agsp bezirk: a district's needs against its deficit, a list brought in, and the ways it can be taken along."""

import io

from openpyxl import load_workbook

from tests.stories.city import City, city
from tests.stories.test_imports import checked, errands
from tests.stories.test_pools import abandon, record, report

UNDER_THREE = "Kita-Gruppe unter 3 Jahren (U3)"
WHAT = "Fehlbedarf der Stadtbezirke"
DEFICITS = (
    "Stadtbezirk;Einrichtungsart;Fehlbedarf;Stand;Quelle\n"
    "Degerloch;Kita-Gruppe unter 3 Jahren (U3);12;31.12.2025;Kitaplanung\n"
    "Degerloch;Kita-Gruppe ab 3 Jahren (Ü3);18;31.12.2025;Kitaplanung\n"
    "Wangen;Kita-Gruppe unter 3 Jahren (U3);30;31.12.2025;Kitaplanung\n"
)


async def reported(town: City) -> None:
    """Two intentions in good location and one simple elsewhere, with needs."""
    await record(town, "Am Hang", 180, Wohnlage="gute Wohnlage")
    await record(town, "Im Tal", 20, Wohnlage="gute Wohnlage")
    await record(town, "Hafenrand", 400, "Wangen", Wohnlage="einfache Wohnlage")
    await report(town, "Sabine Ott", "V-2026-001 · Am Hang", "Kita", "2 Gruppen", facility=UNDER_THREE)
    await report(town, "Sabine Ott", "V-2026-003 · Hafenrand", "Kita", "2 Gruppen", facility=UNDER_THREE)


async def test_a_district_shows_its_needs_against_the_deficit_that_was_brought_in(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await reported(town)
        await checked(town, "Mangel.csv", DEFICITS.replace("12;", "zwölf;").encode(), WHAT)
        kessler.sees("Zeile 2: Degerloch")
        kessler.sees("„zwölf“ ist keine Zahl")
        await checked(town, "Mangel.csv", DEFICITS.encode(), WHAT)
        await kessler.message_with("3 neu").press("Übernehmen")
        await errands(town)
        await checked(town, "Mangel.csv", DEFICITS.encode(), WHAT)
        kessler.sees("Alles steht schon so im Bot.")
        await seen_as_a_whole(town)
        await on_the_border(town)


async def seen_as_a_whole(town: City) -> None:
    """Look at the district, and at what one intention does for it."""
    lang = town["Heike Lang"]
    await lang.command("/agsp bezirk Degerloch")
    lang.sees("2 aktive Vorhaben · 200 Wohnungen")
    lang.sees("*Kita-Gruppe unter 3 Jahren (U3)* · 1 Bedarf · *2 Gruppen*")
    lang.sees("Fehlbedarf 12 Plätze (Stand 31.12.2025, Kitaplanung, Fassung 1): gemeldet 20, das deckt ihn")
    lang.sees("*Kita-Gruppe ab 3 Jahren (Ü3)* · nichts gemeldet")
    lang.sees("Gute Wohnlage: Degerloch 0,5 (1 Bedarf, 200 Wohnungen) · ganze Stadt 0,5 (1 Bedarf, 200 Wohnungen)")
    lang.sees("Einfache Wohnlage: Degerloch – · ganze Stadt 0,25 (1 Bedarf, 400 Wohnungen)")
    await lang.modal.close()
    await lang.command("/vorhaben 1")
    await lang.modal.press("Bedarfe im Überblick")
    lang.sees("deckt 11,8 von 12 des Bezirksfehlbedarfs (Plätze, Stand 31.12.2025, Kitaplanung)")
    lang.sees("Kennwert ergibt weniger als 1 Gruppe, gemeldet 2 Gruppen.")


async def on_the_border(town: City) -> None:
    """Say what an intention covers in each of its two districts, in the overview and in its sheet."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/agsp kennwert V-2026-001")
    brandt.sees("Deckt 11,8 von 12 des Bezirksfehlbedarfs, wie gemeldet")
    brandt.sees("Deckt 6,77 von 18 des Bezirksfehlbedarfs, wenn so gebaut wird")
    await brandt.modal.close()
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Bearbeiten")
    await brandt.modal.fill({"Zweiter Stadtbezirk (bei Lage auf der Grenze)": "Wangen"})
    assert await brandt.modal.submit() == {}
    while brandt.has_modal:
        await brandt.modal.close()
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Bedarfe im Überblick")
    brandt.sees("deckt 11,8 von 12 des Fehlbedarfs von Degerloch (Plätze, Stand 31.12.2025, Kitaplanung)")
    brandt.sees("deckt 11,8 von 30 des Fehlbedarfs von Wangen (Plätze, Stand 31.12.2025, Kitaplanung)")
    brandt.sees("Dieselben Plätze helfen nur einem der beiden Bezirke.")
    await brandt.modal.close()
    await brandt.modal.press("Kennwerte")
    brandt.sees("Deckt 11,8 von 12 des Fehlbedarfs von Degerloch, wie gemeldet")
    brandt.sees("Deckt 11,8 von 30 des Fehlbedarfs von Wangen, wie gemeldet")


async def test_a_word_that_is_no_district_is_answered_with_what_may_be_meant(database_url: str) -> None:
    async with city(database_url) as town:
        lang = town["Heike Lang"]
        await record(town, "Hafenrand", 40, "Wangen")
        for typed, told in (
            ("/agsp bezirk Cannstatt", "*Bad Cannstatt* – alle offenen Bedarfe"),
            ("/agsp bezirk S-Mitte", "*Mitte* – alle offenen Bedarfe"),
            ("/agsp bezirk heim", "„heim“ benennt nicht genau einen Stadtbezirk."),
            ("/agsp bezirk Degerlch", "„Degerlch“ benennt nicht genau einen Stadtbezirk."),
            ("/agsp bezirk <Atlantis>", "Einen Stadtbezirk „<Atlantis>“ gibt es nicht."),
            ("/agsp bezirk", "*Wangen* · 1 aktives Vorhaben · 40 Wohnungen"),
        ):
            await lang.command(typed)
            lang.sees(told)
            while lang.has_modal:
                await lang.modal.close()


async def test_a_district_goes_along_as_message_and_table_without_what_is_confidential(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await reported(town)
        await abandon(town, 3)
        await kessler.command("/agsp bezirk Wangen")
        kessler.sees("*Gesuchte Nutzung sucht Fläche*")
        await kessler.modal.press("Als Nachricht")
        kessler.message_with("*Wangen* – alle offenen Bedarfe, jeder einmal gezählt")
        await kessler.modal.close()
        await kessler.modal.press("Als Tabelle")
        await errands(town)
        file = next(one for one in town.sandbox.workspace.files.values() if one.name.startswith("Bezirk-wangen"))
        book = load_workbook(io.BytesIO(file.content or b""))
        assert book.sheetnames == ["Summen", "Offene Bedarfe", "Sucht Fläche", "Lage-Bilanz", "Fehlbedarf"]
        assert [cell.value for cell in book["Sucht Fläche"][2]][1:3] == ["Kita", "2 Gruppen"]
