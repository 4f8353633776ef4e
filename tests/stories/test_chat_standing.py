"""What becomes of accounts in the chat is noticed within a day, even when nobody told the bot."""

from bot.chat_standing import ChatStanding
from tests.stories.city import City, city
from tests.stories.test_need_answers import TITLE, start

MEMBERS = 17
"""The cast."""


async def refresh(town: City, pause: float = 0.0) -> int:
    """Do what the worker does beat by beat, until nobody is left to ask about."""
    standing, asked = ChatStanding(town.house, town.delivery.client, pause), 0
    while number := await standing.refresh(town.sandbox.clock.now()):
        asked += number
    await town.deliver()
    return asked


def silently(town: City, user: str, **standing: bool) -> None:
    """Change an account without the event that says so."""
    for name, value in standing.items():
        setattr(town.sandbox.backend.workspace.people[user], name, value)


async def test_a_closed_account_is_noticed_without_an_event_and_what_waited_goes_on(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        silently(town, "U0OTT", is_deactivated=True)
        silently(town, "U0HOLZ", is_external=True)
        assert town["Timo Rau"].messages() == []
        assert await refresh(town) == MEMBERS
        assert TITLE in town["Timo Rau"].messages()[-1].text
        kessler = town["Miriam Kessler"]
        await kessler.command("/agsp mitglieder")
        kessler.sees("Konto geschlossen: erhält keine Nachrichten")
        await kessler.modal.close()
        holz = town["Karin Holz"]
        await holz.command("/vorhaben")
        assert not holz.has_modal
        assert "können diese Funktion deshalb nicht nutzen" in holz.last_ephemeral().text


async def test_everybody_is_asked_about_once_a_day_in_office_hours(database_url: str) -> None:
    async with city(database_url) as town:
        assert [await refresh(town), await refresh(town)] == [MEMBERS, 0]
        await town.at("02.03.2026", "22:00")
        assert await refresh(town) == 0
        await town.at("03.03.2026", "08:29")
        assert await refresh(town) == 0
        silently(town, "U0OTT", is_deactivated=True)
        await town.at("03.03.2026", "08:30")
        assert await refresh(town) == MEMBERS
        silently(town, "U0OTT", is_deactivated=False)
        await town.at("04.03.2026", "08:30")
        assert await refresh(town) == MEMBERS  # a closed account may be opened again
        ott = town["Sabine Ott"]
        await ott.command("/bedarf")
        assert ott.has_modal


async def test_when_the_chat_does_not_answer_the_rest_is_asked_later(database_url: str) -> None:
    async with city(database_url) as town:
        town.sandbox.faults.next("users.info", "429")
        patient = ChatStanding(town.house, town.delivery.client)
        now = town.sandbox.clock.now()
        assert [await patient.refresh(now), await patient.refresh(now)] == [0, 0]
        assert await refresh(town) == MEMBERS
