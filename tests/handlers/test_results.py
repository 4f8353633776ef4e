"""Results through the real door: one after the other, buttons of older messages, and whoever may not."""

from tests.stories.city import City, city

ROOF = "Dachterrasse mit dem KVJS klären"


async def record(town: City, text: str = ROOF) -> None:
    """Record a result of the youth office as Brandt and let it be told."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/ergebnis neu")
    await brandt.modal.fill({"Ergebnis": text, "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-04-30"})
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()
    await town.deliver()


async def test_one_result_is_recorded_after_the_other_without_leaving_the_form(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command(f"/ergebnis neu {ROOF}")
        for number in ("E-2026-001", "E-2026-002", "E-2026-003"):
            await brandt.modal.fill({"Ergebnis": ROOF, "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-04-30"})
            assert await brandt.modal.submit() == {}
            brandt.sees(f"*{number}* ist festgehalten. Zuständig: Jugendamt.")
            await brandt.modal.press("Weiteres Ergebnis festhalten")


async def test_a_button_of_a_settled_result_says_so_and_changes_nothing(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        ott, kessler = town["Sabine Ott"], town["Miriam Kessler"]
        await ott.message_with(ROOF).press("Erledigt melden")
        await kessler.command("/ergebnis 1")
        await kessler.modal.press("Zurückziehen")
        await kessler.modal.fill({"Begründung": "hinfällig"})
        assert await kessler.modal.submit() == {}
        await ott.modal.fill({"Beleg": "GRDrs 12/2026"})
        assert await ott.modal.submit() == {}
        ott.sees("Dieses Ergebnis ist schon erledigt oder zurückgezogen.")
        await ott.modal.close()
        await kessler.command("/ergebnis 1")
        kessler.sees("*Stand:* Zurückgezogen")


async def test_only_planners_and_secretariat_record_results(database_url: str) -> None:
    async with city(database_url) as town:
        ott = town["Sabine Ott"]
        await ott.command("/ergebnis neu")
        assert not ott.has_modal
        ott.sees("Das gehört nicht zu Ihrer Rolle in der AGSP.")


async def test_another_office_finds_the_result_but_no_button_to_close_it(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        lang = town["Heike Lang"]
        await lang.command("/ergebnis alle")
        await lang.modal.press("Öffnen")
        lang.sees(ROOF)
        assert "Erledigt melden" not in lang.modal.text


async def test_the_list_is_narrowed_by_its_menus_and_keeps_the_choice_on_the_next_tab(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        lang = town["Heike Lang"]
        await lang.command("/ergebnis alle")
        await lang.modal.choose("Amt", "Jugendamt")
        lang.sees(ROOF)
        await lang.modal.press("Erledigte")
        lang.sees("Zu dieser Auswahl gibt es kein Ergebnis.")
        await lang.modal.choose("Amt", "Alle Ämter")
        lang.sees("Es ist noch nichts erledigt.")
