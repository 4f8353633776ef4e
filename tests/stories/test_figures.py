"""Key figures in chat: every number with its formula, own values with a reason, versions that stay."""

from tests.stories.city import City, city
from tests.stories.test_imports import checked, errands, files

CASE_ONE = {
    "Neue Einwohner": "378,00 Einwohner",
    "Kitaplätze unter drei Jahren": "8,20 Plätze → weniger als 1 Gruppe (10 Plätze)",
    "Kitaplätze drei bis sechs Jahre": "13,23 Plätze → weniger als 1 Gruppe (20 Plätze)",
    "Kitaplätze zusammen": "21,43 Plätze → 30 Plätze",
    "Grundschulplätze": "17,01 Plätze → weniger als 1 Zug (112 Plätze)",
    "Öffentliche Spielfläche": "567,00 m²",
    "Privater Spielplatz (LBOAVO § 1)": "215,00 m²",
    "Geförderter Wohnungsbau (SIM)": "4.860,00 m² GF",
}


async def record(town: City, **fields: object) -> None:
    """Record case 1 of the domain paper."""
    person = town["Jonas Brandt"]
    await person.command("/vorhaben neu")
    await person.modal.fill(
        {"Titel": "Zollhof-Areal", "Stadtbezirk": "Bad Cannstatt", "Wohnungen (Anzahl)": "180", **fields}
    )
    assert await person.modal.submit() == {}
    await person.modal.close()


async def test_the_sheet_of_case_one_is_computed_where_everybody_can_follow(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        ott = town["Sabine Ott"]
        await ott.command("/agsp kennwert V-2026-001")
        for name, value in CASE_ONE.items():
            ott.sees(f"*{name}*: {value}")
        ott.sees("378 × 0,035 × 0,62 = 8,20")
        ott.sees(
            "Infrage kommen: 1 Gruppe (1,80 Plätze bleiben frei), Großtagespflege oder eine gemeinsame Einrichtung"
        )
        assert "Wohnungen und Flächen" not in ott.modal.buttons, "offices look, planners describe"


async def test_an_own_value_counts_with_its_reason_and_the_original_stays(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        brandt = town["Jonas Brandt"]
        await brandt.command("/agsp kennwert 1")
        await brandt.modal.press("Anderen Wert nehmen")
        await brandt.modal.fill({"Kennwert": "Einwohner je Wohnung: 2,1", "Eigener Wert": "1,2"})
        assert await brandt.modal.submit() == {"Begründung": "Bitte füllen Sie dieses Feld aus."}
        await brandt.modal.fill({"Begründung": "Studierende"})
        assert await brandt.modal.submit() == {}
        brandt.sees("*Neue Einwohner*: 216,00 Einwohner")
        brandt.sees("Eigener Wert: Einwohner je Wohnung 1,2 statt 2,1. Grund: Studierende")


async def test_what_is_torn_down_is_taken_off_and_more_parts_than_dwellings_are_refused(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        brandt = town["Jonas Brandt"]
        await brandt.command("/agsp kennwert 1")
        await brandt.modal.press("Wohnungen und Flächen")
        await brandt.modal.fill({"Davon Senioren- und Kleinwohnungen": "500", "Wohnungen, die dafür entfallen": "80"})
        assert await brandt.modal.submit() == {
            "Davon Senioren- und Kleinwohnungen": "Das sind mehr, als das Vorhaben Wohnungen hat."
        }
        await brandt.modal.fill({"Davon Senioren- und Kleinwohnungen": ""})
        assert await brandt.modal.submit() == {}
        brandt.sees("*Neue Einwohner*: 210,00 Einwohner")
        brandt.sees("Ohne Abzug der entfallenden Wohnungen: 378,00")


async def test_a_new_version_of_a_key_figure_counts_from_its_day_and_the_old_one_stays(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
        await kessler.command("/agsp kennwert")
        await kessler.modal.choose("Kennwert öffnen", "Einwohner je Wohnung")
        await kessler.modal.press("Neue Fassung")
        await kessler.modal.fill({"Wert": "3", "Warum wird er geändert?": "Beschluss der AGSP vom 02.03.2026"})
        assert await kessler.modal.submit() == {
            "Wert": "Der Wert liegt außerhalb der Spanne. Bitte ändern Sie eines von beiden."
        }
        await kessler.modal.fill({"Wert": "0"})  # formulas divide by it
        assert await kessler.modal.submit() == {"Wert": "Bitte geben Sie eine Zahl über 0 ein."}
        await kessler.modal.fill({"Wert": "2,0", "Gültig ab": "2026-03-03"})
        assert await kessler.modal.submit() == {}
        kessler.sees("Fassung 2 ist gespeichert: 2, gültig ab Dienstag, 3. März 2026.")
        await ott.command("/agsp kennwert 1")
        ott.sees("*Neue Einwohner*: 378,00 Einwohner")
        await town.at("03.03.2026")
        await ott.command("/agsp kennwert 1")
        ott.sees("*Neue Einwohner*: 360,00 Einwohner")
        await ott.command("/agsp kennwert")
        await ott.modal.choose("Kennwert öffnen", "Einwohner je Wohnung")
        ott.sees("*Fassung 1*: 2,1, gültig ab 01.01.2026")
        ott.sees("Geändert von Miriam Kessler: Beschluss der AGSP vom 02.03.2026")
        assert "Neue Fassung" not in ott.modal.buttons


async def test_infill_has_no_model_and_names_the_levers_that_remain(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town, **{"Planungsweg": "Vorhaben im Innenbereich (§ 34)"})
        ott = town["Sabine Ott"]
        await ott.command("/agsp kennwert 1")
        ott.sees("*Geförderter Wohnungsbau (SIM)*: 0,00 m² GF")
        ott.sees("Das SIM gilt auf diesem Planungsweg nicht. Es bleiben: das frühe Gespräch")


async def test_sizes_out_of_the_ordinary_get_a_sheet_and_a_zero_is_refused_at_its_field(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town, **{"Wohnungen (Anzahl)": "0"})
        brandt = town["Jonas Brandt"]
        await brandt.command("/agsp kennwert 1")
        brandt.sees("*Neue Einwohner*: 0,00 Einwohner")
        brandt.sees("*Privater Spielplatz (LBOAVO § 1)*: 0,00 m²")
        await brandt.modal.press("Wohnungen und Flächen")
        await brandt.modal.fill({"Wohnungen, die dafür entfallen": "80"})
        assert await brandt.modal.submit() == {}
        brandt.sees("*Kitaplätze unter drei Jahren*: 0,00 Plätze")
        brandt.sees("-80 × 2,1 + 0 × 1,6 + 0 × 1,2 = -168,00; gezählt wird 0")
        await brandt.modal.press("Anderen Wert nehmen")
        await brandt.modal.fill(
            {"Kennwert": "Geschossfläche je Wohnung: 90", "Eigener Wert": "0", "Begründung": "Probe"}
        )
        refused = await brandt.modal.submit()
        assert set(refused) == {"Eigener Wert"}
        assert "von 0,000001 bis 1.000.000" in refused["Eigener Wert"]
        await brandt.modal.fill({"Eigener Wert": "0.035"})
        assert set(await brandt.modal.submit()) == {"Eigener Wert"}
        await brandt.modal.close()


async def test_floor_area_alone_is_turned_into_dwellings_and_a_million_dwellings_are_a_slip(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben neu")
        fields = {"Titel": "Werk Nord", "Stadtbezirk": "Feuerbach", "Wohnungen (Anzahl)": "1.000.000"}
        await brandt.modal.fill(fields)
        assert set(await brandt.modal.submit()) == {"Wohnungen (Anzahl)"}
        await brandt.modal.fill({"Wohnungen (Anzahl)": "", "Geschossfläche in m²": "9.000"})
        assert await brandt.modal.submit() == {}
        await brandt.modal.close()
        await brandt.command("/agsp kennwert 1")
        brandt.sees("*Neue Einwohner*: 210,00 Einwohner")


async def test_everybody_takes_the_key_figures_along_and_the_secretariat_brings_them_back(database_url: str) -> None:
    async with city(database_url) as town:
        ott, kessler = town["Sabine Ott"], town["Miriam Kessler"]
        await ott.command("/agsp kennwert")
        await ott.modal.press("Als CSV")
        await errands(town)
        (table,) = files(town, "Kennwerte.csv")
        assert "residents-per-dwelling;Einwohner je Wohnung;1;2,1;1,2;2,6;" in table.decode("utf-8-sig")
        changed = table.replace(b";2,1;1,2;2,6;", b";2,3;1,2;2,6;")
        await checked(town, "Kennwerte.csv", changed.replace(b";90;", b";0;"), "Kennwerte")
        kessler.sees("Ein Kennwert kann nicht null sein: Durch ihn werden Plätze und Flächen geteilt.")
        assert "Übernehmen" not in kessler.message_with("Kennwerte.csv").buttons
        await checked(town, "Kennwerte.csv", changed, "Kennwerte")
        kessler.sees("Einwohner je Wohnung (Fassung 2)")
        kessler.sees("Wert: 2,1 → 2,3")
        await kessler.message_with("Kennwerte.csv").press("Übernehmen")
        await errands(town)
        kessler.sees("Kennwerte.csv* ist übernommen")
        await checked(town, "Kennwerte.csv", changed, "Kennwerte")
        kessler.sees("0 neu · 0 geändert")
