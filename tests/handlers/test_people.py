"""Members through the real door: who is let in, how the secretariat enters, changes and removes people."""

from typing import Any

import pytest
from slack_bolt.context.async_context import AsyncBoltContext
from sqlmodel import select

from handlers.visit import Usher
from planning.errors import NotAMember
from planning.people import Role
from sandbox.acts import ViewRef
from sandbox.dialog import Actor
from storage.people import Person
from tests import shipped
from tests.stories.city import City, city

REFUSED = "Sie sind für die AGSP noch nicht eingetragen"
OTT_EMAIL = "sabine.ott@stadt.example"


async def entry(town: City, slack_user_id: str) -> Person:
    """Read somebody's entry."""
    async with town.database.read() as session:
        return (await session.exec(select(Person).where(Person.slack_user_id == slack_user_id))).one()


async def open_entry(town: City, name: str) -> Actor:
    """Let Kessler open the list and press [Bearbeiten] beside a name, on whatever page it stands."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/agsp mitglieder")
    while True:
        for block in kessler.modal.blocks:
            if block["type"] == "section" and f"*{name}*" in block["text"]["text"]:
                await town.sandbox.acts.press(
                    kessler.id, container=ViewRef(kessler.modal.view.id), block_id=block["block_id"],
                    action_id=block["accessory"]["action_id"],
                )  # fmt: skip
                await town.sandbox.settled()
                return kessler
        await kessler.modal.press("Weiter")


async def choose(town: City, name: str) -> Actor:
    """Let Kessler choose somebody of the workspace to enter."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/agsp mitglieder")
    await kessler.modal.press("Mitglied eintragen")
    await kessler.modal.fill({"Person im Chat": name})
    assert await kessler.modal.submit() == {}
    return kessler


@pytest.mark.parametrize("text", ["", "hilfe", "was geht hier?", "&lt;!channel&gt;"])
async def test_help_explains_every_command_to_the_asker_alone(database_url: str, text: str) -> None:
    async with city(database_url) as town:
        ott = town["Sabine Ott"]
        await ott.command(f"/agsp {text}".strip(), channel="agsp")
        said = ott.last_ephemeral("agsp")
        for command in ("/vorhaben", "/bedarf", "/sitzung", "/update", "/ergebnis", "/agsp"):
            assert f"`{command}" in said.all_text
        assert "Bedarf ohne Abfrage melden" in said.buttons
        assert "Mitglieder" not in said.buttons
        town["Timo Rau"].sees_nothing_of("Das kann der AGSP-Bot")


async def test_the_buttons_of_help_open_what_they_say(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await kessler.command("/agsp hilfe")
        for label in kessler.last_ephemeral().buttons:
            await kessler.last_ephemeral().press(label)
            assert kessler.has_modal, label
            await kessler.modal.close()


async def test_strangers_and_guests_get_the_explanation_and_nothing_else(database_url: str) -> None:
    async with city(database_url) as town:
        for name in ("Viktor Fremd", "Greta Gast"):
            person = town[name]
            for command in ("/agsp hilfe", "/vorhaben", "/bedarf", "/sitzung", "/update", "/ergebnis"):
                await person.command(command)
                assert person.last_ephemeral().all_text.startswith(REFUSED)
                assert "Miriam Kessler" in person.last_ephemeral().all_text
                assert not person.has_modal
            await person.open_home()
            assert REFUSED in person.home.text
            assert person.home.buttons == []


async def test_a_guest_whom_the_secretariat_has_entered_answers_for_the_office(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await choose(town, "Greta Gast")
        await kessler.modal.fill({"Amt": "Jugendamt", "Rollen": ["Fachamt"]})
        assert await kessler.modal.submit() == {}
        kessler.sees("*Greta Gast* ist eingetragen.")
        kessler.sees("Gast in diesem Arbeitsbereich")
        guest = town["Greta Gast"]
        await guest.open_home()
        assert "Bedarf ohne Abfrage melden" in guest.home.buttons
        await guest.command("/bedarf")
        assert guest.has_modal


@pytest.mark.parametrize("change", [{"is_deactivated": True}, {"is_external": True}])
async def test_closed_and_external_accounts_are_refused(database_url: str, change: dict[str, Any]) -> None:
    async with city(database_url) as town:
        town.house.__dict__["team"] = "T0AGSP"
        await town.sandbox.acts.change_person("U0OTT", **change)
        await town.sandbox.settled()
        with pytest.raises(NotAMember) as refused:
            await admitted(town, "U0OTT", "T0AGSP")
        assert refused.value.standing in next(iter(change))


async def test_who_comes_from_another_team_is_refused(database_url: str) -> None:
    async with city(database_url) as town:
        town.house.__dict__["team"] = "T0AGSP"
        assert await admitted(town, "U0OTT", "T0AGSP")
        with pytest.raises(NotAMember):
            await admitted(town, "U0OTT", "T0OTHER")


async def admitted(town: City, user: str, team: str) -> bool:
    """Bring a command of this user to the door; True when it is let through."""
    context = AsyncBoltContext({"user_id": user, "team_id": team})
    await Usher(town.house, shipped.texts()).admit({"command": "/agsp"}, context)
    return "visit" in context


async def test_the_form_knows_name_and_address_from_the_chat(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await choose(town, "Viktor Fremd")
        assert kessler.modal.values["name"]["value"]["value"] == "Viktor Fremd"
        assert kessler.modal.values["email"]["value"]["value"] == "viktor.fremd@stadt.example"


async def test_who_is_entered_already_is_shown_with_the_present_entry(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await choose(town, "Sabine Ott")
        kessler.sees("*Sabine Ott* ist schon eingetragen.")
        assert kessler.modal.title == "Mitglied bearbeiten"
        assert kessler.modal.values["email"]["value"]["value"] == OTT_EMAIL


async def test_the_bot_itself_cannot_be_a_member(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await kessler.command("/agsp mitglieder")
        await kessler.modal.press("Mitglied eintragen")
        await kessler.modal.fill({"Person im Chat": "AGSP-Bot"})
        assert await kessler.modal.submit() == {
            "Person im Chat": "Das ist ein Programm und keine Person. Bitte wählen Sie jemand anderen."
        }


async def test_wrong_fields_are_named_at_the_field_and_nothing_typed_is_lost(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await open_entry(town, "Timo Rau")
        await kessler.modal.fill({
            "E-Mail": "kaputt", "Abwesend ab": "2026-04-02", "Abwesend bis (letzter Tag)": "2026-04-01", "Rollen": [],
        })  # fmt: skip
        assert set(await kessler.modal.submit()) == {"Rollen"}, "the chat itself asks for what is required"
        await kessler.modal.fill({"Rollen": ["Fachamt"]})
        assert set(await kessler.modal.submit()) == {"E-Mail", "Abwesend bis (letzter Tag)"}
        assert kessler.modal.values["email"]["value"]["value"] == "kaputt"
        assert (await entry(town, "U0RAU")).email == "timo.rau@stadt.example"


async def test_a_new_lead_contact_relieves_the_old_one_and_that_is_said(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await open_entry(town, "Timo Rau")
        await kessler.modal.fill({"Ansprechperson": ["Erste Ansprechperson des Amtes: erhält dessen Abfragen"]})
        assert await kessler.modal.submit() == {}
        kessler.sees("Sabine Ott ist damit nicht mehr erste Ansprechperson des Amtes.")
        assert (await entry(town, "U0RAU")).lead_contact
        assert not (await entry(town, "U0OTT")).lead_contact


async def test_whom_the_settings_name_stays_in_the_secretariat(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await open_entry(town, "Miriam Kessler")
        await kessler.modal.fill({"Rollen": ["Stadtplanung"]})
        assert "AGSP_SECRETARIAT" in (await kessler.modal.submit())["Rollen"]
        await kessler.modal.press("Aus der Gruppe entfernen")
        kessler.sees("Das kann nur die Systembetreuung ändern.")
        assert (await entry(town, "U0KESSLER")).left_at is None


async def test_who_is_removed_is_refused_from_then_on_and_keeps_the_name(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await open_entry(town, "Paul Weiß")
        await kessler.modal.press("Aus der Gruppe entfernen")
        kessler.sees("*Paul Weiß* ist nicht mehr Mitglied der Gruppe.")
        weiss = town["Paul Weiß"]
        await weiss.command("/bedarf")
        weiss.sees(REFUSED)
        gone = await entry(town, "U0WEISS")
        assert gone.left_at is not None
        assert gone.name == "Paul Weiß"


async def test_who_left_comes_back_with_the_entry_of_before(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await open_entry(town, "Paul Weiß")
        await kessler.modal.press("Aus der Gruppe entfernen")
        await kessler.modal.close()
        await choose(town, "Paul Weiß")
        kessler.sees("*Paul Weiß* war schon einmal Mitglied.")
        assert await kessler.modal.submit() == {}
        back = await entry(town, "U0WEISS")
        assert back.left_at is None
        assert back.office == "schulverwaltungsamt"


async def test_only_the_secretariat_manages_members(database_url: str) -> None:
    async with city(database_url) as town:
        for name in ("Jonas Brandt", "Sabine Ott", "Dr. Claudia Vogt"):
            person = town[name]
            await person.command("/agsp mitglieder")
            assert not person.has_modal
            person.sees("Das gehört nicht zu Ihrer Rolle in der AGSP.")


async def test_a_member_notes_an_absence_and_sees_who_stands_in(database_url: str) -> None:
    async with city(database_url) as town:
        ott = town["Sabine Ott"]
        await ott.command("/agsp abwesend")
        assert "Timo Rau" in ott.modal.text
        await ott.modal.fill({"Abwesend bis (letzter Tag)": "2026-03-20"})
        assert await ott.modal.submit() == {"Abwesend ab": "Bitte geben Sie auch den ersten Tag an."}
        await ott.modal.fill({"Abwesend ab": "2026-03-09"})
        assert await ott.modal.submit() == {}
        ott.sees("von Montag, 9. März 2026 bis Freitag, 20. März 2026 abwesend")
        assert (await entry(town, "U0OTT")).absent_until is not None


async def test_the_secretariat_enters_no_deputy_who_is_away_too_and_the_other_one_is_told(database_url: str) -> None:
    async with city(database_url) as town:
        await town["Timo Rau"].command("/agsp abwesend 10.03. bis 12.03.")
        assert await town["Timo Rau"].modal.submit() == {}
        kessler = await open_entry(town, "Sabine Ott")
        await kessler.modal.fill({"Abwesend ab": "2026-03-12", "Abwesend bis (letzter Tag)": "2026-03-20"})
        assert list(await kessler.modal.submit()) == ["Vertretung"]
        assert (await entry(town, "U0OTT")).absent_from is None
        await town.deliver()
        town["Timo Rau"].sees_nothing_of("Sie sind die Vertretung.")
        await kessler.modal.fill({"Abwesend ab": "2026-03-16"})
        assert await kessler.modal.submit() == {}
        await town.deliver()
        said = "Sabine Ott ist von Montag, 16. März 2026 bis Freitag, 20. März 2026 abwesend. Sie sind die Vertretung."
        assert said in town["Timo Rau"].last_message().all_text


async def test_the_chat_s_new_name_and_closed_account_reach_the_entry(database_url: str) -> None:
    async with city(database_url) as town:
        await town.sandbox.acts.change_person("U0OTT", real_name="Sabine Klein", is_guest=True)
        await town.sandbox.settled()
        ott = await entry(town, "U0OTT")
        assert (ott.name, ott.is_guest, ott.is_deactivated) == ("Sabine Klein", True, False)
        await town.sandbox.acts.change_person("U0OTT", is_deactivated=True)
        await town.sandbox.settled()
        assert (await entry(town, "U0OTT")).is_deactivated
        await town.sandbox.acts.change_person("U0FREMD", real_name="Viktor Neu")
        await town.sandbox.settled()
        async with town.database.read() as session:
            assert (await session.exec(select(Person).where(Person.slack_user_id == "U0FREMD"))).first() is None


async def test_reading_members_only_look(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = await choose(town, "Viktor Fremd")
        await kessler.modal.fill({"Rollen": ["Nur lesend"]})
        assert await kessler.modal.submit() == {}
        assert (await entry(town, "U0FREMD")).roles == [Role.READER]
        reader = town["Viktor Fremd"]
        await reader.command("/vorhaben neu")
        reader.sees("Das gehört nicht zu Ihrer Rolle in der AGSP.")
        await reader.command("/vorhaben")
        assert reader.has_modal
