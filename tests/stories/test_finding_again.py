"""Finding again from chat: words of every kind open what they are; what is hidden stays hidden."""

from tests.stories.city import city
from tests.stories.test_file import OWNER, PLANTED, SECRET, WHAT, play


async def test_everything_is_found_again_by_who_may_see_it(database_url: str) -> None:
    async with city(database_url) as town:
        await play(town)
        brandt, lang, kessler = town["Jonas Brandt"], town["Heike Lang"], town["Miriam Kessler"]
        await brandt.command("/agsp suche Geheimes")
        brandt.sees(f"*Vorhaben · V-2026-001 · {SECRET}*")
        await brandt.modal.press("Öffnen")
        brandt.sees(OWNER)
        await lang.command("/agsp suche Geheimes Ufer")
        lang.sees("Es wurde nichts gefunden.")
        lang.sees_nothing_of(f"V-2026-001 · {SECRET}")
        for typed in (OWNER, PLANTED):
            await lang.modal.fill({"Was suchen Sie?": typed})
            assert await lang.modal.submit() == {}
            lang.sees("Es wurde nichts gefunden.")
        await lang.modal.fill({"Was suchen Sie?": "Kitas"})
        assert await lang.modal.submit() == {}
        lang.sees("*Bedarfsmeldung · Jugendamt · V-2026-001 · Vorhaben Bad Cannstatt 26-01*")
        lang.sees(WHAT)
        await lang.modal.fill({"Wo": "Ergebnis"})
        assert await lang.modal.submit() == {}
        lang.sees("Es wurde nichts gefunden.")
        await kessler.command('/agsp suche "' + "x" * 10_000)
        kessler.sees("Es wurde nichts gefunden.")
        await lang.modal.fill({"Was suchen Sie?": "..."})
        assert await lang.modal.submit() == {"Was suchen Sie?": "Bitte füllen Sie dieses Feld aus."}


async def test_people_look_back_on_what_they_did_and_on_what_is_over(database_url: str) -> None:
    async with city(database_url) as town:
        await play(town)
        brandt, ott, kessler = town["Jonas Brandt"], town["Sabine Ott"], town["Miriam Kessler"]
        await ott.command("/agsp historie")
        ott.sees("02.03.2026 · Bedarf gemeldet, Fassung 1 · V-2026-001 · Vorhaben Bad Cannstatt 26-01")
        await ott.modal.close()
        await brandt.command("/agsp historie")
        brandt.sees(f"02.03.2026 · Vorhaben erfasst · V-2026-001 · {SECRET}")
        await brandt.command("/vorhaben archiv")
        assert SECRET not in brandt.modal.text
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Ruhen / aufgeben")
        await brandt.modal.fill({brandt.modal.labels[0]: "Aufgeben", "Begründung": "Der Eigentümer verkauft nicht."})
        assert await brandt.modal.submit() == {}
        await brandt.command("/vorhaben archiv")
        assert SECRET in brandt.modal.text
        await kessler.command("/sitzung archiv")
        kessler.sees("Es hat noch keine Sitzung stattgefunden.")
