"""Recording an intention: two facts are enough, duplicates are noticed, what is confidential stays so."""

from tests.stories.city import city


async def test_title_and_district_are_enough(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben neu")
        await brandt.modal.fill({"Titel": "Zollhof-Areal", "Stadtbezirk": "Bad Cannstatt"})
        assert await brandt.modal.submit() == {}
        brandt.sees("*V-2026-001 · Zollhof-Areal* ist erfasst. Vielen Dank.")
        await town.deliver()
        card = brandt.message_with("Zollhof-Areal", "agsp")
        assert "V-2026-001 · Zollhof-Areal · Bad Cannstatt" in card.all_text
        assert "Bedarfsabfrage starten" in card.buttons
