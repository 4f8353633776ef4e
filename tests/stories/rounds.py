"""How most stories begin: an intention is recorded and all offices are asked."""

from tests.stories.city import City

TITLE = "Zollhof-Areal"


async def ask_all_offices(town: City) -> None:
    """Record an intention and ask all offices; Jonas Brandt leads it."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt"})
    assert await brandt.modal.submit() == {}
    await brandt.modal.press("Bedarfsabfrage starten")
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()
    await town.deliver()


def card(town: City) -> str:
    """Give what the intention's card says in the group's channel."""
    return town["Ute Brenner"].message_with(TITLE, "agsp").all_text
