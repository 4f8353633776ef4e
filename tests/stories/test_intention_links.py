"""Intentions become several or one: needs, requests and history follow, numbers stay findable, secrecy stays strict."""

from sandbox.dialog import Actor
from tests.stories.city import City, city

SECRET = {"Vertraulichkeit": ["Vertraulich: Titel, Lage und Eigentümer nur für Leitung und Geschäftsstelle"]}


async def record(town: City, title: str, dwellings: str, **fields: object) -> None:
    """Record an intention."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({"Titel": title, "Stadtbezirk": "Feuerbach", "Wohnungen (Anzahl)": dwellings, **fields})
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()


async def ask(town: City, number: int, due: str | None = None) -> None:
    """Start a request."""
    brandt = town["Jonas Brandt"]
    await brandt.command(f"/vorhaben {number}")
    await brandt.modal.press("Bedarfsabfrage starten")
    if due is not None:
        await brandt.modal.fill({"Frist": due})
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()
    await town.deliver()


async def report(person: Actor, title: str, what: str) -> None:
    """Report a need."""
    await person.message_with(title).press("Bedarf melden")
    await person.modal.fill({"Was wird gebraucht?": what, "Wie viel?": "4 Gruppen", "Warum?": "Defizit"})
    assert await person.modal.submit() == {}


async def test_an_intention_is_split_and_its_offices_assign_their_needs(database_url: str) -> None:
    async with city(database_url) as town:
        brandt, ott = town["Jonas Brandt"], town["Sabine Ott"]
        await record(town, "Werk Nord", "420")
        await ask(town, 1)
        await report(ott, "Werk Nord", "Kita Nord")
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Aufteilen")
        brandt.sees("1 Amt mit Meldung wird einmal benachrichtigt")
        await brandt.modal.fill({"Titel von Teil 1": "Werk Nord West", "Titel von Teil 2": "werk nord west"})
        assert set(await brandt.modal.submit()) == {"Titel von Teil 2"}
        await brandt.modal.fill({"Titel von Teil 2": "Werk Nord Ost", "Wohnungen in Teil 2": "180"})
        assert await brandt.modal.submit() == {}
        brandt.sees("• V-2026-002 · Werk Nord Ost")
        await brandt.modal.close()
        await town.deliver()
        message = ott.message_with("wurde aufgeteilt")
        await message.press("Bedarfe zuordnen")
        await ott.modal.fill({"Kita Nord": "V-2026-002 · Werk Nord Ost"})
        assert await ott.modal.submit() == {}
        ott.sees("1 Bedarf gehört jetzt zu einem anderen Teil.")
        await ott.modal.close()
        await ott.command("/vorhaben 2")
        ott.sees("*Abgeteilt von:* V-2026-001 · Werk Nord West")
        await ott.modal.press("Bedarfe im Überblick")
        ott.sees("Kita Nord")


async def merge(brandt: Actor) -> None:
    """Let the first intention go into the second one."""
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Zusammenlegen")
    await brandt.modal.fill({"Welches Vorhaben bleibt?": "V-2026-002 · Ziegelei"})
    assert await brandt.modal.submit() == {}
    brandt.sees("Mit gehen: Bedarfe 1 (Ämter: 1), offene Abfragen 1, Ergebnisse 0 und die Updates.")
    brandt.sees("Danach sind beide vertraulich")
    await brandt.modal.fill({"Titel": "Ziegelhof", "Begründung": "Ein Bauherr"})
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()


async def test_two_intentions_become_one_with_the_later_deadline(database_url: str) -> None:
    async with city(database_url) as town:
        brandt, ott, lang = town["Jonas Brandt"], town["Sabine Ott"], town["Heike Lang"]
        await record(town, "Hofgut", "40")
        await record(town, "Ziegelei", "60", **SECRET)
        await ask(town, 1)
        await ask(town, 2, "2026-03-20")
        await report(ott, "Hofgut", "Kita Hofgut")
        await merge(brandt)
        await town.deliver()
        lang.sees("ist mit einem anderen Vorhaben zusammengelegt. Hier müssen Sie nicht mehr antworten.")
        await lang.command("/bedarf")
        lang.sees("Freitag, 20. März")
        await lang.modal.close()
        await lang.command("/vorhaben 1")
        lang.sees_nothing_of("Hofgut")
        lang.sees("*Zusammengelegt mit:* V-2026-002 · Vorhaben Feuerbach 26-02")
        assert "Stufe ändern" not in lang.modal.buttons
        await brandt.command("/vorhaben 2")
        brandt.sees("*Aufgenommen:* V-2026-001 · Hofgut")
        await brandt.modal.press("Bedarfe im Überblick")
        brandt.sees("Kita Hofgut")
