"""What does not arrive shows itself: the secretariat learns of it on an open home tab and sends it again from there."""

from bot.outbox import cancelled
from storage.undelivered import troubled
from tests.stories.city import GROUP, City, city
from tests.stories.rounds import TITLE, ask_all_offices

HEADING = "Nicht zugestellte Nachrichten"


def lock_out(town: City) -> None:
    """Remove the bot from the group's channel, as anybody in Slack can."""
    town.sandbox.workspace.channels[GROUP].members.remove(town.sandbox.workspace.bot.id)


def invite(town: City) -> None:
    """Invite the bot again."""
    town.sandbox.workspace.channels[GROUP].members.append(town.sandbox.workspace.bot.id)


async def test_trouble_appears_on_an_open_home_and_goes_when_the_message_has_been_sent_again(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, brandt = town["Miriam Kessler"], town["Jonas Brandt"]
        await kessler.open_home()
        await brandt.open_home()
        assert HEADING not in kessler.home.text
        lock_out(town)
        await ask_all_offices(town)
        await town.at("02.03.2026", "09:01")
        assert HEADING in kessler.home.text
        assert "Bitte laden Sie ihn" in kessler.home.text
        assert HEADING not in brandt.home.text
        invite(town)
        await kessler.home.press("Noch einmal senden")
        kessler.sees("Die Nachricht ist wieder unterwegs.")
        await kessler.modal.close()
        await town.at("02.03.2026", "09:02")
        assert HEADING not in kessler.home.text
        assert town["Ute Brenner"].message_with(TITLE, "agsp")


async def test_what_expired_is_told_and_what_the_command_line_settled_is_told_too(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await kessler.open_home()
        await ask_all_offices(town)
        town.sandbox.faults.next("chat.postMessage", "429", seconds=600)
        await town.at("11.03.2026", "08:30")
        await town.at("12.03.2026", "00:01")
        await town.at("12.03.2026", "00:02")
        assert "wäre zu spät gekommen" in kessler.home.text
        async with town.database.read() as session:
            keys = [row.key for row in await troubled(session)]
        for key in keys:
            assert await cancelled(town.database, town.sandbox.clock.now(), key, "mündlich gesagt")
        await town.at("12.03.2026", "00:03")
        assert HEADING not in kessler.home.text
