"""The confidential intention is split and made one again, and everybody opens the forms that do it."""

from collections.abc import Mapping

from tests.stories.city import City

PLAIN = "Ziegelei am Hang"
"""An intention of which everybody may know everything, recorded by a planner who may not know the other one."""
PART = "Mirabellenhof"
"""What the part is called; nobody but the secretariat and the project lead may know it either."""
ALIAS_OF_PART = "Vorhaben Bad Cannstatt 26-03"
WAYS = ("Aufteilen", "Zusammenlegen")


async def rearrange(town: City, standings: Mapping[str, str]) -> None:
    """Split the confidential intention, open both forms everywhere as one of each standing, and make it one again."""
    people = {standing: name for name, standing in standings.items()}.values()
    demir = town["Ayşe Demir"]
    await demir.command("/vorhaben neu")
    await demir.modal.fill({"Titel": PLAIN, "Stadtbezirk": "Bad Cannstatt", "Straße oder Lage": "Steige 1"})
    assert await demir.modal.submit() == {}
    await leave(town, demir.name)
    await split(town)
    for name in (*people, demir.name):
        await open_forms(town, name)
    await merge(town)
    for name in people:
        await open_forms(town, name, numbers=(1,))


async def open_forms(town: City, name: str, *, numbers: tuple[int, ...] = (1, 2, 3)) -> None:
    """Open what splits and merges, as far as it is offered; who comes for it looks at home and at the intentions."""
    person = town[name]
    await person.open_home()
    for number in numbers:
        await person.command(f"/vorhaben {number}")
        offered = [way for way in WAYS if person.has_modal and way in person.modal.buttons]
        for way in offered:
            if way not in person.modal.buttons:
                await leave(town, name)
                await person.command(f"/vorhaben {number}")
            await person.modal.press(way)
        await leave(town, name)


async def split(town: City) -> None:
    """The secretariat lets it become two; the offices that have reported assign their needs."""
    kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
    await kessler.command("/vorhaben 1")
    await kessler.modal.press("Aufteilen")
    await kessler.modal.fill(
        {"Titel von Teil 2": PART, "Wohnungen in Teil 2": "60", "Begründung": "Zwei Bauabschnitte"}
    )
    assert await kessler.modal.submit() == {}
    await leave(town, kessler.name)
    await town.deliver()
    await ott.message_with("wurde aufgeteilt").press("Bedarfe zuordnen")
    await ott.modal.fill(dict.fromkeys(ott.modal.labels[:1], f"V-2026-003 · {ALIAS_OF_PART}"))
    assert await ott.modal.submit() == {}
    await leave(town, ott.name)


async def merge(town: City) -> None:
    """The project lead makes them one again; who has reported for the part is told."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben 3")
    await brandt.modal.press("Zusammenlegen")
    await brandt.modal.fill({"Welches Vorhaben bleibt?": "V-2026-001 · Quittengarten Ost"})
    assert await brandt.modal.submit() == {}
    await brandt.modal.fill({"Begründung": "Doch ein Bauherr"})
    assert await brandt.modal.submit() == {}
    await leave(town, brandt.name)
    await town.deliver()
    town["Sabine Ott"].sees("zusammengelegt")


async def leave(town: City, name: str) -> None:
    """Close whatever is open."""
    while town[name].has_modal:
        await town[name].modal.close()
