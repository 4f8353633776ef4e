"""Buttons of last year, forms that open too late, a chat that fails: a friendly sentence, and nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select
from structlog.testing import capture_logs

from sandbox.block_kit.layout import interactive
from sandbox.faults import FaultKind
from storage.outbox import OutboxState, Outgoing
from tests.stories.city import City, city
from tests.stories.contents import facts
from tests.stories.rounds import TITLE, ask_all_offices

TOO_LATE = "Das Formular ließ sich nicht rechtzeitig öffnen."


def a_year_passes(town: City) -> None:
    """Move the clock on while the bot sleeps: what stands in chat stays as it was."""
    town.sandbox.clock.jump(town.sandbox.clock.now() + timedelta(days=365))


async def test_a_button_of_last_year_says_what_has_become_of_it(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        brandt, lang = town["Jonas Brandt"], town["Heike Lang"]
        request = lang.message_with(TITLE)
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Ruhen / aufgeben")
        await brandt.modal.fill({"Was soll geschehen?": "Aufgeben", "Begründung": "Investor hat verkauft"})
        assert await brandt.modal.submit() == {}
        a_year_passes(town)
        before = await facts(town.database)
        for pressing in (
            request.press("Bedarf melden"),
            request.press("Fehlanzeige"),
            request.choose("Mehr", "Frist verlängern"),
            request.choose("Mehr", "Nicht zuständig"),
        ):
            said = len(lang.ephemerals())
            await pressing
            assert not lang.has_modal
            assert lang.last_ephemeral().text == "Das Vorhaben wurde inzwischen aufgegeben. Es wurde nichts geändert."
            assert len(lang.ephemerals()) == said + 1
        assert await facts(town.database) == before


async def test_buttons_of_last_years_meeting_say_that_it_is_over(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, holz = town["Miriam Kessler"], town["Karin Holz"]
        await kessler.command("/sitzung neu")
        await kessler.modal.fill({"Datum": "2026-03-10", "Uhrzeit": "14:00", "Ort oder Link": "Rathaus"})
        assert await kessler.modal.submit() == {}
        await kessler.modal.close()
        await town.at("04.03.2026")
        question = holz.message_with("Dienstag, 10. März")
        await town.at("09.03.2026")
        a_year_passes(town)
        before = await facts(town.database)
        for button in ("Update schreiben", "Nichts Neues"):
            await question.press(button)
            assert not holz.has_modal
            assert holz.last_ephemeral().text.startswith("Diese Sitzung ist vorbei oder abgesagt.")
        await kessler.message_with("Übersicht zur Sitzung").press("Tagesordnung in den Kanal stellen")
        assert kessler.last_ephemeral().text.startswith("Diese Sitzung ist vorbei oder abgesagt.")
        assert await facts(town.database) == before


async def test_buttons_of_a_withdrawn_result_say_that_it_is_settled(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
        await kessler.command("/ergebnis neu")
        await kessler.modal.fill(
            {"Ergebnis": "Lage klären", "Art": "Beschluss", "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-04-30"}
        )
        assert await kessler.modal.submit() == {}
        await town.deliver()
        kept = ott.message_with("Lage klären")
        await kessler.modal.close()
        await kessler.command("/ergebnis")
        await kessler.modal.press("Alle offenen")
        await kessler.modal.press("Öffnen")
        await kessler.modal.press("Zurückziehen")
        await kessler.modal.fill({"Begründung": "Doppelt"})
        assert await kessler.modal.submit() == {}
        a_year_passes(town)
        before = await facts(town.database)
        for button in ("Erledigt melden", "Verzögert sich"):
            await kept.press(button)
            assert not ott.has_modal
            assert (
                ott.last_ephemeral().text
                == "Dieses Ergebnis ist schon erledigt oder zurückgezogen. Es wurde nichts geändert."
            )
        assert await facts(town.database) == before


async def test_a_form_that_opens_too_late_is_said_and_can_be_opened_again(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        lang, triggers = town["Heike Lang"], town.sandbox.backend.triggers
        request, before = lang.message_with(TITLE), await facts(town.database)
        triggers.lifetime = -1.0
        await lang.command("/bedarf")
        assert lang.last_ephemeral().text.startswith(TOO_LATE)
        await request.choose("Mehr", "Rückfrage stellen")
        assert len(lang.ephemerals()) == 2
        assert lang.last_ephemeral().text.startswith(TOO_LATE)
        assert lang.toasts == []
        triggers.lifetime = 3.0
        await request.choose("Mehr", "Rückfrage stellen")
        assert lang.modal.title == "Rückfrage stellen"
        assert await facts(town.database) == before


async def test_lateness_is_also_said_in_forms_home_tabs_and_channels_without_the_bot(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        brandt, brenner = town["Jonas Brandt"], town["Ute Brenner"]
        workspace = town.sandbox.workspace
        workspace.channel("planung").members.remove(workspace.bot.id)
        elsewhere = await brandt.say("Am Zollhof wird gebaut.", channel="planung")
        await brandt.command("/vorhaben 1")
        await brenner.open_home()
        town.sandbox.backend.triggers.lifetime = -1.0
        await brandt.modal.press("Ruhen / aufgeben")
        assert brandt.modal.title == "V-2026-001"
        await brandt.shortcut("Als Vorhaben erfassen", message=elsewhere)
        await brenner.home.press("Update schreiben")
        assert brandt.toasts + brenner.toasts == []
        assert [said.text.startswith(TOO_LATE) for said in brandt.ephemerals()] == [True, True]
        assert [said.text.startswith(TOO_LATE) for said in brenner.ephemerals()] == [True]


async def test_what_was_submitted_is_kept_although_the_chat_fails(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        lang = town["Heike Lang"]
        await lang.message_with(TITLE).press("Bedarf melden")
        await lang.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit"})
        town.sandbox.faults.next("*", "500", 50)
        assert await lang.modal.submit() == {}
        await town.deliver()
        town.sandbox.faults.clear()
        await lang.modal.close()
        await lang.command("/bedarf")
        await lang.modal.press("Antwort ändern")
        lang.sees("*Kita* · 4 Gruppen")
        assert any(row.key.startswith("report:") for row in await unfinished(town))


async def unfinished(town: City) -> list[Outgoing]:
    """Give the messages that are still to go out, or to be looked for in the chat."""
    async with town.database.read() as session:
        waiting = col(Outgoing.state).in_((OutboxState.PENDING, OutboxState.UNCERTAIN))
        return list((await session.exec(select(Outgoing).where(waiting))).all())


# A broken line is tried once more.
@pytest.mark.parametrize(("fault", "times"), [("500", 1), ("429", 1), ("fail_before", 2)])
async def test_a_form_the_chat_refuses_is_said_with_a_number_that_is_in_the_log(
    database_url: str, fault: FaultKind, times: int
) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        before = await facts(town.database)
        town.sandbox.faults.next("views.open", fault, times)
        with capture_logs() as log:
            await brandt.command("/vorhaben neu")
        [failure] = [line for line in log if line["log_level"] == "error"]
        said = brandt.last_ephemeral().text
        assert said.startswith("Das hat nicht geklappt. Es wurde nichts gespeichert.")
        assert said.endswith(f"diese Nummer: {failure['reference']}.")
        assert brandt.toasts == []
        await brandt.command("/vorhaben neu")
        assert brandt.has_modal
        assert await facts(town.database) == before


async def test_buttons_of_what_was_never_there_are_answered_and_change_nothing(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        kessler = town["Miriam Kessler"]
        await kessler.command("/sitzung neu")
        await kessler.modal.fill({"Datum": "2026-03-06", "Uhrzeit": "14:00", "Ort oder Link": "Rathaus"})
        assert await kessler.modal.submit() == {}
        await kessler.modal.close()
        await kessler.command("/ergebnis neu")
        await kessler.modal.fill(
            {"Ergebnis": "Lage klären", "Art": "Beschluss", "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-04-30"}
        )
        assert await kessler.modal.submit() == {}
        await kessler.modal.close()
        await town.at("05.03.2026")
        before, pressed = await facts(town.database), set()
        for name in ("Miriam Kessler", "Jonas Brandt", "Sabine Ott"):
            person = town[name]
            for message in [*person.messages(), *person.messages("agsp")]:
                for element in misled(message.blocks):
                    await message.press(element["text"]["text"])
                    while person.has_modal:
                        await person.modal.close()
                    pressed.add(element["text"]["text"])
            assert person.toasts == []
            person.sees_nothing_of("Das hat nicht geklappt")
            assert await facts(town.database) == before, name
        assert {"Fehlanzeige", "Nichts Neues", "Erledigt melden", "Tagesordnung in den Kanal stellen"} <= pressed


def misled(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let every button lead to something that was never there; give the buttons."""
    found = [element for block in blocks for _, element in interactive(block) if element["type"] == "button"]
    for button in found:
        if button.get("value", "").isdigit():
            button["value"] = "999999"
    return [button for button in found if button.get("value") == "999999"]
