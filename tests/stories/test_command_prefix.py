"""Where another app has taken a command, the city puts a prefix before all of them: typed, named and explained so."""

import re

from tests.stories.city import city

PREFIX = "stuttgart-"


async def test_commands_are_typed_and_named_with_the_city_s_prefix(database_url: str) -> None:
    async with city(database_url, prefix=PREFIX) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/stuttgart-vorhaben neu")
        await brandt.modal.fill({"Titel": "Neubau mit /update im Namen", "Stadtbezirk": "Bad Cannstatt"})
        assert await brandt.modal.submit() == {}
        brandt.sees("Neubau mit /update im Namen")
        await brandt.modal.close()
        await brandt.command("/stuttgart-agsp hilfe")
        told = brandt.last_ephemeral().all_text
        assert "/stuttgart-vorhaben neu" in told
        assert re.findall(r"(?<!\w)/(?!stuttgart-)[a-z]+", told) == []
        await brandt.command("/stuttgart-ergebnis 99")
        brandt.sees("/stuttgart-ergebnis")
