"""A § 34 project sees its own short list of stages and never a word of plan procedures; everything shown is read."""

import json
import re

from sandbox.dialog import Actor
from tests.stories.city import City, city
from tests.stories.sendings import Sendings
from tests.stories.test_file import want

TITLE = "Hinterhof Gablenberg"
PLAN_WORDS = re.compile(
    r"Aufstellungsbeschluss|Auslegung|Satzungsbeschluss|Bebauungsplan|B-Plan|[Ff]rühzeitige Beteiligung"
    r"|Behördenbeteiligung|Vorvereinbarung|Baulandkommission|Planungsvereinbarung|Wettbewerb|Mehrfachbeauftragung"
    r"|[Ss]tädtebaulicher? Vertrag|Durchführungsvertrag|Bekanntmachung"
)
"""Steps of plan procedures."""
OF_ALL_INTENTIONS = {"Vorhaben", "Vorhaben bearbeiten", "Neues Ergebnis"}
"""The list, which can be narrowed by every stage there is, the form in which the route itself is chosen, and that of a
result before its intention is; which stages it offers then is looked at."""


async def play(town: City) -> None:
    """Record it, ask, report, change its stage, hold a meeting with a result."""
    brandt, ott, kessler = town["Jonas Brandt"], town["Sabine Ott"], town["Miriam Kessler"]
    await brandt.modal.press("Bedarfsabfrage starten")
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()
    await town.deliver()
    await ott.message_with(TITLE).press("Bedarf melden")
    await ott.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "2 Gruppen", "Warum?": "Defizit"})
    assert await ott.modal.submit() == {}
    await kessler.command("/sitzung neu")
    await kessler.modal.fill({"Datum": "2026-03-25"})
    assert await kessler.modal.submit() == {}
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Stufe ändern")
    await brandt.modal.fill({"Neue Stufe": "11 · Baugenehmigung"})
    assert await brandt.modal.submit() == {}
    await town.at("17.03.2026")
    await town.at("24.03.2026")
    await kessler.message_with("Übersicht zur Sitzung").press("Tagesordnung in den Kanal stellen")
    await town.deliver()
    await record_result(town)


async def record_result(town: City) -> None:
    """Record a result that waits for a stage: once the intention is chosen, its own stages are offered."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/ergebnis neu")
    await kessler.modal.fill({
        "Ergebnis": "Hof begrünen", "Zuständiges Amt": "Jugendamt", "Vorhaben": f"V-2026-001 · {TITLE}",
    })  # fmt: skip
    [menu] = [one["element"] for one in kessler.modal.blocks if one["block_id"].startswith("trigger_stage")]
    offered = [option["text"]["text"].partition(" · ")[2] for option in menu["options"]]
    assert offered == [stage.name.de for stage in town.house.catalogue.stages_of("innenbereich-34")]
    await kessler.modal.fill(
        {"Oder: fällig, wenn das Vorhaben diese Stufe erreicht": menu["options"][-1]["text"]["text"]}
    )
    assert await kessler.modal.submit() == {}
    kessler.sees("ist festgehalten")
    await kessler.modal.close()


async def look(town: City) -> None:
    """Open every screen of the intention."""
    for name in ("Jonas Brandt", "Sabine Ott", "Miriam Kessler"):
        person = town[name]
        await person.open_home()
        for place in (
            "/vorhaben",
            "/vorhaben 1",
            "/bedarf",
            f"/agsp suche {TITLE}",
            "/agsp kennwert 1",
            "/agsp bezirk Ost",
        ):
            await person.command(place)
            for label in ("Stufe ändern", "Bedarfe im Überblick", "Kennwerte", "Ämter erneut fragen"):
                if person.has_modal and label in person.modal.buttons:
                    await person.modal.press(label)
            while person.has_modal:
                await person.modal.close()
        await want(town, name, "1")


def title_of(text: str) -> str:
    """Give the title of a view that was sent; nothing of a message or file."""
    sent = json.loads(text) if text.startswith("{") else {}
    view = sent.get("view") or {}
    view = json.loads(view) if isinstance(view, str) else view
    return str(view.get("title", {}).get("text", ""))


async def test_everything_shown_of_an_infill_project_is_free_of_plan_procedures(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben neu")
        await brandt.modal.fill({
            "Titel": TITLE, "Stadtbezirk": "Ost", "Wohnungen (Anzahl)": "60",
            "Planungsweg": "Vorhaben im Innenbereich (§ 34)",
        })  # fmt: skip
        assert await brandt.modal.submit() == {}
        sent = Sendings(town)
        await sent.collect()
        sent.of.clear()  # the form in which the route is chosen
        await play(town)
        await sent.collect()
        await look(town)
        await sent.collect()
        told = [(reader, one.where, one.text) for reader, many in sent.of.items() for one in many]
        found = {
            (where, title_of(text), found[0])
            for _, where, text in told
            for found in PLAN_WORDS.finditer(text)
            if title_of(text) not in OF_ALL_INTENTIONS
        }
        assert found == set()
        assert any("SIM gilt auf diesem Planungsweg nicht" in text for _, _, text in told)
        assert not any("SIM-Quote" in text for _, _, text in told)
        assert any("das frühe Gespräch" in text for _, _, text in told)


async def edit(brandt: Actor) -> None:
    """Try another route and come back: each time only the stages of the route chosen are offered."""
    await brandt.modal.press("Bearbeiten")
    assert not PLAN_WORDS.search(str([one for one in brandt.modal.blocks if "stage" in one.get("block_id", "")]))
    await brandt.modal.fill({"Titel": "Neuer Name", "Planungsweg": "Vorhabenbezogener Bebauungsplan"})
    assert "4 · Aufstellungsbeschluss" in str(brandt.modal.blocks)
    await brandt.modal.fill({"Stufe": "4 · Aufstellungsbeschluss"})
    await brandt.modal.fill({"Planungsweg": "Vorhaben im Innenbereich (§ 34)"})
    assert await brandt.modal.submit() != {}, "the stage of another route does not stay chosen"
    assert not PLAN_WORDS.search(str([one for one in brandt.modal.blocks if "stage" in one.get("block_id", "")]))
    await brandt.modal.fill({"Stufe": "11 · Baugenehmigung"})
    assert await brandt.modal.submit() == {}
    await brandt.command("/vorhaben 1")


async def test_its_stages_are_its_own(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben neu")
        await brandt.modal.fill(
            {"Titel": TITLE, "Stadtbezirk": "Ost", "Planungsweg": "Vorhaben im Innenbereich (§ 34)"}
        )
        assert await brandt.modal.submit() == {}
        await brandt.modal.close()
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Stufe ändern")
        [menu] = [one["element"] for one in brandt.modal.blocks if one.get("block_id") == "stage"]
        shown = [option["text"]["text"].partition(" · ")[2] for option in menu["options"]]
        stages = town.house.catalogue.stages_of("innenbereich-34")
        assert shown == [stage.name.de for stage in stages]
        assert not any(PLAN_WORDS.search(name) for name in shown)
        await brandt.modal.close()
        await edit(brandt)
        brandt.sees("Neuer Name")
